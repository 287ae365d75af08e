// Runs that have ended start other flows: those with a trigger for it, and the error flow of a run that failed. Each once, also
// over a crash: the journal is read on from a durable mark, and what was started before is known by its key. Costs nothing while
// no published flow listens.
import { errorTable, FailureError } from '../../nodes/kit/errors.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Run } from '../../nodes/kit/records.ts';
import type { Journal, JournalEvent } from '../journal/contract.ts';
import { systemActor, triggerActor } from '../security/actor.ts';
import type { Stores } from '../store/stores.ts';
import type { Accept } from './accept.ts';
import type { Clock } from './clock.ts';
import { chainOf, hears, type Listener, listenersOf, RUN_ENDED, told } from './ended-run.ts';

const KEEP_MS = 30 * 86_400_000;
const MARK_EVERY_MS = 5_000;
const AGAIN_MS = 2_000;
const LONGEST_CHAIN = 10;

export interface RunEndedDeps {
  readonly stores: Stores;
  readonly journal: Journal;
  readonly accept: Accept;
  readonly clock: Clock;
  readonly publicUrl: () => string;
  /** Told of flows that could not be started. */
  readonly trouble: (flowId: string, message: string) => void;
}

interface Ended {
  readonly seq: number;
  readonly run: Run;
  readonly projectId: string;
}

export function createRunEnded({ stores, journal, accept, clock, publicUrl, trouble }: RunEndedDeps) {
  let listeners: readonly Listener[] = [];
  let queue: Ended[] = [];
  let working: Promise<void> | null = null;
  let stopListening: (() => void) | null = null;
  let stopTimer = () => {};
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;
  /** What ended before this start is still being read. */
  let catchingUp = false;
  /** Everything up to here was heard; with an empty queue, dealt with too. */
  let heard = 0;
  let marked = 0;

  const wanted = (run: Run, projectId: string) => listeners.filter((listener) => hears(listener, run, projectId));

  function take(events: readonly JournalEvent[]): void {
    for (const { seq, projectId, change } of events) {
      if (change.type === 'run' && change.run.endedAt !== null && wanted(change.run, projectId).length > 0)
        queue.push({ seq, run: change.run, projectId });
      heard = Math.max(heard, seq);
    }
    if (queue.length > 0)
      working ??= work().finally(() => {
        working = null;
      });
  }

  async function work(): Promise<void> {
    for (let next = queue[0]; next && !stopped; next = queue[0]) {
      try {
        await deal(next);
        queue = queue.slice(1);
      } catch (error) {
        trouble(next.run.flowId, `what follows run ${next.run.number} is tried again: ${(error as Error).message}`);
        await new Promise<void>((resume) => clock.after(AGAIN_MS, resume));
      }
    }
  }

  async function deal({ run, projectId }: Ended): Promise<void> {
    const heirs = wanted(run, projectId);
    if (heirs.length === 0) return;
    const chain = await chainOf(run, journal);
    const body = await told(run, chain, journal, publicUrl());
    for (const listener of heirs) {
      if (chain.includes(listener.flowId)) continue;
      if (chain.length >= LONGEST_CHAIN)
        await refused(listener, run, `flows that start each other by their ends are followed ${LONGEST_CHAIN} deep`);
      else await start(listener, run, body).catch((error: unknown) => giveUp(listener, run, error));
    }
  }

  /** What may go better later goes up; what never will is noted, once and for all. */
  async function giveUp(listener: Listener, run: Run, error: unknown): Promise<void> {
    if (!(error instanceof FailureError) || errorTable[error.failure.code].status >= 429) throw error;
    await refused(listener, run, error.failure.message);
  }

  async function refused({ flowId, projectId }: Listener, run: Run, why: string): Promise<void> {
    trouble(flowId, `run ${run.number} of “${run.flowName}” has started nothing: ${why}`);
    await stores.audit.record(systemActor(projectId), 'trigger.refused', flowId, { run: run.id, why });
  }

  async function start({ flowId, projectId, nodeId }: Listener, run: Run, body: JsonObject): Promise<void> {
    const actor = triggerActor(projectId, `${flowId}/${nodeId ?? 'error'}`, nodeId === null ? 'Error flow' : 'Run ended');
    const flow = await stores.flows.head(actor, flowId);
    if (flow.publishedVersion === null) throw new FailureError({ code: 'conflict', message: `“${flow.name}” is not published.` });
    const document = await stores.versions.flowOf(actor, flowId, flow.publishedVersion);
    const node = nodeId ?? triggerFor(document);
    await accept.accept({
      actor,
      flow,
      arrival: { type: RUN_ENDED, ...(node === null ? {} : { nodeId: node }), body },
      // A flow without a trigger of its own for this gets what its inputs are called like.
      ...(node === null ? { inputs: inputsFrom(document, body) } : {}),
      world: run.world,
      owed: true,
      dedup: { key: `ended:${flowId}:${nodeId ?? 'error'}:${run.id}`, hash: '', keepMs: KEEP_MS },
    });
  }

  /** What ended since the mark, page by page; then live. */
  async function catchUp(from: number): Promise<void> {
    catchingUp = true;
    for (const projectId of await stores.runListeners.projects())
      for (let after = from; ; ) {
        const { events, reset } = await journal.events({ projectId, after, limit: 500 });
        if (reset && after === from) trouble('', 'runs that ended long ago may have started nothing: their records are gone');
        const last = events.at(-1);
        if (!last) break;
        take(events);
        after = last.seq;
      }
    catchingUp = false;
  }

  function plan(): void {
    stopTimer();
    stopTimer = clock.after(MARK_EVERY_MS, () => {
      void saveMark().finally(() => stopListening && !stopped && plan());
    });
  }

  async function saveMark(): Promise<void> {
    const done = queue[0] ? queue[0].seq - 1 : heard;
    if (catchingUp || done <= marked) return;
    await stores.runListeners.setMark(done);
    marked = done;
  }

  async function wake(): Promise<void> {
    stopListening = journal.onCommit(take);
    const mark = await stores.runListeners.mark();
    const [project] = await stores.runListeners.projects();
    const { last } = await journal.events({ projectId: project ?? '', after: mark ?? Number.MAX_SAFE_INTEGER, limit: 1 });
    marked = mark ?? last;
    heard = Math.max(heard, marked);
    // What ended before anybody listened is nobody's business.
    if (mark === null) await stores.runListeners.setMark(last);
    else await catchUp(mark);
    plan();
  }

  async function sleep(): Promise<void> {
    stopListening?.();
    stopListening = null;
    stopTimer();
    await working;
    await stores.runListeners.setMark(null);
  }

  async function lookNow(): Promise<void> {
    const found: Listener[] = [];
    for (const flow of await stores.runListeners.listening()) {
      const document = await stores.versions.flowOf(systemActor(flow.projectId), flow.flowId, flow.version).catch(() => null);
      if (document) found.push(...listenersOf(flow, document));
    }
    listeners = found;
    if (listeners.length > 0 && !stopListening) await wake();
    else if (listeners.length === 0 && (stopListening || (await stores.runListeners.mark()) !== null)) await sleep();
  }

  return {
    /** Call it at a start and whenever a flow is published, enabled, disabled or deleted. One look after the other: the last counts. */
    look(): Promise<void> {
      looking = looking.catch(() => undefined).then(lookNow);
      return looking;
    },
    /** Hears nothing until the next look: another process does, and reads on from the mark. */
    rest(): Promise<void> {
      looking = looking
        .catch(() => undefined)
        .then(async () => {
          if (!stopListening) return;
          stopListening();
          stopListening = null;
          stopTimer();
          // What was not dealt with is found again behind the mark, by whoever hears next.
          const all = queue.length === 0;
          queue = queue.slice(0, 1);
          await working;
          if (all) await saveMark();
        });
      return looking;
    },
    async stop(): Promise<void> {
      stopped = true;
      stopListening?.();
      stopTimer();
      await working;
      if (listeners.length > 0) await saveMark();
    },
  };
}

export type RunEnded = ReturnType<typeof createRunEnded>;

/** The trigger that knows what an ended run is; null: the flow's usual one. */
const triggerFor = ({ nodes }: Flow): string | null =>
  nodes.find(({ type, settings }) => type === RUN_ENDED && settings?.disabled !== true)?.id ?? null;

const inputsFrom = ({ inputs }: Flow, body: JsonObject): JsonObject =>
  Object.fromEntries(
    inputs.flatMap(({ name, secret }) => (secret !== true && Object.hasOwn(body, name) ? [[name, body[name]]] : [])) as [string, never][],
  );
