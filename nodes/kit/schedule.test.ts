import { expect, test } from 'vitest';
import { readCatchUp, readSchedule } from './schedule.ts';

test.each([
  [{}, '0 2 * * *'],
  [{ every: 'hour', time: '00:15' }, '15 * * * *'],
  [{ every: 'day', time: '22:30' }, '30 22 * * *'],
  [{ every: 'week', time: '06:00', weekdays: ['friday', 'monday', 'sunday'] }, '0 6 * * 0,1,5'],
  [{ every: 'month', time: '03:05', dayOfMonth: 15 }, '5 3 15 * *'],
  [{ every: 'cron', cron: ' 30  6 * * 1-5 ' }, '30 6 * * 1-5'],
] as const)('%j means %s', (params, cron) => expect(readSchedule(params)).toEqual({ cron, timeZone: 'UTC' }));

test.each([
  { every: 'cron' },
  { every: 'cron', cron: '* * *' },
  { time: '24:00' },
  { timeZone: 'Mars/Olympus' },
  { every: 'week', weekdays: [] },
  { from: 'soon' },
  { from: 'May 2026' },
  { from: '2026-05-02', until: '2026-05-01' },
  { catchUp: 'some' },
  { catchUpWindow: 'P2Y' },
  { catchUpWindow: 'P400D' },
  'daily',
  null,
])('%j is no schedule', (params) => expect(readSchedule(params)).toBeNull());

test('a day at either end counts whole, in the schedule’s time zone; a moment counts itself', () => {
  expect(readSchedule({ timeZone: 'Europe/Berlin', from: '2026-03-01', until: '2026-03-31' })).toEqual({
    cron: '0 2 * * *',
    timeZone: 'Europe/Berlin',
    startAt: '2026-03-01T00:00:00',
    stopAt: '2026-04-01T00:00:00',
  });
  expect(readSchedule({ from: '2026-03-01T06:00:00+01:00', until: '2026-03-31T06:00:00Z' })).toMatchObject({
    startAt: '2026-03-01T05:00:00.000Z',
    stopAt: '2026-03-31T06:00:01.000Z',
  });
  expect(readSchedule({ timeZone: 'Europe/Berlin', from: '2026-03-01T06:00' })).toMatchObject({ startAt: '2026-03-01T06:00:00' });
});

test('the last missed time is made up for within a week unless the schedule says otherwise', () => {
  expect(readCatchUp({})).toEqual({ catchUp: 'last', windowMs: 7 * 86_400_000 });
  expect(readCatchUp({ catchUp: 'all', catchUpWindow: 'PT6H' })).toEqual({ catchUp: 'all', windowMs: 6 * 3_600_000 });
});
