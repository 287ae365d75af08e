// One machine becomes many: flows, runs and secrets are there, and the old file cannot start anything any more.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { databaseUrl, stopTestDatabases, testDatabase } from '../../test/postgres.ts';
import { endedRun } from '../journal/conformance-kit.ts';
import { openDatabase } from '../journal/database.ts';
import { postgresJournal } from '../journal/postgres.ts';
import { sqliteJournal } from '../journal/sqlite.ts';
import { systemActor } from '../security/actor.ts';
import { ownMasters } from '../security/key-file.ts';
import { postgresStore } from '../store/postgres.ts';
import { sqliteStore } from '../store/sqlite.ts';
import { openStores } from '../store/stores.ts';
import { flowNamed } from '../store/test/conformance.ts';
import { migrate } from './migrate.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaultflow-migrate-'));
const file = join(folder, 'vaultflow.sqlite');
afterAll(async () => {
  await stopTestDatabases();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

test('flows and runs move to PostgreSQL, the old file steps aside', async () => {
  const house = systemActor();
  const key = ownMasters(join(folder, 'secrets.key'), true);
  const database = openDatabase(file);
  const stores = await openStores({ database: sqliteStore(database), key, templateFolder: 'templates' });
  const flow = await stores.flows.create(house, flowNamed('Moves'));
  const runId = await endedRun(sqliteJournal(database));

  const at = await testDatabase();
  const said: string[] = [];
  const context = { env: { VAULTFLOW_DATA: folder, DATABASE_URL: databaseUrl(at) }, out: (text: string) => said.push(text), err: () => {} };
  await expect(migrate([], { ...context, env: { VAULTFLOW_DATA: folder } })).rejects.toThrow('Set DATABASE_URL');
  await database.close();

  expect(await migrate([], context)).toBe(0);
  expect(said.join('')).toContain('Moved 1 flows, 1 connections, 1 runs.');
  expect(existsSync(file)).toBe(false);
  expect(existsSync(join(folder, 'vaultflow.moved.sqlite'))).toBe(true);
  await expect(migrate([], context)).rejects.toThrow('moved before');

  const pool = new pg.Pool(at);
  const moved = await openStores({ database: postgresStore({ pool }), key, templateFolder: 'templates' });
  expect((await moved.flows.get(house, flow.id)).name).toBe('Moves');
  const journal = await postgresJournal({ pool, owner: 'test' });
  expect(await journal.run(runId)).toMatchObject({ id: runId, status: 'succeeded' });
  await journal.close();
  await pool.end();
});
