// What the conformance scenarios share: how a journal under test is opened, and short ways to say what is written. Scenarios
// are plain functions that throw, so that a broken journal can be put before them and be expected to fall.
import assert from 'node:assert/strict';
import { FailureError } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { Journal, NewRun, StepWrite, Write } from './contract.ts';

export interface Subject {
  readonly journal: Journal;
  /** Opens the same data again, as after a crash. Null: nothing outlives this journal. */
  readonly reopen: (() => Promise<Journal>) | null;
  /** Questions travel: a commit that was asked for later may overtake them. */
  readonly remote?: boolean;
  readonly close: () => Promise<void>;
}

export interface Scenario {
  readonly name: string;
  readonly run: (subject: Subject) => Promise<void>;
}

/** A time that every scenario counts from; kept events are measured by the journal's own clock. */
export const t0 = Date.UTC(2026, 0, 5, 3);
export const me = 'process-a';

let counter = 0;
const uniqueId = (): string => `run-${String(++counter).padStart(6, '0')}`;

export const newRun = (over: Partial<NewRun> = {}): NewRun => ({
  id: uniqueId(),
  projectId: 'default',
  flowId: 'nightly',
  flowName: 'Nightly report',
  version: 1,
  published: true,
  world: 'practice',
  trigger: { type: 'api', nodeId: null, at: new Date(t0).toISOString() },
  actor: { kind: 'user', id: 'ada', name: 'Ada' },
  inputs: { vault: 'kv-1' },
  at: t0,
  ...over,
});

export const done = (key: string, over: Partial<StepWrite> = {}): StepWrite => ({
  kind: 'step',
  key,
  nodeId: key.replace(/\[.*$/, ''),
  status: 'succeeded',
  port: 'done',
  output: { by: key },
  startedAt: t0 + 1,
  endedAt: t0 + 2,
  attempt: 1,
  ...over,
});

export const intent = (key: string, over: Partial<Extract<Write, { kind: 'intent' }>> = {}): Write => ({
  kind: 'intent', key, nodeId: key.replace(/\[.*$/, ''), at: t0 + 1, attempt: 1, effect: 'write', startedAt: t0 + 1, params: { item: 'vm-1' }, ...over,
}); // biome-ignore format: one record

export const wait = (key: string, over: Partial<Extract<Write, { kind: 'wait' }>> = {}): Write => ({
  kind: 'wait', key, nodeId: key.replace(/\[.*$/, ''), startedAt: t0 + 1, attempt: 1, params: { job: 7 }, state: { seen: 1 }, ...over,
}); // biome-ignore format: one record

export const retry = (key: string, retryAt: number, attempt = 1): Write => ({
  kind: 'attempt', key, nodeId: key.replace(/\[.*$/, ''), attempt, error: { code: 'throttled', message: 'slow down' }, retryAt, startedAt: t0 + 1, params: { a: 1 },
}); // biome-ignore format: one record

export const cursor = (key: string, over: Partial<Extract<Write, { kind: 'cursor' }>> = {}): Write => ({
  kind: 'cursor', key, nodeId: key.replace(/\[.*$/, ''), startedAt: t0, params: { items: 3 }, count: 10, next: 2, open: [], done: 0, failed: 0, ...over,
}); // biome-ignore format: one record

export const park: Write = { kind: 'park', status: 'waiting' };
export const finish = (over: Partial<Extract<Write, { kind: 'finish' }>> = {}): Write => ({
  kind: 'finish',
  at: t0 + 100,
  status: 'succeeded',
  failures: 0,
  ...over,
});

/** A run that `me` holds with epoch 1. */
export async function heldRun(journal: Journal, over: Partial<NewRun> = {}): Promise<string> {
  const run = newRun(over);
  const created = await journal.createRun(run, { owner: me });
  assert.equal(created.start, 'go');
  return run.id;
}

export async function endedRun(journal: Journal, writes: readonly Write[] = [], over: Partial<NewRun> = {}): Promise<string> {
  const id = await heldRun(journal, over);
  await journal.write(id, 1, [...writes, finish()]);
  return id;
}

export async function claimed(journal: Journal, runId: string, owner = me) {
  const loaded = await journal.claim(runId, owner);
  assert.ok(loaded, `run ${runId} can be claimed`);
  return loaded;
}

export async function statusOf(journal: Journal, runId: string) {
  return (await journal.run(runId))?.status;
}

export async function refused(promise: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(promise, (error) => error instanceof FailureError && error.failure.code === code, `refused with ${code}`);
}

export const fenced = (promise: Promise<unknown>): Promise<void> =>
  assert.rejects(promise, (error) => error instanceof Error && error.name === 'Fenced', 'fenced');

export const data = async (journal: Journal, runId: string, key: string): Promise<Json | undefined> =>
  (await journal.output(runId, key))?.data;

/** Whether a promise has settled, without waiting for it longer than the microtasks of this turn. */
export async function settledNow(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const mark = () => {
    settled = true;
  };
  promise.then(mark, mark);
  for (let i = 0; i < 20; i++) await Promise.resolve();
  return settled;
}
