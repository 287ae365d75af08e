// The process that durability.test.ts kills: writes runs to a SQLite journal as fast as it can and says on its standard output
// what has been acknowledged to it. Mode `broken` puts a journal between that answers before the commit.
import { setTimeout as sleep } from 'node:timers/promises';
import { done, newRun } from './conformance-kit.ts';
import type { Journal, Write } from './contract.ts';
import { openDatabase } from './database.ts';
import { sqliteJournal } from './sqlite.ts';

const [, , file = '', prefix = '', mode = 'good'] = process.argv;

/** Answers at once and commits a little later. */
const answersEarly = (good: Journal): Journal => ({
  ...good,
  async write(runId, epoch, writes) {
    void sleep(5).then(() => good.write(runId, epoch, writes));
    return { woken: [] };
  },
});

const good = sqliteJournal(openDatabase(file));
const journal = mode === 'broken' ? answersEarly(good) : good;
await journal.releaseAll();

/** Two steps, a shared row, a page and a memory value: all or nothing. */
const writes = (n: number): readonly Write[] => [
  done(`first${n}`),
  { kind: 'steps', container: 'each', path: [n], steps: [done(`in[${n}]`)] },
  { kind: 'page', key: `list${n}`, page: 0, items: [n] },
  { kind: 'memory', name: 'last', value: n },
  done(`second${n}`, { output: 'x'.repeat(n % 50 === 0 ? 300_000 : 100) }),
];

async function one(id: string): Promise<void> {
  await journal.createRun({ ...newRun(), id, flowId: id }, { owner: prefix });
  process.stdout.write(`${id}\n`);
  for (let n = 0; ; n++) {
    await journal.write(id, 1, writes(n));
    process.stdout.write(`${id} ${n}\n`);
    if (mode === 'broken') await sleep(1);
  }
}

await Promise.all(Array.from({ length: 8 }, (_, i) => one(`${prefix}-${i}`)));
