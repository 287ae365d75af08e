// The promise of the 202, from outside: the server is killed (-9) at random moments while webhooks come in. Every delivery that
// was accepted is there after the next start and runs to its end, once.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { flowOf, TOKEN } from '../http/test/running.ts';

const CYCLES = 6;
const data = mkdtempSync(join(tmpdir(), 'vaultflow-kill-'));
let server: ChildProcess;
afterAll(async () => {
  if (server.exitCode === null && server.signalCode === null) {
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
  rmSync(data, { recursive: true, force: true });
});

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

const document = flowOf(
  [
    { id: 'alert', type: 'core.webhook', params: { auth: 'none', inputs: { n: '{{ trigger.body.n }}' } } },
    { id: 'pause', type: 'core.delay', params: { for: 'PT0.2S' } },
    { id: 'names', type: 'core.set', params: { values: { n: '{{ inputs.n }}' } } },
  ],
  { inputs: [{ name: 'n', schema: { type: 'integer' }, required: true }] },
);

test('an accepted delivery survives kill -9', { timeout: 120_000 }, async () => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const start = async () => {
    const env = { ...process.env, VAULTFLOW_DATA: data, VAULTFLOW_TOKEN: TOKEN, PORT: String(port) };
    server = spawn(process.execPath, ['bin/vaultflow.js', 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    if (server.stdout) await once(server.stdout, 'data');
  };
  const api = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const answer = await fetch(origin + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    return answer.json();
  };

  await start();
  const { id } = await api('POST', '/api/flows', { document });
  await api('POST', `/api/flows/${id}/publish`, { enable: true });
  const [{ hookUrl }] = (await api('GET', `/api/triggers?flow=${id}`)).items;

  const accepted = new Map<string, number>();
  let n = 0;
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    let alive = true;
    const sender = async () => {
      while (alive) {
        const mine = n++;
        const body = JSON.stringify({ n: mine });
        const answer = await fetch(hookUrl, { method: 'POST', body, headers: { 'content-type': 'application/json' } }).catch(() => null);
        const text = answer?.status === 202 ? await answer.json().catch(() => null) : null;
        if (text) accepted.set(text.runId, mine);
      }
    };
    const senders = [sender(), sender(), sender(), sender()];
    await new Promise((resume) => setTimeout(resume, 100 + Math.random() * 300));
    server.kill('SIGKILL');
    await once(server, 'exit');
    alive = false;
    await Promise.all(senders);
    await start();
  }

  expect(accepted.size).toBeGreaterThan(CYCLES * 4);
  const unfinished = async () => (await api('GET', `/api/runs?flow=${id}&status=queued,running,waiting&limit=1`)).items.length;
  await expect.poll(unfinished, { timeout: 30_000 }).toBe(0);
  for (const [runId, mine] of accepted) {
    expect(await api('GET', `/api/runs/${runId}`)).toMatchObject({ status: 'succeeded', inputs: { n: mine } });
    expect(await api('GET', `/api/runs/${runId}/steps/names/output`)).toMatchObject({ data: { n: mine } });
  }
});
