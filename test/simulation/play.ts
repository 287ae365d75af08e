// Plays many seeds on as many threads as there are cores, and adds up what happened in them.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Fault } from './course.ts';
import type { Verdict } from './simulate.ts';

export interface Played {
  readonly seeds: number;
  readonly turns: number;
  readonly runs: number;
  readonly steps: number;
  readonly faults: { readonly [fault in Fault]: number };
  /** What broke a promise, with the command that shows it. */
  readonly problems: readonly string[];
  readonly seconds: number;
}

export async function playSeeds(seeds: readonly number[], threads = Math.min(availableParallelism(), 8)): Promise<Played> {
  const began = performance.now();
  const sum = { seeds: 0, turns: 0, runs: 0, steps: 0, faults: { crash: 0, freeze: 0, steal: 0, clock: 0, cancel: 0 } };
  const problems: string[] = [];
  const add = ({ seed, problems: found, turns, runs, steps, faults }: Verdict) => {
    sum.seeds += 1;
    sum.turns += turns;
    sum.runs += runs;
    sum.steps += steps;
    for (const fault of Object.keys(faults) as Fault[]) sum.faults[fault] += faults[fault];
    if (found.length > 0) problems.push(`seed ${seed} (node test/simulation/main.ts ${seed}): ${found.join('; ')}`);
  };
  const play = (share: readonly number[]) =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./seeds-worker.ts', import.meta.url), { workerData: { seeds: share } });
      worker.on('message', add);
      worker.once('error', reject);
      worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a thread ended with code ${code}`))));
    });
  await Promise.all(Array.from({ length: threads }, (_, n) => play(seeds.filter((_, i) => i % threads === n))));
  return { ...sum, problems, seconds: (performance.now() - began) / 1000 };
}
