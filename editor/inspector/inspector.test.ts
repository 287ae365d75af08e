// The small pure parts of the inspector.
import { describe, expect, test } from 'vitest';
import { joinDuration, splitDuration } from './fields/DurationField.tsx';
import { curlLine } from './hook-curl.ts';
import { missedWhen } from './MissedTimes.tsx';
import { nextTimes, overlapWords } from './NextRuns.tsx';
import { effectWords } from './NodeHead.tsx';
import { previewOf } from './preview-text.ts';

describe('durations', () => {
  test.each([
    ['PT15M', '15', 'minutes'],
    ['PT90M', '90', 'minutes'],
    ['P2D', '2', 'days'],
    ['PT0.2S', '0.2', 'seconds'],
    ['PT36H', '36', 'hours'],
    ['P1W', '7', 'days'],
    ['PT0S', '0', 'seconds'],
  ] as const)('%s is %s %s', (iso, amount, unit) => expect(splitDuration(iso)).toEqual({ amount, unit }));

  test.each([
    ['15', 'minutes', 'PT15M'],
    ['1,5', 'hours', 'PT90M'],
    ['0.5', 'days', 'PT12H'],
    ['0.25', 'seconds', 'PT0.25S'],
    ['', 'days', undefined],
    ['x', 'days', undefined],
    ['-1', 'days', undefined],
  ] as const)('%s %s is %s', (amount, unit, iso) => expect(joinDuration(amount, unit)).toBe(iso));
});

test.each([
  ['2026-12-22T06:00:00Z', /^22 Dec 2026, \d{2}:00$/],
  [1234567, '1,234,567'],
  [true, 'true'],
  ['', '(empty text)'],
  [[], 'an empty list'],
  [[1, 2, 3, 4], '4 items: 1, 2, 3, …'],
  [[{ friendlyName: 'vm-1', id: '/x' }], '1 item: vm-1'],
  [{ a: 1, b: [1, 2], c: { d: 1 }, e: 'x', f: 1 }, "{ a: 1, b: [2], c: { … }, e: 'x', … }"],
  ['/subscriptions/0000-1111/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/weu', '…/vaults/weu'],
] as const)('%j reads %s', (value, text) => {
  if (typeof text === 'string') expect(previewOf(value)).toBe(text);
  else expect(previewOf(value)).toMatch(text);
});

test('the next runs keep the time of day when the clocks change', () => {
  const times = nextTimes({ cron: '0 4 * * *', timeZone: 'Europe/Berlin' }, 3, new Date('2026-10-23T12:00:00Z'));
  expect(times.map((time) => time.toISOString())).toEqual([
    '2026-10-24T02:00:00.000Z',
    '2026-10-25T03:00:00.000Z',
    '2026-10-26T03:00:00.000Z',
  ]);
  expect(nextTimes({ cron: 'nonsense', timeZone: 'UTC' }, 3)).toEqual([]);
});

test('what happens when a run is still going is said beside the schedule', () => {
  expect(overlapWords(undefined)).toContain('both run');
  expect(overlapWords({ limit: 1, whenBusy: 'skip' })).toContain('a run is still going then, the new one does not run');
  expect(overlapWords({ limit: 3, whenBusy: 'queue', key: '{{ inputs.vault }}' })).toContain(
    '3 runs are still going then with the same key',
  );
});

test('several missed times read as one line', () => {
  const missed = { plannedAt: '2026-03-11T02:00:00.000Z', lastAt: '2026-03-11T02:00:00.000Z', count: 1, more: false };
  const rest = { reason: 'late', says: '', runId: null } as const;
  expect(missedWhen({ ...missed, ...rest })).toMatch(/^11 Mar 2026, \d\d:00$/);
  expect(missedWhen({ ...missed, ...rest, lastAt: '2026-03-13T02:00:00.000Z', count: 200, more: true })).toMatch(
    /^More than 200 times from 11 .* to 13 /,
  );
});

test('the curl line carries what the webhook wants', () => {
  expect(curlLine('https://x/hooks/1', 'none', null)).not.toContain('authorization');
  expect(curlLine('https://x/hooks/1', 'token', 'abc')).toContain("-H 'authorization: Bearer abc'");
  expect(curlLine('https://x/hooks/1', 'hmac', 'abc')).toContain("-hmac 'abc'");
  expect(curlLine('https://x/hooks/1', 'standard', 'whsec_YWJj')).toContain('-H "webhook-signature: v1,$signature"');
});

test('what a type does to the world is said in words', () => {
  const type = { effect: 'write', connection: 'azure', group: 'azure-backup', kind: 'action', effectByParam: false } as Parameters<
    typeof effectWords
  >[0];
  expect(effectWords(type)).toBe('writes to Azure');
  expect(effectWords({ ...type, effect: 'destroy' })).toBe('deletes in Azure');
  expect(effectWords({ ...type, effect: 'read' })).toBe('reads Azure');
  expect(effectWords({ ...type, effect: 'destroy', effectByParam: true, group: 'http', connection: 'http' })).toBe(
    'may delete in a web service',
  );
  expect(effectWords({ ...type, group: 'notify', connection: 'smtp' })).toBe('sends a message');
  expect(effectWords({ ...type, kind: 'trigger' })).toBe('starts the flow');
});
