// Dispatch for one process: a fair queue in memory, timers, and a sweeper that asks the journal what is due. It keeps nothing
// durable and decides nothing: whatever it forgets in a crash, the journal's next answer brings back.
import type { Journal } from '../journal/contract.ts';
import type { Dispatcher } from './contract.ts';
import { readyQueue } from './ready-queue.ts';
import { timetable } from './timetable.ts';

export interface InProcessOptions {
  readonly journal: Pick<Journal, 'due'>;
  readonly clock?: () => number;
  /** How often the journal is asked although no timer is due: finds runs that somebody else woke. */
  readonly sweepMs?: number;
  /** Told of what `advance` and the sweeper threw: neither stops dispatch. */
  readonly onError?: (error: unknown, runId: string | null) => void;
}

/** Runs that one question to the journal brings. */
const batch = 1000;
/** What a run gets to end in after it was told to. */
const afterAbortMs = 2000;

type Advance = (runId: string) => Promise<void>;

export function inProcessDispatcher(options: InProcessOptions): Dispatcher {
  const clock = options.clock ?? Date.now;
  const sweepMs = options.sweepMs ?? 5000;
  const onError = options.onError ?? (() => {});
  const queue = readyQueue();
  const running = new Set<string>();
  /** Runs woken while they are being advanced: they go once more. */
  const again = new Map<string, number>();
  const timers = timetable(clock, (runId, priority) => ready(runId, priority));
  let advance: Advance | null = null;
  let abort: (runId: string) => void = () => {};
  let concurrency = 0;
  let stopping = false;
  let sweeper: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | null = null;
  let idle: (() => void) | null = null;
  /** The last answer of the journal was full: there may be more. */
  let more = false;

  function ready(runId: string, priority: number) {
    if (stopping) return;
    if (running.has(runId)) again.set(runId, Math.max(priority, again.get(runId) ?? priority));
    else queue.add(runId, priority);
    fill();
  }

  function fill() {
    if (!advance || stopping) return;
    while (running.size < concurrency) {
      const runId = queue.next();
      if (runId === undefined) break;
      void go(advance, runId);
    }
  }

  async function go(call: Advance, runId: string) {
    running.add(runId);
    timers.forget(runId);
    try {
      await call(runId);
    } catch (error) {
      // It is still due: asking again at once would only repeat the error. The next sweep comes anyway.
      more = false;
      onError(error, runId);
    }
    running.delete(runId);
    const priority = again.get(runId);
    again.delete(runId);
    if (priority !== undefined) ready(runId, priority);
    if (running.size === 0) idle?.();
    fill();
    if (more && queue.size < batch / 2) sweep();
  }

  /** Asks the journal for what is due, and sets the clock for what comes next. */
  function sweep() {
    if (stopping || sweeping || !advance) return;
    more = false;
    sweeping = (async () => {
      try {
        const { runs, nextAt } = await options.journal.due(clock(), batch);
        const fresh = runs.filter((runId) => !running.has(runId) && !queue.has(runId));
        for (const runId of fresh) ready(runId, 0);
        more = runs.length === batch;
        if (nextAt !== null) timers.sweepAt(nextAt, sweep);
      } catch (error) {
        onError(error, null);
      } finally {
        sweeping = null;
      }
    })();
  }

  return {
    async start(call, told) {
      advance = call;
      abort = told.abort;
      concurrency = Math.max(1, told.concurrency);
      sweeper = setInterval(sweep, sweepMs);
      sweeper.unref();
      sweep();
      await sweeping;
      fill();
    },
    wake(runId, wakeOptions = {}) {
      if (stopping) return;
      const { at, priority = 0 } = wakeOptions;
      if (at === undefined || at <= clock()) ready(runId, priority);
      else timers.set(runId, at, priority);
    },
    cancel(runId) {
      if (running.has(runId)) abort(runId);
    },
    async stop({ graceMs }) {
      stopping = true;
      clearInterval(sweeper);
      timers.clear();
      queue.clear();
      again.clear();
      await sweeping;
      if (running.size === 0) return;
      const finished = new Promise<void>((resolve) => {
        idle = resolve;
      });
      const limits = [
        setTimeout(() => {
          for (const runId of [...running]) abort(runId);
        }, graceMs),
        // What does not even heed the signal is left behind: its next write is refused once somebody else claims the run.
        setTimeout(() => idle?.(), graceMs + afterAbortMs),
      ];
      await finished;
      for (const timer of limits) clearTimeout(timer);
    },
  };
}
