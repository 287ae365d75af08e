import { randomBytes } from 'node:crypto';
import { afterAll, describe, test } from 'vitest';
import { databaseUrl, stopTestDatabases, testDatabase } from '../../test/postgres.ts';
import { redisThere, stopTestRedis, testRedis } from '../../test/redis.ts';
import { memoryJournal } from '../journal/memory.ts';
import { bullmqDispatcher } from './bullmq.ts';
import { dispatchConformance } from './conformance.ts';

afterAll(async () => {
  await stopTestDatabases();
  await stopTestRedis();
});

function open(where: () => Promise<string>) {
  let connection: Promise<string> | null = null;
  return async () => {
    connection ??= where();
    const journal = memoryJournal();
    const name = `t${randomBytes(4).toString('hex')}`;
    const dispatcher = bullmqDispatcher({ journal, connection: await connection, name, sweepMs: 150 });
    return { journal, dispatcher, beat: 150, close: () => journal.close() };
  };
}

dispatchConformance(
  'BullMQ on PostgreSQL',
  open(async () => databaseUrl(await testDatabase())),
);

if (redisThere)
  dispatchConformance(
    'BullMQ on Redis',
    open(async () => (await testRedis())?.url ?? ''),
  );
else describe.skip('BullMQ on Redis', () => test('needs redis-server or REDIS_URL'));
