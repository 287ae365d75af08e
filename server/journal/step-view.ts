// What people and the editor see of a step, made from what the journal keeps. Progress of a running step is not durable and
// not here: the engine publishes it.
import type { Failure } from '../../nodes/kit/errors.ts';
import type { Step } from '../../nodes/kit/records.ts';
import type { StepStatus } from '../../nodes/kit/status.ts';
import { parseStepKey } from '../../nodes/kit/step-key.ts';
import type { StepFilter, StepWrite } from './contract.ts';
import { attemptOf, type OpenStep, startedAt } from './open-steps.ts';

/** A finished step without its output. */
export interface Settled {
  readonly key: string;
  readonly nodeId: string;
  readonly status: StepWrite['status'];
  readonly port: string | null;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attempt: number;
  readonly error: Failure | null;
  readonly hasOutput: boolean;
  readonly list: { readonly property: string; readonly count: number } | null;
  readonly loop: { readonly count: number; readonly done: number; readonly failed: number } | null;
  readonly takenFrom: string | null;
}

const iso = (at: number): string => new Date(at).toISOString();
const pathOf = (key: string): number[] => (key.endsWith(']') ? [...(parseStepKey(key)?.path ?? [])] : []);

export const settledView = (step: Settled): Step => ({
  key: step.key,
  nodeId: step.nodeId,
  path: pathOf(step.key),
  status: step.status,
  port: step.port,
  attempt: step.attempt,
  startedAt: iso(step.startedAt),
  endedAt: iso(step.endedAt),
  wakeAt: null,
  says: null,
  progress: null,
  error: step.error,
  hasOutput: step.hasOutput,
  count: step.list?.count ?? step.loop?.count ?? null,
  loop: step.loop ? { ...step.loop, running: 0 } : null,
  takenFrom: step.takenFrom,
});

export function openView(key: string, open: OpenStep): Step {
  const { intent, attempt, wait, cursor } = open;
  const started = startedAt(open);
  const retrying = attempt !== undefined && intent === undefined;
  const waiting = wait !== undefined && intent === undefined && !retrying;
  const wakeAt = retrying ? attempt.retryAt : waiting ? (wait.until ?? null) : null;
  const status: StepStatus = intent?.attention && !intent.resolution ? 'needs-attention' : retrying || waiting ? 'waiting' : 'running';
  return {
    key,
    nodeId: open.nodeId,
    path: pathOf(key),
    status,
    port: null,
    attempt: attemptOf(open),
    startedAt: started === null ? null : iso(started),
    endedAt: null,
    wakeAt: wakeAt === null ? null : iso(wakeAt),
    says: waiting ? (wait.says ?? null) : null,
    progress: null,
    error: intent?.attention ?? (retrying ? attempt.error : null),
    hasOutput: false,
    count: cursor?.count ?? null,
    loop: cursor ? { count: cursor.count, done: cursor.done, failed: cursor.failed, running: cursor.open.length } : null,
    takenFrom: null,
    ...(waiting && wait.paused ? { paused: true } : {}),
  };
}

export const stepMatches = (step: Step, filter: StepFilter): boolean =>
  (!filter.parentPath || samePath(step.path, filter.parentPath)) &&
  (!filter.within || samePath(step.path.slice(0, filter.within.length), filter.within)) &&
  (!filter.nodeIds || filter.nodeIds.includes(step.nodeId)) &&
  (!filter.status || filter.status.includes(step.status));

const samePath = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((n, i) => n === b[i]);
