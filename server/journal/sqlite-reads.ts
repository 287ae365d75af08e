// What one run and one step hold: outputs put together from chunks, items of lists, params, logs. A result that was taken over
// is read where it is. Committed data only.
import type { DatabaseSync } from 'node:sqlite';
import type { Json } from '../../nodes/kit/json.ts';
import type { LogLine } from '../../nodes/kit/records.ts';
import type { Iteration, Journal } from './contract.ts';
import { listItems } from './list-items.ts';
import { runView } from './run-state.ts';
import type { Found, StepRows } from './sqlite-rows.ts';
import type { RunRows } from './sqlite-runs.ts';
import { prepare } from './sqlite-schema.ts';
import { maxSpan } from './sqlite-shared-rows.ts';
import { openView, settledView } from './step-view.ts';

type Reads = Pick<Journal, 'run' | 'descendants' | 'step' | 'params' | 'output' | 'items' | 'iterations' | 'log' | 'response' | 'result'>;

export function sqliteReads(db: DatabaseSync, runs: RunRows, rows: StepRows): Reads {
  const ridOf = prepare<{ rid: number }>(db, 'SELECT rid FROM runs WHERE id = ?');
  const said = prepare<{ rid: number; response: string | null; result: string | null }>(
    db,
    'SELECT rid, response, result FROM runs WHERE id = ?',
  );
  const family = prepare<{ count: number }>(db, 'SELECT count(*) AS count FROM runs WHERE root = ?');
  const chunks = prepare<{ data: Uint8Array }>(db, 'SELECT data FROM chunks WHERE rid = ? AND kind = ? AND key = ? ORDER BY n');
  const logs = prepare<{ lines: string }>(db, 'SELECT lines FROM logs WHERE rid = ? AND key = ? ORDER BY id');
  const entries = prepare<{ data: string }>(
    db,
    'SELECT data FROM iterations WHERE rid = ? AND key = ? AND lo > ? AND lo < ? AND hi >= ? ORDER BY seq',
  );
  const after = prepare<{ data: string }>(
    db,
    'SELECT data FROM iterations WHERE rid = ? AND key = ? AND lo > ? AND hi >= ? ORDER BY lo LIMIT ?',
  );
  const pages = prepare<{ first: number; data: string }>(
    db,
    `SELECT first, data FROM pages WHERE rid = ?1 AND key = ?2 AND first < ?4 AND first >=
      (SELECT max(first) FROM pages WHERE rid = ?1 AND key = ?2 AND first <= ?3) ORDER BY first`,
  );
  const paged = prepare<{ page: number }>(db, 'SELECT page FROM pages WHERE rid = ? AND key = ? LIMIT 1');

  const joined = (rid: number, kind: string, key: string): Json => {
    const parts = chunks.all(rid, kind, key).map((row) => row.data);
    return parts.length === 0 ? null : (JSON.parse(Buffer.concat(parts).toString('utf8')) as Json);
  };
  /** Short texts stand in the run's row, long ones (and those of older files) in chunks. */
  const saidBy = (runId: string, name: 'response' | 'result'): Json => {
    const row = said.get(runId);
    return row === undefined ? null : row[name] ? (JSON.parse(row[name]) as Json) : joined(row.rid, name, '');
  };
  /** Where a step's data is held, followed through the run it was taken over from. */
  const holder = (runId: string, key: string): { readonly rid: number; readonly found: Found | undefined } | null => {
    const rid = ridOf.get(runId)?.rid;
    if (rid === undefined) return null;
    const found = rows.find(rid, key);
    return found?.source != null ? { rid: found.source, found: rows.find(found.source, key) } : { rid, found };
  };
  /** Entries of a loop; of an index written twice the later one. */
  const entriesOf = (texts: readonly { readonly data: string }[], from: number, to: number): Iteration[] => {
    const byIndex = new Map<number, Iteration>();
    for (const { data } of texts) for (const entry of JSON.parse(data) as Iteration[]) byIndex.set(entry.index, entry);
    return [...byIndex.values()].filter((entry) => entry.index >= from && entry.index < to).sort((a, b) => a.index - b.index);
  };

  return {
    async run(runId) {
      const run = runs.find(runId);
      return run ? { ...runView(run.head, run.state), projectId: run.head.projectId } : null;
    },
    async descendants(rootId) {
      return family.get(rootId)?.count ?? 0;
    },
    async step(runId, key) {
      const rid = ridOf.get(runId)?.rid;
      if (rid === undefined) return null;
      const found = rows.find(rid, key);
      if (found) return settledView(found.settled);
      const open = rows.open(rid, key);
      return open ? openView(key, open.step) : null;
    },
    async params(runId, key) {
      const held = holder(runId, key);
      return held ? (held.found?.params ?? rows.open(held.rid, key)?.step.params ?? null) : null;
    },
    async output(runId, key) {
      const held = holder(runId, key);
      const found = held?.found;
      if (!found || (!found.settled.hasOutput && !found.settled.list)) return null;
      return { data: found.cut ? joined(held.rid, 'output', key) : (found.output ?? null), list: found.settled.list };
    },
    async items(runId, key, from, limit) {
      const held = holder(runId, key);
      if (!held) return [];
      if (paged.get(held.rid, key)) {
        const items: Json[] = [];
        for (const page of pages.iterate(held.rid, key, from, from + limit)) {
          items.push(...(JSON.parse(page.data) as Json[]).slice(Math.max(0, from - page.first), from + limit - page.first));
        }
        return items;
      }
      const list = held.found?.settled.list;
      if (!list) return [];
      const to = from + limit;
      return listItems(entriesOf(entries.all(held.rid, key, from - maxSpan, to, from), from, to), list.count, from, limit);
    },
    async iterations(runId, key, from, limit) {
      const held = holder(runId, key);
      return held ? entriesOf(after.all(held.rid, key, from - maxSpan, from, limit), from, Number.POSITIVE_INFINITY).slice(0, limit) : [];
    },
    async log(runId, key) {
      const held = holder(runId, key);
      return held ? logs.all(held.rid, key).flatMap((row) => JSON.parse(row.lines) as LogLine[]) : [];
    },
    async response(runId) {
      return saidBy(runId, 'response') as Awaited<ReturnType<Journal['response']>>;
    },
    async result(runId) {
      return saidBy(runId, 'result');
    },
  };
}
