// The floor of the engine's measurements: the finished steps of the measured runs, inserted raw with the same driver. A step is
// a row of the bytes it has in the journal, in the journal's table for steps with its index, in as many commits as the runs
// made. Nothing else that the engine writes is in it (rows of runs, their state, events), with one exception: where steps
// change the world, the intent before each call. It knows neither engine nor JSON, and checks nothing.
import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { type Database, migrate, openDatabase } from '../../server/journal/database.ts';
import { type GroupRow, groupSteps } from '../../server/journal/sqlite-rows.ts';
import { journalSchema } from '../../server/journal/sqlite-schema.ts';
import { stepStates } from '../../server/journal/sqlite-step-text.ts';

type Row = { readonly [column: string]: SQLInputValue };

/** Every finished step that stands in this journal, in the order they were written; those that share a row each as their own. */
export function stepsLeft({ read }: Database): readonly Row[] {
  const all = (sql: string) => read.prepare(sql).all() as Row[];
  const single = all('SELECT * FROM steps');
  const shared = all('SELECT * FROM step_groups').flatMap((row) =>
    groupSteps(row as unknown as GroupRow).map(({ seq, settled, output, params }) => ({
      ...{ seq, rid: row.rid ?? 0, path: '', node: settled.key, status: stepStates.indexOf(settled.status as 'succeeded') },
      ...{ port: settled.port, attempt: settled.attempt, started: settled.startedAt ?? 0, ended: settled.endedAt ?? 0 },
      ...{ output: JSON.stringify(output) ?? null, params: JSON.stringify(params), extra: null, source: null },
    })),
  );
  return [...single, ...shared].sort((a, b) => Number(a.seq) - Number(b.seq));
}

/** Seconds. */
export async function raw(folder: string, steps: readonly Row[], commits: number, intents = false): Promise<number> {
  const database = openDatabase(join(folder, `raw-${Math.random()}.db`));
  migrate(database, 'journal', journalSchema);
  const db = database.read;
  // Each commit on disk before the next one begins.
  db.exec('PRAGMA synchronous = FULL');
  const marks = (count: number) => Array(count).fill('?').join(', ');
  const [begin, commit] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT')];
  const insertStep = db.prepare(`INSERT INTO steps VALUES (${marks(13)})`);
  const open = db.prepare('INSERT INTO open_steps VALUES (?, ?, ?, NULL, NULL, ?)');
  const close = db.prepare('DELETE FROM open_steps WHERE rid = ? AND key = ?');
  const at = Date.now();
  const intent = { at, attempt: 1, effect: 'write', startedAt: at, attention: null, resolution: null };
  const text = JSON.stringify({ nodeId: 'n0', params: { value: 1 }, intent });
  const rows = steps.map((row) => Object.values(row));
  const opened = new Map<number, string>();
  const left = new Map<number, number>();
  for (const { rid } of steps) left.set(rid as number, (left.get(rid as number) ?? 0) + 1);
  const size = Math.ceil(rows.length / Math.max(1, commits));
  const began = performance.now();
  for (let from = 0; from < rows.length; from += size) {
    begin.run();
    for (let i = from; i < Math.min(from + size, rows.length); i++) {
      const row = rows[i] as SQLInputValue[];
      insertStep.run(...row);
      if (!intents) continue;
      const [seq, rid, , node] = row as [number, number, string, string];
      const before = opened.get(rid);
      if (before !== undefined) close.run(rid, before);
      opened.set(rid, node);
      const more = (left.get(rid) ?? 0) - 1;
      left.set(rid, more);
      if (more > 0) open.run(rid, node, seq, text);
    }
    commit.run();
  }
  const seconds = (performance.now() - began) / 1_000;
  await database.close();
  return seconds;
}
