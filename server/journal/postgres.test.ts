// The conformance suite on a real PostgreSQL. What only several processes on one database can show is in postgres-fleet.test.ts.
import pg from 'pg';
import { afterAll } from 'vitest';
import { stopTestDatabases } from '../../test/postgres.ts';
import { journalConformance } from './conformance.ts';
import { me } from './conformance-kit.ts';
import { postgresJournal } from './postgres.ts';
import { freshSchema } from './test/fleet.ts';

afterAll(stopTestDatabases);

journalConformance('PostgreSQL journal', async () => {
  const config = await freshSchema();
  let pool = new pg.Pool(config);
  let journal = await postgresJournal({ pool, owner: me });
  return {
    journal,
    remote: true,
    async reopen() {
      // As after a crash: it cannot say goodbye any more.
      const ended = pool.end();
      await journal.close();
      await ended;
      pool = new pg.Pool(config);
      journal = await postgresJournal({ pool, owner: me });
      return journal;
    },
    async close() {
      await journal.close();
      await pool.end();
    },
  };
});
