// Writes everything that a commit has come to in one statement: one round trip however many rows and tables. The statement first
// takes the one row of `journal_tail`, and PostgreSQL holds it until the commit. So sequence numbers become visible in their order:
// whoever sees number n sees all below it, and a reader never has to come back for a number that was late.

import { awaitedEvent, wakeAt } from './open-steps.ts';
import type { Session, SqlValue } from './postgres-session.ts';
import type { Cell, Drop, PgRun, Row, WorkResult } from './postgres-work.ts';
import { headText } from './sqlite-run-head.ts';
import { endingText } from './sqlite-runs.ts';

/** `#` after a type: a number below zero is one of those that this commit gives out. */
type Columns = Readonly<Record<string, string>>;

const step: Columns = {
  seq: 'bigint#', rid: 'bigint#', path: 'text', node: 'text', status: 'int', port: 'text', attempt: 'int', started: 'bigint', ended: 'bigint',
  output: 'text', params: 'text', extra: 'text', source: 'bigint#',
}; // biome-ignore format: as in the schema
const group: Columns = {
  seq: 'bigint#', rid: 'bigint#', prefix: 'text', lo: 'int', hi: 'int', container: 'text', statuses: 'int', announced: 'boolean', data: 'text',
}; // biome-ignore format: as in the schema
const state: Columns = {
  status: 'text', epoch: 'int', owner: 'text', wake_at: 'bigint', place: 'text', cancel_at: 'bigint', cancel_reason: 'text',
  started_at: 'bigint', ended_at: 'bigint', failures: 'int', changed: 'bigint#', ending: 'text', response: 'text', result: 'text', stamp: 'bigint',
}; // biome-ignore format: as in the schema
const birth: Columns = {
  rid: 'bigint#', id: 'text', project: 'text', flow: 'text', at: 'bigint', priority: 'int', place_key: 'text', place_limit: 'int',
  flow_name: 'text', head: 'text', root: 'text', ...state,
}; // biome-ignore format: as in the schema

export interface Flushed {
  /** The number before the first that was given out. */
  readonly base: number;
  /** Last run numbers by project. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** Null: there was nothing to write. Everything asked for here is sent before the first answer; failures are those of the returned promise. */
export function flush(
  session: Session,
  result: WorkResult,
  owners: readonly string[],
  said: { readonly channel: string; readonly by: string },
): Promise<Flushed | null> {
  const values: SqlValue[] = [];
  const parts: string[] = [];
  const value = (one: SqlValue) => `$${values.push(one)}`;
  const unnest = (columns: Columns, rows: readonly Row[]) => {
    const names = Object.keys(columns);
    const arrays = names.map((name, i) => `${value(rows.map((row) => row[i] ?? null) as Cell[])}::${columns[name]?.replace('#', '')}[]`);
    return `unnest(${arrays.join(', ')}) AS u(${names.join(', ')})`;
  };
  const insert = (table: string, columns: Columns, rows: readonly Row[], also = '') => {
    if (rows.length === 0) return;
    const list = Object.entries(columns).map(([name, type]) => numbered(name, type));
    parts.push(`INSERT INTO ${table} (${Object.keys(columns)}) SELECT ${list} FROM tail, ${unnest(columns, rows)} ${also}`);
  };

  const before = drops(session, result.drops);
  const { rows } = result;
  const born = result.runs.filter((run) => run.born);
  const changed = result.runs.filter((run) => !run.born);
  const projects = new Map<string, PgRun[]>();
  for (const run of born) projects.set(run.head.projectId, [...(projects.get(run.head.projectId) ?? []), run]);
  if (born.length > 0) {
    const counts = [...projects].map(([project, runs]): Row => [`runs:${project}`, runs.length]);
    parts.push(`INSERT INTO counters (name, value) SELECT u.name, u.value FROM tail, ${unnest({ name: 'text', value: 'bigint' }, counts)}
      ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING name, value`);
    const back = (run: PgRun) => {
      const runs = projects.get(run.head.projectId) ?? [];
      return runs.length - 1 - runs.indexOf(run);
    };
    const columns = { ...birth, back: 'int' };
    const list = Object.entries(birth).map(([name, type]) => numbered(name, type));
    parts.push(`INSERT INTO runs (${Object.keys(birth)}, number) SELECT ${list}, w0.value - u.back FROM tail,
      ${unnest(columns, born.map((run) => [...birthRow(run), back(run)]))} JOIN w0 ON w0.name = 'runs:' || u.project`); // biome-ignore format: one statement
  }
  if (changed.length > 0) {
    const columns = { rid: 'bigint', ...state };
    const sets = Object.entries(state).map(([name, type]) =>
      name === 'response' || name === 'result' ? `${name} = coalesce(u.${name}, r.${name})` : `${name} = ${numbered(name, type)}`,
    );
    const of = unnest(columns, changed.map((run) => [run.rid, ...stateRow(run)])); // biome-ignore format: one line
    parts.push(`UPDATE runs r SET ${sets} FROM tail, ${of} WHERE r.rid = u.rid`);
  }
  insert('steps', step, rows.steps);
  insert('step_groups', group, rows.groups);
  const put: Row[] = [];
  const gone: Row[] = [];
  for (const [run, keys] of result.open)
    for (const [key, seq] of keys) {
      const open = run.open.get(key);
      if (open) put.push([run.rid, key, seq, awaitedEvent(open), wakeAt(open), JSON.stringify(open)]);
      else if (run.rid > 0) gone.push([run.rid, key]);
    }
  const openColumns = { rid: 'bigint#', key: 'text', seq: 'bigint#', event: 'text', wake_at: 'bigint', data: 'text' };
  const replace =
    'ON CONFLICT (rid, key) DO UPDATE SET seq = excluded.seq, event = excluded.event, wake_at = excluded.wake_at, data = excluded.data';
  insert('open_steps', openColumns, put, replace);
  if (gone.length > 0)
    parts.push(`DELETE FROM open_steps o USING ${unnest({ rid: 'bigint', key: 'text' }, gone)} WHERE o.rid = u.rid AND o.key = u.key`);
  insert('iterations', { seq: 'bigint#', rid: 'bigint#', key: 'text', lo: 'int', hi: 'int', data: 'text' }, kept('iterations', result));
  insert('pages', { rid: 'bigint#', key: 'text', first: 'int', page: 'int', count: 'int', data: 'text' }, kept('pages', result));
  insert('chunks', { rid: 'bigint#', kind: 'text', key: 'text', n: 'int', data: 'bytea' }, kept('chunks', result));
  insert('logs', { rid: 'bigint#', key: 'text', lines: 'text' }, rows.logs);
  insert('taken_over', { source: 'bigint#', rid: 'bigint#' }, rows.taken, 'ON CONFLICT DO NOTHING');
  const accepted = [...new Map(rows.accepted.map((row) => [`${row[0]} ${row[1]}`, row])).values()];
  const again = 'ON CONFLICT (project, key) DO UPDATE SET hash = excluded.hash, run_id = excluded.run_id, until = excluded.until';
  insert('accepted', { project: 'text', key: 'text', hash: 'text', run_id: 'text', until: 'bigint' }, accepted, again);
  const keep = [...result.kept].flatMap(([event, list]) =>
    list.filter(({ id }) => id === null).map((one): Row => [event, one.payload, one.until]),
  );
  insert('kept_events', { event: 'text', payload: 'text', until: 'bigint' }, keep);
  if (result.usedEvents.length > 0) parts.push(`DELETE FROM kept_events WHERE id = ANY(${value(result.usedEvents)})`);
  insert('memory', { flow: 'text', name: 'text', value: 'text', at: 'bigint', run_id: 'text' }, result.remember, remembers);
  if (result.forget.length > 0)
    parts.push(
      `DELETE FROM memory m USING ${unnest({ flow: 'text', name: 'text' }, result.forget)} WHERE m.flow = u.flow AND m.name = u.name`,
    );
  if (owners.length > 0)
    parts.push(`INSERT INTO owners (owner, beat) SELECT o, clock_timestamp() FROM unnest(${value(owners)}::text[]) AS o
      ON CONFLICT (owner) DO UPDATE SET beat = clock_timestamp()`);
  if (parts.length === 0) return before.then(() => null);

  const { drawn } = result;
  // Without numbers nothing is announced, and nobody has to wait for the row.
  const tail =
    drawn > 0 ? `UPDATE journal_tail SET seq = seq + ${value(drawn)} RETURNING seq - ${value(drawn)} AS base` : 'SELECT 0::bigint AS base';
  const told = drawn > 0 ? `, pg_notify(${value(said.channel)}, ${value(said.by)}::text || ' ' || (base + ${value(drawn)}))` : '';
  const numbers = born.length > 0 ? '(SELECT json_object_agg(name, value) FROM w0)' : 'NULL';
  const text = `WITH tail AS (${tail}), ${parts.map((part, i) => `w${i} AS (${part})`).join(', ')} SELECT base, ${numbers} AS numbers${told} FROM tail`;
  const written = session.one<{ base: number; numbers: string | null }>(text, ...values);
  return Promise.all([written, before]).then(([row]) => ({ base: row?.base ?? 0, numbers: JSON.parse(row?.numbers ?? '{}') }));
}

const numbered = (name: string, type: string): string =>
  type.endsWith('#') ? `CASE WHEN u.${name} < 0 THEN tail.base - u.${name} ELSE u.${name} END` : `u.${name}`;

const remembers = 'ON CONFLICT (flow, name) DO UPDATE SET value = excluded.value, at = excluded.at, run_id = excluded.run_id';

/** As {@link state}. */
function stateRow({ state, changed, said, stamp }: PgRun): Row {
  const { status, epoch, owner, wakeAt, place, cancel, startedAt, endedAt, failures } = state;
  // biome-ignore format: one value per column
  return [
    status, epoch, owner, wakeAt, place, cancel?.at ?? null, cancel?.reason ?? null, startedAt, endedAt, failures, changed, endingText(state),
    said?.response ?? null, said?.result ?? null, stamp,
  ];
}

/** As {@link birth}. */
function birthRow(run: PgRun): Row {
  const { rid, head, placeKey, placeLimit, born } = run;
  // biome-ignore format: one value per column
  return [
    rid, head.id, head.projectId, head.flowId, head.at, born?.priority ?? 0, placeKey, placeLimit, head.flowName, headText(head), head.rootId,
    ...stateRow(run),
  ];
}

/** Rows that no later drop of the same commit has taken away. */
function kept(table: Drop['table'], { rows, drops }: WorkResult): Row[] {
  const mine = drops.filter((drop) => drop.table === table);
  if (mine.length === 0) return [...rows[table]];
  const [rid, key, page] = table === 'iterations' ? [1, 2, 0] : table === 'pages' ? [0, 1, 3] : [0, 1, 0];
  const from = (row: Row) => (table === 'pages' ? Number(row[page]) : 0);
  return rows[table].filter((row, i) => !mine.some((d) => i < d.before && row[rid] === d.rid && row[key] === d.key && from(row) >= d.from));
}

/** Sent before the one statement: within it these would still see what they take away. */
async function drops(session: Session, all: readonly Drop[]): Promise<void> {
  const asked = (['iterations', 'pages', 'chunks'] as const).map((table) => {
    const mine = all.filter((drop) => drop.table === table && drop.rid > 0);
    if (mine.length === 0) return [];
    const key = table === 'chunks' ? 'kind' : 'key';
    const sql = `DELETE FROM ${table} x USING unnest($1::bigint[], $2::text[], $3::int[]) AS u(rid, key, least)
      WHERE x.rid = u.rid AND x.${key} = u.key ${table === 'pages' ? 'AND x.page >= u.least' : ''}`;
    return session.all(sql, mine.map(({ rid }) => rid), mine.map(({ key }) => key), mine.map(({ from }) => from)); // biome-ignore format: one line
  });
  await Promise.all(asked);
}
