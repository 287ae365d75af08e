// The conformance suite on a real PostgreSQL, and what only many processes on one database can show is in postgres-fleet.test.ts.
import pg from 'pg';
import { afterAll } from 'vitest';
import { stopTestDatabases, testDatabase } from '../../test/postgres.ts';
import { journalConformance } from './conformance.ts';
import { me } from './conformance-kit.ts';
import { postgresJournal } from './postgres.ts';

afterAll(stopTestDatabases);

const home = testDatabase();
let schemas = 0;

async function fresh(): Promise<() => pg.Pool> {
  const at = await home;
  const schema = `s${++schemas}`;
  const client = new pg.Client(at);
  await client.connect();
  await client.query(`CREATE SCHEMA ${schema}`);
  await client.end();
  return () => new pg.Pool({ ...at, max: 5, pipeline: true, options: `-c search_path=${schema}` } as pg.PoolConfig);
}

journalConformance('PostgreSQL journal', async () => {
  const open = await fresh();
  let pool = open();
  let journal = await postgresJournal({ pool, owner: me });
  return {
    journal,
    remote: true,
    async reopen() {
      await journal.close();
      await pool.end();
      pool = open();
      journal = await postgresJournal({ pool, owner: me });
      return journal;
    },
    async close() {
      await journal.close();
      await pool.end();
    },
  };
});
