// Breakpoints: a run pauses before a step, a person looks, changes, goes on; whatever the process does meanwhile.
import { afterEach, expect, test } from 'vitest';
import { type Continue, continueEvent } from '../../nodes/kit/pauses.ts';
import { flowOf, type Rig, rig } from '../../test/reference/rig.ts';
import { originOf } from './origin.ts';

let current: Rig | undefined;
const fresh = async (options: Parameters<typeof rig>[0] = {}) => {
  current = await rig(options);
  return current;
};
afterEach(() => current?.stop());

const flow = flowOf(
  [
    { id: 'start', type: 'start' },
    { id: 'a', type: 'give', params: { value: '{{ 1 + 1 }}' } },
    { id: 'b', type: 'write', params: { id: 'b', value: '{{ steps.a }}' }, settings: { retry: { attempts: 2, first: 'PT0.01S' } } },
    { id: 'c', type: 'give', params: { value: '{{ steps.b }}' } },
  ],
  ['start>a', 'a>b', 'b>c'],
);
const goOn = (r: Rig, id: string, key: string, more: Partial<Continue> = {}) =>
  r.engine.deliver(continueEvent(id, key), { until: 'breakpoint', before: [], by: 'Ada', ...more } as never);
const pausedBefore = async (r: Rig, id: string, key: string) => {
  for (;;) {
    const step = (await r.steps(id)).get(key);
    if (step?.paused) return step;
    await new Promise((next) => setTimeout(next, 5));
  }
};

test('it pauses before the step with its evaluated params, and nothing has gone out', async () => {
  const r = await fresh();
  const id = await r.start(flow, { pauseBefore: ['b'] });
  const run = await r.status(id, 'waiting');
  expect(run.message).toBe('Paused before “Test”.');
  expect(await pausedBefore(r, id, 'b')).toMatchObject({ status: 'waiting', says: 'Paused before this step' });
  expect(await r.journal.params(id, 'b')).toEqual({ id: 'b', value: 2 });
  expect(r.world.calls).toEqual([]);
  await goOn(r, id, 'b');
  expect((await r.ended(id)).run.status).toBe('succeeded');
  expect(r.world.calls).toHaveLength(1);
});

test('it stays paused through crashes, and the call is made once', async () => {
  const r = await fresh();
  const id = await r.start(flow, { pauseBefore: ['b'] });
  await r.status(id, 'waiting');
  for (let again = 0; again < 3; again++) {
    await r.crash();
    await new Promise((next) => setTimeout(next, 60));
    expect((await r.steps(id)).get('b')?.paused).toBe(true);
  }
  await goOn(r, id, 'b');
  await r.crash();
  expect((await r.ended(id)).run.status).toBe('succeeded');
  expect(r.world.calls.filter((call) => call.startsWith('b '))).toHaveLength(1);
});

test('params that a person has changed are the recorded ones, at every attempt, and the log says who', async () => {
  const r = await fresh();
  r.world.script.set('b', [{ code: 'throttled', message: 'slow', refused: true, retryAfter: 1 }, { data: { from: 'second' } }]);
  const id = await r.start(flow, { pauseBefore: ['b'] });
  await r.status(id, 'waiting');
  await goOn(r, id, 'b', { params: { value: 'edited' } });
  expect((await r.ended(id)).run.status).toBe('succeeded');
  expect(await r.journal.params(id, 'b')).toEqual({ id: 'b', value: 'edited' });
  expect(await r.journal.log(id, 'b')).toMatchObject([{ message: 'Ada changed “value” before this step ran.' }]);
});

test('params that do not fit fail the step before anything goes out', async () => {
  const r = await fresh();
  const id = await r.start(flow, { pauseBefore: ['b'] });
  await r.status(id, 'waiting');
  await goOn(r, id, 'b', { params: { id: 7 } });
  const { steps } = await r.ended(id);
  expect(steps.get('b')).toMatchObject({ status: 'failed', error: { code: 'param_invalid' } });
  expect(r.world.calls).toEqual([]);
});

test('step over pauses before whatever comes next; to the end pauses no more', async () => {
  let said: Continue | null = null;
  const r = await fresh({ deps: { pausesOf: async () => said && { before: said.before, stepping: said.until === 'next' } } });
  const over = async (id: string, key: string, until: Continue['until']) => {
    said = { until, before: ['c'], by: 'Ada' };
    await goOn(r, id, key, said);
  };
  const id = await r.start(flow, { pauseBefore: ['a', 'c'] });
  await pausedBefore(r, id, 'a');
  await over(id, 'a', 'next');
  await pausedBefore(r, id, 'b');
  // How it goes on is known after a crash too.
  await r.crash();
  await over(id, 'b', 'next');
  await pausedBefore(r, id, 'c');
  said = { until: 'end', before: [], by: 'Ada' };
  await goOn(r, id, 'c', said);
  expect((await r.ended(id)).run.status).toBe('succeeded');
});

test('each item of a loop pauses, a loop pauses as a whole, and a cancelled run does not go on', async () => {
  const r = await fresh();
  const loop = flowOf(
    [
      { id: 'start', type: 'start' },
      { id: 'each', type: 'each', params: { items: '{{ [1, 2] }}' } },
      { id: 'in', type: 'give', parent: 'each', params: { value: '{{ item }}' } },
    ],
    ['start>each'],
  );
  const id = await r.start(loop, { pauseBefore: ['each', 'in'] });
  await pausedBefore(r, id, 'each');
  await goOn(r, id, 'each', { before: ['in'] });
  await pausedBefore(r, id, 'in[0]');
  await pausedBefore(r, id, 'in[1]');
  await goOn(r, id, 'in[0]', { before: ['in'], params: { value: 10 } });
  expect((await r.steps(id)).get('in[1]')?.paused).toBe(true);
  await r.engine.cancel(id);
  const { run, steps } = await r.ended(id);
  expect(run.status).toBe('cancelled');
  expect(steps.get('in[1]')?.status).toBe('cancelled');
});

test('a scope pauses before what is inside it, also after a crash', async () => {
  const r = await fresh();
  const nested = flowOf(
    [
      { id: 'start', type: 'start' },
      { id: 'all', type: 'scope' },
      { id: 'in', type: 'write', parent: 'all', params: { id: 'in' } },
    ],
    ['start>all'],
  );
  const id = await r.start(nested, { pauseBefore: ['all'] });
  await r.status(id, 'waiting');
  await r.crash();
  await new Promise((next) => setTimeout(next, 60));
  expect(r.world.calls).toEqual([]);
  await goOn(r, id, 'all');
  expect((await r.ended(id)).run.status).toBe('succeeded');
  expect(r.world.calls).toHaveLength(1);
});

test('what a run without breakpoints does is no other than before: its start says nothing of them', async () => {
  const r = await fresh();
  const { run } = await r.run(flow);
  expect(originOf(run).kind).toBe('event');
  expect(r.world.calls).toHaveLength(1);
});

test('a part that ran on given results cannot be retried: samples reach no run of their own', async () => {
  const r = await fresh();
  r.world.script.set('b', [
    { code: 'node_failed', message: 'no' },
    { code: 'node_failed', message: 'no' },
  ]);
  const { run } = await r.run(flow, { from: 'b', to: 'b', samples: { a: 'given' } });
  expect(run.status).toBe('failed');
  const retried = r.engine.retry(run.id, { projectId: 'default', actor: run.actor });
  await expect(retried).rejects.toMatchObject({ failure: { code: 'conflict', message: expect.stringContaining('Only a part') } });
});
