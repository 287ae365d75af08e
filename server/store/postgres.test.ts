// The conformance suite on a real PostgreSQL, each desk with connections of its own, as two processes have them.
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { stopTestDatabases, testDatabase } from '../../test/postgres.ts';
import type { Masters } from '../security/masters.ts';
import { numbered, postgresStore } from './postgres.ts';
import { openStores } from './stores.ts';
import { type Desk, key, storeConformance } from './test/conformance.ts';

afterAll(stopTestDatabases);

storeConformance('the store on PostgreSQL', async () => {
  const config = { ...(await testDatabase()), max: 6 };
  const pools: pg.Pool[] = [];
  const desk = async (its: Uint8Array | Masters = key): Promise<Desk> => {
    const pool = new pg.Pool(config);
    // The server of this file ends right after the pools: a connection that is just closing may hear of it.
    pool.on('error', () => undefined);
    pools.push(pool);
    const database = postgresStore({ pool });
    return { database, stores: await openStores({ database, key: its, templateFolder: 'templates' }) };
  };
  const [one, other] = await Promise.all([desk(), desk()]);
  return {
    one,
    other,
    later: desk,
    rawText: async (table) =>
      ((await pools[0]?.query(`SELECT row_to_json(t)::text AS row FROM ${table} t`))?.rows ?? []).map(({ row }) => row).join('\n'),
    close: async () => void (await Promise.all(pools.map((pool) => pool.end()))),
  };
});

test('placeholders are numbered as PostgreSQL has them, and what is quoted is left alone', () => {
  expect(numbered(`SELECT ?, '?', 'it''s ?' WHERE a LIKE ? ESCAPE '\\' AND b = ?`)).toBe(
    `SELECT $1, '?', 'it''s ?' WHERE a LIKE $2 ESCAPE '\\' AND b = $3`,
  );
  expect(numbered('VALUES (?2, ?1, ?2)')).toBe('VALUES ($2, $1, $2)');
});
