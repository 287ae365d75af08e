// Which way a run goes: ready, skipped, failed, the common ports, disabled nodes, triggers.
import { afterEach, expect, test } from 'vitest';
import { flowOf, type Rig, rig } from '../../test/reference/rig.ts';

let current: Rig | undefined;
const fresh = async () => {
  current = await rig();
  return current;
};
afterEach(() => current?.stop());

const statuses = (steps: ReadonlyMap<string, { readonly status: string }>) =>
  Object.fromEntries([...steps].map(([key, step]) => [key, step.status]));

test('steps run one after the other and hand on their results', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      { id: 'start', type: 'start' },
      { id: 'one', type: 'give', params: { value: { n: 1 } } },
      { id: 'two', type: 'give', params: { value: '{{ steps.one.n + 1 }}' } },
    ],
    ['start>one', 'one>two'],
  );
  const result = await run(flow);
  expect(result.run).toMatchObject({ status: 'succeeded', number: 1 });
  expect(statuses(result.steps)).toEqual({ start: 'succeeded', one: 'succeeded', two: 'succeeded' });
  expect(await journal.output(result.run.id, 'two')).toMatchObject({ data: 2 });
  expect(await journal.result(result.run.id)).toBe(2);
});

const start = { id: 'start', type: 'start' };

test('only the trigger that fired runs; the others are skipped with what only they lead to', async () => {
  const { run } = await fresh();
  const flow = flowOf(
    [start, { id: 'other', type: 'start' }, { id: 'a', type: 'give' }, { id: 'b', type: 'give' }],
    ['start>a', 'other>b'],
  );
  expect(statuses((await run(flow)).steps)).toEqual({ start: 'succeeded', other: 'skipped', a: 'succeeded', b: 'skipped' });
});

test('a step with two ways in runs when both are decided and one is taken', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'choose', type: 'port', params: { port: 'yes' } },
      { id: 'yes', type: 'slow', params: { value: 1 } },
      { id: 'no', type: 'give' },
      { id: 'join', type: 'merge' },
    ],
    ['start>choose', 'choose:yes>yes', 'choose:no>no', 'yes>join', 'no>join'],
  );
  const { run: ended, steps } = await run(flow);
  expect(statuses(steps)).toEqual({ start: 'succeeded', choose: 'succeeded', yes: 'succeeded', no: 'skipped', join: 'succeeded' });
  expect(await journal.output(ended.id, 'join')).toMatchObject({ data: { yes: 1 } });
});

test('a failure without a failed edge skips what is behind it, other branches run to their end, then the run has failed', async () => {
  const { run } = await fresh();
  const flow = flowOf(
    [start, { id: 'bad', type: 'fail' }, { id: 'after', type: 'give' }, { id: 'later', type: 'slow' }, { id: 'last', type: 'give' }],
    ['start>bad', 'bad>after', 'start>later', 'later>last'],
  );
  const { run: ended, steps } = await run(flow);
  expect(ended).toMatchObject({ status: 'failed', failedStep: 'bad', error: { code: 'node_failed', message: 'It is broken.' } });
  expect(statuses(steps)).toEqual({ start: 'succeeded', bad: 'failed', after: 'skipped', later: 'succeeded', last: 'succeeded' });
});

test('a failed edge handles the failure; always runs after success, failure and skip; skipped only after a skip', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'bad', type: 'fail' },
      { id: 'handle', type: 'give', params: { value: '{{ errors.bad.code }} {{ status.bad }} {{ steps.bad }}' } },
      { id: 'after', type: 'give' },
      { id: 'onSkip', type: 'give' },
      { id: 'noSkip', type: 'give' },
      { id: 'anyway', type: 'give' },
    ],
    ['start>bad', 'bad:failed>handle', 'bad>after', 'after:skipped>onSkip', 'handle:skipped>noSkip', 'after:always>anyway'],
  );
  const { run: ended, steps } = await run(flow);
  expect(ended.status).toBe('succeeded');
  expect(statuses(steps)).toEqual({
    start: 'succeeded',
    bad: 'failed',
    handle: 'succeeded',
    after: 'skipped',
    onSkip: 'succeeded',
    noSkip: 'skipped',
    anyway: 'succeeded',
  });
  expect(await journal.output(ended.id, 'handle')).toMatchObject({ data: 'node_failed failed ' });
});

test('always alone does not handle a failure', async () => {
  const { run } = await fresh();
  const { run: ended, steps } = await run(
    flowOf([start, { id: 'bad', type: 'fail' }, { id: 'tidy', type: 'give' }], ['start>bad', 'bad:always>tidy']),
  );
  expect(ended.status).toBe('failed');
  expect(steps.get('tidy')?.status).toBe('succeeded');
});

test('of several unhandled failures the first in the document counts, whichever came first', async () => {
  const { run } = await fresh();
  const flow = flowOf(
    [start, { id: 'wait', type: 'slow' }, { id: 'a', type: 'fail' }, { id: 'b', type: 'fail' }],
    ['start>b', 'start>wait', 'wait>a'],
  );
  expect((await run(flow)).run.failedStep).toBe('a');
});

test('a disabled step succeeds at once with null on its first port', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'off', type: 'port', params: { port: 'no' }, settings: { disabled: true } },
      { id: 'yes', type: 'give', params: { value: '{{ steps.off }}' } },
      { id: 'no', type: 'give' },
    ],
    ['start>off', 'off:yes>yes', 'off:no>no'],
  );
  const { run: ended, steps } = await run(flow);
  expect(statuses(steps)).toEqual({ start: 'succeeded', off: 'succeeded', yes: 'succeeded', no: 'skipped' });
  expect(steps.get('off')?.port).toBe('yes');
  expect(await journal.output(ended.id, 'yes')).toMatchObject({ data: null });
});

test('an unknown type, params that do not fit and an expression that cannot be computed each fail their step', async () => {
  const { run } = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'what', type: 'nothing' },
      { id: 'wrong', type: 'list', params: { count: 'many' } },
      { id: 'sum', type: 'give', params: { value: "{{ int('many') }}" } },
      { id: 'text', type: 'give', params: { value: '{{ 1 + }}' } },
    ],
    ['start>what', 'start>wrong', 'start>sum', 'start>text'],
  );
  const { steps } = await run(flow);
  expect(Object.fromEntries([...steps].map(([key, step]) => [key, step.error?.code ?? null]))).toEqual({
    start: null,
    what: 'unknown_node_type',
    wrong: 'param_invalid',
    sum: 'expression_failed',
    text: 'expression_syntax',
  });
  expect(steps.get('wrong')?.error?.message).toMatch('/count');
});

test('a chain of 5,000 steps and a fan of 5,000 steps both run to their end', async () => {
  const { run } = await fresh();
  const many = Array.from({ length: 5_000 }, (_, i) => ({ id: `n${i}`, type: 'give', params: { value: i } }));
  const chain = flowOf(
    [start, ...many],
    many.map((node, i) => (i === 0 ? 'start>n0' : `n${i - 1}>${node.id}`)),
    {},
    'chain',
  );
  expect((await run(chain)).steps.size).toBe(5_001);
  const fan = flowOf(
    [start, ...many, { id: 'join', type: 'give' }],
    many.flatMap((node) => [`start>${node.id}`, `${node.id}>join`]),
    {},
    'fan',
  );
  expect((await run(fan)).run.status).toBe('succeeded');
});

test('a run from a node to a node leaves the rest out and takes samples for what stands before', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'a', type: 'fail' },
      { id: 'b', type: 'give', params: { value: '{{ steps.a.n * 2 }}' } },
      { id: 'c', type: 'give', params: { value: '{{ steps.b }}' } },
      { id: 'd', type: 'fail' },
      { id: 'e', type: 'fail' },
    ],
    ['start>a', 'a>b', 'b>c', 'c>d', 'start>e'],
  );
  const { run: ended, steps } = await run(flow, { from: 'b', to: 'c', samples: { a: { n: 21 } } });
  expect(ended.status).toBe('succeeded');
  expect(statuses(steps)).toMatchObject({ b: 'succeeded', c: 'succeeded', d: 'skipped', e: 'skipped' });
  expect(await journal.output(ended.id, 'c')).toMatchObject({ data: 42 });
});
