// Calls that change the world: intents, the rule that closes them, retries after a refusal, people, cancel.
import { afterEach, expect, test } from 'vitest';
import type { Flow } from '../../nodes/kit/flow.ts';
import { flowOf, type Rig, rig } from '../../test/reference/rig.ts';
import type { Journal } from '../journal/contract.ts';
import { memoryJournal } from '../journal/memory.ts';

let current: Rig | undefined;
const fresh = async (options: Parameters<typeof rig>[0] = {}) => {
  current = await rig(options);
  return current;
};
afterEach(() => current?.stop());

const start = { id: 'start', type: 'start' };
const soon = (ms: number) => new Promise((next) => setTimeout(next, ms));
const one = (type: string, settings: object = {}): Flow =>
  flowOf(
    [
      start,
      { id: 'x', type, params: { id: 'x', value: '{{ guid() }}' }, settings },
      { id: 'after', type: 'give', params: { value: '{{ steps.x }}' } },
    ],
    ['start>x', 'x>after'],
    {},
    `${type}${JSON.stringify(settings)}`,
  );
const retry = { attempts: 3, first: 'PT0.01S', cap: 'PT0.01S' };
const madeCalls = (r: Rig) => r.world.calls.filter((call) => call.startsWith('x '));

/** The engine dies while the call is under way. */
async function crashInCall(r: Rig, flow: Flow): Promise<string> {
  r.world.script.set('x', ['hang']);
  const id = await r.start(flow);
  while (madeCalls(r).length === 0) await soon(2);
  await r.crash();
  return id;
}

test('the intent, with its params and all it depends on, is durable before the call is made', async () => {
  const r = await fresh();
  r.world.gates.set('x', (async () => undefined)());
  const flow = flowOf(
    [
      start,
      { id: 'before', type: 'give', params: { value: 1 } },
      { id: 'x', type: 'write', params: { id: 'x', value: '{{ steps.before }}' } },
    ],
    ['start>before', 'before>x'],
  );
  r.world.script.set('x', ['hang']);
  const id = await r.start(flow);
  while (madeCalls(r).length === 0) await soon(1);
  const seen = [await r.journal.step(id, 'before'), await r.journal.step(id, 'x'), await r.journal.params(id, 'x')];
  expect(seen).toMatchObject([{ status: 'succeeded' }, { status: 'running' }, { id: 'x', value: 1 }]);
  await r.engine.cancel(id);
  await r.ended(id);
});

test('after a crash in the call: it happened, so its result is adopted and it is not made again', async () => {
  const r = await fresh();
  r.world.recovery.set('x', 'happened');
  const id = await crashInCall(r, one('write'));
  const { run, steps } = await r.ended(id);
  expect(run.status).toBe('succeeded');
  expect(steps.get('x')).toMatchObject({ status: 'succeeded', attempt: 1 });
  expect(await r.journal.output(id, 'after')).toMatchObject({ data: { adopted: true } });
  expect(madeCalls(r).length).toBe(1);
});

test('after a crash in the call: it did not happen, so a write is made again with the same key and the same params', async () => {
  const r = await fresh();
  r.world.recovery.set('x', 'didNot');
  const flow = one('write');
  r.world.script.set('x', ['hang']);
  const id = await r.start(flow);
  while (madeCalls(r).length === 0) await soon(2);
  const before = await r.journal.params(id, 'x');
  await r.crash();
  const { steps } = await r.ended(id);
  expect(steps.get('x')).toMatchObject({ status: 'succeeded', attempt: 2 });
  expect(madeCalls(r).length).toBe(2);
  expect(new Set(madeCalls(r)).size).toBe(1);
  expect(await r.journal.params(id, 'x')).toEqual(before);
});

test('after a crash in the call: nobody knows. What is repeatable is made again, anything else waits for a person', async () => {
  const r = await fresh();
  const again = await crashInCall(r, one('again'));
  expect((await r.ended(again)).run.status).toBe('succeeded');
  expect(madeCalls(r).length).toBe(2);
  r.world.calls.length = 0;
  const asks = await crashInCall(r, one('write'));
  await r.status(asks, 'needs-attention');
  expect(await r.journal.step(asks, 'x')).toMatchObject({ status: 'needs-attention', error: { code: 'outcome_unknown' } });
  expect(madeCalls(r).length).toBe(1);
  await r.crash();
  await soon(100);
  expect(madeCalls(r).length).toBe(1);
  expect((await r.journal.run(asks))?.status).toBe('needs-attention');
});

test('what destroys is never called a second time by the machine, not even when it did not happen or was refused', async () => {
  const r = await fresh();
  r.world.recovery.set('x', 'didNot');
  const id = await crashInCall(r, one('destroy', { retry }));
  await r.status(id, 'needs-attention');
  expect(madeCalls(r).length).toBe(1);
  r.world.calls.length = 0;
  r.world.script.set('x', [{ code: 'throttled', message: 'slow', retryAfter: 1, refused: true }]);
  expect((await r.run(one('destroy', { retry }))).steps.get('x')).toMatchObject({ status: 'failed', attempt: 1 });
  r.world.calls.length = 0;
  r.world.recovery.set('x', 'happened');
  const adopted = await crashInCall(r, one('destroy'));
  expect((await r.ended(adopted)).run.status).toBe('succeeded');
  expect(madeCalls(r).length).toBe(1);
});

test('a person says: it happened (with its result), it did not (made again, also what destroys), or let it fail', async () => {
  const r = await fresh();
  const happened = await crashInCall(r, one('write'));
  await r.status(happened, 'needs-attention');
  expect(await r.engine.resolve(happened, 'nothing', { outcome: 'didNot' })).toBe(false);
  expect(await r.engine.resolve(happened, 'x', { outcome: 'happened', data: { jobId: 'j1' } })).toBe(true);
  await r.ended(happened);
  expect(await r.journal.output(happened, 'after')).toMatchObject({ data: { jobId: 'j1' } });
  expect(await r.engine.resolve(happened, 'x', { outcome: 'didNot' })).toBe(false);

  r.world.calls.length = 0;
  const didNot = await crashInCall(r, one('destroy'));
  await r.status(didNot, 'needs-attention');
  await r.engine.resolve(didNot, 'x', { outcome: 'didNot' });
  expect((await r.ended(didNot)).run.status).toBe('succeeded');
  expect(madeCalls(r).length).toBe(2);

  r.world.calls.length = 0;
  const fails = await crashInCall(r, one('write', { timeout: 'PT5M' }));
  await r.status(fails, 'needs-attention');
  await r.engine.resolve(fails, 'x', { outcome: 'fail', message: 'We gave up on it.' });
  expect((await r.ended(fails)).steps.get('x')).toMatchObject({
    status: 'failed',
    error: { code: 'outcome_unknown', message: 'We gave up on it.' },
  });
});

test('a container whose time is up stays open for a call that only a person can close, then has failed and starts nothing more', async () => {
  const r = await fresh();
  const inScope = (after: string): Flow =>
    flowOf(
      [
        start,
        { id: 'scope', type: 'scope', settings: { timeout: 'PT0.2S' } },
        { id: 'x', type: 'destroy', parent: 'scope', params: { id: 'x' } },
        { id: 'inner', type: 'read', parent: 'scope', params: { id: 'inner' } },
        { id: 'handle', type: 'give', params: { value: '{{ errors.scope.code }}' } },
      ],
      ['start>scope', 'x>inner', 'scope:failed>handle'],
      {},
      `a person in a scope, ${after}`,
    );
  for (const after of ['still held', 'a crash'] as const) {
    r.world.calls.length = 0;
    r.world.script.set('x', ['lost']);
    const id = await r.start(inScope(after));
    await r.status(id, 'needs-attention');
    await soon(400);
    if (after === 'a crash') await r.crash();
    expect(await r.journal.run(id)).toMatchObject({ status: 'needs-attention', endedAt: null });
    expect(await r.journal.step(id, 'scope')).toMatchObject({ status: 'running' });
    expect(await r.engine.resolve(id, 'x', { outcome: 'happened', data: 1 })).toBe(true);
    const { run, steps } = await r.ended(id);
    expect(run.status).toBe('succeeded');
    expect(steps.get('x')).toMatchObject({ status: 'succeeded' });
    expect(steps.get('scope')).toMatchObject({ status: 'failed', error: { code: 'timed_out' } });
    expect(r.world.calls.filter((call) => call.startsWith('inner'))).toEqual([]);
    expect(await r.journal.output(id, 'handle')).toMatchObject({ data: 'timed_out' });
  }
});

test('other branches go on while a step waits for a person, who can answer while they run', async () => {
  const r = await fresh();
  let open: () => void = () => undefined;
  r.world.gates.set(
    'busy',
    new Promise((resolve) => {
      open = resolve;
    }),
  );
  r.world.script.set('x', ['lost']);
  const flow = flowOf(
    [start, { id: 'x', type: 'write', params: { id: 'x' } }, { id: 'busy', type: 'read', params: { id: 'busy' } }],
    ['start>x', 'start>busy'],
  );
  const id = await r.start(flow);
  for (; (await r.journal.step(id, 'x'))?.status !== 'needs-attention'; ) await soon(2);
  expect(await r.engine.resolve(id, 'x', { outcome: 'happened', data: 1 })).toBe(true);
  for (; (await r.journal.step(id, 'x'))?.status !== 'succeeded'; ) await soon(2);
  expect((await r.journal.step(id, 'busy'))?.status).toBe('running');
  open();
  expect((await r.ended(id)).run.status).toBe('succeeded');
});

test('a definite refusal is sent again by the rule; any other answer of the other side is final', async () => {
  const r = await fresh();
  r.world.script.set('x', [
    { code: 'throttled', message: 'slow' },
    { code: 'azure_error', message: 'busy', azure: { code: 'ServerBusy', status: 503 }, retryAfter: 5 },
  ]);
  expect((await r.run(one('write', { retry }))).steps.get('x')).toMatchObject({ status: 'succeeded', attempt: 3 });
  expect(new Set(madeCalls(r)).size).toBe(1);
  r.world.calls.length = 0;
  r.world.script.set('x', [{ code: 'http_status', message: 'bad gateway', azure: { code: 'x', status: 502 } }]);
  expect((await r.run(one('write', { retry }))).steps.get('x')).toMatchObject({ status: 'failed', attempt: 1 });
  expect(madeCalls(r).length).toBe(1);
  expect(r.world.calls).not.toContain('recover x');
});

test('a call that lost its answer is looked after at once', async () => {
  const r = await fresh();
  r.world.script.set('x', ['lost']);
  r.world.recovery.set('x', 'happened');
  const happened = await r.run(one('write'));
  expect(await r.journal.output(happened.run.id, 'after')).toMatchObject({ data: { adopted: true } });
  r.world.script.set('x', ['lost']);
  r.world.recovery.set('x', 'didNot');
  expect((await r.run(one('write', { retry }))).steps.get('x')).toMatchObject({ status: 'succeeded', attempt: 2 });
});

test('a write that takes too long is looked after, and not sent again when its time is over', async () => {
  const r = await fresh();
  r.world.script.set('x', ['hang']);
  r.world.recovery.set('x', 'didNot');
  const { steps } = await r.run(one('write', { timeout: 'PT0.03S', retry }));
  expect(steps.get('x')).toMatchObject({ status: 'failed', error: { code: 'timed_out' } });
  expect(madeCalls(r).length).toBe(1);
  expect(r.world.calls).toContain('recover x');
});

test('cancel in the call: what happened is recorded, what nobody knows is said', async () => {
  const r = await fresh();
  r.world.script.set('x', ['hang']);
  r.world.recovery.set('x', 'happened');
  const happened = await r.start(one('write'));
  while (madeCalls(r).length === 0) await soon(2);
  await r.engine.cancel(happened);
  const first = await r.ended(happened);
  expect(first.run.status).toBe('cancelled');
  expect(first.steps.get('x')?.status).toBe('succeeded');
  expect(first.steps.has('after')).toBe(false);
  r.world.calls.length = 0;
  r.world.recovery.set('x', 'unknown');
  r.world.script.set('x', ['hang']);
  const unknown = await r.start(one('write'));
  while (madeCalls(r).length === 0) await soon(2);
  await r.engine.cancel(unknown);
  const second = await r.ended(unknown);
  expect(second.run.status).toBe('cancelled');
  expect(second.steps.get('x')).toMatchObject({ status: 'cancelled', error: { code: 'outcome_unknown' } });
});

test('a cancelled run whose engine died in the call closes the call before it ends', async () => {
  const r = await fresh();
  r.world.recovery.set('x', 'happened');
  r.world.script.set('x', ['hang']);
  const id = await r.start(one('write'));
  while (madeCalls(r).length === 0) await soon(2);
  await r.journal.cancel(id, 'person', Date.now());
  await r.crash();
  const { run, steps } = await r.ended(id);
  expect(run.status).toBe('cancelled');
  expect(steps.get('x')?.status).toBe('succeeded');
  expect(madeCalls(r).length).toBe(1);
});

test('writes in loops are made once each, through crashes at any moment', async () => {
  const r = await fresh();
  r.world.recovery.set('x', 'happened');
  const items = Array.from({ length: 40 }, (_, n) => n);
  const flow = flowOf(
    [
      start,
      { id: 'each', type: 'each', params: { items, concurrency: 5 } },
      { id: 'a', type: 'give', parent: 'each', params: { value: '{{ item }}' } },
      { id: 'x', type: 'write', parent: 'each', params: { id: 'x', value: '{{ steps.a }}' } },
      { id: 'b', type: 'slow', parent: 'each' },
    ],
    ['start>each', 'a>x', 'x>b'],
  );
  const id = await r.start(flow);
  for (let crashes = 0; crashes < 12; crashes++) {
    await soon(1);
    await r.crash();
  }
  const { run, steps } = await r.ended(id);
  expect(run.status).toBe('succeeded');
  expect([...steps.values()].filter((step) => step.nodeId === 'x').length).toBe(40);
  expect(madeCalls(r).length).toBe(new Set(madeCalls(r)).size);
  expect(new Set(madeCalls(r)).size).toBeLessThanOrEqual(40);
});

test('when the journal refuses a write, the run is let go and taken up again; nothing is made twice', async () => {
  const good = memoryJournal();
  let writes = 0;
  const refuses: Journal = {
    ...good,
    write: (runId, epoch, list) => {
      writes += 1;
      return writes % 3 === 0 ? Promise.reject(new Error('disk full')) : good.write(runId, epoch, list);
    },
  };
  const trouble: string[] = [];
  const r = await fresh({
    journal: refuses,
    deps: { limits: { troubleMs: 10 }, onTrouble: (_run, error) => trouble.push((error as Error).message) },
  });
  r.world.recovery.set('x', 'happened');
  r.world.recovery.set('y', 'happened');
  const flow = flowOf(
    [
      start,
      { id: 'x', type: 'write', params: { id: 'x' } },
      { id: 'y', type: 'write', params: { id: 'y' } },
      { id: 'z', type: 'slow' },
      { id: 'last', type: 'read', params: { id: 'last' } },
    ],
    ['start>x', 'x>y', 'y>z', 'z>last'],
  );
  const { run } = await r.run(flow);
  expect(run.status).toBe('succeeded');
  expect(trouble).toContain('disk full');
  for (const id of ['x', 'y']) expect(r.world.calls.filter((call) => call.startsWith(`${id} `)).length).toBe(1);
});

/** The answer to every commit with an intent comes late; meanwhile `then` happens to the run. */
const slowIntents = (good: Journal, then: (runId: string) => Promise<unknown>): Journal => ({
  ...good,
  async write(runId, epoch, writes) {
    const written = await good.write(runId, epoch, writes);
    if (writes.some(({ kind }) => kind === 'intent')) {
      await then(runId);
      await soon(40);
    }
    return written;
  },
});

test('frozen between intent and call, and taken over by another process: the call is not made', async () => {
  const good = memoryJournal();
  const journal = slowIntents(good, async (runId) => {
    await good.releaseAll();
    await good.claim(runId, 'another process');
  });
  const r = await fresh({ journal, deps: { limits: { fenceMs: 20 } } });
  const id = await r.start(one('write'));
  await soon(200);
  expect(madeCalls(r)).toEqual([]);
  expect((await good.run(id))?.status).toBe('running');
});

test('frozen between intent and call, and still the holder: the call is made, once', async () => {
  const r = await fresh({ journal: slowIntents(memoryJournal(), async () => undefined), deps: { limits: { fenceMs: 20 } } });
  const id = await r.start(one('write'));
  expect((await r.ended(id)).run.status).toBe('succeeded');
  expect(madeCalls(r)).toHaveLength(1);
});
