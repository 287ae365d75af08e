// Everything asked for in one turn of the event loop becomes one transaction, and what the next turns bring joins it as long as
// each brings more, but no longer than a commit takes: one fsync however many took part. Work runs in the order it was asked for and must be a function of the database alone: when one of a group throws, the group is rolled
// back and made again with a savepoint around each, so that only the one that threw is refused.
import type { DatabaseSync } from 'node:sqlite';
import { fail } from '../../nodes/kit/errors.ts';

interface Job {
  readonly work: (db: DatabaseSync) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

export interface CommitHooks {
  /** Still inside the transaction: the moment to write what was put off. What was collected until here survives later refusals. */
  readonly committing?: () => void;
  /** What was collected is now durable. */
  readonly committed: () => void;
  /** What was collected since `committing` (or, with `everything`, since the last commit) did not happen. */
  readonly rolledBack: (everything: boolean) => void;
}

export interface GroupCommit {
  enqueue<T>(work: (db: DatabaseSync) => T): Promise<T>;
  join(hooks: CommitHooks): () => void;
  /** Commits what is waiting and refuses whatever comes later. */
  finish(): void;
}

/** However slow the disk is, nobody waits longer than this for others to join. */
const longestGatherMs = 5;

export function groupCommit(db: DatabaseSync, now: () => number = () => performance.now()): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const hooks = new Set<CommitHooks>();
  let waiting: Job[] = [];
  let gathering: { readonly since: number; size: number } | null = null;
  /** How long the last commit took. */
  let commitMs = 0;
  let closed = false;

  const seal = () => {
    for (const hook of hooks) hook.committing?.();
  };

  function undo(): void {
    if (db.isTransaction) db.exec('ROLLBACK');
    for (const hook of hooks) hook.rolledBack(true);
  }

  function runTogether(jobs: readonly Job[]): Outcome[] | null {
    try {
      begin.run();
      const outcomes = jobs.map((job): Outcome => ({ value: job.work(db) }));
      seal();
      commit.run();
      return outcomes;
    } catch {
      undo();
      return null;
    }
  }

  function runApart(jobs: readonly Job[]): Outcome[] {
    try {
      begin.run();
      const outcomes = jobs.map((job) => behindSavepoint(job));
      commit.run();
      return outcomes;
    } catch (error) {
      // The commit itself is impossible (a full disk): nothing of the group happened.
      undo();
      return jobs.map(() => ({ error }));
    }
  }

  function behindSavepoint(job: Job): Outcome {
    db.exec('SAVEPOINT one');
    try {
      const value = job.work(db);
      seal();
      db.exec('RELEASE one');
      return { value };
    } catch (error) {
      if (!db.isTransaction) throw error;
      db.exec('ROLLBACK TO one; RELEASE one');
      for (const hook of hooks) hook.rolledBack(false);
      return { error };
    }
  }

  /** A turn that has brought nothing ends the gathering: one alone waits for one empty turn, some microseconds. */
  function gather(): void {
    if (!gathering) return;
    if (waiting.length > gathering.size && now() - gathering.since < Math.min(commitMs, longestGatherMs)) {
      gathering.size = waiting.length;
      setImmediate(gather);
    } else flush();
  }

  function flush(): void {
    gathering = null;
    const jobs = waiting;
    waiting = [];
    if (jobs.length === 0) return;
    const began = now();
    const outcomes = runTogether(jobs) ?? runApart(jobs);
    commitMs = now() - began;
    for (let i = 0; i < jobs.length; i++) {
      const outcome = outcomes[i] as Outcome;
      if ('error' in outcome) jobs[i]?.reject(outcome.error);
      else jobs[i]?.resolve(outcome.value);
    }
    for (const hook of hooks) hook.committed();
  }

  return {
    enqueue<T>(work: (db: DatabaseSync) => T): Promise<T> {
      if (closed) return Promise.reject(fail('shutting_down', 'The database is closed.'));
      if (!gathering) {
        gathering = { since: now(), size: 0 };
        setImmediate(gather);
      }
      return new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      });
    },
    join(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    finish() {
      closed = true;
      flush();
    },
  };
}
