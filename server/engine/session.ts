// One run while this process advances it: its frames, the steps that have begun and not ended, and what is not with the
// journal yet. Data only; the files beside this one act on it. When nothing can go on it is written and forgotten.
import type { NodeType } from '../../nodes/kit/define.ts';
import type { Failure } from '../../nodes/kit/errors.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Pauses } from '../../nodes/kit/pauses.ts';
import type { LogLine, Run, TriggerEvent } from '../../nodes/kit/records.ts';
import type { Journal, Loaded, Write } from '../journal/contract.ts';
import type { CompiledFlow, CompiledNode, ContainerKind } from './compile.ts';
import type { EngineDeps, EngineLimits, StepProgress } from './engine.ts';
import { containerKey, type Frame, keyIn } from './frame.ts';
import type { StoredList } from './lists.ts';
import type { Prepared } from './params.ts';
import type { RunNames } from './scope.ts';
import type { Trial } from './trial.ts';
import type { Waiters } from './waiters.ts';

/** What a session needs of the engine around it. */
export interface Host {
  readonly journal: Journal;
  readonly limits: EngineLimits;
  readonly now: () => number;
  /** Until when runs may work in this turn of the event loop: what else the process does has its share, however many runs there are. */
  readonly turnEnds: (at: number) => number;
  readonly capabilities: EngineDeps['capabilities'];
  readonly progress: (progress: StepProgress) => void;
  /** A run passed a respond node or ended, durably. */
  readonly told: Waiters['told'];
  readonly woken: (runIds: readonly string[]) => void;
  readonly flowOf: (flowId: string, version: number) => Promise<CompiledFlow>;
  readonly claim: (runId: string) => Promise<Loaded | null>;
  /** The process is about to end: no step starts any more. */
  readonly stopping: () => boolean;
  readonly cancelRun: (runId: string, reason: NonNullable<Loaded['cancel']>['reason']) => Promise<boolean>;
  /** This session is over: `lost` when the journal refused, else when it parked or ended. */
  readonly closed: (session: Session, next: { readonly at: number | null; readonly lost?: unknown }) => void;
}

/** `loading`, `running`: something is under way. The others wait: for a time or an event, for another try, for a person, for what is inside. */
type StepState = 'loading' | 'running' | 'waiting' | 'retrying' | 'attention' | 'inside';

export interface OpenStep {
  readonly key: string;
  readonly frame: Frame;
  readonly node: CompiledNode;
  readonly startedAt: number;
  /** From when on its time counts: its start, or the last time that people let it go on. */
  since: number;
  state: StepState;
  attempt: number;
  /** Evaluated params, as the journal keeps them. */
  kept: JsonObject | null;
  prepared: Prepared | null;
  effect: 'none' | 'read' | 'write' | 'destroy';
  /** A durable record of it exists or is on its way. */
  recorded: boolean;
  /** Counts calls: what comes back from one that was given up is not heard. */
  call: number;
  controller: AbortController | null;
  timer: NodeJS.Timeout | null;
  /** Gives the call under way the signal and a grace. */
  abort: ((reason: unknown) => void) | null;
  logs: LogLine[];
  /** When it goes on by itself. */
  at: number | null;
  wait: {
    readonly state: Json;
    readonly until: number | null;
    readonly event: string | null;
    readonly says: string | null;
    readonly delivered?: { readonly payload: Json };
  } | null;
  /** A call that was about to be made, or was made and has not been answered. */
  intent: { readonly at: number } | null;
  loop: Loop | null;
  /** This is the pause before a round of that loop, not a step of its own. */
  pauseOf: OpenStep | null;
}

export const newStep = (frame: Frame, node: CompiledNode, startedAt: number): OpenStep => ({
  key: keyIn(frame, node),
  frame,
  node,
  startedAt,
  since: startedAt,
  state: 'loading',
  attempt: 1,
  kept: null,
  prepared: null,
  effect: 'none',
  recorded: false,
  call: 0,
  controller: null,
  timer: null,
  abort: null,
  logs: [],
  at: null,
  wait: null,
  intent: null,
  loop: null,
  pauseOf: null,
});

export interface Loop {
  readonly kind: ContainerKind;
  readonly list: StoredList | null;
  /** Items, or the most rounds. */
  readonly count: number;
  readonly concurrency: number;
  readonly whenItemFails: 'continue' | 'fail' | 'stop';
  readonly pause: number;
  readonly open: Map<number, Frame>;
  /** Iterations that a retried run takes over, by index. */
  readonly taken: ReadonlySet<number>;
  next: number;
  done: number;
  failed: number;
  /** Items that failed in loops inside, in finished iterations. */
  inside: number;
  /** The lowest index that failed, and why. */
  first: { readonly index: number; readonly error: Failure } | null;
  /** No more iterations are to start. */
  halted: boolean;
  page: { readonly from: number; readonly items: readonly Json[] } | null;
  reading: boolean;
}

export interface Ending {
  readonly kind: 'cancel' | 'timeout' | 'stop';
  readonly status: 'succeeded' | 'failed' | 'cancelled';
  readonly message: string;
  readonly error?: Failure;
  readonly failedStep?: string;
}

export interface Task {
  readonly frame: Frame;
  readonly node: CompiledNode;
  readonly skip: boolean;
}

export interface Session {
  readonly host: Host;
  readonly flow: CompiledFlow;
  run: Run;
  readonly projectId: string;
  readonly depth: number;
  /** The event that started the run, as expressions and nodes see it. */
  readonly trigger: TriggerEvent;
  readonly names: RunNames;
  readonly memory: Record<string, Json>;
  readonly startedAt: number;
  readonly root: Frame;
  /** Some result of this run is not, or not wholly, in memory. */
  lacking: boolean;
  /** Where a person wants it to pause; null for all but the few that are stepped through. */
  pauses: Pauses | null;
  epoch: number;
  state: 'live' | 'closing' | 'closed';
  /** Steps to start, from `head` on. */
  readonly tasks: Task[];
  head: number;
  readonly endedFrames: Frame[];
  readonly steps: Map<string, OpenStep>;
  /** Steps under way: loading or running. */
  running: number;
  ending: Ending | null;
  /** A process has died on this run: so many steps more are recorded before they are called. */
  careful: number;
  trial: Trial | null;
  /** It has answered its caller, or may have before it was loaded. */
  responded: boolean;
  // Sets that most runs never need are made by who first adds to them: ten thousand runs may wake at once.
  /** Containers whose time is up. */
  expired: Set<OpenStep> | null;
  // what is not with the journal yet
  pending: Write[];
  cursors: Set<OpenStep> | null;
  iterations: Set<Frame> | null;
  /** Steps under way without a durable record. */
  unrecorded: Set<OpenStep> | null;
  /** A flush is planned. */
  flushing: 'soon' | 'next' | null;
  written: Promise<void>;
  /** Set while the run is claimed anew: nothing may be written meanwhile. */
  gate: Promise<void> | null;
  pumping: boolean;
  timer: NodeJS.Timeout | null;
  timerAt: number | null;
  /** Goes on: called whenever something has arrived. */
  go: () => void;
}

const stepTimeout = (session: Session, node: CompiledNode): number | null =>
  node.timeout ?? (waits(node.type) ? null : session.host.limits.stepTimeoutMs);

const waits = (type: NodeType | undefined): boolean => type?.waits === true || type?.kind === 'container';

export const runDeadline = (session: Session): number | null =>
  session.flow.timeout === null ? null : session.startedAt + session.flow.timeout;

/** Told apart from what a node keeps for itself by a name that no node gives. */
export const AGREEMENT = 'vaultflow:agreement';

/** Waits for people before its call is made. */
export const awaitsAgreement = ({ wait }: Pick<OpenStep, 'wait'>): boolean =>
  typeof wait?.state === 'object' && wait.state !== null && Object.hasOwn(wait.state, AGREEMENT);

/** Told apart in the same way. */
export const PAUSE = 'vaultflow:pause';

/** Waits for the person who steps through the run. */
export const isPaused = ({ wait }: Pick<OpenStep, 'wait'>): boolean =>
  typeof wait?.state === 'object' && wait.state !== null && Object.hasOwn(wait.state, PAUSE);

/** The end of a step's time: its own, or that of a container around it. */
export function stepDeadline(session: Session, step: OpenStep): number | null {
  const own = step.pauseOf ? null : stepTimeout(session, step.node);
  let deadline = own === null || awaitsAgreement(step) || isPaused(step) ? null : step.since + own;
  for (let at: Frame | null = step.frame; at?.outer; at = at.outer) {
    const container = session.steps.get(containerKey(at) ?? '');
    const end = container?.node.timeout == null ? null : container.startedAt + container.node.timeout;
    if (end !== null && (deadline === null || end < deadline)) deadline = end;
  }
  return deadline;
}
