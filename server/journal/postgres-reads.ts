// What one run and one step hold: outputs put together from chunks, items of lists, params, logs. A result that was taken over is
// read where it is. Committed data only.
import type { Json } from '../../nodes/kit/json.ts';
import type { LogLine } from '../../nodes/kit/records.ts';
import type { Iteration, Journal } from './contract.ts';
import { listItems } from './list-items.ts';
import type { OpenStep } from './open-steps.ts';
import { findSteps, placeOf } from './postgres-find.ts';
import { columns, type PgRunRow, runOf } from './postgres-read.ts';
import { borrow, type PostgresPool, type Session } from './postgres-session.ts';
import { runView } from './run-state.ts';
import type { Found } from './sqlite-rows.ts';
import { maxSpan } from './sqlite-shared-rows.ts';
import { openView, settledView } from './step-view.ts';

type Reads = Pick<Journal, 'run' | 'descendants' | 'step' | 'params' | 'output' | 'items' | 'iterations' | 'log' | 'response' | 'result'>;

interface Held {
  readonly rid: number;
  readonly found: Found | undefined;
}

export function postgresReads(pool: PostgresPool): Reads {
  /** Asks on one connection about a step of a run that exists. */
  const about = <T>(runId: string, otherwise: T, read: (session: Session, rid: number) => Promise<T>): Promise<T> =>
    borrow(pool, async (session) => {
      const run = await session.one<{ rid: number }>('SELECT rid FROM runs WHERE id = $1', runId);
      return run ? read(session, run.rid) : otherwise;
    });
  /** Short texts stand in the run's row, long ones in chunks. */
  const saidBy = (runId: string, name: 'response' | 'result'): Promise<Json> =>
    borrow(pool, async (session) => {
      const row = await session.one<{ rid: number; said: string | null }>(`SELECT rid, ${name} AS said FROM runs WHERE id = $1`, runId);
      return row === undefined ? null : row.said ? (JSON.parse(row.said) as Json) : joined(session, row.rid, name, '');
    });

  return {
    run: (runId) =>
      borrow(pool, async (session) => {
        const row = await session.one<PgRunRow>(`SELECT ${columns} FROM runs WHERE id = $1`, runId);
        const run = row && runOf(row);
        return run ? { ...runView(run.head, run.state), projectId: run.head.projectId } : null;
      }),
    descendants: (rootId) =>
      borrow(pool, async (session) => (await session.one<{ n: number }>('SELECT count(*) AS n FROM runs WHERE root = $1', rootId))?.n ?? 0),
    step: (runId, key) =>
      about(runId, null, async (session, rid) => {
        const found = await find(session, rid, key);
        if (found) return settledView(found.settled);
        const open = await openStep(session, rid, key);
        return open ? openView(key, open) : null;
      }),
    params: (runId, key) =>
      about<Json>(runId, null, async (session, rid) => {
        const held = await holder(session, rid, key);
        return held.found?.params ?? (await openStep(session, held.rid, key))?.params ?? null;
      }),
    output: (runId, key) =>
      about<Awaited<ReturnType<Journal['output']>>>(runId, null, async (session, rid) => {
        const held = await holder(session, rid, key);
        const { found } = held;
        if (!found || (!found.settled.hasOutput && !found.settled.list)) return null;
        return { data: found.cut ? await joined(session, held.rid, 'output', key) : (found.output ?? null), list: found.settled.list };
      }),
    items: (runId, key, from, limit) =>
      about<readonly Json[]>(runId, [], async (session, rid) => {
        const held = await holder(session, rid, key);
        const paged = await session.one('SELECT 1 FROM pages WHERE rid = $1 AND key = $2 LIMIT 1', held.rid, key);
        if (paged) {
          const pages = await session.all<{ first: number; data: string }>(
            `SELECT first, data FROM pages WHERE rid = $1 AND key = $2 AND first < $4 AND first >=
              (SELECT max(first) FROM pages WHERE rid = $1 AND key = $2 AND first <= $3) ORDER BY first`,
            held.rid,
            key,
            from,
            from + limit,
          );
          return pages.flatMap(({ first, data }) =>
            (JSON.parse(data) as Json[]).slice(Math.max(0, from - first), Math.max(0, from + limit - first)),
          );
        }
        const list = held.found?.settled.list;
        if (!list) return [];
        const to = from + limit;
        const rows = await session.all<{ data: string }>(
          'SELECT data FROM iterations WHERE rid = $1 AND key = $2 AND lo > $3 AND lo < $4 AND hi >= $5 ORDER BY seq',
          held.rid,
          key,
          from - maxSpan,
          to,
          from,
        );
        return listItems(entriesOf(rows, from, to), list.count, from, limit);
      }),
    iterations: (runId, key, from, limit) =>
      about<readonly Iteration[]>(runId, [], async (session, rid) => {
        const held = await holder(session, rid, key);
        const rows = await session.all<{ seq: number; data: string }>(
          'SELECT seq, data FROM iterations WHERE rid = $1 AND key = $2 AND lo > $3 AND hi >= $4 ORDER BY lo LIMIT $5',
          held.rid,
          key,
          from - maxSpan,
          from,
          limit,
        );
        return entriesOf(rows, from, Number.POSITIVE_INFINITY).slice(0, limit);
      }),
    log: (runId, key) =>
      about<readonly LogLine[]>(runId, [], async (session, rid) => {
        const held = await holder(session, rid, key);
        const rows = await session.all<{ lines: string }>('SELECT lines FROM logs WHERE rid = $1 AND key = $2 ORDER BY id', held.rid, key);
        return rows.flatMap((row) => JSON.parse(row.lines) as LogLine[]);
      }),
    response: async (runId) => (await saidBy(runId, 'response')) as Awaited<ReturnType<Journal['response']>>,
    result: (runId) => saidBy(runId, 'result'),
  };
}

async function find(session: Session, rid: number, key: string): Promise<Found | undefined> {
  return (await findSteps(session, [{ rid, key }])).get(placeOf({ rid, key }));
}

/** Where a step's data is held, followed through the run it was taken over from. */
async function holder(session: Session, rid: number, key: string): Promise<Held> {
  const found = await find(session, rid, key);
  return found?.source != null ? { rid: found.source, found: await find(session, found.source, key) } : { rid, found };
}

async function openStep(session: Session, rid: number, key: string): Promise<OpenStep | undefined> {
  const row = await session.one<{ data: string }>('SELECT data FROM open_steps WHERE rid = $1 AND key = $2', rid, key);
  return row && (JSON.parse(row.data) as OpenStep);
}

async function joined(session: Session, rid: number, kind: string, key: string): Promise<Json> {
  const sql = 'SELECT data FROM chunks WHERE rid = $1 AND kind = $2 AND key = $3 ORDER BY n';
  const parts = (await session.all<{ data: Uint8Array }>(sql, rid, kind, key)).map((row) => row.data);
  return parts.length === 0 ? null : (JSON.parse(Buffer.concat(parts).toString('utf8')) as Json);
}

/** Entries of a loop; of an index written twice the later one. */
function entriesOf(rows: readonly { readonly data: string }[], from: number, to: number): Iteration[] {
  const byIndex = new Map<number, Iteration>();
  for (const { data } of rows) for (const entry of JSON.parse(data) as Iteration[]) byIndex.set(entry.index, entry);
  return [...byIndex.values()].filter((entry) => entry.index >= from && entry.index < to).sort((a, b) => a.index - b.index);
}
