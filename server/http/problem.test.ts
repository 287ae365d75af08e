import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openDatabase } from '../journal/database.ts';
import { problemHandler } from './problem.ts';

test('a full disk is said as such: nothing was kept, and sending it again later helps', async () => {
  const database = openDatabase(':memory:');
  database.read.exec('CREATE TABLE t (v BLOB); PRAGMA max_page_count = 4');
  const app = express();
  app.post('/', async (_request, response) => {
    await database.enqueue((db) => db.prepare('INSERT INTO t VALUES (zeroblob(100000))').run());
    response.end();
  });
  app.use(problemHandler(pino({ level: 'silent' })));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' });
  expect(answer.status).toBe(507);
  expect(await answer.json()).toMatchObject({ code: 'storage_full', status: 507 });
  server.close();
  await database.close();
});
