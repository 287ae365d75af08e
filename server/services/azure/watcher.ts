// One watcher per vault for all runs that wait for its jobs. It lists the vault's jobs once per round, looks closer at what has
// ended, and delivers `job:` events. It exists while a wait for its vault does; who watches is a row in the journal, so of many
// processes one does.
import type { BackupJob } from '../../../nodes/kit/capabilities-azure.ts';
import type { Json } from '../../../nodes/kit/json.ts';
import type { ServicesDeps } from '../contract.ts';
import { isFailure } from './failure.ts';
import { vaultOf } from './ids.ts';
import { reads } from './reads.ts';
import type { AzureSession } from './session.ts';
import { jobEventPrefix, readJobEvent } from './watch-names.ts';
import { paceOf } from './watch-pace.ts';

type Wait = Awaited<ReturnType<ServicesDeps['journal']['openEvents']>>[number];

export interface WatcherDeps {
  readonly journal: ServicesDeps['journal'];
  readonly engine: ServicesDeps['engine'];
  session(connectionId: string): Promise<AzureSession | null>;
  readonly owner: string;
  readonly now: () => number;
  readonly pace?: ServicesDeps['watchPace'] & object;
  log(level: 'info' | 'warn' | 'error', message: string): void;
}

export interface Watchers {
  /** A wait for a job of this vault exists or is about to. */
  watch(connectionId: string, vaultId: string): void;
  /** Looks in the journal for waits that nobody watches. */
  sweep(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

interface Watched {
  readonly prefix: string;
  readonly connectionId: string;
  readonly vaultId: string;
  timer: NodeJS.Timeout | null;
  /** When the timer fires. */
  due: number;
  pause: number;
  /** The last look, and how soon after it another one may follow. */
  looked: number;
  minMs: number;
  /** Until then it stays although no wait is there yet. */
  expects: number;
  /** Jobs that the list does not show: asked for alone, ever more rarely. */
  readonly strays: Map<string, { next: number; pause: number }>;
}

const sweepMs = 30_000;
const firstLookMs = 1_000;
/** Reads left for the hour, of about 150: from here on others need them more. */
const scarce = 30;
/** What the service puts on a page. Each page is a read: a vault with many jobs is looked at as much more rarely. */
const pageSize = 200;
/** Jobs that failed are looked at one by one for their recommendations: so many a round, the rest tell what the list tells. */
const failedLooks = 10;
/** Tasks and progress of running jobs stand only in the job itself. That is comfort: it ends where the budget gets tight. */
const runningLooks = (practice: boolean, left: number | null): number => (practice ? 10 : left !== null && left < 60 ? 0 : 2);
const oldest = 29 * 86_400_000;

export function createWatchers(deps: WatcherDeps): Watchers {
  const watched = new Map<string, Watched>();
  const stopped = new AbortController();
  let sweeper: NodeJS.Timeout | null = null;
  const working = new Set<Promise<void>>();

  const plan = (one: Watched, ms: number) => {
    if (stopped.signal.aborted) return;
    if (one.timer) clearTimeout(one.timer);
    one.due = deps.now() + ms;
    one.timer = setTimeout(() => {
      one.timer = null;
      const work = round(one).finally(() => working.delete(work));
      working.add(work);
    }, ms);
    one.timer.unref();
  };

  const watch = (connectionId: string, vaultId: string) => {
    const prefix = `${jobEventPrefix}${connectionId}:${vaultId.toLowerCase()}:`;
    const known = watched.get(prefix);
    const one: Watched = known ?? {
      prefix,
      connectionId,
      vaultId,
      timer: null,
      due: 0,
      pause: 0,
      looked: 0,
      minMs: 0,
      expects: 0,
      strays: new Map(),
    };
    watched.set(prefix, one);
    one.expects = deps.now() + 10_000;
    // A new wait is worth an early look, but a stream of them must not eat the budget: never sooner than `minMs` after the last.
    const soon = Math.max(deps.now() + (deps.pace?.firstMs ?? firstLookMs), one.looked + one.minMs);
    if (!known || (one.timer && soon < one.due)) {
      one.pause = 0;
      plan(one, soon - deps.now());
    }
  };

  async function round(one: Watched): Promise<void> {
    const row = `watch:${one.connectionId}:${one.vaultId.toLowerCase()}`;
    let pace = paceOf(false, deps.pace);
    try {
      const waits = await deps.journal.openEvents(one.prefix);
      if (waits.length === 0 && deps.now() > one.expects) {
        watched.delete(one.prefix);
        return;
      }
      const held = await deps.journal.own(row, deps.owner, Math.max(60_000, one.pause * 3), deps.now());
      if (!held) return plan(one, pace.maxMs);
      const session = await deps.session(one.connectionId);
      if (!session) {
        for (const wait of waits) deps.engine().progress(wait.runId, wait.key, null, 'the connection has been deleted');
        return plan(one, pace.maxMs);
      }
      pace = paceOf(session.practice, deps.pace);
      one.minMs = pace.minMs;
      one.looked = deps.now();
      const { delivered, pages } = waits.length === 0 ? { delivered: 0, pages: 1 } : await look(one, session, waits);
      one.minMs = pace.minMs * pages;
      const left = session.remaining(vaultOf(one.vaultId).subscription);
      const next = Math.max(pace.next(one.pause, delivered > 0), Math.min(one.minMs, pace.maxMs));
      one.pause = left !== null && left < scarce ? pace.maxMs : next;
      if (waits.length > 0 && delivered === waits.length) await deps.journal.disown(row, held.epoch);
      plan(one, one.pause);
    } catch (error) {
      const failure = isFailure(error) ? error.failure : null;
      if (!stopped.signal.aborted) deps.log('warn', `Watching jobs of ${one.vaultId} failed: ${failure?.message ?? String(error)}`);
      one.pause = Math.max(pace.next(one.pause, false), failure?.retryAfter ?? 0);
      plan(one, one.pause);
    }
  }

  /** One list of the vault's jobs; answers how many waits it ended, and how long the list was. */
  async function look(one: Watched, session: AzureSession, waits: readonly Wait[]): Promise<{ delivered: number; pages: number }> {
    const azure = reads(session, stopped.signal);
    const from = Math.max(Math.min(...waits.map(({ since }) => since)) - 3_600_000, deps.now() - oldest);
    const wanted = new Map<string, Wait[]>();
    for (const wait of waits) {
      const jobId = readJobEvent(wait.event)?.jobId ?? '';
      wanted.set(jobId, [...(wanted.get(jobId) ?? []), wait]);
    }
    const found = new Map<string, BackupJob>();
    let read = 0;
    for await (const job of azure.jobs(one.vaultId, { since: new Date(from).toISOString() })) {
      read += 1;
      if (wanted.has(job.jobId.toLowerCase())) found.set(job.jobId.toLowerCase(), job);
      if (found.size === wanted.size) break;
    }
    const left = session.remaining(vaultOf(one.vaultId).subscription);
    let running = runningLooks(session.practice, left);
    let failed = left !== null && left < scarce ? 0 : failedLooks;
    let ended = 0;
    for (const [jobId, runs] of wanted) {
      let job = found.get(jobId) ?? null;
      const closer =
        job === null ? strayDue(one, jobId) : !isOver(job) ? running-- > 0 : job.status === 'Completed' ? running-- > 0 : failed-- > 0;
      if (closer) job = (await azure.job(one.vaultId, jobId).catch(() => null)) ?? job;
      if (!job) continue;
      if (isOver(job)) {
        await deps.engine().deliver(runs[0]?.event ?? '', job as unknown as Json);
        one.strays.delete(jobId);
        ended += runs.length;
      } else for (const wait of runs) deps.engine().progress(wait.runId, wait.key, job.progress, saysOf(job));
    }
    return { delivered: ended, pages: Math.max(1, Math.ceil(read / pageSize)) };
  }

  const strayDue = (one: Watched, jobId: string): boolean => {
    const known = one.strays.get(jobId) ?? { next: 0, pause: 1_000 };
    if (deps.now() < known.next) return false;
    one.strays.set(jobId, { next: deps.now() + known.pause, pause: Math.min(known.pause * 2, 3_600_000) });
    return true;
  };

  async function sweep(): Promise<void> {
    const waits = await deps.journal.openEvents(jobEventPrefix);
    for (const { event } of waits) {
      const job = readJobEvent(event);
      if (job && ![...watched.keys()].some((prefix) => event.startsWith(prefix))) watch(job.connectionId, job.vaultId);
    }
  }

  return {
    watch,
    sweep,
    start() {
      const again = () => void sweep().catch((error: unknown) => deps.log('warn', `Looking for waits failed: ${String(error)}`));
      again();
      sweeper = setInterval(again, sweepMs);
      sweeper.unref();
    },
    async stop() {
      stopped.abort();
      if (sweeper) clearInterval(sweeper);
      for (const one of watched.values()) if (one.timer) clearTimeout(one.timer);
      await Promise.allSettled(working);
      watched.clear();
    },
  };
}

const isOver = (job: BackupJob): boolean => !/^(inprogress|cancelling)$/i.test(job.status);

/** "Transfer data to vault · 64 %" */
function saysOf(job: BackupJob): string {
  const task = job.tasks.find(({ status }) => /^inprogress$/i.test(status))?.name;
  const percent = job.progress === null ? '' : `${Math.round(job.progress * 100)} %`;
  return [task ?? `${job.operation} of ${job.itemName}`, percent].filter((part) => part !== '').join(' · ');
}
