// What the window knows of a run, fed by a scripted stream: out of order, twice, broken off, started over.
import { expect, test } from 'vitest';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { createRunRecords } from './run-records.ts';
import { edgeTaken } from './run-store.ts';

const at = '2026-11-22T06:00:00.000Z';

const run = (patch: Partial<Run> = {}): Run => ({
  id: 'r1',
  number: 7,
  flowId: 'f1',
  flowName: 'Nightly',
  version: 3,
  published: true,
  status: 'running',
  failures: 0,
  world: 'practice',
  trigger: { type: 'core.manual', nodeId: 'start', at },
  actor: { kind: 'user', id: 'u', name: 'Owner' },
  inputs: {},
  createdAt: at,
  startedAt: at,
  endedAt: null,
  message: null,
  error: null,
  failedStep: null,
  retryOf: null,
  parent: null,
  ...patch,
});

const step = (key: string, patch: Partial<Step> = {}): Step => ({
  key,
  nodeId: key.replace(/\[.*$/, ''),
  path: [],
  status: 'running',
  port: null,
  attempt: 1,
  startedAt: at,
  endedAt: null,
  wakeAt: null,
  says: null,
  progress: null,
  error: null,
  hasOutput: false,
  count: null,
  loop: null,
  ...patch,
});

/** Records whose frames come when the test says so. */
function setUp() {
  const frames: (() => void)[] = [];
  const records = createRunRecords((flush) => frames.push(flush));
  records.watch('r1');
  return {
    records,
    frames,
    nextFrame: () => {
      for (const frame of frames.splice(0)) frame();
    },
  };
}

test('an older event that arrives late does not take a newer state back', () => {
  const { records } = setUp();
  records.apply({ type: 'step', runId: 'r1', step: step('a', { status: 'waiting', says: 'second' }) }, 20);
  records.apply({ type: 'step', runId: 'r1', step: step('a', { status: 'running', says: 'first' }) }, 10);
  expect(records.step('a')?.says).toBe('second');
});

test('a replay of the whole stream ends in the same state', () => {
  const { records } = setUp();
  const script = [
    step('a', { status: 'running' }),
    step('a', { status: 'waiting' }),
    step('a', { status: 'succeeded', port: 'done', endedAt: at }),
  ];
  for (const round of [1, 2])
    for (const [index, each] of script.entries())
      records.apply({ type: 'step', runId: 'r1', step: { ...each, says: `round ${round}` } }, index + 1);
  expect(records.step('a')?.status).toBe('succeeded');
  expect(records.steps()).toHaveLength(1);
});

test('what was read never overwrites what the stream has told meanwhile', () => {
  const { records } = setUp();
  records.apply({ type: 'step', runId: 'r1', step: step('a', { status: 'needs-attention' }) }, 5);
  records.apply({ type: 'run', run: run({ status: 'succeeded', endedAt: at }) }, 6);
  records.load(run({ status: 'running' }), [step('a'), step('b', { status: 'skipped' })]);
  expect(records.step('a')?.status).toBe('needs-attention');
  expect(records.step('b')?.status).toBe('skipped');
  expect(records.run()?.status).toBe('succeeded');
});

test('after a reset the read counts again', () => {
  const { records } = setUp();
  records.apply({ type: 'step', runId: 'r1', step: step('a', { status: 'waiting' }) }, 500);
  records.forgetOrder();
  records.load(run(), [step('a', { status: 'succeeded', port: 'done' })]);
  expect(records.step('a')?.status).toBe('succeeded');
  records.apply({ type: 'step', runId: 'r1', step: step('b') }, 3);
  expect(records.step('b')?.status).toBe('running');
});

test('events of another run are not ours', () => {
  const { records } = setUp();
  records.apply({ type: 'step', runId: 'r2', step: step('a') }, 1);
  records.apply({ type: 'run', run: run({ id: 'r2' }) }, 2);
  expect(records.steps()).toEqual([]);
  expect(records.run()).toBeNull();
});

test('progress is seen before the start of the step has a record, and survives the record', () => {
  const { records } = setUp();
  records.apply({ type: 'progress', runId: 'r1', key: 'each[3]', fraction: 0.4, says: 'Transfer' }, null);
  expect(records.step('each[3]')).toMatchObject({ nodeId: 'each', path: [3], status: 'running', progress: 0.4, says: 'Transfer' });
  records.apply({ type: 'step', runId: 'r1', step: step('each[3]', { path: [3] }) }, 9);
  expect(records.step('each[3]')?.progress).toBe(0.4);
  records.apply({ type: 'step', runId: 'r1', step: step('each[3]', { path: [3], status: 'succeeded', endedAt: at }) }, 10);
  records.apply({ type: 'progress', runId: 'r1', key: 'each[3]', fraction: 0.9, says: 'late' }, null);
  expect(records.step('each[3]')).toMatchObject({ status: 'succeeded', progress: null });
});

test('an attempt that was overtaken does not come back', () => {
  const { records } = setUp();
  records.apply({ type: 'step', runId: 'r1', step: step('a', { attempt: 2 }) }, null);
  records.load(null, [step('a', { attempt: 1 })]);
  expect(records.step('a')?.attempt).toBe(2);
});

test('a thousand changes in one frame tell each listener once, and only those concerned', () => {
  const { records, frames, nextFrame } = setUp();
  nextFrame();
  const told = { a: 0, b: 0, steps: 0 };
  records.subscribe('a', () => told.a++);
  records.subscribe('b', () => told.b++);
  records.subscribe('steps', () => told.steps++);
  for (let i = 1; i <= 1_000; i++) records.apply({ type: 'step', runId: 'r1', step: step('a', { says: String(i) }) }, i);
  expect(told).toEqual({ a: 0, b: 0, steps: 0 });
  expect(frames).toHaveLength(1);
  nextFrame();
  expect(told).toEqual({ a: 1, b: 0, steps: 1 });
});

test('another run starts with nothing, and the cards of the old one hear of it', () => {
  const { records, nextFrame } = setUp();
  records.apply({ type: 'step', runId: 'r1', step: step('a') }, 1);
  nextFrame();
  let told = 0;
  const stop = records.subscribe('a', () => told++);
  records.watch('r2');
  nextFrame();
  expect(told).toBe(1);
  expect(records.step('a')).toBeNull();
  stop();
  records.watch('r3');
  nextFrame();
  expect(told).toBe(1);
});

test.each([
  ['succeeded', 'done', 'done', true],
  ['succeeded', 'done', 'other', false],
  ['succeeded', 'done', 'always', true],
  ['failed', null, 'failed', true],
  ['failed', null, 'done', false],
  ['failed', null, 'always', true],
  ['skipped', null, 'skipped', true],
  ['skipped', null, 'always', true],
  ['cancelled', null, 'always', false],
  ['running', null, 'done', null],
] as const)('a step that %s by port %s: the edge from %s is taken: %s', (status, taken, port, expected) => {
  expect(edgeTaken(step('a', { status, port: taken }), port)).toBe(expected);
});

test('a status that the stream has told stays, whatever an older read brings afterwards', () => {
  const { records } = setUp();
  records.apply({ type: 'run', run: run({ status: 'needs-attention' }) }, null);
  records.load(run({ status: 'running' }), []);
  expect(records.run()?.status).toBe('needs-attention');
  records.load(run({ status: 'failed', endedAt: at }), []);
  expect(records.run()?.status).toBe('failed');
});
