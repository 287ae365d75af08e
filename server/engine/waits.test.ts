// Waits, retries, time-outs, cancel, stop, respond, memory.
import { afterEach, expect, test } from 'vitest';
import { flowOf, type Rig, rig } from '../../test/reference/rig.ts';

let current: Rig | undefined;
const fresh = async (options: Parameters<typeof rig>[0] = {}) => {
  current = await rig(options);
  return current;
};
afterEach(() => current?.stop());

const start = { id: 'start', type: 'start' };
const soon = (ms: number) => new Promise((next) => setTimeout(next, ms));

test('a wait for a time parks the run, survives a crash, and goes on at its time', async () => {
  const r = await fresh();
  const flow = flowOf(
    [start, { id: 'wait', type: 'wait', params: { ms: 400 } }, { id: 'after', type: 'give', params: { value: '{{ steps.wait.kind }}' } }],
    ['start>wait', 'wait>after'],
  );
  const id = await r.start(flow);
  await r.status(id, 'waiting');
  await r.crash();
  const { run, steps } = await r.ended(id);
  expect(run.status).toBe('succeeded');
  expect(await r.journal.output(id, 'after')).toMatchObject({ data: 'time' });
  expect(Date.parse(steps.get('wait')?.endedAt ?? '') - Date.parse(steps.get('wait')?.startedAt ?? '')).toBeGreaterThanOrEqual(400);
});

test('a wait for an event goes on with what was delivered, parked or not', async () => {
  const r = await fresh();
  const parked = await r.start(flowOf([start, { id: 'wait', type: 'wait', params: { event: 'one' } }], ['start>wait'], {}, 'parked'));
  await r.status(parked, 'waiting');
  await r.engine.deliver('one', { n: 1 });
  await r.ended(parked);
  expect(await r.journal.output(parked, 'wait')).toMatchObject({
    data: { kind: 'event', payload: { n: 1 }, state: { began: expect.any(Number) } },
  });

  let open: () => void = () => undefined;
  r.world.gates.set(
    'busy',
    new Promise((resolve) => {
      open = resolve;
    }),
  );
  const live = await r.start(
    flowOf(
      [start, { id: 'wait', type: 'wait', params: { event: 'two' } }, { id: 'busy', type: 'read', params: { id: 'busy' } }],
      ['start>wait', 'start>busy'],
      {},
      'live',
    ),
  );
  await soon(20);
  await r.engine.deliver('two', 2);
  await soon(20);
  expect((await r.steps(live)).get('wait')?.status).toBe('succeeded');
  expect((await r.steps(live)).get('busy')?.status).toBe('running');
  open();
  expect((await r.ended(live)).run.status).toBe('succeeded');
});

test('an event that came before its wait is kept for it', async () => {
  const r = await fresh();
  await r.engine.deliver('early', 'bird');
  const { run } = await r.run(flowOf([start, { id: 'wait', type: 'wait', params: { event: 'early' } }], ['start>wait']));
  expect(await r.journal.output(run.id, 'wait')).toMatchObject({ data: { payload: 'bird' } });
});

test('a wait for an event with a time-out fails when its time is over', async () => {
  const r = await fresh();
  const { run, steps } = await r.run(
    flowOf([start, { id: 'wait', type: 'wait', params: { event: 'never' }, settings: { timeout: 'PT0.05S' } }], ['start>wait']),
  );
  expect(run.status).toBe('failed');
  expect(steps.get('wait')).toMatchObject({ status: 'failed', error: { code: 'timed_out' } });
});

test('many waits in one loop each get their own event', async () => {
  const r = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'each', type: 'each', params: { items: [0, 1, 2, 3, 4, 5], concurrency: 3, collect: '{{ steps.wait.payload }}' } },
      { id: 'wait', type: 'wait', parent: 'each', params: { event: 'e{{ item }}' } },
    ],
    ['start>each'],
  );
  const id = await r.start(flow);
  await r.status(id, 'waiting');
  for (const n of [5, 2, 0, 4, 1]) await r.engine.deliver(`e${n}`, n * 10);
  await soon(30);
  await r.crash();
  await r.engine.deliver('e3', 30);
  await r.ended(id);
  expect((await r.journal.items(id, 'each', 0, 9)).map((item) => (item as { value: unknown }).value)).toEqual([0, 10, 20, 30, 40, 50]);
});

const retry = { attempts: 3, first: 'PT0.01S', cap: 'PT0.02S' };

test('a read that fails is tried again by its rule, with the same params and the same key, also after a crash', async () => {
  const r = await fresh();
  r.world.script.set('x', [
    { code: 'network', message: 'no' },
    { code: 'http_status', message: 'no' },
  ]);
  const flow = flowOf([start, { id: 'x', type: 'read', params: { id: 'x', value: '{{ guid() }}' }, settings: { retry } }], ['start>x']);
  const { run, steps } = await r.run(flow);
  expect(run.status).toBe('succeeded');
  expect(steps.get('x')).toMatchObject({ attempt: 3 });
  expect(new Set(r.world.calls).size).toBe(1);
  expect(r.world.calls.length).toBe(3);

  r.world.script.set('x', [{ code: 'network', message: 'no', retryAfter: 60 }]);
  const id = await r.start(flow);
  await r.status(id, 'waiting');
  expect((await r.journal.step(id, 'x'))?.error?.code).toBe('network');
  const before = await r.journal.params(id, 'x');
  await r.crash();
  expect((await r.ended(id)).steps.get('x')).toMatchObject({ status: 'succeeded', attempt: 2 });
  expect(await r.journal.params(id, 'x')).toEqual(before);
});

test('tries are used up; without a rule there is one; Retry-After wins over the rule', async () => {
  const r = await fresh();
  const refused = { code: 'throttled', message: 'slow down' } as const;
  r.world.script.set('x', Array(9).fill(refused));
  expect(
    (await r.run(flowOf([start, { id: 'x', type: 'read', params: { id: 'x' }, settings: { retry } }], ['start>x'], {}, 'used'))).steps.get(
      'x',
    ),
  ).toMatchObject({ status: 'failed', attempt: 3, error: { code: 'throttled' } });
  r.world.script.set('x', [refused]);
  expect(
    (await r.run(flowOf([start, { id: 'x', type: 'read', params: { id: 'x' } }], ['start>x'], {}, 'none'))).steps.get('x'),
  ).toMatchObject({ status: 'failed', attempt: 1 });
  r.world.script.set('x', [{ ...refused, retryAfter: 120 }]);
  const { steps } = await r.run(
    flowOf([start, { id: 'x', type: 'read', params: { id: 'x' }, settings: { retry } }], ['start>x'], {}, 'after'),
  );
  expect(Date.parse(steps.get('x')?.endedAt ?? '') - Date.parse(steps.get('x')?.startedAt ?? '')).toBeGreaterThanOrEqual(118);
});

test('what is wrong in the flow itself is not tried again', async () => {
  const r = await fresh();
  r.world.script.set('x', [{ code: 'param_invalid', message: 'no' }]);
  expect(
    (await r.run(flowOf([start, { id: 'x', type: 'read', params: { id: 'x' }, settings: { retry } }], ['start>x']))).steps.get('x'),
  ).toMatchObject({ status: 'failed', attempt: 1 });
});

test('a step that takes longer than it may gets the signal and fails', async () => {
  const r = await fresh();
  r.world.script.set('x', ['hang']);
  const { steps } = await r.run(
    flowOf([start, { id: 'x', type: 'read', params: { id: 'x' }, settings: { timeout: 'PT0.03S' } }], ['start>x']),
  );
  expect(steps.get('x')).toMatchObject({ status: 'failed', error: { code: 'timed_out' } });
});

test('a run that takes longer than it may is cancelled and has failed, running or parked', async () => {
  const r = await fresh();
  r.world.script.set('x', ['hang']);
  const running = await r.run(
    flowOf(
      [start, { id: 'x', type: 'read', params: { id: 'x' } }, { id: 'tidy', type: 'give' }],
      ['start>x', 'x:always>tidy'],
      { timeout: 'PT0.05S' },
      'running',
    ),
  );
  expect(running.run).toMatchObject({ status: 'failed', error: { code: 'timed_out' } });
  expect(running.steps.get('x')?.status).toBe('cancelled');
  expect(running.steps.has('tidy')).toBe(false);
  const id = await r.start(
    flowOf([start, { id: 'wait', type: 'wait', params: { event: 'never' } }], ['start>wait'], { timeout: 'PT0.5S' }, 'parked'),
  );
  await r.status(id, 'waiting');
  await r.crash();
  expect((await r.ended(id)).run).toMatchObject({ status: 'failed', error: { code: 'timed_out' } });
});

test('cancel: no step starts any more, running ones get the signal, waits are dropped, always edges do not run', async () => {
  const r = await fresh();
  r.world.script.set('x', ['hang']);
  const flow = flowOf(
    [
      start,
      { id: 'x', type: 'read', params: { id: 'x' } },
      { id: 'wait', type: 'wait', params: { event: 'never' } },
      { id: 'tidy', type: 'give' },
    ],
    ['start>x', 'start>wait', 'x:always>tidy', 'wait:always>tidy'],
  );
  const id = await r.start(flow);
  await soon(20);
  expect(await r.engine.cancel(id)).toBe(true);
  const { run, steps } = await r.ended(id);
  expect(run).toMatchObject({ status: 'cancelled', message: 'Cancelled.' });
  expect(Object.fromEntries([...steps].map(([key, step]) => [key, step.status]))).toEqual({
    start: 'succeeded',
    x: 'cancelled',
    wait: 'cancelled',
  });
  expect(await r.engine.cancel(id)).toBe(false);
});

test('cancel of a parked run, of one that was crashed, and of a long loop in memory', async () => {
  const r = await fresh();
  const waits = flowOf([start, { id: 'wait', type: 'wait', params: { event: 'never' } }], ['start>wait'], {}, 'waits');
  const parked = await r.start(waits);
  await r.status(parked, 'waiting');
  await r.engine.cancel(parked);
  expect((await r.ended(parked)).run.status).toBe('cancelled');
  const crashed = await r.start(waits);
  await r.status(crashed, 'waiting');
  await r.journal.cancel(crashed, 'person', Date.now());
  await r.crash();
  expect((await r.ended(crashed)).run.status).toBe('cancelled');
  const items = Array.from({ length: 200_000 }, (_, n) => n);
  const long = flowOf(
    [start, { id: 'each', type: 'each', params: { items } }, { id: 'in', type: 'give', parent: 'each', params: { value: '{{ item }}' } }],
    ['start>each'],
    {},
    'long',
  );
  const id = await r.start(long);
  await soon(5);
  const asked = Date.now();
  await r.engine.cancel(id);
  expect((await r.ended(id)).run.status).toBe('cancelled');
  expect(Date.now() - asked).toBeLessThan(1_000);
});

test('stop ends the run as it says; what is under way is told to end', async () => {
  const r = await fresh();
  r.world.script.set('x', ['hang']);
  const flow = flowOf(
    [
      start,
      { id: 'x', type: 'read', params: { id: 'x' } },
      { id: 'stop', type: 'stop', params: { status: 'failed' } },
      { id: 'after', type: 'give' },
    ],
    ['start>x', 'start>stop', 'stop>after'],
  );
  const { run, steps } = await r.run(flow);
  expect(run).toMatchObject({ status: 'failed', message: 'Enough.', error: { code: 'stopped' } });
  expect(steps.get('stop')?.status).toBe('succeeded');
  expect(steps.get('x')?.status).toBe('cancelled');
  expect(steps.has('after')).toBe(false);
});

test('respond answers the one who waits, while the run goes on; without it the end does', async () => {
  const r = await fresh();
  const flow = flowOf(
    [start, { id: 'say', type: 'respond', params: { value: { ok: true } } }, { id: 'wait', type: 'wait', params: { ms: 500 } }],
    ['start>say', 'say>wait'],
    {},
    'responds',
  );
  const id = await r.start(flow);
  const answer = await r.engine.waitFor(id, 5_000);
  expect(answer).toMatchObject({ response: { status: 200, body: { ok: true } } });
  expect(answer?.run.endedAt).toBeNull();
  const plain = await r.start(flowOf([start, { id: 'wait', type: 'wait', params: { ms: 300 } }], ['start>wait'], {}, 'plain'));
  expect(await r.engine.waitFor(plain, 10)).toBeNull();
  expect(await r.engine.waitFor(plain, 5_000)).toMatchObject({ run: { status: 'succeeded' }, response: null });
  expect(await r.engine.waitFor('nobody', 5_000)).toBeNull();
});

test('what a flow remembers is there in the same run, in the next one, and after a crash', async () => {
  const r = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'old', type: 'give', params: { value: '{{ memory.seen }}' } },
      { id: 'keep', type: 'remember', params: { value: '{{ inputs.n }}' } },
      { id: 'now', type: 'give', params: { value: '{{ memory.seen }}' } },
    ],
    ['start>old', 'old>keep', 'keep>now'],
  );
  const first = await r.run(flow, { inputs: { n: 1 } });
  expect(await r.journal.output(first.run.id, 'old')).toMatchObject({ data: null });
  expect(await r.journal.output(first.run.id, 'now')).toMatchObject({ data: 1 });
  await r.crash();
  const second = await r.run(flow, { inputs: { n: 2 } });
  expect(await r.journal.output(second.run.id, 'old')).toMatchObject({ data: 1 });
});

test('a value too large to be remembered fails the step', async () => {
  const r = await fresh();
  const { steps } = await r.run(flowOf([start, { id: 'keep', type: 'remember', params: { value: 'x'.repeat(70_000) } }], ['start>keep']));
  expect(steps.get('keep')).toMatchObject({ status: 'failed', error: { code: 'memory_too_large' } });
});

test('a container whose time is up fails; what is inside is told to end, dropped, or never starts', async () => {
  const r = await fresh();
  r.world.script.set('x', ['hang']);
  const flow = flowOf(
    [
      start,
      { id: 'each', type: 'each', params: { items: [1, 2, 3], concurrency: 2 }, settings: { timeout: 'PT0.1S' } },
      { id: 'scope', type: 'scope', parent: 'each' },
      { id: 'x', type: 'read', parent: 'scope', params: { id: 'x' } },
      { id: 'wait', type: 'wait', parent: 'each', params: { event: 'never{{ item }}' } },
      { id: 'after', type: 'give', parent: 'each' },
      { id: 'handle', type: 'give', params: { value: '{{ errors.each.code }}' } },
    ],
    ['start>each', 'wait:always>after', 'each:failed>handle'],
  );
  const { run, steps } = await r.run(flow);
  expect(run.status).toBe('succeeded');
  expect(steps.get('each')).toMatchObject({ status: 'failed', error: { code: 'timed_out' } });
  expect(await r.journal.output(run.id, 'handle')).toMatchObject({ data: 'timed_out' });
  expect(steps.has('after[0]')).toBe(false);
  expect(steps.has('x[2]')).toBe(false);
  const parked = await r.start(
    flowOf(
      [
        start,
        { id: 'scope', type: 'scope', settings: { timeout: 'PT0.3S' } },
        { id: 'wait', type: 'wait', parent: 'scope', params: { event: 'never' } },
      ],
      ['start>scope'],
      {},
      'parked',
    ),
  );
  await r.status(parked, 'waiting');
  await r.crash();
  expect((await r.ended(parked)).steps.get('scope')).toMatchObject({ status: 'failed', error: { code: 'timed_out' } });
});

test('stop lets running steps end and keeps what they gave; the next start goes on from there', async () => {
  const r = await fresh();
  let open: () => void = () => undefined;
  r.world.gates.set(
    'x',
    new Promise((resolve) => {
      open = resolve;
    }),
  );
  const id = await r.start(
    flowOf(
      [start, { id: 'x', type: 'read', params: { id: 'x' } }, { id: 'after', type: 'read', params: { id: 'after' } }],
      ['start>x', 'x>after'],
    ),
  );
  await soon(20);
  const stopped = r.engine.stop(5_000);
  await soon(20);
  open();
  await stopped;
  expect((await r.journal.step(id, 'x'))?.status).toBe('succeeded');
  expect(await r.journal.step(id, 'after')).toBeNull();
  await r.crash();
  expect((await r.ended(id)).run.status).toBe('succeeded');
  expect(r.world.calls.filter((call) => call.startsWith('x ')).length).toBe(1);
});

test('a step that hears nothing does not keep the process from stopping', async () => {
  const r = await fresh();
  r.world.script.set('x', ['hang']);
  const id = await r.start(flowOf([start, { id: 'x', type: 'read', params: { id: 'x' } }], ['start>x']));
  await soon(20);
  const began = Date.now();
  await r.engine.stop(50);
  expect(Date.now() - began).toBeLessThan(3_000);
  await r.crash();
  expect((await r.ended(id)).run.status).toBe('succeeded');
});

test('large results and long lists are still there after a crash', async () => {
  const r = await fresh();
  const flow = flowOf(
    [
      start,
      { id: 'large', type: 'give', params: { value: "{{ range(0, 60000).map(n => 'item number {n}') }}" } },
      { id: 'list', type: 'stream', params: { count: 3_000 } },
      { id: 'wait', type: 'wait', params: { event: 'go' } },
      { id: 'length', type: 'give', params: { value: '{{ steps.large.length }}' } },
      { id: 'sum', type: 'give', params: { value: '{{ steps.list.items.map(i => i.n).length }}' } },
      { id: 'each', type: 'each', params: { items: '{{ steps.list.items }}', collect: '{{ item.n }}' } },
      { id: 'merge', type: 'merge' },
    ],
    ['start>large', 'start>list', 'large>wait', 'list>wait', 'wait>length', 'wait>sum', 'wait>each', 'large>merge', 'wait>merge'],
  );
  const id = await r.start(flow);
  await r.status(id, 'waiting');
  await r.crash();
  await r.engine.deliver('go', null);
  expect((await r.ended(id)).run.status).toBe('succeeded');
  expect(await r.journal.output(id, 'length')).toMatchObject({ data: 60_000 });
  expect(await r.journal.output(id, 'sum')).toMatchObject({ data: 3_000 });
  expect(await r.journal.items(id, 'each', 2_999, 1)).toMatchObject([{ value: 2_999 }]);
  expect(await r.journal.output(id, 'merge')).toMatchObject({ data: { large: { length: 60_000 } } });
});

test('progress and log lines of a step reach those who listen', async () => {
  const r = await fresh();
  const heard: unknown[] = [];
  const end = r.engine.onProgress((progress) => heard.push(progress));
  r.engine.progress('some', 'step', 0.5, 'half');
  end();
  r.engine.progress('some', 'step', 1, 'whole');
  expect(heard).toEqual([{ runId: 'some', key: 'step', fraction: 0.5, says: 'half' }]);
});

test('a result that is too large fails its step, and several large ones together do not keep the run from ending', async () => {
  const r = await fresh();
  const wide = (id: string, millions: number) => ({ id, type: 'wide', params: { millions } });
  const both = await r.run(flowOf([start, wide('a', 2), wide('b', 2)], ['start>a', 'start>b'], {}, 'both'));
  expect(both.run.status).toBe('succeeded');
  expect(await r.journal.result(both.run.id)).toBeNull();
  const { steps } = await r.run(flowOf([start, wide('a', 3)], ['start>a'], {}, 'wide'));
  expect(steps.get('a')).toMatchObject({ status: 'failed', error: { code: 'output_too_large' } });
});
