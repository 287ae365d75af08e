// kill -9 in the middle of everything: no accepted run is lost, no finished step is done again, open calls are closed by the
// rule. CRASH_CYCLES sets how often the process is killed, CRASH_SEED repeats a course.
import { expect, test } from 'vitest';
import { crash } from './harness.ts';

const cycles = Number(process.env.CRASH_CYCLES ?? 100);
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);

test(`after ${cycles} kills every accepted run has ended well, and every effect was made exactly once (seed ${seed})`, async () => {
  const verdict = await crash({ cycles, mode: 'good', seed });
  expect(verdict.problems).toEqual([]);
  expect(verdict.accepted).toBeGreaterThan(cycles / 2);
  expect(verdict.effects).toBeGreaterThan(verdict.accepted);
}, 600_000);

test.each([
  ['an intent and its call', 'before'],
  ['a call and its result', 'after'],
] as const)(
  'killed exactly between %s, no effect is lost and none is made twice',
  async (_, at) => {
    const verdict = await crash({ cycles: Math.ceil(cycles / 5), mode: 'good', seed, at });
    expect(verdict.problems).toEqual([]);
    expect(verdict.exact).toBeGreaterThan(verdict.kills * 0.8);
  },
  600_000,
);

test('the harness catches a journal that answers before it has committed', async () => {
  const verdict = await crash({ cycles: 8, mode: 'broken', seed: 7 });
  expect(verdict.problems.length).toBeGreaterThan(0);
}, 300_000);
