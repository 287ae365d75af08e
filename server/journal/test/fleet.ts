// Journals of several processes on one PostgreSQL, for tests: each with a pool of its own on the same schema.
import pg from 'pg';
import { testDatabase } from '../../../test/postgres.ts';
import type { Journal } from '../contract.ts';
import { type PostgresJournalOptions, postgresJournal } from '../postgres.ts';
import type { PostgresPool } from '../postgres-session.ts';

type More = Partial<Omit<PostgresJournalOptions, 'pool' | 'owner'>> & { readonly through?: (pool: PostgresPool) => PostgresPool };

export interface Fleet {
  readonly config: pg.PoolConfig;
  readonly raw: pg.Pool;
  /** One more process. Its times are short. */
  join(owner: string, more?: More): Promise<Journal>;
  /** Cuts its connections: it never gets to say goodbye. */
  kill(owner: string): Promise<void>;
  close(): Promise<void>;
}

let home: ReturnType<typeof testDatabase> | null = null;
let schemas = 0;

/** A schema that nobody has used. */
export async function freshSchema(): Promise<pg.PoolConfig> {
  home ??= testDatabase();
  const at = await home;
  const schema = `s${++schemas}`;
  const client = new pg.Client(at);
  await client.connect();
  await client.query(`CREATE SCHEMA ${schema}`);
  await client.end();
  return { ...at, max: 5, pipeline: true, options: `-c search_path=${schema}` };
}

export async function openFleet(): Promise<Fleet> {
  const config = await freshSchema();
  const raw = new pg.Pool(config);
  // The server may end while it is still closing.
  raw.on('error', () => undefined);
  const members = new Map<string, { readonly journal: Journal; readonly pool: pg.Pool }>();
  return {
    config,
    raw,
    async join(owner, { through = (pool: PostgresPool) => pool, ...more } = {}) {
      const pool = new pg.Pool({ ...config, application_name: owner });
      const journal = await postgresJournal({ pool: through(pool), owner, beatMs: 100, deadMs: 500, ...more });
      members.set(owner, { journal, pool });
      return journal;
    },
    async kill(owner) {
      const member = members.get(owner);
      members.delete(owner);
      await raw.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [owner]);
      const ended = member?.pool.end();
      await member?.journal.close();
      await ended;
    },
    async close() {
      for (const { journal, pool } of members.values()) {
        await journal.close();
        await pool.end();
      }
      await raw.end();
    },
  };
}
