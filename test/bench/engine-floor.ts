// The floor of the engine's measurements: what the measured runs left in the journal, inserted raw with the same driver into the
// same tables with the same indexes, in the order of the journal and in as many commits. A run is its row and one row for each
// step, as a journal without any cleverness has it; where steps change the world, also the intent before each and the run's
// second state. It knows neither engine nor JSON, and checks nothing.
import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { type Database, migrate, openDatabase } from '../../server/journal/database.ts';
import { type GroupRow, groupSteps } from '../../server/journal/sqlite-rows.ts';
import { journalSchema } from '../../server/journal/sqlite-schema.ts';
import { stepStates } from '../../server/journal/sqlite-step-text.ts';

type Row = { readonly [column: string]: SQLInputValue };

export interface Left {
  readonly runs: ReadonlyMap<number, Row>;
  /** In the order they were written. */
  readonly steps: readonly Row[];
}

/** Every run and step that stands in this journal. */
export function rowsLeft({ read }: Database): Left {
  const all = (sql: string) => read.prepare(sql).all() as Row[];
  const single = all('SELECT * FROM steps');
  const shared = all('SELECT * FROM step_groups').flatMap((row) =>
    groupSteps(row as unknown as GroupRow).map(({ seq, settled, output, params }) => ({
      ...{ seq, rid: row.rid ?? 0, path: '', node: settled.key, status: stepStates.indexOf(settled.status as 'succeeded') },
      ...{ port: settled.port, attempt: settled.attempt, started: settled.startedAt ?? 0, ended: settled.endedAt ?? 0 },
      ...{ output: JSON.stringify(output) ?? null, params: JSON.stringify(params), extra: null, source: null },
    })),
  );
  return {
    runs: new Map(all('SELECT * FROM runs').map((row) => [row.rid as number, row])),
    steps: [...single, ...shared].sort((a, b) => Number(a.seq) - Number(b.seq)),
  };
}

/** Seconds. */
export async function raw(folder: string, { runs, steps }: Left, commits: number, intents = false): Promise<number> {
  const database = openDatabase(join(folder, `raw-${Math.random()}.db`));
  migrate(database, 'journal', journalSchema);
  const db = database.read;
  const marks = (count: number) => Array(count).fill('?').join(', ');
  const [begin, commit] = [db.prepare('BEGIN IMMEDIATE'), db.prepare('COMMIT')];
  const insertRun = db.prepare(`INSERT INTO runs VALUES (${marks(26)})`);
  const endRun = db.prepare('UPDATE runs SET status = ?, ended_at = ?, changed = ?, owner = NULL, result = ? WHERE rid = ?');
  const insertStep = db.prepare(`INSERT INTO steps VALUES (${marks(13)})`);
  const open = db.prepare('INSERT INTO open_steps VALUES (?, ?, ?, NULL, NULL, ?)');
  const close = db.prepare('DELETE FROM open_steps WHERE rid = ? AND key = ?');
  const at = Date.now();
  const intent = { at, attempt: 1, effect: 'write', startedAt: at, attention: null, resolution: null };
  const text = JSON.stringify({ nodeId: 'n0', params: { value: 1 }, intent });
  const rows = steps.map((row) => Object.values(row));
  const born = new Map([...runs].map(([rid, run]) => [rid, Object.values(intents ? { ...run, status: 'running', ended_at: null } : run)]));
  const opened = new Map<number, string>();
  const left = new Map<number, number>();
  for (const { rid } of steps) left.set(rid as number, (left.get(rid as number) ?? 0) + 1);
  const size = Math.ceil(rows.length / Math.max(1, commits));
  const began = performance.now();
  for (let from = 0; from < rows.length; from += size) {
    begin.run();
    for (let i = from; i < Math.min(from + size, rows.length); i++) {
      const row = rows[i] as SQLInputValue[];
      const [seq, rid, , node] = row as [number, number, string, string];
      const first = born.get(rid);
      if (first) insertRun.run(...first);
      born.delete(rid);
      const before = opened.get(rid);
      if (before !== undefined) close.run(rid, before);
      insertStep.run(...row);
      const more = (left.get(rid) ?? 0) - 1;
      left.set(rid, more);
      if (!intents) continue;
      const { status = null, ended_at = null, changed = null, result = null } = runs.get(rid) ?? {};
      if (more === 0) endRun.run(status, ended_at, changed, result, rid);
      else {
        open.run(rid, node, seq, text);
        opened.set(rid, node);
      }
    }
    commit.run();
  }
  const seconds = (performance.now() - began) / 1_000;
  await database.close();
  return seconds;
}
