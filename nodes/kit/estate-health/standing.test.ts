import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPromise } from './promise.ts';
import { ageSays, type ItemFacts, type Known, type StandingName, standingOf, totalsOf } from './standing.ts';

const now = Date.parse('2026-11-22T06:20:00Z');
const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000).toISOString();

const policy = (scheduleRunFrequency: string, more: object = {}) =>
  readPromise({ timeZone: 'UTC', schedulePolicy: { scheduleRunFrequency, scheduleRunTimes: ['2026-01-01T22:00:00Z'], ...more } });
const daily = policy('Daily');
const weekly = policy('Weekly', { scheduleRunDays: ['Sunday'] });
const logs = daily && { ...daily, logMinutes: 15 };

const good: ItemFacts = {
  softDeleted: false,
  protectionState: 'Protected',
  policyName: 'daily',
  lastBackupStatus: 'Completed',
  lastBackupTime: hoursAgo(8),
  lastRecoveryPoint: hoursAgo(8),
  lastError: null,
};
const failedAt = (hours: number, point: number | null): ItemFacts => ({
  ...good,
  lastBackupStatus: 'Failed',
  lastBackupTime: hoursAgo(hours),
  lastRecoveryPoint: point === null ? null : hoursAgo(point),
  lastError: { message: 'VM agent is unable to communicate.' },
});
const pointOf = (hours: number | null): ItemFacts => ({
  ...good,
  lastBackupTime: hours === null ? null : hoursAgo(hours),
  lastBackupStatus: hours === null ? null : 'Completed',
  lastRecoveryPoint: hours === null ? null : hoursAgo(hours),
});

test.each<[string, ItemFacts, Partial<Known>, StandingName, RegExp]>([
  ['backed up last night', good, {}, 'safe', /^$/],
  ['backed up two nights ago', pointOf(32), {}, 'late', /32 hours ago; promised every day at 22:00 UTC/],
  ['a weekly backup six days old', pointOf(6 * 24), { promise: weekly }, 'safe', /^$/],
  ['a weekly backup nine days old', pointOf(9 * 24), { promise: weekly }, 'late', /9 days ago; promised every week on Sun/],
  ['a backup that began a little before its time', pointOf(8.6), {}, 'safe', /^$/],
  ['the last job failed, the night before was good', failedAt(8, 32), {}, 'failing', /VM agent/],
  ['the last job failed without saying why', { ...failedAt(8, 32), lastError: null }, {}, 'failing', /The last backup failed/],
  ['a failed job, and a point made since', failedAt(8, 2), {}, 'safe', /^$/],
  ['failed, and its policy is not known', failedAt(8, 32), { promise: null }, 'failing', /VM agent/],
  ['its policy is not known', good, { promise: null }, 'unknown', /schedule of its policy daily could not be read/],
  ['no policy at all', { ...good, policyName: null }, { promise: null }, 'unknown', /no policy/],
  ['stopped, and long ago', { ...pointOf(900), protectionState: 'ProtectionStopped' }, {}, 'stopped', /stopped/],
  ['suspended', { ...pointOf(900), protectionState: 'BackupsSuspended' }, {}, 'stopped', /paused/],
  ['deleted', { ...pointOf(900), protectionState: 'ProtectionStopped', softDeleted: true }, {}, 'deleted', /soft delete/],
  ['new: its first time is still to come', pointOf(null), { since: now - 3_600_000 }, 'waiting', /first backup/],
  ['never backed up, and nobody knows since when it is there', pointOf(null), {}, 'waiting', /first backup/],
  ['never backed up for a week', pointOf(null), { since: now - 7 * 86_400_000 }, 'late', /No backup yet/],
  ['logs an hour old', pointOf(1), { promise: logs, followsLogs: true }, 'safe', /^$/],
  ['logs that stopped in the night', pointOf(4), { promise: logs, followsLogs: true }, 'late', /logs every 15 min/],
  ['a full backup where logs are not told of', pointOf(8), { promise: logs }, 'safe', /^$/],
])('%s', (_, item, known, state, says) => {
  const standing = standingOf(item, { promise: daily, now, ...known });
  expect(standing.state).toBe(state);
  expect(standing.says).toMatch(says);
});

describe('whatever an item looks like', () => {
  const bad: { readonly [state in StandingName]: number } = {
    safe: 0,
    late: 1,
    waiting: 2,
    failing: 4,
    unknown: 3,
    stopped: 5,
    deleted: 6,
  };
  const hours = fc.option(fc.double({ min: 0, max: 900, noNaN: true }));
  const facts = fc.record({
    softDeleted: fc.constant(false),
    protectionState: fc.constantFrom('Protected', 'ProtectionStopped', 'ProtectionError', 'IRPending'),
    policyName: fc.constant('daily'),
    lastBackupStatus: fc.constantFrom('Completed', 'CompletedWithWarnings', 'Failed', null),
    lastBackupTime: hours.map((ago) => (ago === null ? null : hoursAgo(ago))),
    lastRecoveryPoint: hours.map((ago) => (ago === null ? null : hoursAgo(ago))),
    lastError: fc.constant(null),
  });
  const known = fc.record({
    promise: fc.constantFrom(daily, weekly, logs, null),
    now: fc.constant(now),
    since: hours.map((ago) => (ago === null ? null : now - ago * 3_600_000)),
    followsLogs: fc.boolean(),
  });

  test('a newer recovery point never makes it worse', () => {
    fc.assert(
      fc.property(facts, known, fc.double({ min: 0, max: 900, noNaN: true }), (item, what, ago) => {
        const before = item.lastRecoveryPoint === null ? 0 : Date.parse(item.lastRecoveryPoint);
        const newer = { ...item, lastRecoveryPoint: new Date(Math.max(before, now - ago * 3_600_000)).toISOString() };
        expect(bad[standingOf(newer, what).state]).toBeLessThanOrEqual(bad[standingOf(item, what).state]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('it is safe only with a recovery point, and always says why when it is not', () => {
    fc.assert(
      fc.property(facts, known, (item, what) => {
        const { state, says } = standingOf(item, what);
        if (state === 'safe') expect(item.lastRecoveryPoint ?? item.lastBackupTime).not.toBeNull();
        expect(says === '').toBe(state === 'safe');
      }),
    );
  });
});

test('everything but the deleted is counted, and the stopped are promised nothing', () => {
  const totals = totalsOf({ safe: 51, late: 3, failing: 2, stopped: 1, deleted: 1 });
  expect(totals).toEqual({ items: 57, promised: 56, safe: 51, late: 3, failing: 2, waiting: 0, stopped: 1, unknown: 0 });
});

test('ages in words', () => {
  expect([0.5, 1, 31, 72, 200].map((hours) => ageSays(hours * 3_600_000))).toEqual([
    'less than an hour',
    '1 hour',
    '31 hours',
    '3 days',
    '8 days',
  ]);
});
