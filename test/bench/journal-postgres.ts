// The PostgreSQL journal under the same work as the SQLite one, on a PostgreSQL of its own whose commits go to the disk. The floor is
// the same rows inserted by the same driver in one statement a commit. Database and journal share the machine's cores.
import pg from 'pg';
import { postgresJournal } from '../../server/journal/postgres.ts';
import { stopTestDatabases, testDatabase } from '../postgres.ts';
import { concurrent, median, run, step, stepsPerRun } from './journal.bench.ts';
import type { BenchRow } from './row.ts';

const rounds = 5;
const passes = 3;
const loneRuns = 30;

interface Pass {
  readonly perSecond: number;
  readonly loneMs: number;
  readonly rows: readonly (string | number | null)[][];
  readonly perCommit: number;
}

async function throughJournal(pool: pg.Pool): Promise<Pass> {
  const journal = await postgresJournal({ pool, owner: 'bench' });
  const one = async (id: string) => {
    void journal.createRun(run(id), { owner: 'bench' });
    for (let n = 0; n < stepsPerRun; n++) {
      const finish = { kind: 'finish', at: Date.now(), status: 'succeeded', failures: 0 } as const;
      await journal.write(id, 1, n === stepsPerRun - 1 ? [step(n), finish] : [step(n)]);
    }
  };
  const transactions = async () =>
    Number(
      (await pool.query('SELECT pg_stat_force_next_flush(), xact_commit FROM pg_stat_database WHERE datname = current_database()')).rows[0]
        .xact_commit,
    );
  for (let i = 0; i < 5; i++) await one(`warm-${i}`);
  const before = await transactions();
  const started = performance.now();
  for (let round = 0; round < rounds; round++) {
    await Promise.all(Array.from({ length: concurrent }, (_, i) => one(`run-${round}-${i}`)));
  }
  const seconds = (performance.now() - started) / 1000;
  const commits = Math.max(1, (await transactions()) - before);
  const lone: number[] = [];
  for (let i = 0; i < loneRuns; i++) {
    const began = performance.now();
    await one(`lone-${i}`);
    lone.push(performance.now() - began);
  }
  const { rows } = await pool.query({ text: 'SELECT * FROM steps ORDER BY seq', rowMode: 'array' });
  await journal.close();
  const steps = rounds * concurrent * stepsPerRun;
  return {
    perSecond: steps / seconds,
    loneMs: median(lone),
    rows: rows.slice(0, steps),
    perCommit: Math.max(1, Math.round(steps / commits)),
  };
}

async function rawInserts(pool: pg.Pool, { rows, perCommit }: Pass): Promise<number> {
  await pool.query('CREATE TABLE raw (LIKE steps INCLUDING INDEXES)');
  const types = ['bigint', 'bigint', 'text', 'text', 'int', 'text', 'int', 'bigint', 'bigint', 'text', 'text', 'text', 'bigint'];
  const text = `INSERT INTO raw SELECT * FROM unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')})`;
  const client = await pool.connect();
  const started = performance.now();
  for (let from = 0; from < rows.length; from += perCommit) {
    const batch = rows.slice(from, from + perCommit);
    await client.query({ name: 'raw', text, values: types.map((_, i) => batch.map((row) => row[i])) });
  }
  const seconds = (performance.now() - started) / 1000;
  client.release();
  return rows.length / seconds;
}

export async function postgresJournalBench(): Promise<BenchRow[]> {
  const measured: (Pass & { readonly floor: number })[] = [];
  try {
    for (let i = 0; i < passes; i++) {
      const pool = new pg.Pool({ ...(await testDatabase('', { durable: true })), max: 5, pipeline: true });
      const pass = await throughJournal(pool);
      measured.push({ ...pass, floor: await rawInserts(pool, pass) });
      await pool.end();
    }
  } finally {
    await stopTestDatabases();
  }
  const value = median(measured.map(({ perSecond }) => perSecond));
  const floor = median(measured.map((pass) => pass.floor));
  return [
    {
      name: `PostgreSQL: durable checkpoints, ${concurrent} runs of ${stepsPerRun} steps`,
      value: Math.round(value),
      unit: '/s',
      floor: { name: `the same rows alone, ${measured[0]?.perCommit} a commit`, value: Math.round(floor) },
      ratio: Math.round((value / floor) * 100) / 100,
      goal: '>= 3,000 (300 runs/s)',
    },
    {
      name: `PostgreSQL: one run of ${stepsPerRun} steps alone, each step durable, p50`,
      value: Math.round(median(measured.map(({ loneMs }) => loneMs)) * 10) / 10,
      unit: 'ms',
      goal: '<= 20',
    },
  ];
}
