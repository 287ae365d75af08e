// A thread that plays seeds one after the other: it gives its timers to the simulated world.
import { parentPort, workerData } from 'node:worker_threads';
import { simulate } from './simulate.ts';

const { seeds } = workerData as { readonly seeds: readonly number[] };
for (const seed of seeds) {
  const { problems, turns, runs, steps, faults } = await simulate(seed);
  parentPort?.postMessage({ seed, problems, turns, runs, steps, faults });
}
