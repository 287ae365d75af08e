// Retry from here, runs that start runs, places of a concurrency key.
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { defineNode, type NodeType, wait } from '../../nodes/kit/define.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import { flowOf, type Rig, rig, testTypes } from '../../test/reference/rig.ts';
import type { Engine, EngineLimits, StartRequest } from './engine.ts';
import { childRunId, runEndEvent } from './ids.ts';

let current: Rig | undefined;
const fresh = async (options: Parameters<typeof rig>[0] = {}) => {
  current = await rig(options);
  return current;
};
afterEach(() => current?.stop());

const start = { id: 'start', type: 'start' };
const soon = (ms: number) => new Promise((next) => setTimeout(next, ms));
const me = { kind: 'user', id: 'me', name: 'Me' } as const;
const again = { projectId: 'default', actor: me };
const from = (steps: Awaited<ReturnType<Rig['steps']>>) =>
  Object.fromEntries([...steps].filter(([, step]) => step.takenFrom).map(([key]) => [key, true]));

test('a retry takes over what succeeded and runs the failed step and what is behind it', async () => {
  const r = await fresh();
  r.world.script.set('x', [{ code: 'http_status', message: 'no' }]);
  const flow = flowOf(
    [
      start,
      { id: 'a', type: 'write', params: { id: 'a' } },
      { id: 'x', type: 'write', params: { id: 'x', value: '{{ steps.a.key }}' } },
      { id: 'b', type: 'give', params: { value: '{{ steps.x.key }} {{ trigger.type }}' } },
      { id: 'other', type: 'write', params: { id: 'other' } },
    ],
    ['start>a', 'a>x', 'x>b', 'start>other'],
  );
  const old = await r.run(flow);
  expect(old.run.status).toBe('failed');
  const { run } = await r.engine.retry(old.run.id, again);
  const next = await r.ended(run.id);
  expect(next.run).toMatchObject({ status: 'succeeded', retryOf: old.run.id });
  expect(from(next.steps)).toEqual({ start: true, a: true, other: true });
  expect(r.world.calls.map((call) => call.split(' ')[0]).sort()).toEqual(['a', 'other', 'x', 'x']);
  expect(await r.journal.output(run.id, 'b')).toMatchObject({ data: expect.stringMatching(/ api$/) });
  expect((await r.ended(old.run.id)).run).toEqual(old.run);
});

test('a retry of named steps runs these and what is behind them', async () => {
  const r = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'a', type: 'write', params: { id: 'a' } },
      { id: 'b', type: 'write', params: { id: 'b' } },
      { id: 'c', type: 'write', params: { id: 'c' } },
    ],
    ['start>a', 'a>b', 'start>c'],
  );
  const old = await r.run(flow);
  const { run } = await r.engine.retry(old.run.id, { ...again, steps: ['b'] });
  await r.ended(run.id);
  expect(r.world.calls.map((call) => call.split(' ')[0]).sort()).toEqual(['a', 'b', 'b', 'c']);
});

test('of a for-each the succeeded items are taken over, inside a scope what succeeded', async () => {
  const r = await fresh();
  r.world.script.set('x', [{ data: 1 }, { code: 'http_status', message: 'no' }]);
  const flow = flowOf(
    [
      start,
      { id: 'list', type: 'list', params: { count: 4 } },
      { id: 'scope', type: 'scope', params: { collect: 'well' } },
      { id: 'first', type: 'write', parent: 'scope', params: { id: 'first' } },
      { id: 'second', type: 'write', parent: 'scope', params: { id: 'second' } },
      {
        id: 'each',
        type: 'each',
        params: {
          items: '{{ steps.list.items }}',
          concurrency: 1,
          whenItemFails: 'fail',
          collect: '{{ item.n }}:{{ steps.x.key != null }}',
        },
      },
      { id: 'x', type: 'write', parent: 'each', params: { id: 'x' } },
    ],
    ['start>list', 'list>each', 'start>scope', 'first>second'],
  );
  r.world.script.set('second', [{ code: 'http_status', message: 'no' }]);
  const old = await r.run(flow);
  expect(old.run.status).toBe('failed');
  r.world.calls.length = 0;
  const { run } = await r.engine.retry(old.run.id, again);
  await r.crash();
  const next = await r.ended(run.id);
  expect(next.run.status).toBe('succeeded');
  expect(r.world.calls.map((call) => call.split(' ')[0]).sort()).toEqual(['second', 'x']);
  expect((await r.journal.items(run.id, 'each', 0, 9)).map((item) => (item as { status: string }).status)).toEqual(
    Array(4).fill('succeeded'),
  );
  expect(next.steps.get('x[0]')).toMatchObject({ status: 'succeeded', takenFrom: old.run.id });
  expect(next.steps.get('x[1]')?.takenFrom).toBeNull();
  expect(next.steps.get('each')).toMatchObject({ loop: { count: 4, done: 4, failed: 0 } });
  const third = await r.engine.retry(run.id, { ...again, steps: ['x[2]'] });
  await r.ended(third.run.id);
  expect(r.world.calls.map((call) => call.split(' ')[0]).sort()).toEqual(['second', 'x', 'x']);
});

test('a loop that went on over failures is retried for its failed items only', async () => {
  const r = await fresh();
  r.world.script.set('x', [{ data: 1 }, { code: 'http_status', message: 'no' }]);
  const flow = flowOf(
    [
      start,
      { id: 'each', type: 'each', params: { items: [1, 2, 3], concurrency: 1 } },
      { id: 'x', type: 'write', parent: 'each', params: { id: 'x' } },
      { id: 'after', type: 'give', params: { value: '{{ steps.each.failed }}' } },
    ],
    ['start>each', 'each>after'],
  );
  const old = await r.run(flow);
  expect(old.run).toMatchObject({ status: 'succeeded', failures: 1 });
  const { run } = await r.engine.retry(old.run.id, again);
  expect((await r.ended(run.id)).run).toMatchObject({ status: 'succeeded', failures: 0 });
  expect(r.world.calls.length).toBe(4);
  expect(await r.journal.output(run.id, 'after')).toMatchObject({ data: 0 });
});

test('a retry on a newer version runs what that has changed', async () => {
  const r = await fresh();
  const nodes = (value: string) => [
    start,
    { id: 'a', type: 'write', params: { id: 'a' } },
    { id: 'b', type: 'write', params: { id: 'b', value } },
    { id: 'bad', type: 'fail', params: { when: value === 'old' } },
  ];
  const edges = ['start>a', 'a>b', 'b>bad'];
  const old = await r.run(flowOf(nodes('old'), edges));
  expect(old.run.status).toBe('failed');
  const { run } = await r.engine.retry(old.run.id, {
    ...again,
    version: { number: 2, published: true, document: flowOf(nodes('new'), edges) },
  });
  expect((await r.ended(run.id)).run).toMatchObject({ status: 'succeeded', version: 2 });
  expect(r.world.calls.map((call) => call.split(' ')[0]).sort()).toEqual(['a', 'b', 'b']);
});

test('what ended a run as failed is not taken over: a retry of it fails again, and does the rest no second time', async () => {
  const r = await fresh();
  const flow = flowOf(
    [start, { id: 'a', type: 'write', params: { id: 'a' } }, { id: 'end', type: 'stop', params: { status: 'failed' } }],
    ['start>a', 'a>end'],
  );
  const old = await r.run(flow);
  expect(old.run.status).toBe('failed');
  const { run } = await r.engine.retry(old.run.id, again);
  expect((await r.ended(run.id)).run).toMatchObject({ status: 'failed', message: 'Enough.' });
  expect(r.world.calls).toHaveLength(1);
});

test('a run that goes on cannot be retried, nor one of another project', async () => {
  const r = await fresh();
  const id = await r.start(flowOf([start, { id: 'wait', type: 'wait', params: { event: 'x' } }], ['start>wait']));
  await r.status(id, 'waiting');
  await expect(r.engine.retry(id, again)).rejects.toMatchObject({ failure: { code: 'conflict' } });
  await expect(r.engine.retry(id, { ...again, projectId: 'other' })).rejects.toMatchObject({ failure: { code: 'not_found' } });
  await r.engine.cancel(id);
});

/** A node that starts a run of `child` and waits for its end, as run-flow does. */
async function family(child: Flow, limits: Partial<EngineLimits> = {}) {
  const flows = new Map([['child', child]]);
  const request = (id: string, parent: { readonly runId: string; readonly stepKey: string }): StartRequest => ({
    projectId: 'default',
    flow: { id, name: id, version: 1, published: true, document: flows.get(id) as Flow },
    trigger: { type: 'flow', nodeId: null, at: new Date().toISOString() },
    triggerNodeId: 'start',
    inputs: {},
    actor: { kind: 'flow', id: 'flow', name: 'Flow' },
    world: 'real',
    parent,
  });
  const engine: { now?: Engine } = {};
  const runFlow = defineNode({
    type: 'test.runFlow',
    version: 1,
    group: 'logic',
    title: 'x',
    summary: 'x',
    icon: 'x',
    line: '',
    examples: [],
    effect: 'write',
    waits: true,
    params: z.object({ flow: z.string() }),
    ports: ['done'],
    result: z.any(),
    async run({ params, run }) {
      const { run: started } = await (engine.now as Engine).start(request(params.flow, { runId: run.id, stepKey: 'call' }));
      return wait({ event: runEndEvent(started.id), state: { runId: started.id } });
    },
    async resume({ event, state }) {
      return { port: 'done', data: { ...(event.payload as object), ...(state as object) } };
    },
  });
  const r = await fresh({
    types: (world) => [...testTypes(world), runFlow as NodeType],
    deps: { loadFlow: async (id) => (flows.get(id) ?? parent) as Flow, limits },
  });
  engine.now = { start: (req: StartRequest) => r.engine.start(req) } as Engine;
  const parent = flowOf(
    [
      start,
      { id: 'call', type: 'runFlow', params: { flow: 'child' } },
      { id: 'after', type: 'give', params: { value: '{{ steps.call.status }} {{ steps.call.output }}' } },
    ],
    ['start>call', 'call>after'],
    {},
    'parent',
  );
  flows.set('parent', parent);
  return { r, parent, flows };
}

test('a run waits for the run it started and gets its end; world and actor are inherited', async () => {
  const { r, parent } = await family(
    flowOf([start, { id: 'last', type: 'give', params: { value: 'child says so' } }], ['start>last'], {}, 'child'),
  );
  const { run } = await r.run(parent);
  expect(await r.journal.output(run.id, 'after')).toMatchObject({ data: 'succeeded child says so' });
  const child = await r.journal.run(childRunId(run.id, 'call'));
  expect(child).toMatchObject({ status: 'succeeded', world: 'practice', actor: me, parent: { runId: run.id, stepKey: 'call' } });
});

test('cancel goes down to the run it started', async () => {
  const { r, parent } = await family(
    flowOf([start, { id: 'wait', type: 'wait', params: { event: 'never' } }], ['start>wait'], {}, 'child'),
  );
  const id = await r.start(parent);
  await r.status(id, 'waiting');
  await r.engine.cancel(id);
  expect((await r.ended(id)).run.status).toBe('cancelled');
  expect((await r.ended(childRunId(id, 'call'))).run).toMatchObject({
    status: 'cancelled',
    message: 'Cancelled with the run that started it.',
  });
});

test('the child ends while the server is down or being killed: the parent still gets it', async () => {
  const { r, parent } = await family(flowOf([start, { id: 'wait', type: 'wait', params: { ms: 400 } }], ['start>wait'], {}, 'child'));
  const id = await r.start(parent);
  await r.status(id, 'waiting');
  await r.crash();
  expect((await r.ended(id)).run.status).toBe('succeeded');
});

test('flows that call each other are stopped at depth 10', async () => {
  const { r, parent, flows } = await family(flowOf([start], [], {}, 'child'));
  flows.set('child', flowOf([start, { id: 'call', type: 'runFlow', params: { flow: 'child' } }], ['start>call'], {}, 'child'));
  const { run } = await r.run(parent);
  expect(run.status).toBe('succeeded');
  let id = run.id;
  let depth = 0;
  for (let child = await r.journal.run(childRunId(id, 'call')); child; child = await r.journal.run(childRunId(id, 'call'))) {
    id = child.id;
    depth += 1;
  }
  expect(depth).toBe(10);
  expect((await r.steps(id)).get('call')).toMatchObject({ status: 'failed', error: { code: 'too_deep' } });
});

test('a run starts no more runs than its limit, whoever of its family asks; asking again for one is no further one', async () => {
  const child = flowOf([start, { id: 'wait', type: 'wait', params: { event: 'never' } }], ['start>wait'], {}, 'child');
  const { r } = await family(child, { descendants: 2 });
  const top = await r.start(child);
  const begin = (runId: string, stepKey: string) =>
    r.engine.start({
      projectId: 'default',
      flow: { id: 'child', name: 'child', version: 1, published: true, document: child },
      trigger: { type: 'flow', nodeId: null, at: new Date().toISOString() },
      triggerNodeId: 'start',
      inputs: {},
      actor: me,
      world: 'real',
      parent: { runId, stepKey },
    });
  const first = await begin(top, 'call[0]');
  await begin(first.run.id, 'call');
  const refused = { failure: { code: 'too_deep', message: expect.stringContaining('has started 2 runs') } };
  await expect(begin(top, 'call[1]')).rejects.toMatchObject(refused);
  await expect(begin(first.run.id, 'again')).rejects.toMatchObject(refused);
  expect(await begin(top, 'call[0]')).toMatchObject({ created: false, run: { id: first.run.id } });
  expect(await r.journal.descendants(top)).toBe(2);
});

const busy = (whenBusy: string) =>
  flowOf(
    [start, { id: 'x', type: 'read', params: { id: 'x' } }],
    ['start>x'],
    { concurrency: { key: '{{ inputs.vault }}', limit: 1, whenBusy } },
    whenBusy,
  );

test('queue: runs of one key go one after the other, others beside them', async () => {
  const r = await fresh();
  let open: () => void = () => undefined;
  r.world.gates.set(
    'x',
    new Promise((resolve) => {
      open = resolve;
    }),
  );
  const flow = busy('queue');
  const [a, b, c] = [
    await r.start(flow, { inputs: { vault: 1 } }),
    await r.start(flow, { inputs: { vault: 1 } }),
    await r.start(flow, { inputs: { vault: 2 } }),
  ];
  await soon(20);
  expect(r.world.calls.length).toBe(2);
  expect((await r.journal.run(b))?.status).toBe('queued');
  open();
  for (const id of [a, b, c]) expect((await r.ended(id)).run.status).toBe('succeeded');
  const [first, second] = [await r.journal.run(a), await r.journal.run(b)];
  expect(Date.parse(second?.startedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(first?.endedAt ?? ''));
});

test('skip is recorded, cancelOther cancels the one before', async () => {
  const r = await fresh();
  r.world.script.set('x', ['hang', 'hang']);
  const first = await r.start(busy('skip'), { inputs: { vault: 1 } });
  const skipped = await r.start(busy('skip'), { inputs: { vault: 1 } });
  expect((await r.journal.run(skipped))?.status).toBe('cancelled');
  await soon(10);
  await r.engine.cancel(first);
  await r.ended(first);
  const held = await r.start(busy('cancelOther'), { inputs: { vault: 1 } });
  await soon(10);
  const newer = await r.start(busy('cancelOther'), { inputs: { vault: 1 } });
  expect((await r.ended(held)).run).toMatchObject({ status: 'cancelled', message: 'Cancelled: a newer run took its place.' });
  expect((await r.ended(newer)).run.status).toBe('succeeded');
});

test('a key that cannot be computed refuses the start; the same id or dedup key starts one run', async () => {
  const r = await fresh();
  const bad = flowOf([start], [], { concurrency: { key: '{{ int(inputs.vault) }}' } }, 'bad');
  await expect(r.start(bad, { inputs: { vault: 'x' } })).rejects.toMatchObject({ failure: { code: 'expression_failed' } });
  const flow = flowOf([start, { id: 'x', type: 'write', params: { id: 'x' } }], ['start>x'], {}, 'once');
  const id = await r.start(flow, { id: 'given' });
  expect(await r.start(flow, { id: 'given' })).toBe(id);
  const dedup = { key: 'k', hash: 'h', keepMs: 60_000 };
  const other = await r.start(flow, { dedup });
  expect(await r.start(flow, { dedup })).toBe(other);
  for (const one of [id, other]) await r.ended(one);
  expect(r.world.calls.length).toBe(2);
});

test('a retry waits for its place like any other run, and then takes over what it was to take over', async () => {
  const r = await fresh();
  const flow = flowOf(
    [start, { id: 'a', type: 'write', params: { id: 'a' } }, { id: 'x', type: 'write', params: { id: 'x' } }],
    ['start>a', 'a>x'],
    { concurrency: { key: 'one', limit: 1, whenBusy: 'queue' } },
  );
  r.world.script.set('x', [{ code: 'http_status', message: 'no' }, 'hang']);
  const old = await r.run(flow);
  const busyRun = await r.start(flow);
  while (r.world.calls.length < 4) await soon(2);
  const { run, start: how } = await r.engine.retry(old.run.id, again);
  expect(how).toBe('blocked');
  await r.crash();
  await r.engine.cancel(busyRun);
  await r.ended(busyRun);
  const next = await r.ended(run.id);
  expect(next.run.status).toBe('succeeded');
  expect(from(next.steps)).toEqual({ start: true, a: true });
});

test('of a loop that was cancelled half way the finished items are taken over', async () => {
  const r = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'each', type: 'each', params: { items: [1, 2, 3, 4], concurrency: 1, collect: '{{ item }}' } },
      { id: 'x', type: 'write', parent: 'each', params: { id: 'x' } },
    ],
    ['start>each'],
  );
  r.world.script.set('x', [{ data: 1 }, { data: 2 }, 'hang']);
  const old = await r.start(flow);
  while (r.world.calls.length < 3) await soon(2);
  r.world.recovery.set('x', 'didNot');
  await r.engine.cancel(old);
  expect((await r.ended(old)).steps.get('each')).toMatchObject({ status: 'cancelled', loop: { count: 4, done: 2 } });
  expect((await r.journal.items(old, 'each', 0, 9)).map((item) => (item as { status: string }).status)).toEqual([
    'succeeded',
    'succeeded',
    'skipped',
    'skipped',
  ]);
  r.world.calls.length = 0;
  const { run } = await r.engine.retry(old, again);
  expect((await r.ended(run.id)).run.status).toBe('succeeded');
  expect(r.world.calls.length).toBe(2);
  expect((await r.journal.items(run.id, 'each', 0, 9)).map((item) => (item as { value: unknown }).value)).toEqual([1, 2, 3, 4]);
});
