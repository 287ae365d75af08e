// The value below an expression, from the data of the newest run: read from the server as it answers, evaluated as the engine does.
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { keys, queryClient } from '../api.ts';
import { resourceOf } from '../document/resource.test-support.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import ExpressionPreview from './ExpressionPreview.tsx';
import { NodeDataProvider } from './NodeDataProvider.tsx';

const at = '2026-11-22T06:00:00.000Z';

const flow = flowSchema.parse({
  format: 1,
  name: 'Preview',
  inputs: [{ name: 'days', schema: { type: 'number' }, default: 30 }],
  nodes: [
    { id: 'list', type: 'azure-backup.list-items', title: 'List items', position: { x: 0, y: 0 } },
    {
      id: 'each',
      type: 'core.for-each',
      position: { x: 0, y: 0 },
      size: { width: 400, height: 200 },
      params: { items: '{{ steps.list.items }}' },
    },
    { id: 'backUp', type: 'core.set', position: { x: 0, y: 0 }, parent: 'each' },
  ],
  edges: [{ from: 'list', port: 'done', to: 'each' }],
});

const run = {
  id: 'r1',
  number: 7,
  flowId: 'f',
  flowName: 'Preview',
  version: 1,
  published: false,
  status: 'succeeded',
  failures: 0,
  world: 'practice',
  trigger: { type: 'core.manual', nodeId: null, at },
  actor: { kind: 'user', id: 'u', name: 'Owner' },
  inputs: { days: 14 },
  createdAt: at,
  startedAt: at,
  endedAt: at,
  message: null,
  error: null,
  failedStep: null,
  retryOf: null,
  parent: null,
} satisfies Run;

const listed: Step = {
  key: 'list',
  nodeId: 'list',
  path: [],
  status: 'succeeded',
  port: 'done',
  attempt: 1,
  startedAt: at,
  endedAt: at,
  wakeAt: null,
  says: null,
  progress: null,
  error: null,
  hasOutput: true,
  count: 3,
  loop: null,
};

const summary = (ran: boolean) => ({
  ...resourceOf(flow),
  lastRuns: ran ? [{ id: 'r1', number: 7, status: 'succeeded' as const, failures: 0, at, seconds: 1 }] : [],
});

beforeEach(() => {
  queryClient.clear();
  const id = summary(true).id;
  queryClient.setQueryData(keys.nodeTypes, nodeTypes.map(describeNodeType));
  queryClient.setQueryData(keys.memory(id), [{ name: 'seen', value: ['a', 'b'], at, runId: null }]);
  // What the server answers, already here.
  queryClient.setQueryData(keys.run('r1'), run);
  queryClient.setQueryData([...keys.run('r1'), 'steps', ''], [listed]);
  for (const index of [0, 1]) queryClient.setQueryData([...keys.run('r1'), 'steps', `each[${index}]`], []);
  queryClient.setQueryData(keys.output('r1', 'list'), {
    value: { count: 3, items: [{ friendlyName: 'vm-sql-03' }, { friendlyName: 'vm-web-01' }] },
    partial: { property: 'items', read: 2, count: 3 },
  });
  useDocument.getState().open(summary(true));
  useSession.getState().reset();
});

afterEach(cleanup);

const show = (nodeId: string, text: string, deferred = false) =>
  render(
    <QueryClientProvider client={queryClient}>
      <NodeDataProvider nodeId={nodeId}>
        <ExpressionPreview text={text} deferred={deferred} />
      </NodeDataProvider>
    </QueryClientProvider>,
  );

const shown = async () => (await screen.findByTestId('expression-preview')).textContent;

test.each([
  ['each', '{{ steps.list.count }}', false, '=Value: 3from the first 2 of 3'],
  ['each', '{{ inputs.days * 2 }}', false, '=Value: 28'],
  ['each', '{{ addDays(utcNow(), inputs.days) }}', false, /6 Dec 2026/],
  ['each', 'for {{ memory.seen.length }} items', false, '=Value: for 2 items'],
  ['backUp', '{{ item.friendlyName }}', false, '=Value: vm-sql-03'],
  ['backUp', '{{ index }} of {{ loops.each.item.friendlyName }}', false, '=Value: 0 of vm-sql-03'],
  ['each', '{{ item.friendlyName }}', true, '=Value: vm-sql-03'],
  ['each', '{{ steps.list.items[0].nothing }}', false, /nothing \(null\)/],
  ['each', "{{ error('x') }}", false, null],
] as const)('in %s the value of %s is shown', async (nodeId, text, deferred, expected) => {
  show(nodeId, text, deferred);
  if (expected === null) expect(screen.queryByTestId('expression-preview')).toBeNull();
  else if (typeof expected === 'string') expect(await shown()).toBe(expected);
  else expect(await shown()).toMatch(expected);
});

test('paging the loop on the canvas changes the item', async () => {
  show('backUp', '{{ item.friendlyName }}');
  expect(await shown()).toContain('vm-sql-03');
  useSession.getState().showIteration('each', 1);
  await waitFor(async () => expect(await shown()).toContain('vm-web-01'));
});

test('before any run only what needs none has a value', async () => {
  useDocument.getState().open(summary(false));
  show('each', '{{ steps.list.count }}');
  expect(await shown()).toBe('=Value: known after the first run');
  cleanup();
  show('each', '{{ inputs.days }}');
  expect(await shown()).toBe('=Value: 30');
});

test('an expression that fails says why', async () => {
  show('each', "{{ json('{') }}");
  expect((await screen.findByTestId('expression-preview')).dataset.kind).toBe('error');
});
