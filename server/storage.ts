// What everything stands on. Without settings one SQLite file in the data folder, which is this process's alone; with DATABASE_URL a
// PostgreSQL and a queue that any number of identical processes share. No local file holds truth then.
import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { copyDatabase } from './backup/copy.ts';
import { demandSound } from './backup/demand-sound.ts';
import type { FleetDispatcher } from './dispatch/bullmq.ts';
import type { Dispatcher } from './dispatch/contract.ts';
import { inProcessDispatcher } from './dispatch/in-process.ts';
import type { Fleet } from './fleet.ts';
import type { Journal } from './journal/contract.ts';
import { openDatabase } from './journal/database.ts';
import { sqliteJournal } from './journal/sqlite.ts';
import { openMasters } from './masters.ts';
import type { Masters } from './security/masters.ts';
import type { KeySettings, Settings } from './settings.ts';
import type { FlowNews } from './store/postgres-news.ts';
import type { migrateTables as MigrateTables } from './store/postgres-tables.ts';
import type { StoreDatabase } from './store/sql.ts';
import { sqliteStore } from './store/sqlite.ts';

export interface Storage {
  readonly store: StoreDatabase;
  /** For secrets at rest. */
  readonly masters: Masters;
  readonly journal: Journal;
  readonly dispatcher: Dispatcher;
  /** The one file of this machine; null: there is none. */
  readonly file: { readonly bytes: () => number; readonly copyTo: (file: string) => Promise<unknown> } | null;
  /** Other processes share it. */
  readonly shared: Shared | null;
  close(): Promise<void>;
}

interface Shared {
  /** What processes tell each other to be shown, live and not kept. */
  readonly news: Pick<FleetDispatcher, 'tell' | 'hear'>;
  /** The runs that this process holds, as the journal has it. */
  readonly held: () => Promise<readonly string[]>;
  /** Drafts that other processes save, until `close`. */
  readonly hearOfDrafts: (heard: (news: FlowNews) => void) => Promise<void>;
}

type OnError = (error: unknown, runId: string | null) => void;

export async function openStorage(settings: Settings, owner: string, onError: OnError): Promise<Storage> {
  return settings.fleet ? openFleet(settings.fleet, settings.keys, owner, onError) : openFile(settings, onError);
}

async function openFile({ dataFolder, keys, backup }: Settings, onError: OnError): Promise<Storage> {
  const file = join(dataFolder, 'vaultflow.sqlite');
  await demandSound(file, backup.folder);
  const masters = await openMasters(keys, !existsSync(file));
  const database = openDatabase(file);
  const journal = sqliteJournal(database);
  return {
    store: sqliteStore(database),
    masters,
    journal,
    dispatcher: inProcessDispatcher({ journal, onError }),
    file: {
      bytes: () => ['', '-wal'].reduce((sum, part) => sum + (statSync(file + part, { throwIfNoEntry: false })?.size ?? 0), 0),
      copyTo: copyDatabase(database, file),
    },
    shared: null,
    async close() {
      await journal.close();
      await database.close();
    },
  };
}

/** Connections of one process: for the journal, of which one listens, and for the store. The queue has its own. */
const journalConnections = 6;
const storeConnections = 8;
/** With the sweeps of the dispatcher the runs of a process that was killed go on elsewhere within ten seconds. */
const beatMs = 1_500;
const deadMs = 6_000;

async function openFleet({ databaseUrl, queueUrl, roles }: Fleet, keys: KeySettings, owner: string, onError: OnError): Promise<Storage> {
  // Of several machines none may change the file of all: they are told the new key by whoever sets them up.
  const masters = await openMasters({ ...keys, fileIsOurs: false }, false);
  // Loaded here: who stays on one machine pays nothing for many.
  const [{ default: pg }, { postgresJournal }, { postgresStore }, { migrateTables }, { flowNews }, { bullmqDispatcher }] =
    await Promise.all([
      import('pg'),
      import('./journal/postgres.ts'),
      import('./store/postgres.ts'),
      import('./store/postgres-tables.ts'),
      import('./store/postgres-news.ts'),
      import('./dispatch/bullmq.ts'),
    ]);
  const open = (what: string, max: number, pipeline: boolean) => {
    const pool = new pg.Pool({
      connectionString: databaseUrl,
      max,
      pipeline,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      application_name: `vaultflow ${what} ${owner}`,
    });
    // A connection that breaks while nobody uses it is replaced when somebody does.
    pool.on('error', (error) => onError(error, null));
    return pool;
  };
  const forJournal = open('journal', journalConnections, true);
  const forStore = open('store', storeConnections, false);
  let journal: Journal | null = null;
  try {
    const opened = await postgresJournal({ pool: forJournal, owner, beatMs, deadMs });
    journal = opened;
    let news: { stop(): Promise<void> } | null = null;
    const name = await queueName(forStore, masters, migrateTables);
    const dispatcher = bullmqDispatcher({ journal: opened, connection: queueUrl ?? databaseUrl, name, onError });
    return {
      store: postgresStore({ pool: forStore }),
      masters,
      journal: opened,
      dispatcher,
      file: null,
      shared: {
        news: dispatcher,
        held: async () =>
          roles.worker ? (await forStore.query('SELECT id FROM runs WHERE owner = $1', [owner])).rows.map(({ id }) => id as string) : [],
        hearOfDrafts: async (heard) => {
          news = await flowNews({ pool: forStore, heard });
        },
      },
      async close() {
        // Where the start went wrong nobody else has stopped it.
        await dispatcher.stop({ graceMs: 0 });
        await news?.stop();
        await opened.close();
        await Promise.all([forJournal.end(), forStore.end()]);
      },
    };
  } catch (error) {
    // It keeps a connection of its own, for which the pool would wait for ever.
    await journal?.close().catch(() => undefined);
    await Promise.allSettled([forJournal.end(), forStore.end()]);
    throw error;
  }
}

/** Several installations may share one Redis: each has a queue of its own name, which stays when the key is changed. */
async function queueName(pool: Pool, masters: Masters, migrateTables: typeof MigrateTables): Promise<string> {
  await migrateTables(pool, 'queue', [
    { both: 'CREATE TABLE queue_name ("only" INTEGER PRIMARY KEY CHECK ("only" = 1), name TEXT NOT NULL) STRICT;' },
  ]);
  const check = masters.all[0]?.before?.check ?? randomUUID();
  await pool.query(
    `INSERT INTO queue_name SELECT 1, 'runs-' || left(encode(sha256(convert_to($1 || ' ' || current_database(), 'UTF8')), 'hex'), 16)
     ON CONFLICT DO NOTHING`,
    [check],
  );
  return (await pool.query('SELECT name FROM queue_name')).rows[0]?.name;
}
