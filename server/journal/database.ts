// The one SQLite file of an embedded installation, shared by journal and store: same handle, same group commit, so that a
// flow and the run it starts can stand in one transaction. One process at a time; every commit is on disk before it is told.
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fail } from '../../nodes/kit/errors.ts';
import { type CommitHooks, type GroupCommit, groupCommit } from './group-commit.ts';

export interface Database {
  /**
   * Runs `work` in the transaction that commits this turn of the event loop, after everything asked for before; resolves
   * once that is on disk. If `work` throws, nothing of it remains and only this promise rejects. `work` is synchronous and
   * touches nothing but the database: it may be run twice.
   */
  enqueue<T>(work: (db: DatabaseSync) => T): Promise<T>;
  readonly enqueueAwaiting: GroupCommit['enqueueAwaiting'];
  readonly underWay: GroupCommit['underWay'];
  /** The same handle, for reading outside `enqueue`: sees committed data only. Statements prepared on it serve in `work` too. */
  readonly read: DatabaseSync;
  /** Told of every commit and rollback; answers the way to stop. */
  join(hooks: CommitHooks): () => void;
  close(): Promise<void>;
}

/** Opens or makes `file` (`:memory:` for none). Throws a `conflict` failure when another process has it open. */
export function openDatabase(file: string): Database {
  let db: DatabaseSync | undefined;
  try {
    // For the owner's eyes only, wherever the folder stands; SQLite gives its other files the same mode.
    if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
    db = new DatabaseSync(file, { timeout: 500 });
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    db.exec('PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000;');
    db.exec('BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    db?.close();
    if (isLocked(error))
      throw fail('conflict', `Another Vaultflow process is using ${file}. Stop it first, or choose another data folder.`);
    throw fail('conflict', `${file} cannot be opened: ${(error as Error).message}. If it is damaged, put it back from your backup.`);
  }
  const handle = db;
  const group = groupCommit(handle);
  return {
    enqueue: group.enqueue,
    enqueueAwaiting: group.enqueueAwaiting,
    underWay: group.underWay,
    join: group.join,
    read: handle,
    async close() {
      await group.finish();
      if (handle.isOpen) handle.close();
    },
  };
}

/**
 * Brings one room's tables up to date: `steps[n]` is the SQL that leads from version n to n + 1. A published step is never
 * edited. A file written by a newer Vaultflow is refused rather than damaged.
 */
export function migrate(database: Database, room: string, steps: readonly string[]): void {
  const db = database.read;
  db.exec('CREATE TABLE IF NOT EXISTS schema_versions (room TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID');
  const found = db.prepare('SELECT version FROM schema_versions WHERE room = ?').get(room)?.version;
  const version = typeof found === 'number' ? found : 0;
  if (version > steps.length)
    throw fail('conflict', `The data folder was written by a newer Vaultflow (${room} ${version}); this one knows ${steps.length}.`);
  if (version === steps.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    for (const step of steps.slice(version)) db.exec(step);
    db.prepare('INSERT INTO schema_versions VALUES (?, ?) ON CONFLICT (room) DO UPDATE SET version = excluded.version').run(
      room,
      steps.length,
    );
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

const isLocked = (error: unknown): boolean => error instanceof Error && /database is locked|busy/i.test(error.message);
