// Samples are for trying a draft out. However a run starts, what its steps give is what they gave, never what somebody pinned.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manualClock } from '../triggers/test/manual-clock.ts';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const pinned = { n: 'pinned' };
const real = { n: 'real' };
const value = { id: 'value', type: 'core.set', params: { values: { n: 'real' } } };

/** A published flow with a sample pinned to each of its steps. */
async function published(nodes: Parameters<typeof flowOf>[0], more: Record<string, unknown> = {}): Promise<string> {
  const { id } = (await server.api('POST', '/api/flows', { document: flowOf(nodes, more) })).body;
  const samples = Object.fromEntries(nodes.map((node) => [node.id, pinned]));
  expect((await server.api('PUT', `/api/flows/${id}/samples`, { samples })).status).toBe(200);
  expect((await server.api('POST', `/api/flows/${id}/publish`, { enable: true })).status).toBe(200);
  return id;
}

async function endedRun(flowId: string): Promise<{ id: string; status: string }> {
  for (;;) {
    const [run] = (await server.api('GET', `/api/runs?flow=${flowId}`)).body.items;
    if (run?.endedAt) return run;
    await new Promise((next) => setTimeout(next, 20));
  }
}
const outputOf = async (runId: string, key: string) => (await server.api('GET', `/api/runs/${runId}/steps/${key}/output`)).body.data;

test('not by the API', async () => {
  const flow = await published([manual, value]);
  await server.api('POST', `/api/flows/${flow}/runs`, {}, { prefer: 'wait=10' });
  expect(await outputOf((await endedRun(flow)).id, 'value')).toEqual(real);
});

test('not by a webhook', async () => {
  const flow = await published([{ id: 'hook', type: 'core.webhook', params: { auth: 'none' } }, value]);
  const [trigger] = (await server.api('GET', `/api/triggers?flow=${flow}`)).body.items;
  const called = await server.raw('POST', new URL(trigger.hookUrl).pathname, {
    body: '{}',
    headers: { 'content-type': 'application/json' },
  });
  expect(called.status).toBe(202);
  expect(await outputOf((await endedRun(flow)).id, 'value')).toEqual(real);
});

test('not by a schedule', async () => {
  const clock = manualClock(Date.parse('2026-03-12T01:00:00Z'));
  const nightly = await startTestServer({}, { clock });
  try {
    const nodes = [{ id: 'nightly', type: 'core.schedule', params: { every: 'day', time: '02:00', timeZone: 'UTC' } }, value];
    const { id } = (await nightly.api('POST', '/api/flows', { document: flowOf(nodes) })).body;
    await nightly.api('PUT', `/api/flows/${id}/samples`, { samples: { nightly: pinned, value: pinned } });
    await nightly.api('POST', `/api/flows/${id}/publish`, { enable: true });
    await clock.moveTo(Date.parse('2026-03-12T02:00:01Z'));
    let run: { id: string; endedAt: string | null } | undefined;
    while (!run?.endedAt) [run] = (await nightly.api('GET', `/api/runs?flow=${id}`)).body.items;
    expect((await nightly.api('GET', `/api/runs/${run.id}/steps/value/output`)).body.data).toEqual(real);
  } finally {
    await nightly.stop();
  }
});

test('not in a run that another flow starts', async () => {
  const child = await published([manual, value]);
  const parent = await published([manual, { id: 'call', type: 'core.run-flow', params: { flow: child } }]);
  await server.api('POST', `/api/flows/${parent}/runs`, {}, { prefer: 'wait=10' });
  expect((await endedRun(parent)).status).toBe('succeeded');
  expect(await outputOf((await endedRun(child)).id, 'value')).toEqual(real);
});

test('not by a retry, neither of a whole run nor of a part that ran on samples', async () => {
  const broken = { id: 'stop', type: 'core.stop', params: { status: 'failed', message: '{{ steps.value.n }}' } };
  const flow = await published([manual, value, broken]);
  const { body } = await server.api('POST', `/api/flows/${flow}/runs`, {}, { prefer: 'wait=10' });
  const again = await server.api('POST', `/api/runs/${body.runId}/retry`, {}, { prefer: 'wait=10' });
  expect(await outputOf(again.body.runId, 'value')).toEqual(real);
  const trial = { version: 'draft', from: 'stop', samples: { value: pinned } };
  const part = await server.api('POST', `/api/flows/${flow}/runs`, trial, { prefer: 'wait=10' });
  expect(await outputOf(part.body.runId, 'value')).toEqual(pinned);
  expect((await server.api('POST', `/api/runs/${part.body.runId}/retry`, {})).body.code).toBe('conflict');
});

test('nobody can hand samples to a run that is no trial of the draft', async () => {
  const flow = await published([manual, value]);
  for (const body of [
    { samples: { value: pinned } },
    { version: 'draft', samples: { value: pinned } },
    { from: 'value', samples: { start: pinned } },
    { version: 1, to: 'value', samples: { start: pinned } },
  ])
    expect((await server.api('POST', `/api/flows/${flow}/runs`, body)).body.problems).toMatchObject([{ path: '/samples' }]);
});
