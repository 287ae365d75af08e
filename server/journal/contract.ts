// Where runs live. Every promise resolves AFTER the commit; implementations group what arrives in one turn of the event loop
// into one commit, in the order it was asked for. A write with a stale epoch is refused as a whole. Nothing here knows what a
// flow means: that is the engine's.
import type { Failure } from '../../nodes/kit/errors.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Actor, LogLine, Run, Step, TriggerEvent } from '../../nodes/kit/records.ts';
import type { RunStatus } from '../../nodes/kit/status.ts';

export interface NewRun {
  readonly id: string;
  readonly projectId: string;
  readonly flowId: string;
  readonly flowName: string;
  readonly version: number;
  readonly published: boolean;
  readonly world: 'practice' | 'real';
  readonly trigger: TriggerEvent;
  readonly actor: Actor;
  readonly inputs: JsonObject;
  /** Epoch milliseconds of acceptance. */
  readonly at: number;
  readonly priority?: number;
  readonly parent?: { readonly runId: string; readonly stepKey: string; readonly depth: number; readonly rootId: string };
  readonly retryOf?: string;
  /** Accepted once per key: schedule + planned time, webhook delivery id, Idempotency-Key. `hash` tells another body apart. */
  readonly dedup?: { readonly key: string; readonly hash: string; readonly keepMs: number };
  /** The run's place among others of the same key; the journal decides in the accepting transaction. */
  readonly concurrency?: { readonly key: string; readonly limit: number; readonly whenBusy: 'queue' | 'skip' | 'cancelOther' | 'allow' };
}

export interface Created {
  /** False: a run with this id or dedup key was accepted before; `run` is that one. */
  readonly created: boolean;
  /** Only with created = false: the body was another one. */
  readonly mismatch: boolean;
  readonly run: Run;
  /** `go`: may start now; `blocked`: waits for its place; `skipped`: ended at once, recorded. */
  readonly start: 'go' | 'blocked' | 'skipped';
  /** Runs that `cancelOther` asked to cancel. */
  readonly cancelled: readonly string[];
}

/** A finished step. Small outputs stand inline; large ones are cut into chunks by the implementation. */
export interface StepWrite {
  readonly kind: 'step';
  readonly key: string;
  readonly nodeId: string;
  readonly status: 'succeeded' | 'failed' | 'skipped' | 'cancelled';
  /** Port taken; null when skipped or cancelled. Never computed again. */
  readonly port: string | null;
  readonly output?: Json;
  /** The output holds a list written before with `page` writes: its property name and number of items. */
  readonly list?: { readonly property: string; readonly count: number };
  /** Taken over by reference from another run's step with the same key. */
  readonly from?: { readonly runId: string };
  readonly error?: Failure;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attempt: number;
  readonly params?: Json;
  /** Counts for containers. */
  readonly loop?: { readonly count: number; readonly done: number; readonly failed: number };
  readonly logs?: readonly LogLine[];
}

/**
 * What can be written. Within one write records count in their order, except that the steps of `steps` may be listed in another
 * order among themselves, and that `finish` counts last. The first params of a key stay, whatever later records of it carry
 * (but those of a wait that is `paused`).
 * An `intent` ends the wait of its key, a `wait` ends its intent and its tries, an `attempt` ends its intent only.
 */
export type Write =
  | StepWrite
  /** Effect-free steps of finished iterations sharing one row; each stays readable by its key. `container` + `path` name the group. */
  | { readonly kind: 'steps'; readonly container: string; readonly path: readonly number[]; readonly steps: readonly StepWrite[] }
  /** One page of a list result, before its `step` write. Pages are dense from 0. */
  | { readonly kind: 'page'; readonly key: string; readonly page: number; readonly items: readonly Json[] }
  /** The first durable record of a step that takes longer than one call: its evaluated params. */
  | { readonly kind: 'start'; readonly key: string; readonly nodeId: string; readonly at: number; readonly params: Json }
  /** A call about to be made. Open until a `step`, `wait`, `attempt` or `closed` of the same key. */
  | {
      readonly kind: 'intent';
      readonly key: string;
      readonly nodeId: string;
      readonly at: number;
      readonly attempt: number;
      readonly effect: 'write' | 'destroy';
      readonly startedAt: number;
      readonly params: Json;
    }
  /** The intent is closed without a result: it did not happen. */
  | { readonly kind: 'closed'; readonly key: string }
  /** A person has to say what happened. */
  | { readonly kind: 'attention'; readonly key: string; readonly error: Failure }
  /** A try that failed and will be made again at `retryAt`. */
  | {
      readonly kind: 'attempt';
      readonly key: string;
      readonly nodeId: string;
      readonly attempt: number;
      readonly error: Failure;
      readonly retryAt: number;
      readonly startedAt: number;
      readonly params: Json;
    }
  | {
      readonly kind: 'wait';
      readonly key: string;
      readonly nodeId: string;
      readonly startedAt: number;
      readonly attempt: number;
      readonly params: Json;
      readonly state: Json;
      readonly until?: number;
      readonly event?: string;
      readonly says?: string;
      /** Before the step has begun: the next record of the key takes its place, params and all. */
      readonly paused?: true;
    }
  /** Where a loop stands. Replaces the container's last cursor; `settled` iterations need not be loaded again. */
  | {
      readonly kind: 'cursor';
      readonly key: string;
      readonly nodeId: string;
      readonly startedAt: number;
      readonly params: Json;
      readonly count: number;
      readonly next: number;
      readonly open: readonly number[];
      readonly done: number;
      readonly failed: number;
      readonly state?: Json;
    }
  /**
   * One finished iteration's entry of the loop's result (`items[]`). If the container's step says `list` and wrote no pages, the
   * entries are its list (position = index); if it says none they go, unless it was cancelled: a retry takes them over.
   */
  | {
      readonly kind: 'iteration';
      readonly key: string;
      readonly index: number;
      readonly status: 'succeeded' | 'failed' | 'skipped' | 'cancelled';
      readonly value?: Json;
      readonly error?: Failure;
    }
  | { readonly kind: 'memory'; readonly name: string; readonly value: Json }
  | { readonly kind: 'respond'; readonly status: number; readonly headers: { readonly [name: string]: string }; readonly body: Json }
  | { readonly kind: 'log'; readonly key: string; readonly lines: readonly LogLine[] }
  /** Nothing can go on now: parks the run until the earliest of its waits and retries, or for a person. Nobody holds it then. */
  | { readonly kind: 'park'; readonly status: 'waiting' | 'needs-attention'; readonly message?: string }
  /** Steps that are still open stay in the history as cancelled; the run's place goes to the next in its queue. */
  | {
      readonly kind: 'finish';
      readonly at: number;
      readonly status: 'succeeded' | 'failed' | 'cancelled';
      readonly failures: number;
      readonly message?: string;
      readonly error?: Failure;
      readonly failedStep?: string;
      readonly output?: Json;
    }
  /** The run has a suspect step, and is under way by itself now: if the process dies, that step is to blame. */
  | { readonly kind: 'trial' }
  /** A `stop` step has spoken: the run is to end like this as soon as what is under way has ended. Loaded as `stopped`. */
  | { readonly kind: 'stop'; readonly status: 'succeeded' | 'failed'; readonly message: string }
  /** Delivers an event in the same transaction (a child run's end). */
  | { readonly kind: 'deliver'; readonly event: string; readonly payload: Json };

/** Blamed for so many deaths, a step is a suspect: it is blamed once more only when it was on trial, and not one of many under way. */
export const suspectAfter = 2;

/** What a claim loads: settled steps outside loops and of open iterations, and everything open. Keyed by step key. */
export interface Loaded {
  readonly run: Run;
  readonly projectId: string;
  readonly depth: number;
  readonly epoch: number;
  readonly cancel: { readonly at: number; readonly reason: 'person' | 'timeout' | 'other' | 'parent' } | null;
  readonly steps: ReadonlyMap<string, LoadedStep>;
  readonly starts: ReadonlyMap<string, { readonly nodeId: string; readonly at: number; readonly params: Json }>;
  readonly intents: ReadonlyMap<
    string,
    Extract<Write, { kind: 'intent' }> & { readonly attention: Failure | null; readonly resolution: Resolution | null }
  >;
  readonly attempts: ReadonlyMap<string, Extract<Write, { kind: 'attempt' }>>;
  /** `delivered` is set when the awaited event has come. */
  readonly waits: ReadonlyMap<string, Extract<Write, { kind: 'wait' }> & { readonly delivered?: { readonly payload: Json } }>;
  readonly cursors: ReadonlyMap<string, Extract<Write, { kind: 'cursor' }>>;
  readonly memory: { readonly [name: string]: Json };
  readonly stopped: { readonly status: 'succeeded' | 'failed'; readonly message: string } | null;
  /** A process has died that held this run, and nothing in it has ended since. */
  readonly died: boolean;
  /** Steps that were under way when processes died, and how often; a try or a wait that ends makes a step blameless again. */
  readonly deaths: ReadonlyMap<string, number>;
}

export interface LoadedStep {
  readonly nodeId: string;
  readonly status: 'succeeded' | 'failed' | 'skipped' | 'cancelled';
  readonly port: string | null;
  readonly error: Failure | null;
  /** Present when it stood inline; otherwise read it with `output`. */
  readonly output?: Json;
  readonly hasOutput: boolean;
  readonly list: { readonly property: string; readonly count: number } | null;
}

/** One entry of a loop's result. */
export interface Iteration {
  readonly index: number;
  readonly status: 'succeeded' | 'failed' | 'skipped' | 'cancelled';
  readonly value: Json;
  readonly error: Failure | null;
}

export type Resolution =
  | { readonly outcome: 'happened'; readonly data: Json }
  | { readonly outcome: 'didNot' }
  | { readonly outcome: 'fail'; readonly message: string };

/**
 * One committed fact, in journal order: what the event stream and the editor live from.
 * Of a write with very many steps of finished iterations only the loop's counts are announced.
 */
export interface JournalEvent {
  readonly seq: number;
  readonly projectId: string;
  readonly runId: string;
  readonly flowId: string;
  readonly at: number;
  readonly change: { readonly type: 'run'; readonly run: Run } | { readonly type: 'step'; readonly step: Step };
}

export interface RunFilter {
  readonly projectId: string;
  readonly flowId?: string;
  readonly status?: readonly RunStatus[];
  /** Epoch milliseconds. */
  readonly since?: number;
  readonly world?: 'practice' | 'real';
  /** Type of what started it: `core.schedule`, `api`, `retry` … */
  readonly trigger?: string;
  /** Code of the error it ended with. */
  readonly error?: string;
  /**
   * Text in flow name, message, run number or id, inputs, or what a failed step said. (Where the steps of finished iterations share a
   * row, in that row.) No index holds these texts, for every run would pay for it: a page looks through as many runs as
   * can be read at once, and may hold fewer than were asked for, or none, while `next` says where to look on.
   */
  readonly q?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** A run as a list of flows shows it: how it stands, not what it holds. Times in epoch milliseconds. */
export interface RunLine {
  readonly id: string;
  readonly flowId: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly failures: number;
  readonly at: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export interface LastRunsFilter {
  readonly projectId: string;
  readonly flowIds: readonly string[];
  /** At most so many of each flow. */
  readonly each: number;
  readonly status?: readonly RunStatus[];
}

export interface StepFilter {
  /** Only steps on exactly this path: one iteration of a loop, or (empty) what stands outside loops. */
  readonly parentPath?: readonly number[];
  /** Only steps whose path begins like this: in one iteration of an outer loop, all iterations of the loops inside. */
  readonly within?: readonly number[];
  readonly nodeIds?: readonly string[];
  readonly status?: readonly string[];
  readonly cursor?: string;
  readonly limit: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Written {
  readonly woken: readonly string[];
  readonly ended?: Run;
}

export interface Journal {
  /** With `claim`, the run is claimed by `owner` (epoch 1) in the same commit; later writes of epoch 1 may be asked for at once. */
  createRun(run: NewRun, claim?: { readonly owner: string }): Promise<Created>;
  /** The run that was accepted before under this deduplication key, as `createRun` would tell it; null: none that still counts. */
  acceptedBefore(run: Pick<NewRun, 'projectId' | 'at'> & { readonly dedup: NonNullable<NewRun['dedup']> }): Promise<Created | null>;
  /**
   * epoch + 1. Null: unknown, ended, blocked, or (without `steal`) held by a live owner. Where no other process can hold the run,
   * the claim itself need not be on disk before the first write under it.
   */
  claim(runId: string, owner: string): Promise<Loaded | null>;
  /**
   * Atomic. Rejects with {@link Fenced} when the epoch is stale or the run has ended. When a write is refused, those of the same
   * epoch that were asked for after it and before its answer are refused too: they may rely on it. Answers the runs it woke (concurrency places,
   * delivered events), and the run itself when it has ended with this write.
   */
  write(runId: string, epoch: number, writes: readonly Write[]): Promise<Written>;
  /** Durable before it is answered. False: the run has ended already. */
  cancel(runId: string, reason: 'person' | 'timeout' | 'other' | 'parent', at: number): Promise<boolean>;
  resolve(runId: string, key: string, resolution: Resolution): Promise<boolean>;
  /** Wakes the runs that wait for it, or keeps it until the wait appears (`keepMs`). */
  deliver(event: string, payload: Json, keepMs?: number): Promise<readonly string[]>;
  /** Runs that should be advanced now: due waits and retries, unclaimed queued ones, delivered events. Earliest next time besides. */
  due(now: number, limit: number): Promise<{ readonly runs: readonly string[]; readonly nextAt: number | null }>;
  /**
   * After a crash of the one process of this machine: nothing is held any more. Of one owner: it lets go in good order, unless it is
   * said to have `died`. What was under way in a process that has died is blamed for it: see `deaths`.
   */
  releaseAll(owner?: string, how?: 'died'): Promise<void>;
  takeToken(
    key: string,
    rate: { readonly perSecond: number; readonly burst: number },
    now: number,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly retryAt: number }>;
  blockKey(key: string, until: number): Promise<void>;
  /** One owner at a time (a vault's watcher, a schedule). Null: somebody else holds it until its lease ends. */
  own(name: string, owner: string, leaseMs: number, now: number): Promise<{ readonly epoch: number } | null>;
  disown(name: string, epoch: number): Promise<void>;
  /** Open waits whose event name starts with `prefix`. */
  openEvents(
    prefix: string,
  ): Promise<readonly { readonly event: string; readonly runId: string; readonly key: string; readonly since: number }[]>;

  run(runId: string): Promise<(Run & { readonly projectId: string }) | null>;
  /** Number of runs that this run has started, directly and through others; ended ones count. */
  descendants(rootId: string): Promise<number>;
  runs(filter: RunFilter): Promise<Page<Run>>;
  /** How many runs there are of each status; a status without any is left out. */
  countRuns(filter: Omit<RunFilter, 'limit' | 'cursor'>): Promise<{ readonly [status in RunStatus]?: number }>;
  /** The newest runs of each of these flows, newest first: one question for a whole list. */
  lastRuns(filter: LastRunsFilter): Promise<readonly RunLine[]>;
  step(runId: string, key: string): Promise<Step | null>;
  steps(runId: string, filter: StepFilter): Promise<Page<Step>>;
  /** Evaluated params of a step, null when none were kept. */
  params(runId: string, key: string): Promise<Json>;
  /** The whole output, at most 8 MB; with a list result the list is left out and read with `items`. */
  output(
    runId: string,
    key: string,
  ): Promise<{ readonly data: Json; readonly list: { readonly property: string; readonly count: number } | null } | null>;
  items(runId: string, key: string, from: number, limit: number): Promise<readonly Json[]>;
  /** Entries of a loop's result written so far, by index; what has no entry is left out. Kept until the container's step is written. */
  iterations(runId: string, key: string, from: number, limit: number): Promise<readonly Iteration[]>;
  log(runId: string, key: string): Promise<readonly LogLine[]>;
  response(
    runId: string,
  ): Promise<{ readonly status: number; readonly headers: { readonly [name: string]: string }; readonly body: Json } | null>;
  /** Result the run ended with (`finish.output`). */
  result(runId: string): Promise<Json>;
  memory(
    flowId: string,
  ): Promise<{ readonly [name: string]: { readonly value: Json; readonly at: number; readonly runId: string | null } }>;
  setMemory(flowId: string, name: string, value: Json | undefined, at: number): Promise<void>;
  /**
   * Deletes runs that ended before then, the oldest first, and what has expired of keys and kept events. Tells which runs went.
   * A run that a kept one took results over from stays.
   */
  deleteRuns(before: number, limit: number): Promise<readonly string[]>;

  /**
   * The present state of what changed after `after`, oldest change first, each run and step once; `reset`: that point is no longer
   * kept. Steps in shared rows come only when a run or flow is named.
   */
  events(filter: {
    readonly projectId: string;
    readonly runId?: string;
    readonly flowId?: string;
    readonly after: number;
    readonly limit: number;
  }): Promise<{ readonly events: readonly JournalEvent[]; readonly reset: boolean; readonly last: number }>;
  /** Called after each commit with its changes, in order. Returns the way to stop. */
  onCommit(listener: (events: readonly JournalEvent[]) => void): () => void;
  close(): Promise<void>;
}

/** Somebody else has claimed the run since, or it has ended: whoever gets this stops working on it. */
export class Fenced extends Error {
  constructor(runId: string) {
    super(`run ${runId} is no longer held here`);
    this.name = 'Fenced';
  }
}
