// Who of several runs with the same concurrency key may go on. Decided in the transaction that accepts a run, and again when
// one of them ends. Pure: the storage hands in who holds a place and who waits for one, oldest first.
import type { Created, NewRun } from './contract.ts';

export interface Contender {
  readonly runId: string;
  readonly cancelling: boolean;
}

export interface Admission {
  readonly start: Created['start'];
  /** Runs to be asked to cancel. */
  readonly cancel: readonly string[];
}

export function admit(wanted: NonNullable<NewRun['concurrency']>, holders: readonly Contender[], queued: readonly Contender[]): Admission {
  const busy = holders.length >= wanted.limit || queued.length > 0;
  if (!busy || wanted.whenBusy === 'allow') return { start: 'go', cancel: [] };
  if (wanted.whenBusy === 'skip') return { start: 'skipped', cancel: [] };
  if (wanted.whenBusy === 'queue') return { start: 'blocked', cancel: [] };
  // cancelOther: the queue is emptied, and of the holders the oldest give way until there is room.
  const leaving = holders.filter((run) => run.cancelling).length;
  const surplus = Math.max(0, holders.length - leaving - wanted.limit + 1);
  const oldest = holders.filter((run) => !run.cancelling).slice(0, surplus);
  const start = holders.length >= wanted.limit ? 'blocked' : 'go';
  return { start, cancel: [...oldest, ...queued].map((run) => run.runId) };
}

/** How many of the queued runs (each with the limit it was accepted with) may start now, in order. */
export function promotable(held: number, queuedLimits: readonly number[]): number {
  let count = 0;
  for (const limit of queuedLimits) {
    if (held + count >= limit) break;
    count++;
  }
  return count;
}
