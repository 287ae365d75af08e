import { expect, test } from 'vitest';
import { readSchedule } from './schedule.ts';

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
  'daily',
  null,
])('%j is no schedule', (params) => expect(readSchedule(params)).toBeNull());
