import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowOf, manual, startTestServer, type TestServer } from '../http/test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const url = '{{ steps.address.url }}';
const json = { 'content-type': 'application/json' };
const waits = (params: Record<string, unknown> = {}) => ({ id: 'answer', type: 'core.wait-for-callback', params: { url, ...params } });

/** A run that has made its address; what stands between that and the wait is `between`. */
async function waiting(params: Record<string, unknown> = {}, between: { id: string; type: string; params: unknown }[] = [], inputs = {}) {
  const address = { id: 'address', type: 'core.callback-url', params };
  const document = flowOf([manual, address, ...between, waits()], {
    inputs: Object.keys(inputs).map((name) => ({ name, schema: { type: 'string' }, secret: true })),
  });
  const { id } = (await server.api('POST', '/api/flows', { document })).body;
  const { body, status } = await server.api('POST', `/api/flows/${id}/runs`, { inputs });
  expect(status).toBe(202);
  const runId = body.runId as string;
  await stepIs(runId, 'address', 'succeeded');
  const output = (await server.api('GET', `/api/runs/${runId}/steps/address/output`)).body;
  const made = (output.data ?? output).url as string;
  expect(made.startsWith(`${server.running.origin}/callbacks/`)).toBe(true);
  return { flowId: id as string, runId, path: new URL(made).pathname };
}

const stepIs = (runId: string, key: string, status: string) =>
  expect.poll(async () => (await server.api('GET', `/api/runs/${runId}/steps/${key}`)).body.status, { timeout: 5_000 }).toBe(status);
const resultOf = async (runId: string) => {
  const { body } = await server.api('GET', `/api/runs/${runId}/steps/answer/output`);
  return body.data ?? body;
};
const send = (path: string, body: unknown = { restored: 12 }, headers: Record<string, string> = {}) =>
  server.raw('POST', path, { body: JSON.stringify(body), headers: { ...json, ...headers } });

describe('a callback', () => {
  test('continues the run that waits for it, with what was sent', async () => {
    const { runId, path } = await waiting();
    await stepIs(runId, 'answer', 'waiting');
    const { status, body } = await send(`${path}?by=script&tag=a&tag=b`);
    expect([status, body]).toEqual([200, { runId }]);
    await stepIs(runId, 'answer', 'succeeded');
    expect(await resultOf(runId)).toMatchObject({
      called: true,
      method: 'POST',
      body: { restored: 12 },
      query: { by: 'script', tag: ['a', 'b'] },
      at: expect.any(String),
    });
  });

  test('counts once: a second answer is told so, also when both come at the same moment', async () => {
    const { runId, path } = await waiting();
    await stepIs(runId, 'answer', 'waiting');
    const both = await Promise.all([send(path, { n: 1 }), send(path, { n: 2 })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    await stepIs(runId, 'answer', 'succeeded');
    expect((await resultOf(runId)).body).toEqual({ n: both[0]?.status === 200 ? 1 : 2 });
    expect([409, 410]).toContain((await send(path)).status);
  });

  test('that comes before the step waits is kept for it, over a restart too', async () => {
    const between = [{ id: 'pause', type: 'core.delay', params: { for: 'PT1.5S' } }];
    const { runId, path } = await waiting({}, between);
    expect((await send(path, { early: true })).status).toBe(200);
    expect((await send(path, { late: true })).status).toBe(409);
    await server.restart();
    expect((await send(path, { late: true })).status).toBe(409);
    await stepIs(runId, 'answer', 'succeeded');
    expect((await resultOf(runId)).body).toEqual({ early: true });
  });

  test('by link only where the step allows it; a person gets a page', async () => {
    const closed = await waiting();
    expect((await server.raw('GET', closed.path)).status).toBe(405);
    expect((await server.raw('PUT', closed.path)).status).toBe(405);
    const { runId, path } = await waiting({ byLink: true });
    await stepIs(runId, 'answer', 'waiting');
    expect((await server.raw('HEAD', path)).status).toBe(405);
    const { status, text, headers } = await server.raw('GET', `${path}?decision=yes`, { headers: { accept: 'text/html,*/*' } });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('The answer has arrived');
    await stepIs(runId, 'answer', 'succeeded');
    expect(await resultOf(runId)).toMatchObject({ method: 'GET', body: null, query: { decision: 'yes' } });
    expect((await server.raw('GET', path, { headers: { accept: 'text/html' } })).text).not.toContain('has arrived');
  });

  test('that wants a secret takes nothing without it', async () => {
    const { runId, path } = await waiting({ secret: '{{ inputs.proof }}' }, [], { proof: 'hunter2' });
    await stepIs(runId, 'answer', 'waiting');
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Bearer ' }])
      expect((await send(path, {}, headers as Record<string, string>)).status).toBe(401);
    expect((await send(path, {}, { authorization: 'Bearer hunter2' })).status).toBe(200);
    await stepIs(runId, 'answer', 'succeeded');
  });

  test('cannot be guessed or forged: one changed character is nobody’s address', async () => {
    const { path } = await waiting({ byLink: false });
    const token = path.split('/').at(-1) as string;
    for (const at of [0, 25, 44, token.length - 1]) {
      const forged = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect((await send(`/callbacks/${forged}`)).status).toBe(404);
    }
    expect((await send('/callbacks/x')).status).toBe(404);
  });

  test('after the run has ended is told so', async () => {
    const { runId, path } = await waiting();
    await stepIs(runId, 'answer', 'waiting');
    await server.api('POST', `/api/runs/${runId}/cancel`);
    await expect.poll(async () => (await server.api('GET', `/api/runs/${runId}`)).body.status).toBe('cancelled');
    const { status, body } = await send(path);
    expect([status, (body as { code?: string }).code]).toEqual([410, 'hook_disabled']);
  });

  test('nobody makes: the step goes on at expired', async () => {
    const address = { id: 'address', type: 'core.callback-url' };
    const { id } = (await server.api('POST', '/api/flows', { document: flowOf([manual, address, waits({ timeLimit: 'PT0.2S' })]) })).body;
    const { runId } = (await server.api('POST', `/api/flows/${id}/runs`, {})).body;
    await stepIs(runId, 'answer', 'succeeded');
    expect((await server.api('GET', `/api/runs/${runId}/steps/answer`)).body.port).toBe('expired');
    expect(await resultOf(runId)).toMatchObject({ called: false, body: null });
  });

  test('each round of a loop has an address of its own', async () => {
    const position = { x: 0, y: 0 };
    const node = (id: string, type: string, params: unknown, more = {}) => ({ id, type, version: 1, position, params, ...more });
    const nodes = [
      node('start', 'core.manual', {}),
      node('each', 'core.for-each', { items: [1, 2], collect: '{{ steps.address.url }}' }, { size: { width: 400, height: 300 } }),
      node('address', 'core.callback-url', {}, { parent: 'each' }),
    ];
    const document = { format: 1, name: 'Rounds', nodes, edges: [{ from: 'start', port: 'done', to: 'each' }] };
    const { id } = (await server.api('POST', '/api/flows', { document })).body;
    const { runId } = (await server.api('POST', `/api/flows/${id}/runs`, {})).body;
    await stepIs(runId, 'each', 'succeeded');
    const urls = JSON.stringify((await server.api('GET', `/api/runs/${runId}/steps/each/output`)).body).match(/callbacks\/[\w-]+/g) ?? [];
    expect(new Set(urls).size).toBe(2);
  });
});
