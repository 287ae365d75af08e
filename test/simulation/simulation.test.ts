// Thousands of worlds in which processes die, freeze and lose their runs, answers get lost, clocks jump and people cancel: every
// promise holds in each. And the simulation is itself put to the test: the same seed is the same world, and planted bugs are caught.
import { expect, test } from 'vitest';
import { keptSeeds } from './kept-seeds.ts';
import { plantedBugs } from './planted-bugs.ts';
import { playSeeds } from './play.ts';
import { simulate } from './simulate.ts';

const count = Number(process.env.SIMULATION_SEEDS ?? 5_000);

test('seeds that have once failed hold', async () => {
  const { problems, seeds } = await playSeeds(keptSeeds.map(([seed]) => seed));
  expect(problems).toEqual([]);
  expect(seeds).toBe(keptSeeds.length);
});

test(`every promise holds in ${count} simulated worlds`, async () => {
  const played = await playSeeds(Array.from({ length: count }, (_, n) => n + 1));
  expect(played.problems).toEqual([]);
  expect(played.seeds).toBe(count);
  // A world in which nothing goes wrong proves nothing.
  for (const times of Object.values(played.faults)) expect(times).toBeGreaterThan(count / 20);
  expect(played.steps).toBeGreaterThan(count * 10);
}, 300_000);

test('the same seed is the same world', async () => {
  for (const seed of [3, 55, 108, 4010]) expect((await simulate(seed)).print).toBe((await simulate(seed)).print);
});

test.each(plantedBugs.map((bug) => [bug.bug, bug] as const))('it catches this bug: %s', async (_, bug) => {
  for (let seed = 1; seed <= 150; seed++) if ((await simulate(seed, bug)).problems.length > 0) return;
  expect.fail('150 worlds went by without a word');
});
