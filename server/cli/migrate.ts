// `vaultflow migrate`: takes everything of this machine's data folder to the PostgreSQL that DATABASE_URL names. The server must be
// stopped. The file stays, under a name that no server opens: nothing fires twice. Broken off, it is run again.
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail } from '../../nodes/kit/errors.ts';
import { openDatabase } from '../journal/database.ts';
import { readSettings } from '../settings.ts';
import type { Command } from './command.ts';

export const migrate: Command = async (args, { env, out }) => {
  parseArgs({ args: [...args], options: {} });
  const { dataFolder, fleet, keys } = readSettings(env);
  if (!fleet) throw fail('invalid_request', 'Set DATABASE_URL to the PostgreSQL that everything moves to.');
  const file = join(dataFolder, 'vaultflow.sqlite');
  if (!existsSync(file)) throw fail('conflict', `There is no ${file}: nothing to move, or it was moved before.`);
  const [{ default: pg }, { sqliteJournal }, { copyJournal }, { copyStore }, { postgresStore }, { openStores }, { openMasters }, { root }] =
    await Promise.all([
      import('pg'),
      import('../journal/sqlite.ts'),
      import('../journal/postgres-copy.ts'),
      import('../store/copy-to-postgres.ts'),
      import('../store/postgres.ts'),
      import('../store/stores.ts'),
      import('../masters.ts'),
      import('../version.ts'),
    ]);
  const database = openDatabase(file);
  const pool = new pg.Pool({ connectionString: fleet.databaseUrl, max: 4, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined);
  try {
    // Brings the file's own tables up to date first.
    await sqliteJournal(database).close();
    const store = await copyStore(database, pool);
    const journal = await copyJournal(database, pool);
    // Refuses another key than the one that the secrets which have just moved are sealed with.
    await openStores({ database: postgresStore({ pool }), key: await openMasters(keys, false), templateFolder: join(root, 'templates') });
    const count = (name: string, from: { readonly [table: string]: number }) => from[name] ?? 0;
    out(
      `Moved ${count('flows', store.rows)} flows, ${count('connections', store.rows)} connections, ${count('runs', journal.rows)} runs.\n`,
    );
  } finally {
    await database.close();
    await pool.end();
  }
  const kept = join(dataFolder, 'vaultflow.moved.sqlite');
  renameSync(file, kept);
  out(`The old file is kept as ${kept}. Start the server with DATABASE_URL from now on.\n`);
  return 0;
};
