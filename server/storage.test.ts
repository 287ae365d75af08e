// A start on a fleet that goes wrong halfway ends, and leaves nothing open.
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { databaseUrl, stopTestDatabases, testDatabase } from '../test/postgres.ts';
import { readSettings } from './settings.ts';
import { openStorage } from './storage.ts';

afterAll(stopTestDatabases);

test('a start that fails after the journal is open says why, and keeps no connection', async () => {
  const at = await testDatabase();
  const settings = readSettings({ VAULTFLOW_KEY: Buffer.alloc(32, 7).toString('base64'), DATABASE_URL: databaseUrl(at) });
  if (!settings.fleet) throw new Error('these settings are those of a fleet');
  const unreadable = { ...settings, fleet: { ...settings.fleet, queueUrl: 'redis://user:%zz@127.0.0.1:1' } };
  await expect(openStorage(unreadable, 'me', () => undefined)).rejects.toThrow('URI malformed');
  const client = new pg.Client(at);
  await client.connect();
  const open = () => client.query("SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'vaultflow %'");
  await expect.poll(async () => (await open()).rows).toEqual([]);
  await client.end();
});
