// The live stream (SSE): what the journal has committed, to whoever listens, a step at most once per flush with its newest state.
// A listener that was away says the last sequence it saw and gets the rest; if that is too long ago, `reset`. Steps inside
// loops come only for containers that the listener named.
import type { Response } from 'express';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Run } from '../../nodes/kit/records.ts';
import { hasEnded, runStatuses } from '../../nodes/kit/status.ts';
import type { StreamEvent } from '../../nodes/kit/wire/runs.ts';
import type { Engine } from '../engine/engine.ts';
import type { Journal, JournalEvent } from '../journal/contract.ts';
import type { NodeTypes } from '../node-types.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { Stores } from '../store/stores.ts';
import { containersOf, isScope } from './inside.ts';

const FLUSH_MS = 40;
const HEARTBEAT_MS = 15_000;
const REPLAY_PAGE = 1_000;
/** A listener that reads too slowly is cut off and comes back with its last sequence. */
const MOST_UNSENT_BYTES = 4_000_000;

export interface Subscription {
  readonly run?: string | undefined;
  readonly flow?: string | undefined;
  readonly loops?: string | undefined;
  readonly after?: number | undefined;
}

/** Where a run's steps belong. The document is read when somebody watches a loop in it; null: it cannot be read. */
interface Place {
  readonly flowId: string;
  readonly version: number;
  readonly projectId: string;
  document?: Flow | null;
}

interface Listener {
  readonly projectId: string;
  readonly wants: Subscription;
  readonly loops: ReadonlySet<string> | 'all';
  readonly response: Response;
  /** Asked now and then: may it hear on? */
  readonly stillMay: () => Promise<boolean>;
  readonly pending: Map<string, StreamEvent>;
  seq: number;
  timer: NodeJS.Timeout | null;
  replaying: boolean;
}

export interface EventStreamDeps {
  readonly journal: Journal;
  readonly engine: Pick<Engine, 'onProgress'>;
  readonly stores: Pick<Stores, 'versions'>;
  readonly nodeTypes: Pick<NodeTypes, 'find'>;
  readonly heartbeatMs?: number;
}

export function createEventStream({ journal, engine, stores, nodeTypes, heartbeatMs = HEARTBEAT_MS }: EventStreamDeps) {
  const listeners = new Set<Listener>();
  const placeOfRun = new Map<string, Place>();

  /** The journal makes its announcements only while somebody listens. */
  let stopCommits: (() => void) | null = null;
  /** What is heard is told in the order in which it was heard. */
  let hearing: Promise<void> = Promise.resolve();
  const inOrder = (work: () => Promise<void>) => {
    // Whoever could not be told comes back and asks for what followed the last thing it heard.
    hearing = hearing.then(work).catch(() => {
      for (const { response } of listeners) response.end();
    });
  };
  const hearCommits = (events: readonly JournalEvent[]) =>
    inOrder(async () => {
      const places = await placesOf(events);
      for (const listener of listeners) if (!listener.replaying) for (const event of events) offer(listener, event, places);
      for (const event of events) forget(event);
    });
  const stopProgress = engine.onProgress((progress) =>
    inOrder(async () => {
      const place = placeOfRun.get(progress.runId);
      if (!place) return;
      await readLoops([place]);
      for (const listener of listeners)
        if (
          wanted(listener, place.projectId, progress.runId, place.flowId) &&
          listensToSteps(listener) &&
          visible(listener, place, progress.key)
        )
          queue(listener, `progress ${progress.runId} ${progress.key}`, { type: 'progress', ...progress });
    }),
  );
  const heartbeat = setInterval(() => {
    for (const listener of listeners) void beat(listener);
  }, heartbeatMs);
  heartbeat.unref();

  /** A stream outlives the request that opened it: whoever was shut out since, or has signed out, hears no more. */
  async function beat({ response, stillMay }: Listener): Promise<void> {
    // Who cannot be asked about just now is asked about at the next beat.
    if (await stillMay().catch(() => true)) response.write(': alive\n\n');
    else response.end();
  }

  function remember({ runId, flowId, projectId, change }: JournalEvent): void {
    if (change.type === 'run' && !placeOfRun.has(runId)) placeOfRun.set(runId, { flowId, version: change.run.version, projectId });
  }

  /** Which steps are inside which loop stands in the flow's document; needed only while somebody watches some loops. */
  async function readLoops(places: Iterable<Place>): Promise<void> {
    if (![...listeners].some(({ loops }) => loops !== 'all' && loops.size > 0)) return;
    for (const place of places)
      if (place.document === undefined) place.document = await stores.versions.flowOf(place, place.flowId, place.version).catch(() => null);
  }

  /** Kept beside the events: a run may be forgotten by others before these are told. */
  async function placesOf(events: readonly JournalEvent[]): Promise<ReadonlyMap<string, Place>> {
    const places = new Map<string, Place>();
    for (const event of events) {
      remember(event);
      const place = placeOfRun.get(event.runId);
      if (place) places.set(event.runId, place);
    }
    await readLoops(places.values());
    return places;
  }

  /** Only after its last steps were offered: a short run begins and ends in one commit. */
  function forget({ runId, change }: JournalEvent): void {
    if (change.type === 'run' && change.run.endedAt !== null) placeOfRun.delete(runId);
  }

  /** Runs whose steps this listener may hear of before it hears of themselves. */
  async function underWay({ projectId }: ProjectActor, { run, flow }: Subscription): Promise<readonly Run[]> {
    if (run !== undefined) {
      const found = await journal.run(run);
      return found?.projectId === projectId ? [found] : [];
    }
    if (flow === undefined) return [];
    return (await journal.runs({ projectId, flowId: flow, status: runStatuses.filter((status) => !hasEnded(status)), limit: 200 })).items;
  }

  const wanted = ({ projectId, wants }: Listener, project: string, runId: string, flowId: string) =>
    project === projectId && (wants.run === undefined || wants.run === runId) && (wants.flow === undefined || wants.flow === flowId);
  /** Whoever watches everything (the home page) gets runs, not their steps. */
  const listensToSteps = ({ wants }: Listener) => wants.run !== undefined || wants.flow !== undefined;

  /** A step in a loop is seen by those who named its container: `eachVault`, or one round of an outer loop: `eachItem[2]`. */
  function visible({ loops }: Listener, place: Place | undefined, key: string): boolean {
    const bracket = key.indexOf('[');
    if (bracket < 0 || loops === 'all') return true;
    if (loops.size === 0 || !place?.document) return false;
    const path = key.slice(bracket);
    const outer = path.replace(/\[\d+\]$/, '');
    const around = containersOf(place.document, key.slice(0, bracket), nodeTypes);
    return around.some((node) => loops.has(node.id) || loops.has(node.id + (isScope(node, nodeTypes) ? path : outer)));
  }

  function offer(listener: Listener, event: JournalEvent, places: ReadonlyMap<string, Place>): void {
    if (event.seq <= listener.seq) return;
    listener.seq = event.seq;
    if (!wanted(listener, event.projectId, event.runId, event.flowId)) return;
    if (event.change.type === 'run') {
      queue(listener, `run ${event.runId}`, { type: 'run', run: event.change.run });
    } else if (listensToSteps(listener) && visible(listener, places.get(event.runId), event.change.step.key)) {
      queue(listener, `step ${event.runId} ${event.change.step.key}`, { type: 'step', runId: event.runId, step: event.change.step });
    }
  }

  function queue(listener: Listener, key: string, event: StreamEvent): void {
    // The newest state counts, at the place where it came last: a run never ends before its last step.
    listener.pending.delete(key);
    listener.pending.set(key, event);
    listener.timer ??= setTimeout(() => flush(listener), FLUSH_MS);
  }

  function flush(listener: Listener): void {
    if (listener.timer) clearTimeout(listener.timer);
    listener.timer = null;
    const { response, pending } = listener;
    if (response.writableEnded || response.destroyed) return;
    if (response.writableLength > MOST_UNSENT_BYTES) {
      response.destroy();
      return;
    }
    let text = '';
    let left = pending.size;
    // The sequence goes with the last event: whoever loses the connection before it gets the others again.
    for (const { type, ...rest } of pending.values())
      text += `event: ${type}\n${--left === 0 ? `id: ${listener.seq}\n` : ''}data: ${JSON.stringify(rest)}\n\n`;
    pending.clear();
    if (text !== '') response.write(text);
  }

  /** Page by page, each sent before the next is read: a listener that was away long costs no more memory than one page. */
  async function replay(listener: Listener, after: number): Promise<void> {
    const { projectId, wants } = listener;
    for (let from = after; ; ) {
      const page = await journal.events({
        projectId,
        after: from,
        limit: REPLAY_PAGE,
        ...(wants.run === undefined ? {} : { runId: wants.run }),
        ...(wants.flow === undefined ? {} : { flowId: wants.flow }),
      });
      if (page.reset) {
        listener.seq = page.last;
        queue(listener, 'reset', { type: 'reset' });
        return;
      }
      const places = await placesOf(page.events);
      for (const event of page.events) offer(listener, event, places);
      for (const event of page.events) forget(event);
      const last = page.events.at(-1)?.seq;
      if (last === undefined || page.events.length < REPLAY_PAGE) {
        listener.seq = Math.max(listener.seq, last ?? page.last);
        return;
      }
      from = last;
      flush(listener);
      await roomIn(listener.response);
      if (!listeners.has(listener)) return;
    }
  }

  return {
    async subscribe(
      actor: ProjectActor,
      wants: Subscription,
      after: number | null,
      response: Response,
      stillMay: () => Promise<boolean>,
    ): Promise<void> {
      response
        .status(200)
        .set({ 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
      const names = (wants.loops ?? '').split(',').filter((name) => name !== '');
      const listener: Listener = {
        projectId: actor.projectId,
        wants,
        loops: names.includes('all') ? 'all' : new Set(names),
        response,
        stillMay,
        pending: new Map(),
        seq: 0,
        timer: null,
        replaying: true,
      };
      listeners.add(listener);
      stopCommits ??= journal.onCommit(hearCommits);
      response.once('close', () => {
        listeners.delete(listener);
        if (listeners.size === 0) {
          stopCommits?.();
          stopCommits = null;
          placeOfRun.clear();
        }
        if (listener.timer) clearTimeout(listener.timer);
      });
      for (const run of await underWay(actor, wants))
        placeOfRun.set(run.id, { flowId: run.flowId, version: run.version, projectId: actor.projectId });
      if (after === null)
        listener.seq = (await journal.events({ projectId: actor.projectId, after: Number.MAX_SAFE_INTEGER, limit: 1 })).last;
      // The place is taken: whoever reads after this answer has begun misses nothing in between.
      response.flushHeaders();
      if (after !== null) {
        listener.seq = after;
        await replay(listener, after);
        if (!listeners.has(listener)) return;
      }
      listener.replaying = false;
      // What was committed between the last page read and now.
      await replay(listener, listener.seq);
      if (listener.pending.size === 0) response.write(`id: ${listener.seq}\n\n`);
      flush(listener);
    },

    /** A draft was saved: others who have the flow open want to know. */
    flowChanged(projectId: string, flowId: string, etag: string): void {
      for (const listener of listeners)
        if (listener.projectId === projectId && listener.wants.run === undefined && (listener.wants.flow ?? flowId) === flowId)
          queue(listener, `flow ${flowId}`, { type: 'flow', flowId, etag });
    },

    count: () => listeners.size,

    close(): void {
      stopCommits?.();
      stopProgress();
      clearInterval(heartbeat);
      for (const { response } of listeners) response.end();
    },
  };
}

/** Until the other side has taken what was written; at least one turn of the event loop, for the others. */
const roomIn = (response: Response): Promise<void> =>
  new Promise((resume) => {
    if (!response.writableNeedDrain || response.destroyed) return void setImmediate(resume);
    const go = () => {
      response.off('drain', go);
      response.off('close', go);
      resume();
    };
    response.on('drain', go);
    response.on('close', go);
  });

export type EventStream = ReturnType<typeof createEventStream>;
