// The life of a run as the journal sees it: queued, held by an owner, parked, ended. Pure transitions, the same for every
// implementation; the storage reads a state, asks here for the next one, and writes it back in the same transaction.
import type { Failure } from '../../nodes/kit/errors.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Actor, Run, TriggerEvent } from '../../nodes/kit/records.ts';
import { hasEnded, type RunStatus } from '../../nodes/kit/status.ts';
import { type Created, Fenced, type Loaded, type NewRun, type Write } from './contract.ts';

/** What never changes about a run. */
export interface RunHead {
  readonly id: string;
  readonly number: number;
  readonly projectId: string;
  readonly flowId: string;
  readonly flowName: string;
  readonly version: number;
  readonly published: boolean;
  readonly world: 'practice' | 'real';
  readonly trigger: TriggerEvent;
  readonly actor: Actor;
  readonly inputs: JsonObject;
  readonly at: number;
  readonly retryOf: string | null;
  readonly parent: { readonly runId: string; readonly stepKey: string } | null;
  readonly depth: number;
  /** The run at the top of the family; null: it is one itself. */
  readonly rootId: string | null;
}

export interface RunState {
  readonly status: RunStatus;
  readonly epoch: number;
  readonly owner: string | null;
  /** When it has to be advanced; 0 = at once, null = not by itself. */
  readonly wakeAt: number | null;
  readonly place: 'none' | 'blocked' | 'held' | 'skipped';
  readonly cancel: Loaded['cancel'];
  readonly stopped: Loaded['stopped'];
  readonly died: boolean;
  /** Its suspect steps are on trial: the next death is theirs. */
  readonly trial: boolean;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly failures: number;
  readonly message: string | null;
  readonly error: Failure | null;
  readonly failedStep: string | null;
}

export const headOf = (run: NewRun, number: number): RunHead => ({
  id: run.id,
  number,
  projectId: run.projectId,
  flowId: run.flowId,
  flowName: run.flowName,
  version: run.version,
  published: run.published,
  world: run.world,
  trigger: run.trigger,
  actor: run.actor,
  inputs: run.inputs,
  at: run.at,
  retryOf: run.retryOf ?? null,
  parent: run.parent ? { runId: run.parent.runId, stepKey: run.parent.stepKey } : null,
  depth: run.parent?.depth ?? 0,
  rootId: run.parent?.rootId ?? null,
});

export function bornState(run: NewRun, start: Created['start'], owner: string | null): RunState {
  const skipped = start === 'skipped';
  const held = start === 'go' ? owner : null;
  return {
    status: skipped ? 'cancelled' : 'queued',
    epoch: held === null ? 0 : 1,
    owner: held,
    wakeAt: start === 'go' && held === null ? 0 : null,
    place: skipped ? 'skipped' : start === 'blocked' ? 'blocked' : run.concurrency ? 'held' : 'none',
    cancel: null,
    stopped: null,
    died: false,
    trial: false,
    startedAt: null,
    endedAt: skipped ? run.at : null,
    failures: 0,
    message: skipped ? 'Skipped: another run had its place.' : start === 'blocked' ? 'Waits for its place.' : null,
    error: null,
    failedStep: null,
  };
}

/** How an accepted run stands, for one who asks to start it again. */
export const startOf = (state: RunState): Created['start'] =>
  state.place === 'skipped' ? 'skipped' : state.place === 'blocked' ? 'blocked' : 'go';

/** Null: it has ended, waits for its place, or somebody else holds it. */
export function claimedState(state: RunState, owner: string): RunState | null {
  if (hasEnded(state.status) || state.place === 'blocked') return null;
  if (state.owner !== null && state.owner !== owner) return null;
  return { ...state, owner, epoch: state.epoch + 1, wakeAt: null };
}

export function fence(runId: string, state: RunState | undefined, epoch: number): void {
  if (!state || hasEnded(state.status) || state.epoch !== epoch || state.owner === null) throw new Fenced(runId);
}

/** Records by which something has come to an end, or to rest: after them the last death is forgotten. */
export const endsSomething: ReadonlySet<Write['kind']> = new Set(['step', 'steps', 'attempt', 'wait', 'closed', 'park', 'finish']);

export const forgiven = (state: RunState): RunState => ({ ...state, died: false });

/** `wake` is the earliest time of its open steps, asked for only when the run parks. */
export function writtenState(state: RunState, writes: readonly Write[], wake: () => number | null, now: number): RunState {
  const started = state.startedAt === null || isParked(state.status);
  let next: RunState = started ? { ...state, ...running(state), startedAt: state.startedAt ?? beginning(writes, now) } : state;
  for (const write of writes) {
    if (write.kind === 'park') next = parked(next, write, wake);
    else if (write.kind === 'trial') next = { ...next, trial: true };
    else if (write.kind === 'stop') next = { ...next, stopped: { status: write.status, message: write.message } };
    else if (write.kind === 'finish') next = finished(next, write);
  }
  return next;
}

/** A run whose first record is also its last has not begun after its end: the engine's clock was read before the journal's. */
function beginning(writes: readonly Write[], now: number): number {
  for (const write of writes) if (write.kind === 'finish') return Math.min(now, write.at);
  return now;
}

const isParked = (status: RunStatus): boolean => status === 'queued' || status === 'waiting' || status === 'needs-attention';

const running = (state: RunState): Partial<RunState> => (state.cancel ? { status: 'cancelling' } : { status: 'running', message: null });

const parked = (state: RunState, write: Extract<Write, { kind: 'park' }>, wake: () => number | null): RunState => ({
  ...state,
  status: state.cancel ? 'cancelling' : write.status,
  owner: null,
  trial: false,
  wakeAt: state.cancel ? 0 : wake(),
  message: write.message ?? null,
});

const finished = (state: RunState, write: Extract<Write, { kind: 'finish' }>): RunState => ({
  ...state,
  status: write.status,
  owner: null,
  trial: false,
  wakeAt: null,
  place: 'none',
  endedAt: write.at,
  failures: write.failures,
  message: write.message ?? null,
  error: write.error ?? null,
  failedStep: write.failedStep ?? null,
});

/** Null: it has ended already. Asked twice, the first reason stays. A run in the queue gives up waiting for its place. */
export function cancelledState(state: RunState, reason: NonNullable<Loaded['cancel']>['reason'], at: number): RunState | null {
  if (hasEnded(state.status)) return null;
  if (state.cancel) return state;
  return {
    ...state,
    status: 'cancelling',
    cancel: { at, reason },
    place: state.place === 'blocked' ? 'none' : state.place,
    wakeAt: state.owner === null ? 0 : null,
    message: null,
  };
}

export const promotedState = (state: RunState): RunState => ({ ...state, place: 'held', wakeAt: 0, message: null });

/** Something came for it. Its owner, if it has one, finds that when it parks. */
export const wokenState = (state: RunState): RunState =>
  state.owner === null && state.place !== 'blocked' ? { ...state, wakeAt: 0 } : state;

export const releasedState = (state: RunState, died = false): RunState => ({
  ...state,
  owner: null,
  trial: false,
  died: state.died || died,
  wakeAt: hasEnded(state.status) ? null : 0,
});

/** Moments as text, by their last bits: what happens at once, as most that short runs do, has one. */
const moments = Array.from({ length: 64 }, () => ({ at: Number.NaN, text: '' }));

function iso(at: number | null): string | null {
  if (at === null) return null;
  const moment = moments[at & 63];
  if (!moment) return new Date(at).toISOString();
  if (at !== moment.at) {
    moment.text = new Date(at).toISOString();
    moment.at = at;
  }
  return moment.text;
}

export const runView = (head: RunHead, state: RunState): Run => ({
  id: head.id,
  number: head.number,
  flowId: head.flowId,
  flowName: head.flowName,
  version: head.version,
  published: head.published,
  status: state.status,
  failures: state.failures,
  world: head.world,
  trigger: head.trigger,
  actor: head.actor,
  inputs: head.inputs as Run['inputs'],
  createdAt: iso(head.at) ?? '',
  startedAt: iso(state.startedAt),
  endedAt: iso(state.endedAt),
  message: state.message,
  error: state.error,
  failedStep: state.failedStep,
  retryOf: head.retryOf,
  parent: head.parent,
});
