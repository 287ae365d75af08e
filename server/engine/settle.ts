// A step has ended: its record is made, its frame learns of it, and what becomes ready by that stands in the queue. It starts
// nothing itself, so that no chain of steps, however long, grows the stack.
import type { Failure } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { StepWrite } from '../journal/contract.ts';
import type { CompiledNode } from './compile.ts';
import { type Frame, keyIn, type Settled, settle, type Turned } from './frame.ts';
import { recordStep } from './recorder.ts';
import type { OpenStep, Session } from './session.ts';

export interface StepEnd {
  readonly status: 'succeeded' | 'failed';
  readonly port: string;
  readonly output?: Json;
  readonly list?: { readonly property: string; readonly count: number } | null;
  /** Items of the list, when they are few enough to stay in memory. */
  readonly items?: readonly Json[] | null;
  readonly error?: Failure;
  readonly loop?: NonNullable<StepWrite['loop']>;
}

export function finishStep(s: Session, step: OpenStep, end: StepEnd): void {
  const { key, frame, node } = step;
  // A step ends once: what comes later for it (an answer after its time-out) is not heard.
  if (s.steps.get(key) !== step) return;
  s.steps.delete(key);
  s.cursors?.delete(step);
  s.unrecorded?.delete(step);
  s.trial?.ended(key);
  recordStep(s, frame, writeOf(step, end, s.host.now()));
  if (end.list && !end.items) s.lacking = true;
  decide(s, frame, node, {
    key,
    status: end.status,
    port: end.port,
    error: end.error ?? null,
    hasOutput: end.output !== undefined,
    output: end.output,
    list: end.list ?? null,
    items: end.items ?? null,
  });
}

/** Member by member: spreading what may be absent costs a kilobyte per step, for as long as the run's commit takes. */
function writeOf(step: OpenStep, end: StepEnd, endedAt: number): StepWrite {
  const { key, node, startedAt, attempt } = step;
  const write: { -readonly [K in keyof StepWrite]: StepWrite[K] } = {
    kind: 'step',
    key,
    nodeId: node.id,
    status: end.status,
    port: end.port,
    startedAt,
    endedAt,
    attempt,
  };
  if (end.output !== undefined) write.output = end.output;
  if (end.list) write.list = end.list;
  if (end.error) write.error = end.error;
  if (end.loop) write.loop = end.loop;
  if (step.kept && !step.recorded && hasParams(step)) write.params = step.kept;
  if (step.logs.length > 0) write.logs = step.logs;
  return write;
}

/** Params that say no more than the document are not kept again. */
const hasParams = (step: OpenStep): boolean => step.node.params.params.length > 0;

export const failStep = (s: Session, step: OpenStep, error: Failure): void =>
  finishStep(s, step, { status: 'failed', port: 'failed', error: readable(error) });

const longest = 8_000;

/** The other side may answer with a book; a page of it is kept. */
export function readable(error: Failure): Failure {
  if (error.message.length <= longest && (error.cause?.length ?? 0) <= longest) return error;
  const cause = error.cause === undefined ? {} : { cause: error.cause.slice(0, longest) };
  return { ...error, message: error.message.slice(0, longest), ...cause };
}

export function skipStep(s: Session, frame: Frame, node: CompiledNode): void {
  const key = keyIn(frame, node);
  const now = s.host.now();
  recordStep(s, frame, { kind: 'step', key, nodeId: node.id, status: 'skipped', port: null, startedAt: now, endedAt: now, attempt: 1 });
  decide(s, frame, node, { key, status: 'skipped', port: null, error: null, hasOutput: false, output: undefined, list: null, items: null });
}

function decide(s: Session, frame: Frame, node: CompiledNode, settled: Settled): void {
  const turned: Turned = { ready: [], skipped: [] };
  settle(frame, node, settled, turned);
  queue(s, frame, turned);
  if (frame.open === 0) s.endedFrames.push(frame);
}

export function queue(s: Session, frame: Frame, turned: Turned): void {
  for (const node of turned.ready) s.tasks.push({ frame, node, skip: false });
  for (const node of turned.skipped) s.tasks.push({ frame, node, skip: true });
}
