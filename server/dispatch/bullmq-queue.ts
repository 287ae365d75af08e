// The queue itself: BullMQ on Redis, or on the PostgreSQL where the journal lives. One job says "advance this run"; its id is the
// run's, with the time where there is one, so asking twice makes one job. Adding fails fast when the queue is out of reach:
// whoever asked has another way.
import { createPostgresBackend, type Job, type PgPool, Queue, runMigrations, WaitingError, Worker, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';

export interface RunJob {
  readonly id: string;
  readonly runId: string;
  readonly delay: number;
  readonly priority: number;
}

export interface Takeover {
  /** A job whose worker has not been heard of for this long goes to another. */
  readonly lockMs: number;
}

export interface RunQueue {
  /** Once, before anything else. Resolves when the queue can be used; rejects when it never can. */
  ready(): Promise<void>;
  add(jobs: readonly RunJob[]): Promise<void>;
  /** Takes jobs until `leave`. `done` is told when a job has left the queue. */
  work(take: (runId: string) => Promise<void>, concurrency: number, done: (runId: string) => void): void;
  /** Takes nothing new; resolves when what was taken has ended. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** What one process opens; the words between processes go over the same servers. */
export type QueueConnection =
  | { readonly kind: 'redis'; readonly url: string; readonly producer: Redis }
  | { readonly kind: 'postgres'; readonly url: string; readonly pool: pg.Pool };

/** What is used of BullMQ's classes: their own types differ with the server behind them. */
type RunData = { readonly runId: string };
interface Producer {
  addBulk(jobs: { name: string; data: RunData; opts: object }[]): Promise<unknown>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}
interface Consumer {
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'completed', listener: (job: Job<RunData>) => void): unknown;
  on(event: 'failed', listener: (job: Job<RunData> | undefined) => void): unknown;
}

const reconnectMs = (times: number) => Math.min(times * 100, 1000);
/** Connections of one process to the queue's PostgreSQL; one of them listens. */
const poolSize = 6;
/** BullMQ's schema beside the journal's tables. */
const schema = 'bullmq';
/** Where priority 0 stands among BullMQ's, in which 1 comes first. */
const middle = 1_000_000;

export function connectQueue(url: string, onError: (error: unknown) => void): QueueConnection {
  if (/^rediss?:/.test(url)) {
    const producer = new Redis(url, {
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      retryStrategy: reconnectMs,
      connectTimeout: 5000,
      commandTimeout: 5000,
    });
    producer.on('error', onError);
    return { kind: 'redis', url, producer };
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    options: `-c search_path=${schema}`,
    application_name: 'vaultflow queue',
  });
  pool.on('error', onError);
  return { kind: 'postgres', url, pool };
}

export function openQueue(at: QueueConnection, name: string, { lockMs }: Takeover, onError: (error: unknown) => void): RunQueue {
  // Braces keep the keys of one queue together where Redis is a cluster.
  const prefix = '{vaultflow}';
  const streams = { events: { maxLen: 1000 } };
  let queue: Producer | null = null;
  let worker: Consumer | null = null;
  let leaving: Promise<void> | null = null;

  return {
    async ready() {
      // Before anything is opened: BullMQ looks for its tables once and remembers the answer.
      if (at.kind === 'postgres') await migrate(at.pool);
      queue =
        at.kind === 'redis'
          ? new Queue(name, { connection: at.producer, prefix, streams })
          : new Queue(name, { connection: at.pool as PgPool, streams }, createPostgresBackend);
      queue.on('error', onError);
      await queue.waitUntilReady();
    },
    async add(jobs) {
      if (!queue || (at.kind === 'redis' && at.producer.status !== 'ready')) throw new Error('the queue cannot be reached');
      await queue.addBulk(
        jobs.map(({ id, runId, delay, priority }) => ({
          name: 'run',
          data: { runId },
          opts: { jobId: id, delay, priority: Math.max(1, middle - priority), removeOnComplete: true, removeOnFail: true },
        })),
      );
    },
    work(take, concurrency, done) {
      const settings: Omit<WorkerOptions, 'connection'> = {
        concurrency,
        lockDuration: lockMs,
        lockRenewTime: Math.floor(lockMs / 3),
        stalledInterval: Math.floor(lockMs / 3),
        // A run that outlives many workers is no worse for it: the journal says when it has had enough.
        maxStalledCount: 1_000_000,
        runRetryDelay: 500,
        drainDelay: 5,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      };
      const advance = async (job: Job<RunData>, token?: string) => {
        if (leaving && token !== undefined) {
          await job.moveToWait(token);
          throw new WaitingError();
        }
        await take(job.data.runId);
      };
      const opened: Consumer =
        at.kind === 'redis'
          ? new Worker(name, advance, {
              ...settings,
              prefix,
              connection: { url: at.url, maxRetriesPerRequest: null, retryStrategy: reconnectMs, connectTimeout: 5000 },
            })
          : new Worker(name, advance, { ...settings, connection: at.pool as PgPool }, createPostgresBackend);
      worker = opened;
      opened.on('error', (error) => {
        // The job went to another meanwhile, or the queue was emptied: the journal knows who goes on.
        if (!/Missing (lock|key) for job/.test(error.message)) onError(error);
      });
      opened.on('completed', (job) => done(job.data.runId));
      opened.on('failed', (job) => job && done(job.data.runId));
    },
    leave() {
      const left = leaving ?? worker?.close() ?? Promise.resolve();
      leaving = left;
      return left;
    },
    async close() {
      if (at.kind === 'postgres') {
        await queue?.close();
        await at.pool.end();
        return;
      }
      if (at.producer.status === 'ready') await queue?.close();
      at.producer.disconnect();
    },
  };
}

async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, schema);
  } finally {
    client.release();
  }
}
