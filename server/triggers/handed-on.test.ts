// A Key Vault's secret through the whole server: its handle opens in the run that found it, in a retry of that run and in the runs it
// is handed on to. Whoever reads the run sees the handle, and gets nothing for it elsewhere.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, expect, test } from 'vitest';
import { flowOf, manual, startTestServer, type TestServer } from '../http/test/running.ts';

const seen: string[] = [];
let status = 200;
const other = createServer((request, response) => {
  seen.push(String(request.headers['x-key']));
  response.writeHead(status).end();
});
await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
const there = `127.0.0.1:${(other.address() as AddressInfo).port}`;

let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
  seen.length = 0;
  status = 200;
});
afterAll(() => new Promise((closed) => other.close(closed)));

const connections = [{ name: 'azure', kind: 'azure' }];
const find = {
  id: 'find',
  type: 'azure.key-vault-secret',
  connection: 'azure',
  params: { vault: 'kv-contoso-backup', secret: 'mars-passphrase' },
};
const call = (from: string) => ({ id: 'call', type: 'http.request', params: { url: `http://${there}/`, headers: { 'x-key': from } } });
const inputs = [{ name: 'token', schema: { type: 'string' }, required: true, secret: true }];

async function begin() {
  server = await startTestServer({ VAULTFLOW_EGRESS_ALLOW: there });
  const { api } = server;
  const make = async (document: unknown) => (await api('POST', '/api/flows', { document })).body.id as string;
  const begun = async (flow: string) => (await api('POST', `/api/flows/${flow}/runs`, {})).body.runId as string;
  const ended = (runId: string) => expect.poll(async () => (await api('GET', `/api/runs/${runId}`)).body.status, { timeout: 15_000 });
  return { api, make, begun, ended };
}

test('a retry that takes the handle over opens it', async () => {
  const { api, make, begun, ended } = await begin();
  status = 500;
  const first = await begun(await make(flowOf([manual, find, call('{{ steps.find.secret }}')], { connections })));
  await ended(first).toBe('failed');
  status = 200;
  const { runId } = (await api('POST', `/api/runs/${first}/retry`, {})).body;
  await ended(runId).toBe('succeeded');
  expect(seen).toHaveLength(2);
  expect(seen[1]).toBe(seen[0]);
  expect(seen[1]).not.toContain('key-vault:');
});

test('a flow that is started with it opens it', async () => {
  const { api, make, begun, ended } = await begin();
  const child = await make({ ...flowOf([manual, call('{{ inputs.token }}')], { inputs }), name: 'Child' });
  await api('POST', `/api/flows/${child}/publish`, {});
  const start = { id: 'child', type: 'core.run-flow', params: { flow: child, inputs: { token: '{{ steps.find.secret }}' } } };
  await ended(await begun(await make(flowOf([manual, find, start], { connections })))).toBe('succeeded');
  expect(seen).toHaveLength(1);
});

test('a stranger who sends it to a webhook gets nothing', async () => {
  const { api, make, begun, ended } = await begin();
  const run = await begun(await make(flowOf([manual, find], { connections })));
  await ended(run).toBe('succeeded');
  const { secret } = (await api('GET', `/api/runs/${run}/steps/find/output`)).body.data;
  expect(secret.$secret).toMatch(/^key-vault:/);
  const hook = { id: 'hook', type: 'core.webhook', params: { auth: 'none' } };
  const open = await make(flowOf([hook, find, call('{{ trigger.body.key }}')], { connections }));
  await api('POST', `/api/flows/${open}/publish`, { enable: true });
  const [{ hookUrl }] = (await api('GET', `/api/triggers?flow=${open}`)).body.items;
  const sent = (key: unknown) =>
    fetch(hookUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ key }) });
  const { runId: own } = await (await sent('x')).json();
  await ended(own).toBe('succeeded');
  seen.length = 0;
  // Even where the flow has found the same secret itself.
  for (const key of [secret, { $secret: secret.$secret.replace('/mars-passphrase/', '/smtp-password/') }]) {
    const { runId } = await (await sent(key)).json();
    await ended(runId).toBe('failed');
    expect((await api('GET', `/api/runs/${runId}/steps/call`)).body.error.code).toBe('secret_unavailable');
  }
  expect(seen).toEqual([]);
});
