// Keeps the shown run live: reads the run and its steps at once, and again when the stream has its place, so that nothing falls
// in between. A reload in mid-run is the same path. Inner steps of loops are read and followed only for loops that somebody looks at.
import { useSyncExternalStore } from 'react';
import type { Step } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import type { StreamEvent } from '../../nodes/kit/wire/runs.ts';
import { ApiError, call, keys, queryClient } from '../api.ts';
import { records } from './shown-run.ts';
import { openStream } from './stream.ts';

export interface LiveState {
  /** `reading`: the run is being read. `broken`: live changes do not arrive at the moment. */
  readonly state: 'idle' | 'reading' | 'live' | 'broken' | 'failed';
  readonly error: ApiError | null;
}

let liveState: LiveState = { state: 'idle', error: null };
const stateListeners = new Set<() => void>();
const setState = (state: LiveState['state'], error: ApiError | null = null) => {
  if (liveState.state === state && liveState.error === error) return;
  liveState = { state, error };
  for (const listener of stateListeners) listener();
};

const onState = (listener: () => void) => {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
};

export const useLiveState = (): LiveState => useSyncExternalStore(onState, () => liveState);

let flowId: string | null = null;
let loops: readonly string[] = [];
/** Iterations that were read, `key[index]`, so that paging through a loop reads each once. */
const readIterations = new Set<string>();
let lastSeq: number | null = null;
let close: (() => void) | null = null;
let generation = 0;
/** The last reading of the run failed: it is made up for when the stream is open again. */
let unread = false;
/** When the stream last said something, and how long a silence is believed. */
let heardAt = 0;
let patience = 0;
let watchdog: ReturnType<typeof setInterval> | undefined;
const shortSilence = 20_000;
const longSilence = 60_000;
const flowListeners = new Set<(event: StreamEvent) => void>();

/** Shows a run, live until it ends; null shows none. */
export function watchRun(runId: string | null): void {
  if (runId === records.runId()) return;
  records.watch(runId);
  loops = [];
  readIterations.clear();
  lastSeq = null;
  connect();
}

/** Follows a flow: tells of its new runs and of saves by others. Returns how to stop. */
export function watchFlow(id: string, listener: (event: StreamEvent) => void): () => void {
  flowListeners.add(listener);
  if (flowId !== id) {
    flowId = id;
    connect();
  }
  return () => {
    flowListeners.delete(listener);
    if (flowListeners.size > 0) return;
    flowId = null;
    connect();
  };
}

/** Follows the inner steps of a loop as long as the run goes on. */
function follow(containerKey: string): void {
  const run = records.run();
  if (loops.includes(containerKey) || (run && hasEnded(run.status))) return;
  loops = [...loops, containerKey];
  connect();
}

/** Reads the steps of one iteration of a loop, and follows the loop. Paging through a loop reads each iteration once. */
export async function watchIteration(containerKey: string, index: number): Promise<void> {
  const runId = records.runId();
  if (!runId) return;
  follow(containerKey);
  const name = `${containerKey}[${index}]`;
  if (readIterations.has(name)) return;
  readIterations.add(name);
  try {
    const steps = await readSteps(runId, { parent: containerKey, index });
    if (records.runId() === runId) records.load(null, steps);
  } catch {
    readIterations.delete(name);
  }
}

/** Reads inner steps of a loop, 200 at a time, and follows the loop. Gives the cursor of the next 200, or null. */
export async function watchLoop(containerKey: string, cursor: string | null, status?: 'failed'): Promise<string | null> {
  const runId = records.runId();
  if (!runId) return null;
  follow(containerKey);
  const page = await call('listSteps', {
    params: { id: runId },
    query: { parent: containerKey, limit: 200, ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) },
  });
  if (records.runId() === runId) records.load(null, page.items);
  return page.next;
}

function connect(): void {
  const mine = ++generation;
  const runId = records.runId();
  close?.();
  close = null;
  clearInterval(watchdog);
  if (runId === null) setState('idle');
  if (runId === null && flowId === null) return;
  const resumes = lastSeq !== null;
  let placed = false;
  close = openStream({ ...(flowId ? { flow: flowId } : { run: runId ?? '' }), loops }, lastSeq, {
    onOpen: () => {
      heardAt = Date.now();
      if (liveState.state === 'broken') setState('live');
      // What the first read saw may be older than the place at which the stream begins: what fell in between is read now.
      const known = records.run();
      const gap = unread || (!placed && !resumes);
      if (gap && mine === generation && runId !== null && !(known && hasEnded(known.status))) void read(runId, mine);
      placed = true;
    },
    onBroken: () => {
      if (records.run() !== null && liveState.state !== 'idle') setState('broken');
    },
    onEvent: (event, seq) => {
      if (mine !== generation) return;
      heardAt = Date.now();
      patience = shortSilence;
      if (seq !== null) lastSeq = Math.max(lastSeq ?? 0, seq);
      if (event.type === 'reset') {
        records.forgetOrder();
        readIterations.clear();
        if (runId) void read(runId, mine);
        return;
      }
      records.apply(event, seq);
      if (event.type === 'flow' || event.type === 'run') for (const listener of flowListeners) listener(event);
      if (event.type === 'run' && hasEnded(event.run.status)) void queryClient.invalidateQueries({ queryKey: ['runs'] });
    },
  });
  if (runId !== null) watchdog = setInterval(breakSilence, 5_000);
  if (runId !== null && (!resumes || records.run() === null)) void read(runId, mine);
}

/**
 * A stream can die without a word: a proxy that holds a dead connection open, a laptop that slept. After a long silence of a
 * run that goes on it is opened anew where it stopped; the server then tells what was missed.
 */
function breakSilence(): void {
  const run = records.run();
  if (!run || hasEnded(run.status) || Date.now() - heardAt < Math.max(patience, shortSilence)) return;
  patience = Math.min(longSilence, Math.max(patience, shortSilence) * 2);
  heardAt = Date.now();
  connect();
}

if (typeof document !== 'undefined')
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    patience = 0;
    breakSilence();
  });

async function read(runId: string, mine: number): Promise<void> {
  if (records.run() === null) setState('reading');
  try {
    const run = await call('getRun', { params: { id: runId } });
    if (mine === generation) records.load(run, []);
    const steps = await readSteps(runId, {});
    // The stream may have been opened again meanwhile (a loop was unfolded); what was read is still of this run.
    if (records.runId() !== runId) return;
    records.load(run, steps);
    queryClient.setQueryData(keys.run(runId), run);
    unread = false;
    setState('live');
  } catch (thrown) {
    if (records.runId() !== runId) return;
    unread = true;
    // What is known of the run stays to be seen; the stream says when the server is there again.
    if (records.run() !== null && thrown instanceof ApiError && thrown.code === 'offline') {
      setState('broken');
      return;
    }
    setState('failed', thrown instanceof ApiError ? thrown : new ApiError({ code: 'internal', status: 0, detail: String(thrown) }));
  }
}

async function readSteps(id: string, query: { readonly parent?: string; readonly index?: number }): Promise<readonly Step[]> {
  const steps: Step[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('listSteps', { params: { id }, query: { ...query, limit: 200, ...(cursor ? { cursor } : {}) } });
    steps.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return steps;
}
