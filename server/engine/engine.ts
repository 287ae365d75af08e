// The interpreter's public face: starts runs, advances them, ends them. It knows neither HTTP nor SQL nor Azure: node types,
// flow documents and capabilities are handed to it, runs live in the journal. Whatever it answers is durable.
import type { Capabilities } from '../../nodes/kit/capabilities.ts';
import type { Effect, NodeType } from '../../nodes/kit/define.ts';
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Pauses } from '../../nodes/kit/pauses.ts';
import type { Actor, LogLine, Run, TriggerEvent } from '../../nodes/kit/records.ts';
import type { Dispatcher } from '../dispatch/contract.ts';
import type { Created, Journal, NewRun, Resolution } from '../journal/contract.ts';
import { placeOf } from './accept.ts';
import { liveRuns } from './live-runs.ts';
import { originOf } from './origin.ts';
import { orphanWatch } from './orphans.ts';
import { newRetry } from './retry-run.ts';

export interface EngineLimits {
  /** Runs that one process advances at once. */
  readonly runs: number;
  /** What running calls get after a cancel, a time-out or a stop. */
  readonly graceMs: number;
  /** A step's time when nothing else is said. */
  readonly stepTimeoutMs: number;
  /** Largest result of a step, and largest list that an expression may load, in characters of JSON. */
  readonly outputSize: number;
  readonly listItems: number;
  readonly rounds: number;
  readonly depth: number;
  /** Runs that one run may start, directly and through others. */
  readonly descendants: number;
  /** When a run is taken up again after the journal refused. */
  readonly troubleMs: number;
  /** A call whose intent took longer to be durable is made only after the run was claimed anew: others may have taken it over. */
  readonly fenceMs: number;
  /** A step is set aside when the process has died so often in a row while it was under way. */
  readonly deaths: number;
  /** How long a suspect of that goes on alone. */
  readonly aloneMs: number;
  /** Longest stretch of work before others get their turn. */
  readonly sliceMs: number;
  /** And what all runs together may take of one turn of the event loop. */
  readonly turnMs: number;
}

/** What a step needs capabilities for; `signal` ends with the step. */
export interface StepRequest {
  readonly run: Run;
  readonly projectId: string;
  readonly flow: Flow;
  readonly node: FlowNode;
  readonly stepKey: string;
  /** uuid v5 of run and step key. */
  readonly key: string;
  readonly effect: Effect;
  readonly signal: AbortSignal;
  log(level: LogLine['level'], message: string): void;
}

export interface EngineDeps {
  readonly journal: Journal;
  readonly dispatcher: Dispatcher;
  readonly owner: string;
  nodeType(type: string, version: number): NodeType | undefined;
  /** The immutable flow version. */
  loadFlow(flowId: string, version: number): Promise<Flow>;
  /**
   * Capabilities for one step, already bound to connection, effect, world and practice rules. Answer plainly, not with a
   * promise, wherever that is possible: steps that run at once then cost no turn. `memory` of the answer is replaced.
   */
  capabilities(step: StepRequest): Promise<Capabilities> | Capabilities;
  readonly clock?: { now(): number };
  /** Where a run with breakpoints pauses by now; null: as it was told at its start. */
  pausesOf?(runId: string): Promise<Pauses | null>;
  /** Where other processes share the journal: the runs that it says this one holds. */
  held?(): Promise<readonly string[]>;
  readonly limits?: Partial<EngineLimits>;
  /** Told about failures that no run can show (the journal refused). */
  onTrouble?(runId: string, error: unknown): void;
}

export interface StartRequest {
  /** Given by the caller: asking twice starts one run. */
  readonly id?: string;
  readonly projectId: string;
  readonly flow: {
    readonly id: string;
    readonly name: string;
    readonly version: number;
    readonly published: boolean;
    readonly document: Flow;
  };
  readonly trigger: TriggerEvent;
  /** The trigger node that fired; the others are skipped. */
  readonly triggerNodeId: string | null;
  readonly inputs: JsonObject;
  readonly actor: Actor;
  readonly world: 'practice' | 'real';
  readonly dedup?: NonNullable<NewRun['dedup']>;
  readonly priority?: number;
  /** The step that starts this run. World, actor and priority are then the parent's, the id follows from the step. */
  readonly parent?: { readonly runId: string; readonly stepKey: string };
  readonly retryOf?: string;
  /** Runs only this node and what is behind it; what stands before it gives its sample, else null. */
  readonly from?: string;
  /** Runs only this node and what stands before it. */
  readonly to?: string;
  readonly samples?: JsonObject;
  /** Pauses before these steps, until a person says to go on (see pauses.ts). */
  readonly pauseBefore?: readonly string[];
}

export interface RetryRequest {
  /** Given by a caller who keeps something beside the run. */
  readonly id?: string;
  readonly projectId: string;
  readonly actor: Actor;
  /** Keys of the steps to run again, with all that is behind them. Left out: those that failed or did not end. */
  readonly steps?: readonly string[];
  readonly version?: { readonly number: number; readonly published: boolean; readonly document: Flow };
  readonly dedup?: NewRun['dedup'] | undefined;
}

export interface RunResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Json;
}

export interface StepProgress {
  readonly runId: string;
  readonly key: string;
  readonly fraction: number | null;
  readonly says: string;
}

export interface Engine {
  /** Durable when it resolves. Rejects with a FailureError when the request cannot be accepted. */
  start(request: StartRequest): Promise<Created>;
  /** Resolves when the run has passed a respond node or ended (durable), or with null after `ms` or for an unknown run. */
  waitFor(runId: string, ms: number): Promise<{ readonly run: Run; readonly response: RunResponse | null } | null>;
  /** Durable when it resolves. False: the run has ended already. */
  cancel(runId: string): Promise<boolean>;
  /** A new run that takes over what succeeded. Rejects with a FailureError (`conflict`, `not_found`). */
  retry(runId: string, request: RetryRequest): Promise<Created>;
  /** A person says what became of a call without an answer. */
  resolve(runId: string, key: string, resolution: Resolution): Promise<boolean>;
  /** Kept when nobody waits for it yet. False: nobody does. */
  deliver(event: string, payload: Json): Promise<boolean>;
  /** Live, not durable: progress of running and waiting steps. Returns the way to stop. */
  onProgress(listener: (progress: StepProgress) => void): () => void;
  /** A watcher tells about steps that wait. */
  progress(runId: string, key: string, fraction: number | null, says: string): void;
  /** After a start of the process: nothing is held any more, what is due goes on. */
  boot(): Promise<void>;
  stop(graceMs: number): Promise<void>;
}

const defaultLimits: EngineLimits = {
  runs: 1_000,
  graceMs: 25_000,
  stepTimeoutMs: 15 * 60_000,
  outputSize: 8 * 1024 * 1024,
  listItems: 1_000_000,
  rounds: 1_000,
  depth: 10,
  descendants: 10_000,
  troubleMs: 5_000,
  fenceMs: Number.POSITIVE_INFINITY,
  deaths: 3,
  aloneMs: 10_000,
  sliceMs: 12,
  turnMs: 50,
};

export function createEngine(deps: EngineDeps): Engine {
  const { journal, dispatcher } = deps;
  const runs = liveRuns(deps, { ...defaultLimits, ...deps.limits });
  const orphans = deps.held ? orphanWatch({ ...runs, held: deps.held, trouble: deps.onTrouble, everyMs: runs.limits.troubleMs }) : null;
  return {
    start: runs.start,
    waitFor: (runId, ms) => runs.waiters.waitFor(runId, ms),
    cancel: (runId) => runs.cancel(runId, 'person'),
    async retry(runId, request) {
      const run = await newRetry(journal, runId, request, runs.now());
      const document = request.version?.document ?? (await runs.flowOf(run.flowId, run.version)).document;
      const place = placeOf({
        projectId: run.projectId,
        flow: { id: run.flowId, document },
        inputs: run.inputs,
        trigger: originOf(run).trigger,
      });
      return runs.accept({ ...run, ...place, ...(request.dedup ? { dedup: request.dedup } : {}) }, document);
    },
    async resolve(runId, key, resolution) {
      const taken = await journal.resolve(runId, key, resolution);
      if (taken) runs.woken([runId]);
      return taken;
    },
    async deliver(event, payload) {
      const waited = await journal.deliver(event, payload);
      runs.woken(waited);
      return waited.length > 0;
    },
    onProgress: runs.onProgress,
    progress: (runId, key, fraction, says) => runs.progress({ runId, key, fraction, says }),
    async boot() {
      await journal.releaseAll();
      await dispatcher.start(runs.advance, { concurrency: runs.limits.runs, abort: runs.abort, nudge: runs.nudge });
      orphans?.start();
    },
    async stop(graceMs) {
      orphans?.stop();
      await runs.stop(graceMs);
      // So that nobody takes this for a death, and others need not wait for it; where the database is away, they do.
      await journal.releaseAll(deps.owner).catch(() => undefined);
    },
  };
}
