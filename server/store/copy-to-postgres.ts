// Takes the store of one machine to PostgreSQL, for an installation that grows: flows and versions, people and what they may do,
// connections as they are sealed, the audit. Rows go as they are, all or none. The server of the file must not run, and the key for
// secrets stays the same one.
import { fail } from '../../nodes/kit/errors.ts';
import type { Database } from '../journal/database.ts';
import { borrow, type PostgresPool, type Session } from '../journal/postgres-session.ts';
import { postgresStore } from './postgres.ts';
import { rooms } from './rooms.ts';
import type { SqlValue } from './sql.ts';
import { sqliteStore } from './sqlite.ts';

const BATCH = 200;

export interface CopiedStore {
  /** False: it was copied before, and everything is there. */
  readonly copied: boolean;
  readonly rows: { readonly [table: string]: number };
}

/** In the order in which they were made: what others refer to comes first. */
function tables(): string[] {
  const steps = Object.values(rooms).flat();
  const named = (what: RegExp) => steps.flatMap(({ both }) => [...both.matchAll(what)].map((found) => found[1] as string));
  const gone = new Set(named(/DROP TABLE (\w+)/g));
  return named(/CREATE TABLE (\w+)/g).filter((table) => !gone.has(table));
}

export async function copyStore(from: Database, to: PostgresPool): Promise<CopiedStore> {
  const [source, target] = [sqliteStore(from), postgresStore({ pool: to })];
  for (const [room, steps] of Object.entries(rooms)) for (const store of [source, target]) await store.migrate(room, steps);
  return borrow(to, async (session) => {
    await session.all('BEGIN');
    try {
      // Whoever comes second waits here.
      await session.all('LOCK TABLE projects IN EXCLUSIVE MODE');
      const copied = (await session.one('SELECT 1 FROM projects LIMIT 1')) === undefined;
      if (copied) for (const table of tables()) await copyTable(from, session, table);
      const rows = await demandAll(from, session, copied);
      await session.all('COMMIT');
      return { copied, rows };
    } catch (error) {
      await session.all('ROLLBACK').catch(() => undefined);
      throw error;
    }
  });
}

async function copyTable(from: Database, session: Session, table: string): Promise<void> {
  const columns = await session.all<{ name: string; type: string; counts: boolean }>(
    `SELECT column_name AS name, data_type AS type, is_identity = 'YES' AS counts FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`,
    table,
  );
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ');
  const sql = `INSERT INTO ${table} (${names}) SELECT * FROM unnest(${arrays})`;
  // What a fresh database has by itself gives way.
  await session.all(`DELETE FROM ${table}`);
  let batch: SqlValue[][] = [];
  const flush = async () => {
    if (batch.length > 0) await session.change(sql, ...columns.map((_, column) => batch.map((row) => row[column] ?? null)));
    batch = [];
  };
  for (const row of from.read.prepare(`SELECT ${names} FROM ${table}`).iterate()) {
    batch.push(columns.map(({ name }) => row[name] as SqlValue));
    if (batch.length === BATCH) await flush();
  }
  await flush();
  for (const { name } of columns.filter(({ counts }) => counts))
    await session.all(`SELECT setval(pg_get_serial_sequence('${table}', '${name}'), greatest(1, (SELECT max("${name}") FROM ${table})))`);
}

async function demandAll(from: Database, session: Session, copied: boolean): Promise<CopiedStore['rows']> {
  const rows: { [table: string]: number } = {};
  for (const table of tables()) {
    const wanted = Number(from.read.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
    const there = (await session.one<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))?.n ?? 0;
    if (there !== wanted)
      throw fail(
        'conflict',
        copied
          ? `Of ${wanted} rows of ${table} only ${there} arrived; nothing was copied.`
          : 'This database is in use already. Choose an empty one.',
      );
    rows[table] = wanted;
  }
  return rows;
}
