import { expect, test } from 'vitest';
import { totalsOf } from '../../nodes/kit/estate-health/standing.ts';
import { dayBars, daysSay, legendOf, totalsSay } from './estate-bars.ts';

const days = [
  { day: '2026-10-24', totals: totalsOf({ safe: 60 }) },
  { day: '2026-10-25', totals: totalsOf({ safe: 2_000, failing: 1 }) },
  { day: '2026-10-26', totals: null },
  { day: '2026-10-27', totals: totalsOf({ failing: 3, late: 2, stopped: 4 }) },
];

test('no bar leaves the chart, whatever is in it', () => {
  for (const { parts } of dayBars(days)) expect(parts.reduce((sum, { percent }) => sum + percent, 0)).toBeLessThanOrEqual(100.01);
});

test('one failure among two thousand is still seen, above what is safe', () => {
  const bar = dayBars(days)[1];
  expect(bar?.parts.map(({ state }) => state)).toEqual(['failing', 'safe']);
  expect(bar?.parts[0]?.percent).toBeGreaterThanOrEqual(4);
  expect(bar?.says).toBe('25 Oct: 2,000 of 2,001 safe, 1 failing');
});

test('a day that nobody knows of is no empty day', () => {
  expect(dayBars(days)[2]).toEqual({ day: '2026-10-26', known: false, parts: [], says: '26 Oct: not known' });
});

test('the last day is today, and what was stopped on purpose is in no bar', () => {
  const bar = dayBars(days)[3];
  expect(bar?.says).toBe('Today: 0 of 5 safe, 3 failing, 2 late');
  expect(bar?.parts.map(({ state }) => state)).toEqual(['failing', 'late']);
});

test('totals and the chart in a sentence', () => {
  expect(totalsSay(totalsOf({ safe: 3 }))).toBe('all 3 safe');
  expect(totalsSay(totalsOf({ stopped: 3 }))).toBe('nothing was to be backed up');
  expect(daysSay(days)).toBe('On 2 of the last 4 days something was failing or late; 1 day is not known.');
  expect(daysSay(days.slice(0, 1))).toBe('In the last 1 day nothing was failing or late.');
});

test('the legend adds up to all items', () => {
  const totals = totalsOf({ safe: 51, failing: 2, late: 3, stopped: 1, deleted: 5 });
  expect(legendOf(totals).map(({ state }) => state)).toEqual(['safe', 'failing', 'late', 'stopped']);
  expect(legendOf(totals).reduce((sum, { n }) => sum + n, 0)).toBe(totals.items);
});
