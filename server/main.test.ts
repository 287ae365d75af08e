import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { flowOf, manual, startTestServer } from './http/test/running.ts';
import { startServer } from './main.ts';
import { readSettings } from './settings.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !(await holds()); ) {
    if (Date.now() > end) throw new Error('it never came to that');
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

describe('a server that is asked to stop', () => {
  test('lets a call that is under way be answered: nobody has to say afterwards what became of it', async () => {
    const answers: (() => void)[] = [];
    const outside = createServer((request, response) => {
      request.resume();
      answers.push(() => response.end('taken'));
    });
    await new Promise<void>((listening) => outside.listen(0, '127.0.0.1', listening));
    open.push(() => outside.close());
    const { port } = outside.address() as AddressInfo;
    const server = await startTestServer({ VAULTFLOW_EGRESS_ALLOW: `127.0.0.1:${port}` });
    open.push(() => server.stop());
    const document = flowOf([
      manual,
      { id: 'order', type: 'http.request', params: { method: 'POST', url: `http://127.0.0.1:${port}/orders`, body: {} } },
      { id: 'note', type: 'core.set', params: { values: { said: '{{ steps.order.body }}' } } },
    ]);
    const { id } = (await server.api('POST', '/api/flows', { document })).body;
    const { runId } = (await server.api('POST', `/api/flows/${id}/runs`, {})).body;
    await until(() => answers.length === 1);
    setTimeout(() => answers[0]?.(), 200);
    await server.restart();
    await until(async () => (await server.api('GET', `/api/runs/${runId}`)).body.endedAt !== null);
    expect((await server.api('GET', `/api/runs/${runId}`)).body).toMatchObject({ status: 'succeeded', result: { said: 'taken' } });
    expect(answers).toHaveLength(1);
  });
});

test('a server whose port is taken runs nothing and lets go of its data folder', async () => {
  const server = await startTestServer();
  open.push(() => server.stop());
  const folder = mkdtempSync(`${server.data}-other-`);
  open.push(() => rmSync(folder, { recursive: true, force: true }));
  const { port } = server.running.server.address() as AddressInfo;
  const start = (wanted: number) => startServer(readSettings({ VAULTFLOW_DATA: folder, PORT: String(wanted) }));
  await expect(start(port)).rejects.toMatchObject({ failure: { code: 'conflict' } });
  const free = await start(0);
  await free.stop();
});
