// The one SQLite file of an embedded installation, shared by journal and store: same handle, same group commit, so that a
// flow and the run it starts can stand in one transaction. One process at a time; every commit is on disk before it is told.
import { closeSync, fdatasync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fail } from '../../nodes/kit/errors.ts';
import { type CommitHooks, type Disk, type GroupCommit, groupCommit } from './group-commit.ts';

export interface Database {
  /**
   * Runs `work` in the transaction that commits this turn of the event loop, after everything asked for before; resolves
   * once that is on disk. If `work` throws, nothing of it remains and only this promise rejects. `work` is synchronous and
   * touches nothing but the database: it may be run twice.
   */
  enqueue<T>(work: (db: DatabaseSync) => T): Promise<T>;
  readonly enqueueAwaiting: GroupCommit['enqueueAwaiting'];
  readonly underWay: GroupCommit['underWay'];
  readonly unsettled: GroupCommit['unsettled'];
  /** The same handle, for reading outside `enqueue`: sees committed data only. Statements prepared on it serve in `work` too. */
  readonly read: DatabaseSync;
  /** Told of every commit and rollback; answers the way to stop. */
  join(hooks: CommitHooks): () => void;
  close(): Promise<void>;
}

/** So many pages are moved from the log into the file at a time: pages that change often are then moved once for many commits. */
export const pagesInLog = 4_000;

/** Opens or makes `file` (`:memory:` for none). Throws a `conflict` failure when another process has it open. */
export function openDatabase(file: string): Database {
  let db: DatabaseSync | undefined;
  try {
    // For the owner's eyes only, wherever the folder stands; SQLite gives its other files the same mode.
    if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
    db = new DatabaseSync(file, { timeout: 500 });
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL;');
    // NORMAL: a commit writes to the log and does not wait for the disk. The group commit does, and tells nobody before.
    db.exec(`PRAGMA synchronous = ${file === ':memory:' ? 'OFF' : 'NORMAL'}; PRAGMA wal_autocheckpoint = ${pagesInLog};`);
    db.exec('PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000;');
    db.exec('BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    db?.close();
    if (isLocked(error))
      throw fail('conflict', `Another Vaultflow process is using ${file}. Stop it first, or choose another data folder.`);
    throw fail('conflict', `${file} cannot be opened: ${(error as Error).message}. If it is damaged, put it back from your backup.`);
  }
  const handle = db;
  const log = file === ':memory:' ? null : writeAheadLog(`${file}-wal`);
  const group = groupCommit(handle, log);
  return {
    enqueue: group.enqueue,
    enqueueAwaiting: group.enqueueAwaiting,
    underWay: group.underWay,
    unsettled: group.unsettled,
    join: group.join,
    read: handle,
    async close() {
      await group.finish();
      log?.close();
      if (handle.isOpen) handle.close();
    },
  };
}

/**
 * The log that commits are written to. SQLite would wait for the disk within the commit, and the whole process with it; this waits
 * beside it, and as SQLite does: for the log's content, and once for its name in the folder.
 */
function writeAheadLog(file: string): Disk & { close(): void } {
  let handle: number | undefined;
  const open = (): number => {
    handle = openSync(file, 'r+');
    if (process.platform !== 'win32') {
      const folder = openSync(dirname(file), 'r');
      fsyncSync(folder);
      closeSync(folder);
    }
    return handle;
  };
  return {
    sync: () =>
      new Promise((resolve, reject) => {
        fdatasync(handle ?? open(), (error) => (error ? reject(error) : resolve()));
      }),
    failed(error) {
      // What is on disk is known again after a start: the process ends here, as it would if it were killed.
      setImmediate(() => {
        throw new Error(`The disk did not take what was written to ${file}: ${(error as Error).message}`, { cause: error });
      });
    },
    close() {
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
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
