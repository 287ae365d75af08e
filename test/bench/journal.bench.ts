// Durable checkpoints per second through the journal, beside raw grouped inserts: same driver, same table and index, the very
// rows the journal wrote, batches of the size its commits had. Passes alternate, so that a noisy disk hits both alike.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { NewRun, StepWrite } from '../../server/journal/contract.ts';
import { openDatabase } from '../../server/journal/database.ts';
import { sqliteJournal } from '../../server/journal/sqlite.ts';
import { postgresJournalBench } from './journal-postgres.ts';
import type { BenchRow } from './row.ts';

export const concurrent = 100;
export const stepsPerRun = 10;
const rounds = 15;
const passes = 5;

export const run = (id: string): NewRun => ({
  id,
  projectId: 'default',
  flowId: 'bench',
  flowName: 'Bench',
  version: 1,
  published: true,
  world: 'practice',
  trigger: { type: 'api', nodeId: null, at: new Date().toISOString() },
  actor: { kind: 'system', id: 'bench', name: 'Bench' },
  inputs: {},
  at: Date.now(),
});

export const step = (n: number): StepWrite => ({
  kind: 'step',
  key: `step${n}`,
  nodeId: `step${n}`,
  status: 'succeeded',
  port: 'done',
  output: { index: n, text: 'A result of about two hundred bytes, as most results of nodes are. '.repeat(2), items: [1, 2, 3], ok: true },
  startedAt: Date.now(),
  endedAt: Date.now(),
  attempt: 1,
  params: { vault: 'vault-1', item: `vm-${n}` },
});

interface Pass {
  readonly perSecond: number;
  readonly rows: readonly SQLInputValue[][];
  readonly perCommit: number;
}

async function throughJournal(file: string): Promise<Pass> {
  const database = openDatabase(file);
  const journal = sqliteJournal(database);
  let commits = 0;
  database.join({ committed: () => commits++, rolledBack: () => {} });
  const one = async (id: string) => {
    void journal.createRun(run(id), { owner: 'bench' });
    for (let n = 0; n < stepsPerRun; n++) {
      const finish = { kind: 'finish', at: Date.now(), status: 'succeeded', failures: 0 } as const;
      await journal.write(id, 1, n === stepsPerRun - 1 ? [step(n), finish] : [step(n)]);
    }
  };
  const started = performance.now();
  for (let round = 0; round < rounds; round++) {
    await Promise.all(Array.from({ length: concurrent }, (_, i) => one(`run-${round}-${i}`)));
  }
  const seconds = (performance.now() - started) / 1000;
  const rows = database.read
    .prepare('SELECT * FROM steps ORDER BY seq')
    .all()
    .map((row) => Object.values(row));
  await database.close();
  return { perSecond: rows.length / seconds, rows, perCommit: Math.round(rows.length / commits) };
}

function rawInserts(file: string, { rows, perCommit }: Pass): number {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32000');
  db.exec(`CREATE TABLE steps (seq INTEGER PRIMARY KEY, rid INTEGER NOT NULL, path TEXT NOT NULL, node TEXT NOT NULL, status INTEGER NOT NULL,
    port TEXT, attempt INTEGER NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL, output TEXT, params TEXT, extra TEXT, source INTEGER)`);
  db.exec('CREATE UNIQUE INDEX steps_key ON steps (rid, path, node)');
  const insert = db.prepare('INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const started = performance.now();
  for (let from = 0; from < rows.length; from += perCommit) {
    db.exec('BEGIN IMMEDIATE');
    for (const row of rows.slice(from, from + perCommit)) insert.run(...row);
    db.exec('COMMIT');
  }
  const seconds = (performance.now() - started) / 1000;
  db.close();
  return rows.length / seconds;
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

export async function journalBench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vaultflow-bench-'));
  try {
    const journal: number[] = [];
    const raw: number[] = [];
    let perCommit = 0;
    for (let i = 0; i < passes; i++) {
      const pass = await throughJournal(join(folder, `journal-${i}.db`));
      journal.push(pass.perSecond);
      raw.push(rawInserts(join(folder, `raw-${i}.db`), pass));
      perCommit = pass.perCommit;
    }
    const [value, floor] = [median(journal), median(raw)];
    return [
      {
        name: `durable checkpoints, ${concurrent} runs of ${stepsPerRun} steps`,
        value: Math.round(value),
        unit: '/s',
        floor: { name: `raw inserts of the same rows, ${perCommit} per commit`, value: Math.round(floor) },
        ratio: Math.round((value / floor) * 100) / 100,
        goal: '>= 0.5',
      },
      ...(await postgresJournalBench()),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
