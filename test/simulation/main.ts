// Plays seeds: `node test/simulation/main.ts FIRST [COUNT]`. Says which broke a promise, and how.
import { simulate } from './simulate.ts';

const [first = 1, count = 1] = process.argv.slice(2).map(Number);
const began = performance.now();
let turns = 0;
let bad = 0;
for (let seed = first; seed < first + count; seed++) {
  const verdict = await simulate(seed, null, count === 1 ? (line) => process.stdout.write(`${line}\n`) : null);
  turns += verdict.turns;
  if (verdict.problems.length > 0) {
    bad++;
    process.stdout.write(`seed ${seed}: ${verdict.problems.join('\n   ')}\n`);
  }
  if (count === 1) process.stdout.write(`${JSON.stringify(verdict, null, 1)}\n`);
}
const ms = performance.now() - began;
process.stdout.write(`${count} seeds, ${bad} bad, ${(ms / count).toFixed(1)} ms and ${Math.round(turns / count)} turns each\n`);
