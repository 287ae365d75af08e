import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const document = flowOf([
  manual,
  { id: 'sum', type: 'core.set', params: { values: { n: '{{ 1 + 1 }}' } } },
  { id: 'pause', type: 'core.delay', params: { for: 'PT0.01S' } },
  { id: 'last', type: 'core.set', params: { values: { m: '{{ steps.sum.n * 10 }}' } } },
]);
const create = async () => (await server.api('POST', '/api/flows', { document })).body.id as string;
const startPaused = async (pauseBefore: readonly string[]) =>
  (await server.api('POST', `/api/flows/${await create()}/runs`, { version: 'draft', pauseBefore })).body.runId as string;
async function pausedAt(runId: string, key: string) {
  for (;;) {
    const { body } = await server.api('GET', `/api/runs/${runId}/steps/${key}`);
    if (body.paused) return body;
    await new Promise((next) => setTimeout(next, 10));
  }
}
async function ended(runId: string) {
  for (;;) {
    const { body } = await server.api('GET', `/api/runs/${runId}`);
    if (body.endedAt !== null) return body;
    await new Promise((next) => setTimeout(next, 10));
  }
}
const goOn = (runId: string, body: unknown) => server.api('POST', `/api/runs/${runId}/continue`, body);

test('paused, seen, changed, stepped over, also across a restart of the server; the audit says who changed what', async () => {
  const runId = await startPaused(['sum']);
  expect(await pausedAt(runId, 'sum')).toMatchObject({ status: 'waiting', params: { values: { n: 2 } } });
  await server.restart();
  expect((await server.api('GET', `/api/runs/${runId}`)).body).toMatchObject({ status: 'waiting', message: 'Paused before “Set values”.' });
  expect((await goOn(runId, { step: 'sum', params: { values: { n: 4 } }, until: 'next' })).status).toBe(200);
  await pausedAt(runId, 'pause');
  await server.restart();
  await goOn(runId, { step: 'pause', until: 'next' });
  // One step is one step, also where it waited in between.
  await pausedAt(runId, 'last');
  await goOn(runId, { step: 'last', until: 'end' });
  expect(await ended(runId)).toMatchObject({ status: 'succeeded' });
  expect((await server.api('GET', `/api/runs/${runId}/steps/last/output`)).body.data).toEqual({ m: 40 });
  expect((await server.api('GET', `/api/runs/${runId}/steps/sum/log`)).body.items[0].message).toContain('changed “values”');
  const audit = await server.api('GET', '/api/audit');
  expect(JSON.stringify(audit.body.items)).toContain('run.continue');
});

test('values that do not fit are refused and the run stays where it is; nobody goes on twice', async () => {
  const runId = await startPaused(['pause']);
  await pausedAt(runId, 'pause');
  const wrong = await goOn(runId, { step: 'pause', params: { ghost: 1 } });
  expect(wrong).toMatchObject({ status: 422, body: { code: 'param_invalid', problems: [{ path: '/params/ghost' }] } });
  await pausedAt(runId, 'pause');
  expect((await goOn(runId, { step: 'last' })).status).toBe(409);
  expect((await goOn(runId, { step: 'pause' })).status).toBe(200);
  await ended(runId);
  expect((await goOn(runId, { step: 'pause' })).status).toBe(409);
});

test('breakpoints are for the draft, and name steps that are there', async () => {
  const id = await create();
  expect((await server.api('POST', `/api/flows/${id}/runs`, { pauseBefore: ['sum'] })).body.problems[0].path).toBe('/pauseBefore');
  expect((await server.api('POST', `/api/flows/${id}/runs`, { version: 'draft', pauseBefore: ['ghost'] })).status).toBe(404);
});
