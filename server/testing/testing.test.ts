import { expect, test } from 'vitest';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { testCaseSchema } from '../../nodes/kit/testing/test-case.ts';
import { flowOf, manual } from '../http/test/running.ts';
import { practiceAzure, shippedNodeTypes } from '../main.ts';
import { createNodeTypes } from '../node-types.ts';
import { runTest } from './run-tests.ts';

const deps = { nodeTypes: createNodeTypes(shippedNodeTypes), playground: (now: () => number) => practiceAzure(':memory:', now) };
const azure = [{ name: 'azure', kind: 'azure' }];
const items = { id: 'items', type: 'azure-backup.list-items', connection: 'azure' };
const count = { id: 'count', type: 'core.set', params: { values: { n: '{{ steps.items.items.length }}' } } };
const run = (flow: unknown, given: object) => runTest(deps, flowSchema.parse(flow), testCaseSchema.parse({ name: 'a test', ...given }));

test('a step with an answer is not called: what follows sees the answer', async () => {
  const flow = flowOf([manual, items, count], { connections: azure });
  const result = await run(flow, {
    answers: { items: { result: { count: 2, items: [{ name: 'a' }, { name: 'b' }] } } },
    expect: { steps: { count: { status: 'succeeded', port: 'done', result: { n: 2 } } }, that: ['steps.count.n == 2'] },
  });
  expect(result).toMatchObject({ passed: true, differences: [], status: 'succeeded' });
  expect(result.steps.find(({ key }) => key === 'items')).toMatchObject({ answered: true });
});

test('without an answer it asks a practice subscription of its own', async () => {
  const result = await run(flowOf([manual, items, count], { connections: azure }), { expect: { that: ['steps.count.n > 10'] } });
  expect(result).toMatchObject({ passed: true });
});

test('what came out otherwise is told by step and place', async () => {
  const result = await run(flowOf([manual, items, count], { connections: azure }), {
    answers: { items: { result: { count: 0, items: [] } } },
    expect: {
      status: 'failed',
      steps: { count: { result: { n: 2 } }, ghost: { status: 'succeeded' } },
      that: ['steps.count.n == 7', '1 +'],
    },
  });
  expect(result.passed).toBe(false);
  expect(result.differences).toMatchObject([
    { step: null, what: 'status', expected: 'failed', got: 'succeeded' },
    { step: 'count', what: 'result', path: '/n', expected: 2, got: 0 },
    { step: 'ghost', what: 'status', got: null },
    { what: 'that', got: false, says: 'steps.count.n == 7' },
    { what: 'that', got: null },
  ]);
});

test('an answer that is a failure takes the failed port', async () => {
  const flow = flowOf([manual, items, { id: 'rescue', type: 'core.set', params: { values: { why: '{{ errors.items.code }}' } } }], {
    connections: azure,
    edges: [
      { from: 'start', port: 'done', to: 'items' },
      { from: 'items', port: 'failed', to: 'rescue' },
    ],
  });
  const result = await run(flow, {
    answers: { items: { fails: { code: 'azure_error', message: 'Azure says no' } } },
    expect: { steps: { items: { status: 'failed' }, rescue: { result: { why: 'azure_error' } } } },
  });
  expect(result).toMatchObject({ passed: true, status: 'succeeded' });
});

test('an hour of waiting and a day of retries take no time', async () => {
  const flow = flowOf([
    manual,
    { id: 'pause', type: 'core.delay', params: { for: 'PT26H' } },
    { id: 'late', type: 'core.set', params: { values: { at: '{{ utcNow() }}' } } },
  ]);
  const result = await run(flow, { at: '2026-03-01T22:00:00Z', expect: { that: ["steps.late.at.startsWith('2026-03-03T00:00')"] } });
  expect(result).toMatchObject({ passed: true });
  expect(result.insideMs).toBeGreaterThanOrEqual(26 * 3_600_000);
  expect(result.ms).toBeLessThan(10_000);
});

test('nothing leaves: an HTTP read without an answer fails with the reason, a write and a message are kept', async () => {
  const read = flowOf([manual, { id: 'ask', type: 'http.request', params: { method: 'GET', url: 'https://example.com/x' } }]);
  expect(await run(read, {})).toMatchObject({ passed: false, steps: [{}, { key: 'ask', error: { code: 'sample_missing' } }] });
  const write = flowOf([manual, { id: 'tell', type: 'http.request', params: { method: 'POST', url: 'https://example.com/x', body: {} } }], {
    settings: { practiceSends: ['example.com'] },
  });
  expect(await run(write, {})).toMatchObject({ passed: true, sends: [{ kind: 'http', to: 'https://example.com/x' }] });
  expect(await run(write, { changes: 'refuse' })).toMatchObject({ passed: false, steps: [{}, { error: { code: 'sample_missing' } }] });
});

test('each item of a loop may have its own answer', async () => {
  const flow = flowOf(
    [
      manual,
      { id: 'each', type: 'core.for-each', params: { items: '{{ ["a", "b", "c"] }}', collect: '{{ steps.ask.v }}' } },
      { id: 'ask', type: 'http.request', parent: 'each', params: { method: 'GET', url: 'https://example.com/{{ item }}' } },
    ],
    { edges: [{ from: 'start', port: 'done', to: 'each' }] },
  );
  const result = await run(flow, {
    answers: { ask: { result: { v: 1 } }, 'ask[1]': { result: { v: 2 } }, 'ask[2]': { fails: { code: 'http_status', message: '500' } } },
    expect: { failures: 1, steps: { each: { result: { count: 3, failed: 1 } }, 'ask[1]': { result: { v: 2 } } } },
  });
  expect(result).toMatchObject({ passed: true });
  const whole = await run(flow, { answers: { each: { result: { count: 9 } } }, expect: { failures: 0, that: ['steps.each.count == 9'] } });
  expect(whole).toMatchObject({ passed: true });
});

test('a person is not there to answer: without an answer an approval expires, with one it goes on', async () => {
  const flow = flowOf([manual, { id: 'ask', type: 'core.approval', params: { question: 'Delete?' } }]);
  expect(await run(flow, { expect: { steps: { ask: { port: 'expired' } } } })).toMatchObject({ passed: true });
  const answers = { ask: { port: 'approved', result: { decision: 'approved', by: 'Ada' } } };
  expect(await run(flow, { answers, expect: { steps: { ask: { port: 'approved' } } } })).toMatchObject({ passed: true });
});

test('secret inputs get a stand-in, memory is as the test says, and the trigger brings what it says', async () => {
  const flow = flowOf(
    [
      { id: 'hook', type: 'core.webhook', params: { inputs: { vm: '{{ trigger.body.vm }}' } } },
      { id: 'know', type: 'core.set', params: { values: { vm: '{{ inputs.vm }}', last: '{{ memory.last }}' } } },
    ],
    {
      inputs: [{ name: 'vm', schema: { type: 'string' }, required: true }],
    },
  );
  const result = await run(flow, {
    trigger: { node: 'hook', body: { vm: 'vm-1' } },
    memory: { last: 7 },
    expect: { steps: { know: { result: { vm: 'vm-1', last: 7 } } } },
  });
  expect(result.differences).toEqual([]);
  const secret = flowOf([manual], { inputs: [{ name: 'key', schema: { type: 'string' }, secret: true, required: true }] });
  expect(await run(secret, {})).toMatchObject({ passed: true });
});

test('a test that names a step which is not there has failed with that reason', async () => {
  const result = await run(flowOf([manual]), { answers: { gone: { result: 1 } } });
  expect(result).toMatchObject({ passed: false, status: 'not started' });
  expect(result.message).toContain('“gone”');
});

test('a backup job in the practice subscription ends within the test', async () => {
  const vaults = { id: 'vaults', type: 'azure-backup.list-items', connection: 'azure', params: {} };
  const flow = flowOf(
    [
      manual,
      vaults,
      {
        id: 'backUp',
        type: 'azure-backup.backup-now',
        connection: 'azure',
        params: { vault: '{{ steps.vaults.items[0].vaultId }}', item: '{{ steps.vaults.items[0].id }}', wait: true },
      },
    ],
    { connections: azure },
  );
  const result = await run(flow, { expect: { status: 'succeeded' } });
  expect(result.differences).toEqual([]);
});
