import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, browserOf, firstAccount, inviteInto } from './test/people.ts';
import { flowOf, manual, startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const asking = (params: Record<string, unknown>) => {
  const flow = flowOf([
    manual,
    { id: 'ask', type: 'core.approval', params },
    { id: 'yes', type: 'core.set', params: { values: { by: '{{ steps.ask.by }}', comment: '{{ steps.ask.comment }}' } } },
    { id: 'no', type: 'core.set', params: { values: { why: '{{ steps.ask.decision }}' } } },
  ]);
  const edges = [
    { from: 'start', port: 'done', to: 'ask' },
    { from: 'ask', port: 'approved', to: 'yes' },
    { from: 'ask', port: 'rejected', to: 'no' },
    { from: 'ask', port: 'expired', to: 'no' },
  ];
  return { ...flow, edges };
};

async function waiting(params: Record<string, unknown>): Promise<string> {
  const flow = await server.api('POST', '/api/flows', { document: asking(params) });
  const { runId } = (await server.api('POST', `/api/flows/${flow.body.id}/runs`, { inputs: {} })).body;
  await expect.poll(async () => (await server.api('GET', `/api/runs/${runId}`)).body.status).toBe('waiting');
  return runId;
}
const answer = (runId: string, approved: boolean, comment?: string) =>
  server.api('POST', `/api/runs/${runId}/approve`, { step: 'ask', approved, ...(comment ? { comment } : {}) });
const ended = (runId: string) =>
  expect.poll(async () => (await server.api('GET', `/api/runs/${runId}`)).body.status, { timeout: 8_000 }).toBe('succeeded');
const output = async (runId: string, key: string) => (await server.api('GET', `/api/runs/${runId}/steps/${key}/output`)).body.data;
const list = async () => (await server.api('GET', '/api/approvals')).body.items;

test('a run waits for a yes, also over a restart, and keeps who said it and why', async () => {
  const runId = await waiting({ question: 'Delete vm-old-01?', details: 'Nobody has used it since May.' });
  expect(await list()).toMatchObject([
    { runId, stepKey: 'ask', question: 'Delete vm-old-01?', details: 'Nobody has used it since May.', mayAnswer: true },
  ]);
  await server.restart();
  expect(await list()).toHaveLength(1);
  expect((await answer(runId, true, 'Change 4711')).status).toBe(200);
  await ended(runId);
  expect(await output(runId, 'yes')).toMatchObject({ comment: 'Change 4711', by: expect.any(String) });
  expect(await list()).toEqual([]);
  const { items } = (await server.api('GET', '/api/audit')).body;
  expect(items).toContainEqual(expect.objectContaining({ action: 'run.approve', resource: runId }));
});

test('a no takes its own way; a second answer is refused', async () => {
  const runId = await waiting({ question: 'Patch tonight?' });
  await answer(runId, false, 'Month end');
  await ended(runId);
  expect(await output(runId, 'no')).toEqual({ why: 'rejected' });
  expect(await answer(runId, true)).toMatchObject({ status: 409, body: { code: 'conflict' } });
});

test('of two answers at the same moment one counts, and the other is told so', async () => {
  const runId = await waiting({ question: 'Both of you?' });
  const both = await Promise.all([answer(runId, true), answer(runId, false)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  await ended(runId);
  const counted = both[0].status === 200 ? 'run.approve' : 'run.reject';
  const { items } = (await server.api('GET', '/api/audit')).body;
  const written = (items as { action: string; resource: string }[]).filter(
    ({ action, resource }) => resource === runId && /pro|rej/.test(action),
  );
  expect(written).toEqual([expect.objectContaining({ action: counted })]);
});

test('who started a flow may not answer in a flow that it starts either', async () => {
  const { body } = await server.api('POST', '/api/flows', {
    document: { ...asking({ question: 'Below?', someoneElse: true }), name: 'Below' },
  });
  await server.api('POST', `/api/flows/${body.id}/publish`, {});
  const child = { id: 'child', type: 'core.run-flow', params: { flow: body.id } };
  const above = (await server.api('POST', '/api/flows', { document: flowOf([manual, child]) })).body.id;
  const { runId } = (await server.api('POST', `/api/flows/${above}/runs`, {})).body;
  const mine = async () => (await list()).find(({ flowName }: { flowName: string }) => flowName === 'Below');
  await expect.poll(mine).toMatchObject({ mayAnswer: false, whyNot: 'You started this run: somebody else has to answer.' });
  expect(await answer((await mine()).runId, true)).toMatchObject({ status: 403 });
  await server.api('POST', `/api/runs/${runId}/cancel`);
  await expect.poll(mine).toBeUndefined();
});

test('who started the run may not answer where somebody else has to: a token and a session of one person are one person', async () => {
  const runId = await waiting({ question: 'Shorten the retention?', someoneElse: true });
  expect((await list())[0]).toMatchObject({ mayAnswer: false, whyNot: 'You started this run: somebody else has to answer.' });
  expect(await answer(runId, true)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  const answerBy = (browser: Browser) => browser.call('POST', `/api/runs/${runId}/approve`, { step: 'ask', approved: true });
  const sameMachine = browserOf(server);
  await sameMachine.open((await server.api('POST', '/api/session/link')).body.url);
  expect((await answerBy(sameMachine)).status).toBe(403);
  const admin = await firstAccount(server);
  expect((await answerBy(admin)).body.detail).toMatch(/no administrator has to answer/);
  const { browser: other } = await inviteInto(server, admin, 'olga', [{ projectId: 'default', role: 'operator' }]);
  const { token } = (await other.call('POST', '/api/account/tokens', { name: 'sly', role: 'operator' })).body;
  const body = JSON.stringify({ step: 'ask', approved: true });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  expect((await server.raw('POST', `/api/runs/${runId}/approve`, { body, headers })).status).toBe(403);
  expect((await answerBy(other)).status).toBe(200);
  await ended(runId);
});

test('when nobody answers in time the step goes on as expired', async () => {
  const runId = await waiting({ question: 'Anybody there?', timeLimit: 'PT1S' });
  await ended(runId);
  expect(await output(runId, 'no')).toEqual({ why: 'expired' });
});

test('what is no approval is a clear error', async () => {
  expect((await answer('5c1d0f3e-0000-4000-8000-000000000000', true)).status).toBe(404);
  const runId = await waiting({ question: 'One more?' });
  expect((await server.api('POST', `/api/runs/${runId}/approve`, { step: 'start', approved: true })).status).toBe(409);
  expect((await server.api('POST', `/api/runs/${runId}/approve`, { step: 'ask' })).status).toBe(400);
  expect((await server.api('POST', `/api/runs/${runId}/cancel`)).status).toBeLessThan(300);
  await expect.poll(list).toEqual([]);
});
