// Puts a backup in the place of the database. First everything is tried on a copy: checksum, damage, version of the tables, key for
// secrets; only then the files change places, and the one that was there is kept under another name.
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FailureError, fail } from '../../nodes/kit/errors.ts';
import { openDatabase } from '../journal/database.ts';
import { sqliteJournal } from '../journal/sqlite.ts';
import type { Masters } from '../security/masters.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { openStores } from '../store/stores.ts';
import { checksum, knownSum } from './backup-files.ts';
import { damageIn } from './check.ts';

export interface Restored {
  readonly flows: number;
  readonly runs: number;
  /** Where the database that was there is now; null: there was none. */
  readonly kept: string | null;
  readonly summed: boolean;
}

export interface RestoreRequest {
  readonly file: string;
  readonly dataFolder: string;
  readonly masters: Masters;
  readonly templateFolder: string;
  readonly now: number;
}

const parts = ['', '-wal', '-shm'];

/** A file that cannot be opened because it is damaged is what a restore is for; one that is in use is not. */
async function demandUnused(file: string): Promise<void> {
  if (!existsSync(file)) return;
  try {
    await openDatabase(file).close();
  } catch (error) {
    if (error instanceof FailureError && error.failure.message.startsWith('Another Vaultflow')) throw error;
  }
}

export async function restore({ file, dataFolder, masters, templateFolder, now }: RestoreRequest): Promise<Restored> {
  if (!existsSync(file)) throw fail('invalid_request', `There is no ${file}.`);
  const place = join(dataFolder, 'vaultflow.sqlite');
  await demandUnused(place);
  const sum = knownSum(file);
  if (sum !== null && sum !== (await checksum(file)))
    throw fail('conflict', `${file} is not what was written: its checksum is another one. Take an older backup.`);
  const draft = join(dataFolder, 'vaultflow.restoring.sqlite');
  const dropDraft = () => {
    for (const part of parts) rmSync(draft + part, { force: true });
  };
  dropDraft();
  try {
    copyFileSync(file, draft);
    const damage = await damageIn(draft);
    if (damage !== null) throw fail('conflict', `${file} is damaged: ${damage}. Take an older backup.`);
    const { flows, runs } = await tryIt(draft, masters, templateFolder);
    const kept = existsSync(place) ? join(dataFolder, `vaultflow.before-restore-${now}.sqlite`) : null;
    if (kept !== null) for (const part of parts) if (existsSync(place + part)) renameSync(place + part, kept + part);
    renameSync(draft, place);
    return { flows, runs, kept, summed: sum !== null };
  } finally {
    dropDraft();
  }
}

/** Opens it as a server would: tables of a newer Vaultflow and secrets of another key are refused here. */
async function tryIt(file: string, key: Masters, templateFolder: string): Promise<{ flows: number; runs: number }> {
  const database = openDatabase(file);
  try {
    const rooms = database.read.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE name IN ('flows', 'runs')").get()?.count;
    if (rooms !== 2) throw fail('conflict', 'This is no database of Vaultflow.');
    await sqliteJournal(database).close();
    const store = sqliteStore(database);
    await openStores({ database: store, key, templateFolder });
    const count = async (sql: string) => (await store.read.one<{ count: number }>(sql))?.count ?? 0;
    return {
      flows: await count('SELECT count(*) AS count FROM flows WHERE deleted_at IS NULL'),
      runs: await count('SELECT count(*) AS count FROM runs'),
    };
  } finally {
    await database.close();
  }
}
