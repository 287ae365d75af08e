// What is known of the run on the canvas: one run, its steps by key, and who wants to hear of which. It takes records in any
// order and keeps the newest; listeners are told once per frame. It knows neither React nor the network.
import type { Run, Step } from '../../nodes/kit/records.ts';
import { parseStepKey } from '../../nodes/kit/step-key.ts';
import type { StreamEvent } from '../../nodes/kit/wire/runs.ts';

const finals = new Set<Step['status']>(['succeeded', 'failed', 'skipped', 'cancelled']);

/** No step after this one takes it back: a retry of a finished step is a new run. */
export const isFinal = (status: Step['status']): boolean => finals.has(status);

export interface RunRecords {
  /** Starts over with nothing, for this run. */
  watch(runId: string | null): void;
  runId(): string | null;
  run(): Run | null;
  step(key: string): Step | null;
  /** All known steps; the same array until something changes. */
  steps(): readonly Step[];
  /** Takes what was read. Steps that the stream has told newer things about stay as they are. */
  load(run: Run | null, steps: readonly Step[]): void;
  /** The order of the stream starts anew (it lost its place): what is read next is the newest. */
  forgetOrder(): void;
  /** Takes one event of the stream; `seq` is its journal sequence, null for live-only ones. */
  apply(event: StreamEvent, seq: number | null): void;
  /** Topics: `run`, `steps`, or a step key. */
  subscribe(topic: string, listener: () => void): () => void;
}

/** @param schedule calls back before the next frame */
export function createRunRecords(schedule: (flush: () => void) => void): RunRecords {
  let runId: string | null = null;
  let run: Run | null = null;
  let runSeq = -1;
  let list: readonly Step[] | null = null;
  const steps = new Map<string, Step>();
  const seqs = new Map<string, number>();
  const listeners = new Map<string, Set<() => void>>();
  const dirty = new Set<string>();
  let scheduled = false;

  const flush = () => {
    scheduled = false;
    const topics = [...dirty];
    dirty.clear();
    for (const topic of topics) for (const listener of [...(listeners.get(topic) ?? [])]) listener();
  };
  const touch = (topic: string) => {
    dirty.add(topic);
    if (scheduled) return;
    scheduled = true;
    schedule(flush);
  };
  const put = (step: Step) => {
    steps.set(step.key, step);
    list = null;
    touch(step.key);
    touch('steps');
  };
  const takeStep = (step: Step, seq: number | null) => {
    const known = steps.get(step.key);
    if (seq !== null && seq < (seqs.get(step.key) ?? -1)) return;
    if (known && isFinal(known.status) && !isFinal(step.status)) return;
    if (known && !isFinal(step.status) && step.attempt < known.attempt) return;
    if (seq !== null) seqs.set(step.key, seq);
    // Progress is never stored: a record without it must not wipe the live one of the same attempt.
    const live =
      known && known.status === step.status && known.attempt === step.attempt && !isFinal(step.status) && known.progress !== null;
    put(live && step.progress === null ? { ...step, progress: known.progress, says: step.says ?? known.says } : step);
  };
  const takeRun = (next: Run, seq: number | null) => {
    if (next.id !== runId || (seq !== null && seq < runSeq)) return;
    if (seq !== null) runSeq = seq;
    run = next;
    touch('run');
  };

  return {
    watch(id) {
      const topics = [...steps.keys()];
      runId = id;
      run = null;
      runSeq = -1;
      list = null;
      steps.clear();
      seqs.clear();
      for (const topic of topics) touch(topic);
      touch('run');
      touch('steps');
    },
    runId: () => runId,
    run: () => run,
    step: (key) => steps.get(key) ?? null,
    steps: () => {
      list ??= [...steps.values()];
      return list;
    },
    load(loaded, loadedSteps) {
      // What the stream has told meanwhile is newer than what the read brings, but for an end: nothing comes after that.
      if (loaded && (loaded.endedAt || (runSeq < 0 && !run?.endedAt))) takeRun(loaded, null);
      for (const step of loadedSteps) if (!seqs.has(step.key)) takeStep(step, null);
    },
    forgetOrder() {
      seqs.clear();
      runSeq = -1;
    },
    apply(event, seq) {
      // Without a number it still came by the stream: later than whatever is being read.
      if (event.type === 'run') takeRun(event.run, seq ?? Math.max(runSeq, 0));
      if (event.type === 'step' && event.runId === runId) takeStep(event.step, seq ?? seqs.get(event.step.key) ?? 0);
      if (event.type === 'progress' && event.runId === runId) {
        const known = steps.get(event.key);
        if (known && isFinal(known.status)) return;
        const base = known ?? started(event.key);
        if (base) put({ ...base, progress: event.fraction, says: event.says });
      }
    },
    subscribe(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set);
      set.add(listener);
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(topic);
      };
    },
  };
}

/** A step that reports progress runs, even while its start has no record yet. */
function started(key: string): Step | null {
  const parts = parseStepKey(key);
  if (!parts) return null;
  return {
    key,
    nodeId: parts.nodeId,
    path: [...parts.path],
    status: 'running',
    port: null,
    attempt: 1,
    startedAt: new Date().toISOString(),
    endedAt: null,
    wakeAt: null,
    says: null,
    progress: null,
    error: null,
    hasOutput: false,
    count: null,
    loop: null,
  };
}
