// The store's tables in PostgreSQL, made from the same steps as those of SQLite: types and keys are put into its words here. Text is
// compared byte by byte, whatever the database's language is, so that lists have one order everywhere.
import { fail } from '../../nodes/kit/errors.ts';
import { borrow, type PostgresPool, type Session } from '../journal/postgres-session.ts';
import type { SchemaStep } from './sql.ts';

const words: readonly (readonly [RegExp, string])[] = [
  [/\) STRICT, WITHOUT ROWID;|\) STRICT;|\) WITHOUT ROWID;/g, ');'],
  [/\bINTEGER PRIMARY KEY AUTOINCREMENT\b/g, 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY'],
  [/\bINTEGER\b/g, 'BIGINT'],
  [/\bREAL\b/g, 'DOUBLE PRECISION'],
  [/\bTEXT\b/g, 'TEXT COLLATE "C"'],
  [/\bBLOB\b/g, 'BYTEA'],
];

const inPostgres = (step: string): string => words.reduce((text, [word, said]) => text.replace(word, said), step);

/** Any number that is nobody else's: the journal has its own. */
const migrating = 7_241_932;

/** Processes that start at once take turns. */
export async function migrateTables(pool: PostgresPool, room: string, steps: readonly SchemaStep[]): Promise<void> {
  await borrow(pool, async (session) => {
    await session.all('BEGIN');
    try {
      await session.all(`SELECT pg_advisory_xact_lock(${migrating})`);
      await bringUpToDate(session, room, steps);
      await session.all('COMMIT');
    } catch (error) {
      await session.all('ROLLBACK').catch(() => undefined);
      throw error;
    }
  });
}

async function bringUpToDate(session: Session, room: string, steps: readonly SchemaStep[]): Promise<void> {
  await session.all('CREATE TABLE IF NOT EXISTS schema_versions (room TEXT PRIMARY KEY, version BIGINT NOT NULL)');
  const found = await session.one<{ version: number }>('SELECT version FROM schema_versions WHERE room = $1', room);
  const version = found?.version ?? 0;
  if (version > steps.length)
    throw fail('conflict', `The database was written by a newer Vaultflow (${room} ${version}); this one knows ${steps.length}.`);
  if (version === steps.length) return;
  for (const { both, postgres = '' } of steps.slice(version)) await session.all(inPostgres(both) + postgres);
  await session.change(
    'INSERT INTO schema_versions VALUES ($1, $2) ON CONFLICT (room) DO UPDATE SET version = excluded.version',
    room,
    steps.length,
  );
}
