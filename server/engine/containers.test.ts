// Containers: for-each, repeat-until, scope, nested; lists that are read page by page.
import { afterEach, expect, test } from 'vitest';
import { flowOf, type Rig, rig } from '../../test/reference/rig.ts';

let current: Rig | undefined;
const fresh = async () => {
  current = await rig();
  return current;
};
afterEach(() => current?.stop());

const start = { id: 'start', type: 'start' };
const each = (params: object, more: object = {}) => ({ id: 'each', type: 'each', params: { items: [10, 20, 30], ...params }, ...more });

test('for-each runs its steps once per item and collects a value of each', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      start,
      each({ collect: '{{ steps.twice }}' }),
      { id: 'twice', type: 'give', parent: 'each', params: { value: '{{ item * 2 + index }}' } },
      { id: 'after', type: 'give', params: { value: '{{ steps.each.items.map(i => i.value) }}' } },
    ],
    ['start>each', 'each>after'],
  );
  const { run: ended, steps } = await run(flow);
  expect(ended).toMatchObject({ status: 'succeeded', failures: 0 });
  expect(steps.get('twice[1]')).toMatchObject({ status: 'succeeded', path: [1] });
  expect(await journal.output(ended.id, 'each')).toMatchObject({ data: { count: 3, failed: 0 }, list: { property: 'items', count: 3 } });
  expect(await journal.items(ended.id, 'each', 0, 10)).toEqual(
    [20, 41, 62].map((value, index) => ({ index, status: 'succeeded', value, error: null })),
  );
  expect(await journal.output(ended.id, 'after')).toMatchObject({ data: [20, 41, 62] });
  expect(await journal.output(ended.id, 'twice[2]')).toMatchObject({ data: 62 });
});

test('an item that fails leaves the run succeeded with failures when the loop goes on', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [start, each({ collect: 'ok' }), { id: 'check', type: 'fail', parent: 'each', params: { when: '{{ item == 20 }}' } }],
    ['start>each'],
  );
  const { run: ended } = await run(flow);
  expect(ended).toMatchObject({ status: 'succeeded', failures: 1 });
  expect((await journal.items(ended.id, 'each', 0, 10)).map((item) => (item as { status: string }).status)).toEqual([
    'succeeded',
    'failed',
    'succeeded',
  ]);
  expect(await journal.items(ended.id, 'each', 1, 1)).toMatchObject([{ error: { code: 'node_failed' }, value: null }]);
});

test('whenItemFails fail: all items run, then the loop fails', async () => {
  const { run } = await fresh();
  const flow = flowOf(
    [
      start,
      each({ whenItemFails: 'fail' }),
      { id: 'check', type: 'fail', parent: 'each', params: { when: '{{ item < 30 }}' } },
      { id: 'handle', type: 'give' },
    ],
    ['start>each', 'each:failed>handle'],
  );
  const { run: ended, steps } = await run(flow);
  expect(ended).toMatchObject({ status: 'succeeded', failures: 0 });
  expect(steps.get('each')).toMatchObject({
    status: 'failed',
    error: { code: 'unhandled_failure' },
    loop: { count: 3, done: 3, failed: 2 },
  });
  expect(steps.get('each')?.error?.message).toMatch('2 of 3 items failed; the first was item 0');
});

test('whenItemFails stop: no more items start, and those never started show as skipped', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      start,
      each({ whenItemFails: 'stop', concurrency: 1 }),
      { id: 'check', type: 'fail', parent: 'each', params: { when: '{{ item == 20 }}' } },
    ],
    ['start>each'],
  );
  const { run: ended, steps } = await run(flow);
  expect(ended).toMatchObject({ status: 'failed', failedStep: 'each' });
  expect((await journal.items(ended.id, 'each', 0, 10)).map((item) => (item as { status: string }).status)).toEqual([
    'succeeded',
    'failed',
    'skipped',
  ]);
  expect(steps.has('check[2]')).toBe(false);
});

test('no more items run at once than the loop allows', async () => {
  const { world, start: begin, ended } = await fresh();
  let open: () => void = () => undefined;
  world.gates.set(
    'x',
    new Promise((resolve) => {
      open = resolve;
    }),
  );
  const flow = flowOf([start, each({ concurrency: 2 }), { id: 'call', type: 'read', parent: 'each', params: { id: 'x' } }], ['start>each']);
  const id = await begin(flow);
  await new Promise((next) => setTimeout(next, 20));
  expect(world.calls.length).toBe(2);
  open();
  expect((await ended(id)).run.status).toBe('succeeded');
  expect(world.calls.length).toBe(3);
});

test('loops in loops: keys carry both numbers, expressions see both items, failures inside add up', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'outer', type: 'each', params: { items: [1, 2], collect: '{{ steps.inner.items.map(i => i.value) }}' } },
      {
        id: 'inner',
        type: 'each',
        parent: 'outer',
        params: {
          items: '{{ [item * 10, item * 100] }}',
          collect: '{{ loops.outer.item }}-{{ item }}-{{ loops.outer.index }}-{{ index }}',
        },
      },
      { id: 'check', type: 'fail', parent: 'inner', params: { when: '{{ item == 200 }}' } },
    ],
    ['start>outer'],
  );
  const { run: ended, steps } = await run(flow);
  expect(ended).toMatchObject({ status: 'succeeded', failures: 1 });
  expect([...steps.keys()]).toEqual(expect.arrayContaining(['check[0][0]', 'check[1][1]', 'inner[1]']));
  expect((await journal.items(ended.id, 'outer', 0, 9)).map((item) => (item as { value: unknown }).value)).toEqual([
    ['1-10-0-0', '1-100-0-1'],
    ['2-20-1-0', null],
  ]);
});

test('an empty list and an empty body are done at once', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      start,
      each({ items: [] }),
      { id: 'in', type: 'give', parent: 'each' },
      { id: 'bare', type: 'each', params: { items: [1, 2], collect: '{{ item }}' } },
    ],
    ['start>each', 'each>bare'],
  );
  const { run: ended } = await run(flow);
  expect(ended.status).toBe('succeeded');
  expect(await journal.output(ended.id, 'each')).toMatchObject({ data: { count: 0, failed: 0 } });
  expect(await journal.items(ended.id, 'bare', 0, 9)).toMatchObject([{ value: 1 }, { value: 2 }]);
});

test('what is not a list fails the loop', async () => {
  const { run } = await fresh();
  const { steps } = await run(flowOf([start, each({ items: '{{ inputs.none }}' })], ['start>each']));
  expect(steps.get('each')).toMatchObject({ status: 'failed', error: { code: 'param_invalid' } });
});

test('repeat-until goes round until its condition holds and gives what is collected last', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'repeat', type: 'repeat', params: { until: '{{ steps.count == 3 }}', collect: 'after {{ index }}' } },
      { id: 'count', type: 'give', parent: 'repeat', params: { value: '{{ index + 1 }}' } },
    ],
    ['start>repeat'],
  );
  const { run: ended, steps } = await run(flow);
  expect(await journal.output(ended.id, 'repeat')).toMatchObject({ data: { rounds: 3, value: 'after 2' } });
  expect(steps.has('count[2]')).toBe(true);
  expect(steps.has('count[3]')).toBe(false);
});

test('repeat-until fails after its last round, and when a round fails', async () => {
  const { run } = await fresh();
  const never = flowOf(
    [start, { id: 'repeat', type: 'repeat', params: { until: false, maxRounds: 4 } }, { id: 'in', type: 'give', parent: 'repeat' }],
    ['start>repeat'],
    {},
    'never',
  );
  expect((await run(never)).steps.get('repeat')).toMatchObject({ error: { code: 'too_many_rounds' } });
  const breaks = flowOf(
    [
      start,
      { id: 'repeat', type: 'repeat', params: { until: false } },
      { id: 'in', type: 'fail', parent: 'repeat', params: { when: '{{ index == 1 }}' } },
    ],
    ['start>repeat'],
    {},
    'breaks',
  );
  const { steps } = await run(breaks);
  expect(steps.get('repeat')).toMatchObject({
    status: 'failed',
    error: { code: 'unhandled_failure', message: '"in" failed: It is broken.' },
  });
  expect(steps.has('in[2]')).toBe(false);
});

test('the pause between rounds parks the run', async () => {
  const { start: begin, status, ended } = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'repeat', type: 'repeat', params: { until: '{{ index == 2 }}', pause: 'PT0.3S' } },
      { id: 'in', type: 'give', parent: 'repeat' },
    ],
    ['start>repeat'],
  );
  const id = await begin(flow);
  await status(id, 'waiting');
  const { run: over, steps } = await ended(id);
  expect(over.status).toBe('succeeded');
  expect(steps.get('repeat[1]')).toMatchObject({ status: 'succeeded' });
  expect(Date.parse(over.endedAt ?? '') - Date.parse(over.createdAt)).toBeGreaterThanOrEqual(600);
});

test('a scope answers for all that is inside it', async () => {
  const { run, journal } = await fresh();
  const inside = [
    { id: 'a', type: 'give', parent: 'scope', params: { value: 7 } },
    { id: 'b', type: 'fail', parent: 'scope', params: { when: '{{ inputs.bad }}' } },
    { id: 'c', type: 'give', parent: 'scope' },
  ];
  const flow = flowOf(
    [
      start,
      { id: 'scope', type: 'scope', params: { collect: '{{ steps.a + 1 }}' } },
      ...inside,
      { id: 'good', type: 'give', params: { value: '{{ steps.scope.value }}' } },
      { id: 'bad', type: 'give', params: { value: '{{ errors.scope.message }}' } },
    ],
    ['start>scope', 'a>b', 'b>c', 'scope>good', 'scope:failed>bad'],
  );
  const fine = await run(flow, { inputs: { bad: false } });
  expect(await journal.output(fine.run.id, 'good')).toMatchObject({ data: 8 });
  const broken = await run(flow, { inputs: { bad: true } });
  expect(broken.run.status).toBe('succeeded');
  expect(broken.steps.get('c')?.status).toBe('skipped');
  expect(await journal.output(broken.run.id, 'bad')).toMatchObject({ data: '"b" failed: It is broken.' });
});

test('a list result is stored page by page and read as a list by expressions, loops and deferred conditions', async () => {
  const { run, journal } = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'list', type: 'stream', params: { count: 1_234 } },
      { id: 'sum', type: 'give', params: { value: '{{ steps.list.items.map(i => i.n).reduce((a, b) => a + b, 0) }}' } },
      { id: 'count', type: 'give', params: { value: '{{ steps.list.count }}' } },
      { id: 'pick', type: 'pick', params: { items: '{{ steps.list.items }}', keep: '{{ item.n % 500 == 0 && steps.count == 1234 }}' } },
      { id: 'each', type: 'each', params: { items: '{{ steps.list.items }}', collect: '{{ item.n }}' } },
      { id: 'in', type: 'give', parent: 'each', params: { value: '{{ item.n }}' } },
    ],
    ['start>list', 'list>sum', 'list>count', 'count>pick', 'list>each'],
  );
  const { run: ended } = await run(flow);
  expect(ended.status).toBe('succeeded');
  expect(await journal.output(ended.id, 'list')).toMatchObject({ data: { count: 1_234 }, list: { property: 'items', count: 1_234 } });
  expect(await journal.items(ended.id, 'list', 1_000, 2)).toEqual([{ n: 1_000 }, { n: 1_001 }]);
  expect(await journal.output(ended.id, 'sum')).toMatchObject({ data: (1_233 * 1_234) / 2 });
  expect(await journal.output(ended.id, 'count')).toMatchObject({ data: 1_234 });
  expect(await journal.output(ended.id, 'pick')).toMatchObject({ data: { kept: [{ n: 0 }, { n: 500 }, { n: 1_000 }], of: 1_234 } });
  expect(await journal.items(ended.id, 'each', 1_233, 1)).toMatchObject([{ value: 1_233 }]);
});

test('a list too large to be loaded can be looped over, but an expression about it fails', async () => {
  current = await rig({ deps: { limits: { outputSize: 4_000 } } });
  const { run, journal } = current;
  const flow = flowOf(
    [
      start,
      { id: 'list', type: 'stream', params: { count: 2_000 } },
      { id: 'sum', type: 'give', params: { value: '{{ steps.list.items.length }}' } },
      { id: 'count', type: 'give', params: { value: '{{ steps.list.count }}' } },
      { id: 'each', type: 'each', params: { items: '{{ steps.list.items }}', collect: '{{ item.n }}' } },
    ],
    ['start>list', 'list>sum', 'list>count', 'list>each'],
  );
  const { run: ended, steps } = await run(flow);
  expect(steps.get('sum')).toMatchObject({ status: 'failed', error: { code: 'list_too_large' } });
  expect(await journal.output(ended.id, 'count')).toMatchObject({ data: 2_000 });
  expect(await journal.items(ended.id, 'each', 1_999, 1)).toMatchObject([{ value: 1_999 }]);
});
