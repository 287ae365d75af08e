import { expect, test } from 'vitest';
import { dotNetDate, filterTime, instant, isoDuration, timeSpan } from './times.ts';

const at = Date.parse('2021-04-01T00:05:09.250Z');

test('each shape of time is written as the service writes it', () => {
  expect(instant(at)).toBe('2021-04-01T00:05:09.2500000Z');
  expect(dotNetDate(at)).toBe('4/1/2021 12:05:09 AM');
  expect(dotNetDate(at + 13 * 3_600_000)).toBe('4/1/2021 1:05:09 PM');
  expect(isoDuration(4_872_369.5)).toBe('PT1H21M12.3695S');
  expect(isoDuration(60_000)).toBe('PT1M');
  expect(isoDuration(0)).toBe('PT0S');
  expect(timeSpan((13 * 24 + 23) * 3_600_000 + 59 * 60_000 + 46_507)).toBe('13.23:59:46.5070000');
});

test('filter times are read with twelve o clock as 12 or 00, and as ISO', () => {
  expect(filterTime('2016-01-01 00:00:00 AM')).toBe(Date.UTC(2016, 0, 1));
  expect(filterTime('2016-01-01 12:00:00 AM')).toBe(Date.UTC(2016, 0, 1));
  expect(filterTime('2016-01-01 12:30:00 PM')).toBe(Date.UTC(2016, 0, 1, 12, 30));
  expect(filterTime('2016-01-01 11:59:59 pm')).toBe(Date.UTC(2016, 0, 1, 23, 59, 59));
  expect(filterTime('2016-01-01T10:00:00Z')).toBe(Date.UTC(2016, 0, 1, 10));
  for (const bad of ['yesterday', '2016-13-01 00:00:00 AM', '2016-01-01 13:00:00 PM', '2016-01-01', '']) expect(filterTime(bad)).toBeNull();
});
