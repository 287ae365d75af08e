// Dispatch for many processes: a shared queue says who advances which run. The queue holds no truth. Every process with work to
// do sweeps the journal for due runs without a job; when the queue cannot be reached, it advances them without one, and the
// journal's epoch keeps two from doing the same.
import type { Json } from '../../nodes/kit/json.ts';
import type { Journal } from '../journal/contract.ts';
import { connectQueue, openQueue, type RunJob } from './bullmq-queue.ts';
import type { Advancing, Dispatcher } from './contract.ts';
import { openSignals, type Signal } from './signals.ts';

export interface BullmqOptions {
  readonly journal: Pick<Journal, 'due'>;
  /** redis://, rediss:// or postgres://. */
  readonly connection: string;
  /** The installation's own, where several share one Redis. */
  readonly name?: string;
  /** How often the journal is asked what is due: bounds what a lost job and a dead process cost. */
  readonly sweepMs?: number;
  /** A job whose process has not been heard of for this long goes to another. */
  readonly lockMs?: number;
  /** Told of what `advance`, the queue and the sweeper threw: none of it stops dispatch. */
  readonly onError?: (error: unknown, runId: string | null) => void;
}

/** Runs that one question to the journal brings, and when the next follows where there were more. */
const batch = 1000;
const moreMs = 250;
/** What a run gets to end in after it was told to. */
const afterAbortMs = 2000;
/** How long a start waits for the queue before it goes on without. */
const firstContactMs = 3000;

export interface FleetDispatcher extends Dispatcher {
  /** Tells the other processes, who may show it; at most some kilobytes. */
  tell(news: Json): void;
  hear(listener: (news: Json) => void): void;
}

type Advance = (runId: string) => Promise<void>;

export function bullmqDispatcher(options: BullmqOptions): FleetDispatcher {
  const name = options.name ?? 'runs';
  const sweepMs = options.sweepMs ?? 1500;
  const onError = options.onError ?? (() => {});
  const trouble = onceInAWhile((error) => onError(error, null));
  const connection = connectQueue(options.connection, trouble);
  const queue = openQueue(connection, name, { lockMs: options.lockMs ?? 5000 }, trouble);
  const signals = openSignals(connection, name, trouble);
  const running = new Set<string>();
  /** Runs woken while they are being advanced: they go once more. */
  const again = new Set<string>();
  /** Runs whose job is about to leave the queue: a new job of the same id would not be taken on. */
  const leaving = new Map<string, number>();
  let advance: Advance | null = null;
  let told: Advancing = { concurrency: 0, abort: () => {} };
  let stopping = false;
  let closed = false;
  let onNews: (news: Json) => void = () => {};
  let sweeper: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | null = null;
  let pending = new Map<string, RunJob>();
  let flushing: Promise<void> | null = null;
  let idle: (() => void) | null = null;
  let ended: Promise<void> | null = null;
  let giveUp: () => void = () => {};
  const givenUp = new Promise<void>((resolve) => {
    giveUp = resolve;
  });

  function ask(runId: string, at: number | undefined, priority: number) {
    const delay = at === undefined ? 0 : at - Date.now();
    const id = delay > 0 ? `${runId}@${at}` : leaving.has(runId) ? `${runId}@${Date.now()}` : runId;
    const before = pending.get(id);
    pending.set(id, { id, runId, delay: Math.max(0, delay), priority: Math.max(priority, before?.priority ?? priority) });
    flushing ??= flush();
  }

  async function flush() {
    // What is asked for in one turn, and while the last went out, goes out together.
    await new Promise(setImmediate);
    while (pending.size > 0) {
      const jobs = [...pending.values()];
      pending = new Map();
      const woken = jobs.filter((job) => job.delay === 0).map((job) => job.runId);
      await add(jobs);
      if (woken.length > 0) await signals.say({ woken }).catch(trouble);
    }
    flushing = null;
  }

  async function add(jobs: readonly RunJob[]) {
    try {
      await queue.add(jobs);
    } catch (error) {
      trouble(error);
      // What comes later is found by a sweep, and so is what there is no room for now.
      for (const { runId, delay } of jobs) if (delay === 0 && running.size < told.concurrency) void take(runId);
    }
  }

  /** Advances the run for as long as it is woken meanwhile. */
  async function take(runId: string): Promise<void> {
    if (!advance || stopping) return;
    if (running.has(runId)) {
      again.add(runId);
      return;
    }
    running.add(runId);
    try {
      do {
        again.delete(runId);
        await Promise.race([advance(runId), givenUp]);
      } while (again.has(runId) && !stopping);
    } catch (error) {
      // It is still due: asking again at once would only repeat the error. The next sweep comes anyway.
      onError(error, runId);
    }
    running.delete(runId);
    again.delete(runId);
    if (running.size === 0) idle?.();
  }

  async function takeJob(runId: string): Promise<void> {
    await take(runId);
    leaving.set(runId, Date.now());
  }

  function heard({ woken = [], cancel, news }: Signal) {
    if (news !== undefined) onNews(news);
    for (const runId of woken) {
      if (running.has(runId)) again.add(runId);
      else if (leaving.has(runId)) ask(runId, undefined, 0);
      told.nudge?.(runId);
    }
    if (cancel !== undefined) told.abort(cancel);
  }

  async function sweep() {
    const before = Date.now() - 10_000;
    for (const [runId, since] of leaving) if (since < before) leaving.delete(runId);
    const { runs } = await options.journal.due(Date.now(), batch);
    const fresh = runs.filter((runId) => !running.has(runId));
    if (fresh.length > 0 && !stopping) await add(fresh.map((runId) => ({ id: runId, runId, delay: 0, priority: 0 })));
    return runs.length === batch ? moreMs : sweepMs;
  }

  function sweepOn() {
    if (stopping) return;
    sweeping = sweep()
      .catch((error) => {
        trouble(error);
        return sweepMs;
      })
      .then((next) => {
        // Not all processes at the same moment.
        if (!stopping) sweeper = setTimeout(sweepOn, next * (0.75 + Math.random() / 4));
      });
  }

  async function end(graceMs: number): Promise<void> {
    stopping = true;
    clearTimeout(sweeper);
    const left = queue.leave();
    await sweeping;
    if (running.size > 0) {
      const finished = new Promise<void>((resolve) => {
        idle = resolve;
      });
      const limits = [
        setTimeout(() => {
          for (const runId of [...running]) told.abort(runId);
        }, graceMs),
        // What does not even heed the signal is left behind: its next write is refused once somebody else claims the run.
        setTimeout(giveUp, graceMs + afterAbortMs),
      ];
      await finished;
      for (const timer of limits) clearTimeout(timer);
    }
    await within(afterAbortMs, left).catch(trouble);
    closed = true;
    await flushing;
    await signals.close();
    await within(afterAbortMs, queue.close()).catch(trouble);
  }

  return {
    async start(call, advancing) {
      advance = call;
      told = advancing;
      const listening = signals.listen({ heard, missed: () => told.nudge?.(null) }).catch(trouble);
      const late = within(firstContactMs, Promise.all([queue.ready(), listening]));
      // The journal's own database: without it nothing can begin. Redis may come later.
      await (connection.kind === 'postgres' ? late : late.catch(trouble));
      if (told.concurrency === 0 || stopping) return;
      queue.work(takeJob, told.concurrency, (runId) => leaving.delete(runId));
      sweepOn();
      await sweeping;
    },
    wake(runId, { at, priority = 0 } = {}) {
      if (closed) return;
      if (running.has(runId) && !stopping && (at === undefined || at <= Date.now())) again.add(runId);
      else ask(runId, at, priority);
    },
    cancel(runId) {
      if (running.has(runId)) told.abort(runId);
      else signals.say({ cancel: runId }).catch(trouble);
    },
    tell(news) {
      if (!closed) signals.say({ news }).catch(trouble);
    },
    hear(listener) {
      onNews = listener;
    },
    stop({ graceMs }) {
      ended ??= end(graceMs);
      return ended;
    },
  };
}

/** A server that is away says so many times a second; one word every ten seconds is enough. */
function onceInAWhile(tell: (error: unknown) => void): (error: unknown) => void {
  const last = new Map<string, number>();
  return (error) => {
    const text = error instanceof Error ? error.message || error.name : String(error);
    const now = Date.now();
    if (now - (last.get(text) ?? 0) < 10_000) return;
    if (last.size > 100) last.clear();
    last.set(text, now);
    tell(error);
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the queue has not answered for ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
