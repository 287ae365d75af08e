// Moves a journal from a SQLite file to PostgreSQL, row by row as they are: ids, sequence numbers and events keep their places, and
// what was held is due again. All or nothing: one transaction, counted before it commits. The server of the file must not run.
import { fail } from '../../nodes/kit/errors.ts';
import type { Database } from './database.ts';
import { migrateJournal } from './postgres-schema.ts';
import { borrow, type PostgresPool, type Session } from './postgres-session.ts';
import { lastSeq, prepare } from './sqlite-schema.ts';

type Value = string | number | null | Uint8Array;

interface Table {
  readonly name: string;
  /** In both databases, unless `from` says otherwise. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that PostgreSQL alone has: what stands in them. */
  readonly also?: Readonly<Record<string, string>>;
  readonly order: string;
}

const rid = 'bigint';
const tables: readonly Table[] = [
  {
    name: 'runs',
    columns: {
      rid, id: 'text', project: 'text', flow: 'text', number: 'bigint', at: 'bigint', priority: 'int', status: 'text', epoch: 'int', wake_at: 'bigint',
      place: 'text', place_key: 'text', place_limit: 'int', cancel_at: 'bigint', cancel_reason: 'text', started_at: 'bigint', ended_at: 'bigint',
      failures: 'int', changed: 'bigint', ending: 'text', flow_name: 'text', head: 'text', response: 'text', result: 'text', root: 'text',
    }, // biome-ignore format: as in the schema
    also: { stamp: '1' },
    order: 'rid',
  },
  {
    name: 'steps',
    columns: {
      seq: 'bigint', rid, path: 'text', node: 'text', status: 'int', port: 'text', attempt: 'int', started: 'bigint', ended: 'bigint', output: 'text',
      params: 'text', extra: 'text', source: 'bigint',
    }, // biome-ignore format: as in the schema
    order: 'seq',
  },
  {
    name: 'step_groups',
    columns: { seq: 'bigint', rid, prefix: 'text', lo: 'int', hi: 'int', container: 'text', statuses: 'int', data: 'text' },
    also: { announced: 'true' },
    order: 'seq',
  },
  { name: 'open_steps', columns: { rid, key: 'text', seq: 'bigint', event: 'text', wake_at: 'bigint', data: 'text' }, order: 'rid, key' },
  { name: 'iterations', columns: { seq: 'bigint', rid, key: 'text', lo: 'int', hi: 'int', data: 'text' }, order: 'seq' },
  { name: 'pages', columns: { rid, key: 'text', first: 'int', page: 'int', count: 'int', data: 'text' }, order: 'id' },
  { name: 'chunks', columns: { rid, kind: 'text', key: 'text', n: 'int', data: 'bytea' }, order: 'id' },
  { name: 'logs', columns: { rid, key: 'text', lines: 'text' }, order: 'id' },
  { name: 'taken_over', columns: { source: 'bigint', rid }, order: 'source, rid' },
  { name: 'accepted', columns: { project: 'text', key: 'text', hash: 'text', run_id: 'text', until: 'bigint' }, order: 'project, key' },
  { name: 'kept_events', columns: { event: 'text', payload: 'text', until: 'bigint' }, order: 'id' },
  { name: 'memory', columns: { flow: 'text', name: 'text', value: 'text', at: 'bigint', run_id: 'text' }, order: 'flow, name' },
  { name: 'counters', columns: { name: 'text', value: 'bigint' }, order: 'name' },
  { name: 'leases', columns: { name: 'text', owner: 'text', epoch: 'int', until: 'bigint' }, order: 'name' },
  { name: 'buckets', columns: { key: 'text', tokens: 'double precision', at: 'bigint', blocked_until: 'bigint' }, order: 'key' },
];

export interface Copied {
  /** False: it was copied before, and everything is there. */
  readonly copied: boolean;
  readonly rows: { readonly [table: string]: number };
}

/** `from` must have the tables of this version: open a SQLite journal on it first. */
export async function copyJournal(from: Database, to: PostgresPool): Promise<Copied> {
  return borrow(to, async (session) => {
    await migrateJournal(session);
    await session.all('BEGIN');
    try {
      // Whoever comes second waits here.
      const tail = await session.one<{ seq: number }>('SELECT seq FROM journal_tail FOR UPDATE');
      const wanted = counted(from);
      const copied = (tail?.seq ?? 0) === 0;
      if (copied) for (const table of tables) await copyTable(from, session, table);
      for (const { name } of tables) {
        const there = (await session.one<{ n: number }>(`SELECT count(*) AS n FROM ${name}`))?.n ?? 0;
        if (there === wanted[name]) continue;
        throw fail('conflict', copied ? `Of ${wanted[name]} rows of ${name} only ${there} arrived; nothing was copied.` : inUse);
      }
      if (copied) {
        const last = prepare<{ at: number | null }>(from.read, 'SELECT max(rid) AS at FROM runs').get()?.at ?? 0;
        await session.all('UPDATE journal_tail SET seq = $1', Math.max(1, last, lastSeq(from.read)));
      }
      await session.all('COMMIT');
      return { copied, rows: wanted };
    } catch (error) {
      await session.all('ROLLBACK').catch(() => undefined);
      throw error;
    }
  });
}

const inUse = 'This database holds other runs already. Choose an empty one.';
const batchRows = 500;
const batchCharacters = 8 * 1024 * 1024;

const counted = (from: Database): Record<string, number> =>
  Object.fromEntries(
    tables.map(({ name }) => [name, prepare<{ n: number }>(from.read, `SELECT count(*) AS n FROM ${name}`).get()?.n ?? 0]),
  );

async function copyTable(from: Database, session: Session, { name, columns, also = {}, order }: Table): Promise<void> {
  const names = Object.keys(columns);
  const arrays = names.map((column, i) => `$${i + 1}::${columns[column]}[]`);
  const into = [...names, ...Object.keys(also)].join(', ');
  const sql = `INSERT INTO ${name} (${into}) SELECT ${['u.*', ...Object.values(also)].join(', ')} FROM unnest(${arrays.join(', ')}) AS u(${names.join(', ')})`;
  let batch: Value[][] = [];
  let size = 0;
  const flush = async () => {
    if (batch.length > 0) await session.all(sql, ...names.map((_, i) => batch.map((row) => row[i] ?? null)));
    [batch, size] = [[], 0];
  };
  // Nobody holds anything any more: what was held is due at once.
  const asked = names.map((column) => (name === 'runs' && column === 'wake_at' ? due : column)).join(', ');
  for (const row of prepare<Record<string, Value>>(from.read, `SELECT ${asked} FROM ${name} ORDER BY ${order}`).iterate()) {
    const values = names.map((column) => row[column] ?? null);
    batch.push(values);
    for (const value of values) size += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8;
    if (batch.length >= batchRows || size >= batchCharacters) await flush();
  }
  await flush();
}

const due = 'CASE WHEN owner IS NOT NULL AND ended_at IS NULL THEN 0 ELSE wake_at END AS wake_at';
