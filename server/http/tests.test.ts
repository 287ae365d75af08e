import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const azure = [{ name: 'azure', kind: 'azure' }];
const counting = flowOf(
  [
    manual,
    { id: 'items', type: 'azure-backup.list-items', connection: 'azure' },
    {
      id: 'count',
      type: 'core.set',
      params: { values: { n: '{{ steps.items.items.length + inputs.more }}', at: '{{ utcNow() }}', id: '{{ guid() }}' } },
    },
  ],
  { connections: azure, inputs: [{ name: 'more', schema: { type: 'integer' }, default: 0 }] },
);

const create = async (document: unknown) => (await server.api('POST', '/api/flows', { document })).body as { id: string; etag: string };
const runToEnd = async (id: string, body: unknown = {}) =>
  (await server.api('POST', `/api/flows/${id}/runs`, body, { prefer: 'wait=20' })).body.runId as string;
const testsOf = (id: string) => server.api('GET', `/api/flows/${id}/tests`);

test('a run becomes a test that passes, and fails with the place once the flow does something else', async () => {
  const flow = await create(counting);
  const runId = await runToEnd(flow.id, { inputs: { more: 5 } });
  const made = await server.api('GET', `/api/runs/${runId}/test-case`);
  expect(made.body).toMatchObject({ left: [], test: { inputs: { more: 5 }, answers: { items: { port: 'done' } } } });
  // Times and ids are new at every run: they are no part of what is expected.
  expect(Object.keys(made.body.test.expect.steps.count.result)).toEqual(['n']);

  const kept = await server.api('POST', `/api/flows/${flow.id}/tests`, { test: made.body.test });
  expect(kept.status).toBe(201);
  const good = await server.api('POST', `/api/flows/${flow.id}/tests/run`);
  expect(good.body.results).toMatchObject([{ id: kept.body.id, result: { passed: true } }]);

  const broken = structuredClone(counting) as { nodes: { id: string; params: unknown }[] };
  (broken.nodes[2] as { params: unknown }).params = { values: { n: '{{ steps.items.items.length }}' } };
  await server.api('PUT', `/api/flows/${flow.id}`, { document: broken }, { 'if-match': '*' });
  const bad = await server.api('POST', `/api/flows/${flow.id}/tests/run`, { tests: [kept.body.id] });
  expect(bad.body.results[0].result).toMatchObject({ passed: false, differences: [{ step: 'count', what: 'result', path: '/n' }] });
  expect(bad.body.version).toBeGreaterThan(good.body.version);
  const { body } = await testsOf(flow.id);
  expect(body.items).toMatchObject([{ id: kept.body.id, last: { version: bad.body.version, result: { passed: false } } }]);
  expect(body.versions).toEqual([
    { version: bad.body.version, passed: 0, failed: 1 },
    { version: good.body.version, passed: 1, failed: 0 },
  ]);
});

test('a test leaves no trace: no run, no message, no memory', async () => {
  const flow = await create(
    flowOf([
      manual,
      { id: 'note', type: 'core.remember', params: { name: 'seen', value: 1 } },
      { id: 'tell', type: 'http.request', params: { method: 'POST', url: 'https://example.com/hook', body: {} } },
    ]),
  );
  const kept = await server.api('POST', `/api/flows/${flow.id}/tests`, { test: { name: 'quiet', expect: { that: ['memory.seen == 1'] } } });
  const { body } = await server.api('POST', `/api/flows/${flow.id}/tests/run`, { tests: [kept.body.id] });
  expect(body.results[0].result).toMatchObject({ passed: true, sends: [{ kind: 'http' }] });
  expect((await server.api('GET', `/api/runs?flow=${flow.id}`)).body.items).toEqual([]);
  expect((await server.api('GET', `/api/flows/${flow.id}/memory`)).body.items).toEqual([]);
  const inbox = await server.api('GET', '/api/practice/messages');
  expect(JSON.stringify(inbox.body)).not.toContain('example.com/hook');
});

test('two tests of one name are refused, a changed test has no result, a deleted one is gone', async () => {
  const { id } = await create(flowOf([manual]));
  const first = await server.api('POST', `/api/flows/${id}/tests`, { test: { name: 'same' } });
  expect((await server.api('POST', `/api/flows/${id}/tests`, { test: { name: 'same' } })).status).toBe(409);
  await server.api('POST', `/api/flows/${id}/tests/run`);
  const changed = await server.api('PUT', `/api/flows/${id}/tests/${first.body.id}`, { test: { name: 'other' } });
  expect(changed.body).toMatchObject({ test: { name: 'other' }, last: null });
  expect((await server.api('DELETE', `/api/flows/${id}/tests/${first.body.id}`)).status).toBe(204);
  expect((await testsOf(id)).body.items).toEqual([]);
  expect((await server.api('POST', `/api/flows/${id}/tests/run`, { tests: [first.body.id] })).status).toBe(404);
});

test('the second file of a flow goes out and comes back, into another flow as well', async () => {
  const one = await create(counting);
  await server.api('PUT', `/api/flows/${one.id}/samples`, { samples: { items: { items: [] } } });
  await server.api('POST', `/api/flows/${one.id}/tests`, { test: { name: 'none', answers: { items: { result: { items: [] } } } } });
  const file = (await server.api('GET', `/api/flows/${one.id}/samples-file`)).body;
  const two = await create(counting);
  for (let again = 0; again < 2; again++)
    expect((await server.api('PUT', `/api/flows/${two.id}/samples-file`, file)).body).toEqual({ samples: 1, tests: 1 });
  expect((await server.api('GET', `/api/flows/${two.id}/samples-file`)).body).toEqual(file);
  const wrong = await server.api('PUT', `/api/flows/${two.id}/samples-file`, { format: 1, tests: [{ name: '' }] });
  expect(wrong).toMatchObject({ status: 400, body: { problems: [{ path: '/tests/0/name' }] } });
});

test('of a run that goes on, or of a part, no test is made', async () => {
  const { id } = await create(flowOf([manual, { id: 'pause', type: 'core.delay', params: { for: 'PT1H' } }]));
  const { body } = await server.api('POST', `/api/flows/${id}/runs`);
  expect((await server.api('GET', `/api/runs/${body.runId}/test-case`)).status).toBe(409);
  await server.api('POST', `/api/runs/${body.runId}/cancel`);
  const part = await runToEnd((await create(counting)).id, { version: 'draft', to: 'start' });
  expect((await server.api('GET', `/api/runs/${part}/test-case`)).body.code).toBe('conflict');
});
