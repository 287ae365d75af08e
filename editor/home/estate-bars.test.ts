import { expect, test } from 'vitest';
import { dayBars, daysSay } from './estate-bars.ts';

const days = [
  { day: '2026-10-24', ok: 60, failed: 0 },
  { day: '2026-10-25', ok: 200, failed: 1 },
  { day: '2026-10-26', ok: 0, failed: 0 },
  { day: '2026-10-27', ok: 0, failed: 3 },
];

test('no bar leaves the chart and failures stand on what went well', () => {
  for (const bar of dayBars(days, 400, 100)) {
    expect(bar.failed.y).toBeGreaterThanOrEqual(0);
    expect(bar.failed.y + bar.failed.height).toBeCloseTo(bar.ok.y);
    expect(bar.ok.y + bar.ok.height).toBeCloseTo(100);
  }
});

test('one failure among two hundred is still seen', () => {
  const bar = dayBars(days, 400, 100)[1];
  expect(bar?.failed.height).toBeGreaterThanOrEqual(5);
  expect(bar?.says).toBe('25 Oct: 200 backups done, 1 failed');
});

test('a day without backups has no bar and says so', () => {
  const bar = dayBars(days, 400, 100)[2];
  expect([bar?.ok.height, bar?.failed.height]).toEqual([0, 0]);
  expect(bar?.says).toBe('26 Oct: no backups ended');
});

test('the chart in a sentence', () => {
  expect(daysSay(days)).toBe('In the last 4 days 260 backups went well and 4 failed, on 2 days.');
});
