import { expect, test } from 'vitest';
import { barsOf, barsSay, isFailing, type LastRun } from './run-bars.ts';

const run = (status: LastRun['status'], failures = 0, n = 1): LastRun => ({
  id: `run_${n}_${status}`,
  number: n,
  status,
  failures,
  at: '2026-11-22T05:00:00.000Z',
  seconds: null,
});

test('a failed run stands taller than one that went well', () => {
  const [good, mixed, failed] = barsOf([run('succeeded'), run('succeeded', 2), run('failed')]);
  expect(good?.kind).toBe('good');
  expect(mixed?.kind).toBe('mixed');
  expect(failed?.kind).toBe('failed');
  expect(failed?.height).toBeGreaterThan(mixed?.height as number);
  expect(mixed?.height).toBeGreaterThan(good?.height as number);
});

test('who cannot see the bars hears how many went which way and how the newest stands', () => {
  const runs = [...Array.from({ length: 12 }, (_, n) => run('succeeded', 0, n)), run('succeeded', 3, 13), run('failed', 0, 14)];
  expect(barsSay(runs)).toBe('Last 14 runs: 12 succeeded, 1 succeeded with failures, 1 failed. Newest: failed.');
  expect(barsSay([run('waiting')])).toBe('One run: 1 waiting. Newest: waiting.');
  expect(barsSay([])).toBe('No runs yet.');
});

test('a flow is failing by its last ended run, not by one that still goes', () => {
  expect(isFailing([run('succeeded'), run('failed')])).toBe(true);
  expect(isFailing([run('failed'), run('running')])).toBe(true);
  expect(isFailing([run('failed'), run('succeeded')])).toBe(false);
  expect(isFailing([run('succeeded', 1)])).toBe(true);
  expect(isFailing([])).toBe(false);
});
