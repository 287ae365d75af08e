import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

test('a burst passes, then one after another, and each key by itself', () => {
  let now = 1_000;
  const limit = createRateLimit({ perMinute: 60, burst: 3, now: () => now });
  expect([1, 2, 3].map(() => limit.take('a'))).toEqual([0, 0, 0]);
  expect(limit.take('a')).toBe(1_000);
  expect(limit.take('b')).toBe(0);
  now += 1_000;
  expect(limit.take('a')).toBe(0);
  expect(limit.take('a')).toBeGreaterThan(0);
});

test('a clock that goes back gives nothing away', () => {
  let now = 100_000;
  const limit = createRateLimit({ perMinute: 60, burst: 1, now: () => now });
  expect(limit.take('a')).toBe(0);
  now = 0;
  expect(limit.take('a')).toBeGreaterThan(0);
});
