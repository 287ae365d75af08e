// The shown run stays live: a scripted stream and a server that answers from a script, because the page of tests has no EventSource.
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { useLiveState } from './live-run.ts';
import { runNow, runStepOf, watchFlow, watchIteration, watchRun } from './run-store.ts';

const at = '2026-11-22T06:00:00.000Z';

const run = (patch: Partial<Run> = {}): Run =>
  ({ id: 'r1', number: 7, flowId: 'f1', status: 'running', createdAt: at, startedAt: at, endedAt: null, ...patch }) as Run;

const step = (key: string, status: Step['status']): Step =>
  ({
    key,
    nodeId: key.replace(/\[.*$/, ''),
    path: [],
    status,
    attempt: 1,
    progress: null,
    says: null,
    startedAt: at,
    endedAt: null,
  }) as unknown as Step;

class ScriptedSource extends EventTarget {
  static readonly CLOSED = 2;
  static all: ScriptedSource[] = [];
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly query: URLSearchParams;
  constructor(url: string) {
    super();
    this.query = new URL(url, 'http://x').searchParams;
    ScriptedSource.all.push(this);
  }
  close() {
    this.readyState = 2;
  }
  say(type: string, data: object, id = '') {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId: id }));
  }
}

const newest = (): ScriptedSource => ScriptedSource.all.at(-1) as ScriptedSource;

let asked: string[] = [];
let steps: { [query: string]: readonly Step[] } = {};

beforeEach(() => {
  vi.useFakeTimers();
  ScriptedSource.all = [];
  asked = [];
  steps = { '': [step('list', 'succeeded'), step('each', 'running')] };
  vi.stubGlobal('EventSource', ScriptedSource);
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    const { pathname, searchParams } = new URL(url, 'http://x');
    const parent = searchParams.get('parent');
    const body = pathname.endsWith('/steps')
      ? { items: steps[parent ? `${parent}[${searchParams.get('index')}]` : ''] ?? [], next: null }
      : run();
    return new Response(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json' } });
  });
});

afterEach(() => {
  watchRun(null);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = () => vi.advanceTimersByTimeAsync(50);

test('a run that is going on: the stream opens first, then what there is already is read', async () => {
  watchRun('r1');
  expect(newest().query.get('run')).toBe('r1');
  newest().say('step', { runId: 'r1', step: step('each', 'waiting') }, '41');
  await settle();
  expect(asked).toEqual(['/api/runs/r1', '/api/runs/r1/steps?limit=200']);
  expect(runNow()?.number).toBe(7);
  expect(runStepOf('list')?.status).toBe('succeeded');
  expect(runStepOf('each')?.status).toBe('waiting');
});

test('looking into a loop asks for its steps from where the stream stood, and reads the iteration once', async () => {
  watchRun('r1');
  await settle();
  newest().say('step', { runId: 'r1', step: step('each', 'running') }, '41');
  steps['each[3]'] = [step('backUp[3]', 'succeeded')];
  await watchIteration('each', 3);
  await watchIteration('each', 3);
  expect(newest().query.get('loops')).toBe('each');
  expect(newest().query.get('after')).toBe('41');
  expect(ScriptedSource.all.slice(0, -1).every(({ readyState }) => readyState === 2)).toBe(true);
  expect(runStepOf('backUp[3]')?.status).toBe('succeeded');
  expect(asked.filter((url) => url.includes('parent=each'))).toHaveLength(1);
});

test('a stream that has lost its place makes everything be read again', async () => {
  watchRun('r1');
  await settle();
  newest().say('step', { runId: 'r1', step: step('each', 'running') }, '900');
  steps[''] = [step('list', 'succeeded'), step('each', 'succeeded')];
  newest().say('reset', {}, '12');
  await settle();
  expect(runStepOf('each')?.status).toBe('succeeded');
});

test('a stream that the server refused is opened again, later and later, after what was seen last', async () => {
  watchRun('r1');
  await settle();
  newest().say('step', { runId: 'r1', step: step('each', 'running') }, '41');
  newest().close();
  newest().onerror?.();
  await vi.advanceTimersByTimeAsync(1_100);
  expect(ScriptedSource.all).toHaveLength(2);
  expect(newest().query.get('after')).toBe('41');
});

test('what happened between the first read and the place of the stream is read when the stream stands', async () => {
  steps = { '': [] };
  watchRun('r1');
  await settle();
  expect(runStepOf('list')).toBeNull();
  steps = { '': [step('list', 'succeeded')] };
  newest().onopen?.();
  await settle();
  expect(runStepOf('list')?.status).toBe('succeeded');
  const before = asked.length;
  newest().onopen?.();
  await settle();
  expect(asked).toHaveLength(before);
});

test('a server that is away is said, also when it went while the run was read; what was missed is read when it is back', async () => {
  watchRun('r1');
  await settle();
  const watching = renderHook(() => useLiveState().state);
  const answer = globalThis.fetch;
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  newest().say('reset', {}, '12');
  await settle();
  newest().onerror?.();
  await act(settle);
  expect(watching.result.current).toBe('broken');
  vi.stubGlobal('fetch', answer);
  steps = { '': [step('list', 'succeeded'), step('each', 'failed')] };
  newest().onopen?.();
  await act(settle);
  expect(watching.result.current).toBe('live');
  expect(runStepOf('each')?.status).toBe('failed');
});

test('a long silence of a run that goes on opens the stream anew; a run that has ended may be silent', async () => {
  watchRun('r1');
  await settle();
  newest().onopen?.();
  newest().say('run', { run: run() }, '50');
  await vi.advanceTimersByTimeAsync(26_000);
  expect(ScriptedSource.all).toHaveLength(2);
  newest().say('run', { run: run({ status: 'succeeded', endedAt: at }) }, '51');
  await vi.advanceTimersByTimeAsync(300_000);
  expect(ScriptedSource.all).toHaveLength(2);
});

test('an open flow is followed by the same one stream', async () => {
  const told: string[] = [];
  const stop = watchFlow('f1', (event) => told.push(event.type));
  watchRun('r1');
  await settle();
  expect([...newest().query.entries()]).toEqual([['flow', 'f1']]);
  expect(ScriptedSource.all.filter(({ readyState }) => readyState === 1)).toHaveLength(1);
  newest().say('flow', { flowId: 'f1', etag: 'x' });
  newest().say('run', { run: run({ id: 'r2' }) }, '60');
  expect(told).toEqual(['flow', 'run']);
  expect(runNow()?.id).toBe('r1');
  stop();
});
