// What policies say about time: next backups, retention by its longest rule, snapshots, logs, tiering.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import type { Json } from '../state/model.ts';
import { vaultPath, vmItemPath } from '../test/in-process.ts';
import { keepsShorter } from './policy-compare.ts';
import { policyProperties } from './policy-model.ts';
import { archiveAfterMs, logMinutes, nextBackup, retained, snapshotMs } from './policy-times.ts';
import { judged } from './test/judged.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const day = 86_400_000;
const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString().slice(0, 16));
type Wanted = Parameters<typeof policyProperties>[0];
const plain = {
  name: 'p',
  kind: 'vm',
  frequency: 'Daily',
  days: ['Sunday'],
  time: '22:00',
  keepDays: 30,
  instantDays: 2,
  logMinutes: 60,
} as const;
const policy = (wanted: Partial<Wanted> = {}, more: Json = {}) => ({
  vault: 'v',
  name: 'p',
  properties: { ...policyProperties({ ...plain, days: ['Sunday'], ...wanted }, now), ...more },
});

test('the next backup: today, on the next of some days, every few hours within a window', () => {
  expect(iso(nextBackup(policy(), now)?.at)).toBe('2026-11-22T22:00');
  expect(iso(nextBackup(policy(), now + day / 2)?.at)).toBe('2026-11-23T22:00');
  expect(iso(nextBackup(policy({ frequency: 'Weekly', days: ['Tuesday', 'Friday'] }), now)?.at)).toBe('2026-11-24T22:00');
  const hourly = policy({ frequency: 'Hourly', time: '08:00' });
  const runs: (string | null)[] = [];
  for (let at = now, round = 0; round < 5; round++) {
    at = nextBackup(hourly, at)?.at ?? at;
    runs.push(iso(at));
  }
  expect(runs).toEqual(['2026-11-22T12:00', '2026-11-22T16:00', '2026-11-22T20:00', '2026-11-23T08:00', '2026-11-23T12:00']);
});

test('full and differential backups take turns; at the same time the full one wins', () => {
  const part = (policyType: string, days: string[]) => ({
    policyType,
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicy',
      scheduleRunFrequency: 'Weekly',
      scheduleRunDays: days,
      scheduleRunTimes: ['2026-11-22T22:00:00Z'],
    },
    retentionPolicy: {
      retentionPolicyType: 'SimpleRetentionPolicy',
      retentionDuration: { count: policyType === 'Full' ? 90 : 30, durationType: 'Days' },
    },
  });
  const properties = {
    backupManagementType: 'AzureWorkload',
    subProtectionPolicy: [part('Differential', ['Sunday', 'Monday']), part('Full', ['Sunday'])],
  };
  const mixed = { vault: 'v', name: 'p', properties };
  expect(nextBackup(mixed, now)?.type).toBe('Full');
  expect(nextBackup(mixed, now + day)?.type).toBe('Differential');
  expect((retained(mixed, now, 'Full').until - now) / day).toBe(90);
  expect((retained(mixed, now, 'Differential').until - now) / day).toBe(30);
});

test('a point is kept by the longest rule that names its day', () => {
  const gold = policy({ keepDays: 30, keepWeeks: 12, keepMonths: 12, keepYears: 3, days: ['Sunday'] });
  const at = (text: string) => retained(gold, Date.parse(text)).rule;
  expect(at('2026-11-24T22:00:00Z')).toBe('Daily');
  expect(at('2026-11-22T22:00:00Z')).toBe('Weekly');
  expect(at('2026-12-06T22:00:00Z')).toBe('Monthly');
  expect(at('2027-01-03T22:00:00Z')).toBe('Yearly');
  const monthly = { count: 5, durationType: 'Months' };
  const last = policy(
    {},
    {
      retentionPolicy: {
        retentionPolicyType: 'LongTermRetentionPolicy',
        monthlySchedule: {
          retentionScheduleFormatType: 'Daily',
          retentionScheduleDaily: { daysOfTheMonth: [{ date: 15 }, { isLast: true }] },
          retentionDuration: monthly,
        },
        dailySchedule: { retentionDuration: { count: 7, durationType: 'Days' } },
      },
    },
  );
  expect(
    ['2026-11-15T22:00:00Z', '2026-11-30T22:00:00Z', '2026-11-29T22:00:00Z'].map((text) => retained(last, Date.parse(text)).rule),
  ).toEqual(['Monthly', 'Monthly', 'Daily']);
});

test('snapshots, logs and tiering', () => {
  expect(snapshotMs(policy({ instantDays: 5 })) / day).toBe(5);
  expect([logMinutes(policy({ kind: 'sql', logMinutes: 15 })), logMinutes(policy())]).toEqual([15, null]);
  const tiering = (ArchivedRP: Json) => archiveAfterMs(policy({}, { tieringPolicy: { ArchivedRP } }));
  expect(tiering({ tieringMode: 'TierAfter', duration: 3, durationType: 'Months' })).toBe(90 * day);
  expect(tiering({ tieringMode: 'DoNotTier' })).toBe(null);
});

test('shorter is what keeps any rule for less', () => {
  const keep = (keepDays: number, keepWeeks?: number) => policy({ keepDays, ...(keepWeeks ? { keepWeeks } : {}) });
  expect(keepsShorter(keep(30), keep(29))).toBe(true);
  expect(keepsShorter(keep(30, 12), keep(60))).toBe(true);
  expect(keepsShorter(keep(30), keep(30, 12))).toBe(false);
  expect(keepsShorter(policy({ instantDays: 5 }), policy({ instantDays: 2 }))).toBe(true);
});

const { world } = judged();
const given = estate({
  machines: [{ name: 'vm-1', resourceGroup: 'rg-backup' }],
  vaults: [
    {
      name: 'v1',
      policies: [{ name: 'Gold' }],
      items: [{ name: 'vm-1', policy: 'Gold', points: { count: 1, newest: '-P400D', keepDays: 2000 } }],
    },
  ],
});

test('a tiering policy moves old points to the archive by itself', async () => {
  const w = world({ estate: given });
  const path = `${vaultPath('v1')}/backupPolicies/Gold`;
  const { properties } = (await w.raw('GET', path)).body;
  const long = { ...properties.retentionPolicy.dailySchedule, retentionDuration: { count: 3, durationType: 'Years' } };
  const tieringPolicy = { ArchivedRP: { tieringMode: 'TierAfter', duration: 4, durationType: 'Months' } };
  const next = { ...properties, tieringPolicy, retentionPolicy: { ...properties.retentionPolicy, dailySchedule: long } };
  expect((await w.raw('PUT', path, { properties: next })).status).toBe(202);
  await w.raw('POST', `${vmItemPath('v1', 'vm-1')}/backup`, {
    properties: { objectType: 'IaasVMBackupRequest', recoveryPointExpiryTimeInUTC: '2029-11-22T00:00:00Z' },
  });
  const tiers = async () =>
    (await w.raw('GET', `${vmItemPath('v1', 'vm-1')}/recoveryPoints`)).body.value[0].properties.recoveryPointTierDetails.map(
      ({ type, status }: { type: string; status: string }) => `${type} ${status}`,
    );
  w.clock.pass(1400);
  expect(await tiers()).toEqual(['InstantRP Valid', 'HardenedRP Valid']);
  w.clock.pass(121 * 86_400);
  expect(await tiers()).toEqual(['InstantRP Deleted', 'HardenedRP Deleted', 'ArchivedRP Valid']);
});

test('the fifty-first change of a policy within a day is blocked for some time', async () => {
  const w = world({ estate: given });
  const path = `${vaultPath('v1')}/backupPolicies/New`;
  const { properties } = (await w.raw('GET', `${vaultPath('v1')}/backupPolicies/DefaultPolicy`)).body;
  for (let time = 0; time < 50; time++) expect((await w.raw('PUT', path, { properties })).status).toBe(200);
  expect((await w.raw('PUT', path, { properties })).body.error.code).toBe('CloudDosTimeboudLimitReached');
  w.clock.pass(86_401);
  expect((await w.raw('PUT', path, { properties })).status).toBe(200);
});

test('a policy cannot reach an item whose machine is gone, and says so beside the jobs of the others', async () => {
  const item = { name: 'vm-lost', resourceGroup: 'rg-lost', policy: 'Gold' };
  const w = world({
    estate: estate({ vaults: [{ name: 'v1', policies: [{ name: 'Gold' }], items: [item, { name: 'vm-1', policy: 'Gold' }] }] }),
  });
  const path = `${vaultPath('v1')}/backupPolicies/Gold`;
  const { properties } = (await w.raw('GET', path)).body;
  const change = async () => (await w.settled(await w.raw('PUT', path, { properties }), 10)).properties;
  expect((await change()).jobIds).toHaveLength(2);
  const group = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-lost?api-version=2021-04-01';
  expect((await w.raw('DELETE', group)).status).toBe(202);
  w.clock.pass(600);
  const changed = await change();
  expect(changed.jobIds).toHaveLength(1);
  expect(changed.failedJobsError).toEqual({ 'vm-lost': expect.stringContaining('UserErrorVmNotFoundV2') });
});
