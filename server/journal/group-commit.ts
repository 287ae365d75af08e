// Everything asked for in one turn of the event loop becomes one transaction: one fsync however many runs took part.
// Work runs in the order it was asked for and must be a function of the database alone: when one of a group throws, the
// group is rolled back and made again one by one, so that only the one that threw is refused.
import type { DatabaseSync } from 'node:sqlite';
import { fail } from '../../nodes/kit/errors.ts';

interface Job {
  readonly work: (db: DatabaseSync) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

export interface CommitHooks {
  /** The last moment to write: still inside the transaction. */
  readonly committing?: () => void;
  /** What was collected since the last commit or rollback is now durable. */
  readonly committed: () => void;
  /** What was collected did not happen. */
  readonly rolledBack: () => void;
}

export interface GroupCommit {
  enqueue<T>(work: (db: DatabaseSync) => T): Promise<T>;
  join(hooks: CommitHooks): () => void;
  /** Commits what is waiting and refuses whatever comes later. */
  finish(): void;
}

export function groupCommit(db: DatabaseSync): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const hooks = new Set<CommitHooks>();
  let waiting: Job[] = [];
  let scheduled = false;
  let closed = false;

  const rollBack = () => {
    if (db.isTransaction) db.exec('ROLLBACK');
    for (const hook of hooks) hook.rolledBack();
  };

  const commitAll = () => {
    for (const hook of hooks) hook.committing?.();
    commit.run();
  };

  function runAll(jobs: readonly Job[]): Outcome[] | null {
    try {
      begin.run();
      const outcomes = jobs.map((job): Outcome => ({ value: job.work(db) }));
      commitAll();
      return outcomes;
    } catch {
      rollBack();
      return null;
    }
  }

  function runEachApart(jobs: readonly Job[]): Outcome[] {
    const outcomes: Outcome[] = [];
    for (const job of jobs) {
      try {
        begin.run();
        const value = job.work(db);
        commitAll();
        outcomes.push({ value });
        for (const hook of hooks) hook.committed();
      } catch (error) {
        rollBack();
        outcomes.push({ error });
      }
    }
    return outcomes;
  }

  function flush() {
    scheduled = false;
    const jobs = waiting;
    waiting = [];
    if (jobs.length === 0) return;
    const together = runAll(jobs);
    const outcomes = together ?? runEachApart(jobs);
    for (const [i, outcome] of outcomes.entries()) {
      if ('error' in outcome) jobs[i]?.reject(outcome.error);
      else jobs[i]?.resolve(outcome.value);
    }
    if (together) for (const hook of hooks) hook.committed();
  }

  return {
    enqueue<T>(work: (db: DatabaseSync) => T): Promise<T> {
      if (closed) return Promise.reject(fail('shutting_down', 'The database is closed.'));
      if (!scheduled) {
        scheduled = true;
        setImmediate(flush);
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
