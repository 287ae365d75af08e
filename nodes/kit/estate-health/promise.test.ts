import { describe, expect, test } from 'vitest';
import { lastDue, plannedBefore, promiseSays, readPromise } from './promise.ts';

const simple = (more: object, policy: object = {}) => ({
  schedulePolicy: { schedulePolicyType: 'SimpleSchedulePolicy', scheduleRunTimes: ['2026-01-01T22:00:00Z'], ...more },
  timeZone: 'UTC',
  ...policy,
});
const daily = simple({ scheduleRunFrequency: 'Daily' });
const at = (text: string) => Date.parse(text);
const due = (properties: unknown, now: string) => {
  const promise = readPromise(properties);
  const time = promise && lastDue(promise, at(now));
  return time === null ? null : new Date(time).toISOString();
};

describe('what a schedule promises', () => {
  test('every day: last night counts once its backup had six hours', () => {
    expect(due(daily, '2026-11-22T03:59:00Z')).toBe('2026-11-20T22:00:00.000Z');
    expect(due(daily, '2026-11-22T04:00:00Z')).toBe('2026-11-21T22:00:00.000Z');
  });

  test('every week: on its day, and a second day counts as well', () => {
    const weekly = simple({ scheduleRunFrequency: 'Weekly', scheduleRunDays: ['Sunday', 'Wednesday'] });
    expect(due(weekly, '2026-11-24T12:00:00Z')).toBe('2026-11-22T22:00:00.000Z');
    expect(due(weekly, '2026-11-26T12:00:00Z')).toBe('2026-11-25T22:00:00.000Z');
  });

  test('every second week: nobody knows which, so the longest gap is allowed', () => {
    const rare = simple({ scheduleRunFrequency: 'Weekly', scheduleRunDays: ['Sunday'], scheduleWeeklyFrequency: 2 });
    expect(due(rare, '2026-11-24T12:00:00Z')).toBe('2026-11-15T22:00:00.000Z');
  });

  test('several times a day: the window counts from its start', () => {
    const hourly = {
      timeZone: 'UTC',
      schedulePolicy: {
        scheduleRunFrequency: 'Hourly',
        hourlySchedule: { interval: 4, scheduleWindowStartTime: '2026-01-01T08:00:00Z', scheduleWindowDuration: 12 },
      },
    };
    expect(readPromise(hourly)?.runs.map(({ minute }) => minute / 60)).toEqual([8, 12, 16, 20]);
    expect(due(hourly, '2026-11-22T16:30:00Z')).toBe('2026-11-22T12:00:00.000Z');
    expect(due(hourly, '2026-11-22T07:00:00Z')).toBe('2026-11-21T20:00:00.000Z');
  });

  test('by the clock of its zone, summer and winter', () => {
    const berlin = simple({ scheduleRunFrequency: 'Daily' }, { timeZone: 'W. Europe Standard Time' });
    const promise = readPromise(berlin);
    expect(promise && plannedBefore(promise, at('2026-07-02T00:00:00Z'))).toBe(at('2026-07-01T20:00:00Z'));
    expect(promise && plannedBefore(promise, at('2026-12-02T00:00:00Z'))).toBe(at('2026-12-01T21:00:00Z'));
  });

  test('a database: full, differential and logs; the zone stands in its settings', () => {
    const sql = {
      settings: { timeZone: 'W. Europe Standard Time' },
      subProtectionPolicy: [
        {
          policyType: 'Full',
          schedulePolicy: { scheduleRunFrequency: 'Weekly', scheduleRunDays: ['Sunday'], scheduleRunTimes: ['2026-01-01T02:00:00Z'] },
        },
        {
          policyType: 'Differential',
          schedulePolicy: { scheduleRunFrequency: 'Weekly', scheduleRunDays: ['Wednesday'], scheduleRunTimes: ['2026-01-01T02:00:00Z'] },
        },
        { policyType: 'Log', schedulePolicy: { scheduleFrequencyInMins: 30 } },
      ],
    };
    expect(readPromise(sql)).toMatchObject({ timeZone: 'Europe/Berlin', logMinutes: 30 });
    expect(due(sql, '2026-11-27T12:00:00Z')).toBe('2026-11-25T01:00:00.000Z');
    expect(promiseSays(readPromise(sql) as never)).toBe('every week on Sun, Wed at 02:00 Europe/Berlin, logs every 30 min');
  });

  test.each([
    ['nothing', null],
    ['no times', simple({ scheduleRunFrequency: 'Daily', scheduleRunTimes: [] })],
    ['a week without days', simple({ scheduleRunFrequency: 'Weekly' })],
    ['a zone of nowhere', simple({ scheduleRunFrequency: 'Daily' }, { timeZone: 'Mars Standard Time' })],
    ['logs only', { subProtectionPolicy: [{ policyType: 'Log', schedulePolicy: { scheduleFrequencyInMins: 15 } }] }],
  ])('%s is no promise', (_, properties) => {
    expect(readPromise(properties)).toBeNull();
  });

  test('in words', () => {
    expect(promiseSays(readPromise(daily) as never)).toBe('every day at 22:00 UTC');
  });
});
