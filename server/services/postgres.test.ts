// PostgreSQL of other people, against a real one: what a step may do, what never leaves in practice, and what is known after the
// line broke at the worst moment.
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { PostgresConnection } from '../../nodes/kit/connection-fields.ts';
import { FailureError } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { stopTestDatabases, testDatabase } from '../../test/postgres.ts';
import { createEgress, type Egress } from './egress.ts';
import { createPostgres, verifyPostgres } from './postgres.ts';
import { createSecrets, noSecrets } from './secrets.ts';
import { secretsInMemory } from './secrets-in-memory.ts';
import { openHouse } from './test/house.ts';

const setup =
  'CREATE TABLE servers (id int PRIMARY KEY, name text, tags jsonb, seen timestamptz, raw bytea, n bigint); CREATE TABLE steps (key uuid PRIMARY KEY)';
const key = '7d0f9a52-0c4e-5d1a-9b35-4f629e08d1a2';
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(stopTestDatabases);

async function database(): Promise<PostgresConnection> {
  return { ...(await testDatabase(setup)), tls: 'off' };
}

function postgres(
  server: PostgresConnection,
  more: { readonly egress?: Egress; readonly effect?: 'read' | 'write'; readonly secrets?: typeof noSecrets.open } = {},
) {
  const egress = more.egress ?? createEgress({ allow: `127.0.0.1:${server.port}` });
  if (!more.egress) open.push(egress);
  return createPostgres({
    egress,
    outbox: { practice: false, divert: async () => false },
    effect: more.effect ?? 'write',
    signal: new AbortController().signal,
    secrets: more.secrets ?? noSecrets.open,
    key,
    connection: async () => server,
  });
}

const query = (sql: string, values: readonly Json[] = [], writes = true) => ({ sql, values, writes, timeout: 10_000, maxRows: 100 });
const failure = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof FailureError)) throw error ?? new Error('it did not fail');
  return error.failure;
};

test('values of every kind go in and come back as JSON', async () => {
  const db = postgres(await database());
  const sql = 'INSERT INTO servers VALUES ($1, $2, $3::jsonb, $4, $5, $6) RETURNING *';
  const { rows } = await db.query(query(sql, [1, "O'Neil", { a: [1] }, '2026-11-22T10:00:00Z', '\\x00ff', '9007199254740993']));
  expect(rows).toEqual([{ id: 1, name: "O'Neil", tags: { a: [1] }, seen: '2026-11-22T10:00:00.000Z', raw: 'AP8=', n: '9007199254740993' }]);
});

test('a secret among the values is told neither by an answer nor by what the database complains about', async () => {
  const kept = secretsInMemory();
  const never = () => Promise.reject(new Error('not asked for here'));
  const run = { projectId: 'default', runId: 'run' };
  const { open: secrets } = createSecrets({ run, kept, azure: never, readVault: never, createPin: never });
  const db = postgres(await database(), { secrets });
  const token = kept.keep('token', 'Tr0ub4dor-never-written');
  const { rows } = await db.query(query('SELECT $1::text AS said, length($1::text) AS long', [token], false));
  expect(rows).toEqual([{ said: '•••', long: 23 }]);
  const refused = await failure(db.query(query('SELECT $1::int', [token], false)));
  expect(refused).toMatchObject({ code: 'database_error', cause: expect.stringContaining('•••') });
  expect(JSON.stringify(refused)).not.toContain('Tr0ub4dor');
});

test('a statement that fails leaves nothing behind, and neither does one that fails late', async () => {
  const db = postgres(await database());
  const sql = 'INSERT INTO servers (id) SELECT CASE WHEN i = 5 THEN 1 ELSE i END FROM generate_series(1, 5) i';
  expect(await failure(db.query(query(sql)))).toMatchObject({ code: 'database_error', refused: true });
  expect((await db.query(query('SELECT count(*)::int AS n FROM servers', [], false))).rows).toEqual([{ n: 0 }]);
});

test('reading cannot change anything, by whatever way', async () => {
  const db = postgres(await database(), { effect: 'read' });
  for (const sql of [
    'DELETE FROM servers',
    'WITH x AS (INSERT INTO servers (id) VALUES (1) RETURNING 1) SELECT * FROM x',
    'CREATE TABLE t (a int)',
  ])
    expect(await failure(db.query(query(sql, [], false)))).toMatchObject({ code: 'effect_exceeded' });
  expect(await failure(db.query(query('SELECT 1', [], true)))).toMatchObject({ code: 'effect_exceeded' });
});

test('several statements in one are refused, also without values', async () => {
  const db = postgres(await database());
  expect(await failure(db.query(query('COMMIT; DROP TABLE servers')))).toMatchObject({ code: 'database_error' });
  expect((await db.query(query('SELECT 1 AS one', [], false))).count).toBe(1);
});

test('with a ledger a step changes data once, however often it is sent', async () => {
  const db = postgres(await database());
  expect(await db.inLedger('public.steps')).toBe(false);
  const once = { ...query('INSERT INTO servers (id) SELECT coalesce(max(id), 0) + 1 FROM servers'), ledger: 'public.steps' };
  expect((await db.query(once)).count).toBe(1);
  expect(await failure(db.query(once))).toMatchObject({ code: 'database_error' });
  expect(await db.inLedger('steps')).toBe(true);
  expect((await db.query(query('SELECT id FROM servers', [], false))).count).toBe(1);
  expect(await failure(db.query({ ...once, ledger: 'steps"; DROP TABLE servers; --' }))).toMatchObject({ code: 'param_invalid' });
});

test('the line breaks at COMMIT: it counts as unanswered, and the ledger knows', async () => {
  const server = await database();
  const sockets: Socket[] = [];
  const proxy = createServer((client) => {
    const upstream = connect(server.port, '127.0.0.1');
    sockets.push(client, upstream);
    let cut = false;
    upstream.on('data', (data) => void (cut || client.write(data)));
    client.on('data', (data) => {
      // The answer to COMMIT is what gets lost.
      if (data.includes('COMMIT')) {
        cut = true;
        upstream.write(data, () => setTimeout(() => client.destroy(), 100));
      } else upstream.write(data);
    });
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  const { port } = proxy.address() as { port: number };
  const egress = createEgress({ allow: `127.0.0.1:${port},127.0.0.1:${server.port}` });
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  };
  open.push(egress, { close: hangUp });
  const broken = postgres({ ...server, port }, { egress });
  const insert = { ...query('INSERT INTO servers (id) VALUES (1)'), ledger: 'steps' };
  expect(await failure(broken.query(insert))).toMatchObject({ code: 'unanswered', unanswered: true });
  expect(await postgres(server, { egress }).inLedger('steps')).toBe(true);
});

test('a wrong password, an unknown database, a closed port and a host inside the house say so, and nothing was sent', async () => {
  const server = await database();
  const say = (change: Partial<PostgresConnection>) => failure(postgres({ ...server, ...change }).query(query('SELECT 1', [], false)));
  expect(await say({ password: 'wrong' })).toMatchObject({ code: 'connection_invalid', refused: true });
  expect(await say({ database: 'nowhere' })).toMatchObject({ code: 'connection_invalid', refused: true });
  expect(await say({ tls: 'verify' })).toMatchObject({ code: 'connection_invalid', refused: true });
  const closed = createEgress({ allow: '' });
  open.push(closed);
  expect(await failure(postgres(server, { egress: closed }).query(query('SELECT 1', [], false)))).toMatchObject({ code: 'egress_blocked' });
});

test('the connection can be tested without changing anything', async () => {
  const server = await database();
  const egress = createEgress({ allow: `127.0.0.1:${server.port}` });
  open.push(egress);
  expect(await verifyPostgres(egress, server, new AbortController().signal)).toMatch(/^\d+/);
});

test('a practice run sends nothing to a database, unless its flow names the host', async () => {
  const server = await database();
  const house = await openHouse({ connections: { postgres: JSON.parse(JSON.stringify(server)) }, egressAllow: `127.0.0.1:${server.port}` });
  open.push({ close: () => house.stop() });
  const node = {
    id: 'ask',
    type: 'data.postgres-query',
    params: { sql: 'INSERT INTO servers (id) VALUES ($1)', values: [1], mode: 'write' },
  };
  const first = await house.ended(await house.start([node], { world: 'practice' }));
  expect(await first.output('ask')).toMatchObject({ practice: true, count: 0 });
  expect(house.inbox).toMatchObject([{ kind: 'database', to: `127.0.0.1:${server.port}/${server.database}`, body: [1] }]);
  const named = await house.start([node], { world: 'practice', settings: { practiceSends: ['127.0.0.1'] } });
  expect(await (await house.ended(named)).output('ask')).toMatchObject({ practice: false, count: 1 });
});
