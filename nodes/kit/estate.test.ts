import { expect, test } from 'vitest';
import { estate, estateSchema, momentOf } from './estate.ts';

const now = Date.parse('2026-11-22T10:00:00Z');

test('a small estate is filled in', () => {
  const { vaults, subscriptions } = estate({ vaults: [{ name: 'v1', items: [{ name: 'vm-1', points: { count: 3 } }] }] });
  expect(subscriptions).toHaveLength(1);
  expect(vaults[0]).toMatchObject({ resourceGroup: 'rg-backup', location: 'westeurope', softDelete: 'Enabled', softDeleteDays: 14 });
  expect(vaults[0]?.items[0]).toMatchObject({
    kind: 'vm',
    offline: false,
    behaviour: {},
    points: { count: 3, newest: '-PT8H', everyHours: 24 },
  });
});

test('a filled estate is an estate: it survives being written and read', () => {
  const full = estate({ vaults: [{ name: 'v1', items: [{ name: 'vm-1', behaviour: { backup: { error: { code: 'X' } } } }] }] });
  expect(estate(JSON.parse(JSON.stringify(full)))).toEqual(full);
});

test('moments are times or durations before the seeding', () => {
  expect(momentOf('2026-01-01T00:00:00Z', now)).toBe(Date.UTC(2026, 0, 1));
  expect(now - momentOf('-PT26H', now)).toBe(26 * 3_600_000);
  expect(now - momentOf('-P1W2DT3H4M5S', now)).toBe((9 * 24 * 3600 + 3 * 3600 + 4 * 60 + 5) * 1000);
});

test.each([
  [
    'a moment in words',
    { vaults: [{ name: 'v1', items: [{ name: 'a', lastBackup: { at: 'yesterday' } }] }] },
    'vaults.0.items.0.lastBackup.at',
  ],
  ['an unknown kind of item', { vaults: [{ name: 'v1', items: [{ name: 'a', kind: 'exchange' }] }] }, 'vaults.0.items.0.kind'],
  ['soft delete for a week', { vaults: [{ name: 'v1', softDeleteDays: 7 }] }, 'vaults.0.softDeleteDays'],
  ['a policy at a quarter past', { vaults: [{ name: 'v1', policies: [{ name: 'p', time: '22:15' }] }] }, 'vaults.0.policies.0.time'],
  ['an account with capitals', { storageAccounts: [{ name: 'StFiles' }] }, 'storageAccounts.0.name'],
  ['no subscription', { subscriptions: [] }, 'subscriptions'],
])('%s is refused with its place', (_name, input, place) => {
  const parsed = estateSchema.safeParse(input);
  expect(parsed.error?.issues[0]?.path.join('.')).toBe(place);
});
