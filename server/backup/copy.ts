// A copy of the database while it is being written, without a pause. The file itself changes only when the write-ahead log is moved
// into it; that is put off until both were copied. SQLite's own online backup gives up when it meets a transaction of the same
// connection, and a busy machine is always in one.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fail } from '../../nodes/kit/errors.ts';
import { type Database, pagesInLog } from '../journal/database.ts';

const run = promisify(execFile);
const child = fileURLToPath(new URL('./copy-child.ts', import.meta.url));

const TRIES = 50;

export function copyDatabase({ read: db }: Pick<Database, 'read'>, from: string) {
  /** Between transactions: what is asked for in one turn may stand open when the turn begins. */
  async function emptyLog(): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      if (!db.isTransaction && db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy === 0) return;
      await new Promise((resume) => setTimeout(resume, 20));
    }
    throw fail('conflict', 'The database is too busy to be copied just now.');
  }

  return async (to: string): Promise<void> => {
    db.exec('PRAGMA wal_autocheckpoint = 0');
    try {
      await emptyLog();
      await run(process.execPath, [child, from, to], { env: {} });
    } finally {
      db.exec(`PRAGMA wal_autocheckpoint = ${pagesInLog}`);
    }
  };
}
