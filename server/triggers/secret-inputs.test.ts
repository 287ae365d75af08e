// Secret inputs through the whole server: the value reaches the other side, and nothing that the server keeps or says tells it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { flowOf, manual, startTestServer, type TestServer, TOKEN } from '../http/test/running.ts';

const SECRET = 'Tr0ub4dor&3-never-written';
const seen: string[] = [];
let status = 200;
const other = createServer((request, response) => {
  seen.push(request.headers.authorization ?? '');
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ got: request.headers.authorization }));
});
await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
const there = `127.0.0.1:${(other.address() as AddressInfo).port}`;

const data = mkdtempSync(join(tmpdir(), 'vaultflow-secret-'));
const processes: ChildProcess[] = [];
const kill = async (server: ChildProcess) => {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
};
let server: TestServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
  seen.length = 0;
  status = 200;
});
afterAll(async () => {
  for (const one of processes) await kill(one);
  await new Promise((closed) => other.close(closed));
  rmSync(data, { recursive: true, force: true });
});

const inputs = [{ name: 'token', title: 'API token', schema: { type: 'string' }, required: true, secret: true }];
const call = {
  id: 'call',
  type: 'http.request',
  params: { url: `http://${there}/`, headers: { authorization: 'Bearer {{ inputs.token }}' } },
};
const ended = (api: TestServer['api'], runId: string) =>
  expect.poll(async () => (await api('GET', `/api/runs/${runId}`)).body.status, { timeout: 15_000 });

test('the value arrives, also after kill -9, and stands in no file, answer, event or log', { timeout: 60_000 }, async () => {
  let said = '';
  const start = async () => {
    const env = {
      ...process.env,
      VAULTFLOW_DATA: data,
      VAULTFLOW_TOKEN: TOKEN,
      VAULTFLOW_EGRESS_ALLOW: there,
      VAULTFLOW_LOG: 'trace',
      PORT: '0',
    };
    const child = spawn(process.execPath, ['bin/vaultflow.js', 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    processes.push(child);
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (said += chunk));
    await expect.poll(() => readdirSync(data), { timeout: 20_000 }).toContain('server.json');
    return { child, origin: (JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { url: string }).url };
  };
  const told: string[] = [];
  const api = (origin: string) => async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const answer = await fetch(origin + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    told.push(text);
    return { status: answer.status, body: JSON.parse(text) };
  };

  const first = await start();
  const before = api(first.origin);
  const pause = { id: 'pause', type: 'core.delay', params: { for: 'PT1S' } };
  const remembers = { id: 'set', type: 'core.set', params: { values: { all: '{{ inputs }}', answer: '{{ steps.call.body }}' } } };
  const { id } = (await before('POST', '/api/flows', { document: flowOf([manual, pause, call, remembers], { inputs }) })).body;
  const events = fetch(`${first.origin}/api/events?flow=${id}`, { headers: { authorization: `Bearer ${TOKEN}` } })
    .then(async (stream) => {
      for await (const chunk of stream.body ?? []) told.push(Buffer.from(chunk).toString());
    })
    .catch(() => undefined); // it ends with the process
  const { runId } = (await before('POST', `/api/flows/${id}/runs`, { inputs: { token: SECRET } })).body;
  await kill(first.child);
  await events;
  rmSync(join(data, 'server.json'));
  expect(seen).toEqual([]);

  const second = await start();
  const after = api(second.origin);
  await ended(after as TestServer['api'], runId).toBe('succeeded');
  expect(seen).toEqual([`Bearer ${SECRET}`]);
  for (const path of ['', '/steps', '/steps/call', '/steps/call/output', '/steps/call/log', '/steps/set/output'])
    await after('GET', `/api/runs/${runId}${path}`);
  await after('GET', `/api/runs?q=${encodeURIComponent(SECRET)}`);
  await after('GET', `/api/flows/${id}`);
  expect(told.join()).toContain('•••');
  expect(told.join()).not.toContain(SECRET);
  expect(said).not.toContain(SECRET);
  await kill(second.child);
  for (const name of readdirSync(data)) expect(readFileSync(join(data, name)).includes(SECRET), name).toBe(false);
});

describe('a run with a secret input', () => {
  const begin = async () => {
    server = await startTestServer({ VAULTFLOW_EGRESS_ALLOW: there });
    const { api } = server;
    const make = async (document: unknown) => (await api('POST', '/api/flows', { document })).body.id as string;
    return { api, make };
  };

  test('is retried with the same secret, which nobody has to type again', async () => {
    const { api, make } = await begin();
    status = 500;
    const id = await make(flowOf([manual, call], { inputs }));
    const { runId } = (await api('POST', `/api/flows/${id}/runs`, { inputs: { token: SECRET } })).body;
    await ended(api, runId).toBe('failed');
    expect((await api('GET', `/api/runs/${runId}/steps/call`)).text).not.toContain(SECRET);
    status = 200;
    const again = await api('POST', `/api/runs/${runId}/retry`, {});
    expect(again.status).toBe(202);
    await ended(api, again.body.runId).toBe('succeeded');
    expect(seen.at(-1)).toBe(`Bearer ${SECRET}`);
  });

  test('hands its secret on to a flow that it starts, and to a secret input only', async () => {
    const { api, make } = await begin();
    const child = await make({ ...flowOf([manual, call], { inputs }), name: 'Child' });
    await api('POST', `/api/flows/${child}/publish`, {});
    const open = await make({ ...flowOf([manual], { inputs: [{ name: 'token', schema: {} }] }), name: 'Open' });
    await api('POST', `/api/flows/${open}/publish`, {});
    const runFlow = (flow: string) => ({ id: 'child', type: 'core.run-flow', params: { flow, inputs: { token: '{{ inputs.token }}' } } });
    const runOf = async (flow: string) => {
      const id = await make(flowOf([manual, runFlow(flow)], { inputs }));
      return (await api('POST', `/api/flows/${id}/runs`, { inputs: { token: SECRET } })).body.runId as string;
    };
    await ended(api, await runOf(child)).toBe('succeeded');
    expect(seen).toEqual([`Bearer ${SECRET}`]);
    const refused = await runOf(open);
    await ended(api, refused).toBe('failed');
    expect((await api('GET', `/api/runs/${refused}/steps/child`)).body.error).toMatchObject({ code: 'inputs_invalid' });
  });

  test('takes no handle from outside, and one start per Idempotency-Key', async () => {
    const { api, make } = await begin();
    const id = await make(flowOf([manual, call], { inputs }));
    const start = (token: unknown, key?: string) =>
      api('POST', `/api/flows/${id}/runs`, { inputs: { token } }, key ? { 'idempotency-key': key } : {});
    const first = await start(SECRET, 'k1');
    expect(first.status).toBe(202);
    await ended(api, first.body.runId).toBe('succeeded');
    expect((await start(SECRET, 'k1')).body.runId).toBe(first.body.runId);
    expect((await start(`${SECRET}!`, 'k1')).body.code).toBe('idempotency_mismatch');
    const { token } = (await api('GET', `/api/runs/${first.body.runId}`)).body.inputs;
    expect(token.$secret).toMatch(/^input:token\//);
    expect(await start(token)).toMatchObject({ status: 422, body: { code: 'inputs_invalid', problems: [{ path: '/inputs/token' }] } });
    expect((await start(42)).body.problems[0].message).toBe('a secret is a text');
    expect((await start(null)).body.code).toBe('inputs_invalid');
  });

  test('cannot be started by a trigger: publishing says so', async () => {
    const { api, make } = await begin();
    const hook = (mapped: object) => ({ id: 'hook', type: 'core.webhook', params: { inputs: mapped } });
    const problemsOf = async (nodes: Parameters<typeof flowOf>[0], given: unknown = inputs) =>
      (await api('POST', `/api/flows/${await make(flowOf(nodes, { inputs: given }))}/publish`, {})).body.problems ?? [];
    expect(await problemsOf([hook({ token: '{{ trigger.body.token }}' }), call])).toMatchObject([{ path: '/nodes/0/params/inputs/token' }]);
    expect(await problemsOf([hook({}), call])).toMatchObject([{ path: '/nodes/0', message: expect.stringContaining('“token”') }]);
    const optional = [{ ...inputs[0], required: false }];
    expect(await problemsOf([hook({}), call], optional)).toEqual([]);
    expect(await problemsOf([manual, call], [{ ...inputs[0], default: 'x' }])).toMatchObject([{ path: '/inputs/0/default' }]);
    // What maps by one expression shows only when something arrives.
    const whole = await make(
      flowOf([{ id: 'hook', type: 'core.webhook', params: { auth: 'none', inputs: '{{ trigger.body }}' } }, call], { inputs: optional }),
    );
    expect((await api('POST', `/api/flows/${whole}/publish`, { enable: true })).status).toBe(200);
    const [{ hookUrl }] = (await api('GET', `/api/triggers?flow=${whole}`)).body.items;
    const answer = await fetch(hookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: SECRET }),
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).not.toContain(SECRET);
  });
});
