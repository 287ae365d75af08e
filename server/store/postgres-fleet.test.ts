// What only several processes on one PostgreSQL can show: starts at once, connections that break, news of each other, and the way there
// from the file of one machine.
import pg from 'pg';
import { afterAll, afterEach, expect, test } from 'vitest';
import { stopTestDatabases, testDatabase } from '../../test/postgres.ts';
import { openDatabase } from '../journal/database.ts';
import { copyStore } from './copy-to-postgres.ts';
import { postgresStore } from './postgres.ts';
import { type FlowNews, flowNews } from './postgres-news.ts';
import { newSecretHandle } from './run-secrets.ts';
import { sqliteStore } from './sqlite.ts';
import { openStores } from './stores.ts';
import { flowNamed, key, me } from './test/conformance.ts';

const pools: pg.Pool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.end()));
});
afterAll(stopTestDatabases);

const poolOn = (config: pg.PoolConfig): pg.Pool => {
  const pool = new pg.Pool({ max: 4, ...config });
  pool.on('error', () => undefined);
  pools.push(pool);
  return pool;
};
const storesOn = (pool: pg.Pool, its = key) => openStores({ database: postgresStore({ pool }), key: its, templateFolder: 'templates' });

test('six processes that start at once on an empty database all start, and make everything once', async () => {
  const config = await testDatabase();
  const all = await Promise.all(Array.from({ length: 6 }, () => storesOn(poolOn({ ...config, max: 2 }))));
  for (const stores of all) expect(await stores.connections.list(me)).toHaveLength(1);
  expect((await all[0]?.audit.lines(me, 10))?.map(({ action }) => action)).toEqual(['connection.create']);
});

test('a connection that breaks in the middle of a transaction takes nothing with it, and the next one is good', async () => {
  const config = await testDatabase();
  const pool = poolOn(config);
  const database = postgresStore({ pool });
  const stores = await storesOn(pool);
  const broken = database.transaction(async (tx) => {
    await tx.change('INSERT INTO callbacks (id, run_id, at) VALUES (?, ?, ?)', 'lost', 'run', 1);
    const own = await tx.one<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await pool.query('SELECT pg_terminate_backend($1)', [own?.pid]);
    await tx.change('INSERT INTO callbacks (id, run_id, at) VALUES (?, ?, ?)', 'lost too', 'run', 1);
  });
  await expect(broken).rejects.toThrow();
  expect(await database.read.all('SELECT id FROM callbacks')).toEqual([]);
  await expect(stores.flows.create(me, flowNamed('After'))).resolves.toMatchObject({ name: 'After' });
});

test('a process that stops in the middle of a transaction is cut off by the database', async () => {
  const database = postgresStore({ pool: poolOn(await testDatabase()) });
  const bound = await database.transaction((tx) =>
    tx.one<{ ms: number }>(`SELECT setting::int AS ms FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'`),
  );
  expect(bound?.ms).toBe(10_000);
  const after = await database.read.one<{ ms: number }>(
    `SELECT setting::int AS ms FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'`,
  );
  expect(after?.ms).toBe(0);
});

test('a draft that one process saves is told to the others, also after their line was cut', async () => {
  const config = await testDatabase();
  const one = await storesOn(poolOn(config));
  const there = poolOn(config);
  const heard: FlowNews[] = [];
  const news = await flowNews({ pool: there, heard: (said) => heard.push(said), againMs: 20 });
  const flow = await one.flows.create(me, flowNamed('Told'));
  await expect.poll(() => heard).toContainEqual({ projectId: 'default', flowId: flow.id, etag: flow.etag });
  const cut = await there.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid()",
  );
  expect(cut.rowCount).toBeGreaterThan(0);
  let n = 0;
  await expect
    .poll(async () => {
      const saved = await one.flows.save(me, flow.id, '*', flowNamed(`Told ${++n}`));
      return heard.some(({ etag }) => etag === saved.etag) || heard.length > 1;
    })
    .toBe(true);
  await news.stop();
});

test('the store of one machine moves as it is, once, and only into an empty database', async () => {
  const file = openDatabase(':memory:');
  const old = await openStores({ database: sqliteStore(file), key, templateFolder: 'templates' });
  const smtp = { host: 'mail.example.com', port: 587, user: 'robot', password: 'a secret', from: 'robot@example.com' };
  const mail = await old.connections.create(me, { kind: 'smtp', name: 'Mail', fields: smtp });
  const document = flowNamed('Moves', { connections: [{ name: 'mail', kind: 'smtp' }] });
  const flow = await old.flows.create(me, document);
  await old.versions.publish(me, flow, { enable: true, message: 'as it was' });
  await old.bindings.choose(me, flow.id, document, { mail: mail.id });
  await old.samples.save(me, flow.id, { a: [1] });
  const { hook, secret } = await old.hooks.renewSecret(me, flow.id, 'hook');
  const handle = newSecretHandle('token');
  await old.runSecrets.keepFor(me, 'run', [{ handle, from: { value: 'of a run' } }]);

  const pool = poolOn(await testDatabase());
  const first = await copyStore(file, pool);
  expect(first).toMatchObject({ copied: true, rows: { flows: 1, flow_versions: 1, connections: 2, run_secrets: 1, flow_slots: 1 } });
  expect(await copyStore(file, pool)).toEqual({ ...first, copied: false });

  await expect(storesOn(pool, new Uint8Array(32).fill(2))).rejects.toThrow('is not the one');
  const moved = await storesOn(pool);
  expect(await moved.flows.get(me, flow.id)).toEqual(await old.flows.get(me, flow.id));
  expect(await moved.versions.list(me, flow.id, { limit: 9 })).toEqual(await old.versions.list(me, flow.id, { limit: 9 }));
  expect(await moved.connections.list(me)).toEqual(await old.connections.list(me));
  expect((await moved.connections.open(me, mail.id)).values).toMatchObject(smtp);
  expect((await moved.bindings.resolve(me, flow.id, document))[0]).toMatchObject({ connection: { id: mail.id }, byDefault: false });
  expect(await moved.samples.get(me, flow.id)).toEqual({ a: [1] });
  expect(await moved.hooks.secretOf(me, hook.id)).toBe(secret);
  expect(await moved.runSecrets.open(me, 'run', handle)).toBe('of a run');
  const lines = await old.audit.lines(me, 100);
  expect(await moved.audit.lines(me, 100)).toEqual(lines);
  await moved.flows.create(me, flowNamed('New there'));
  expect((await moved.audit.lines(me, 1))[0]?.seq).toBe((lines[0]?.seq ?? 0) + 1);
  await expect(copyStore(file, pool)).rejects.toMatchObject({ failure: { code: 'conflict' } });
  await file.close();
});
