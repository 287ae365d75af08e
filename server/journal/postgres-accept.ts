// Accepting a run: the event, its deduplication key and its place among others, in one transaction; its number is given out with
// the commit. And the other end of it: who goes on when a place becomes free. Other processes are kept out by the locks on the names.
import type { Created, NewRun } from './contract.ts';
import { admit, promotable } from './places.ts';
import { dedupKey } from './postgres-read.ts';
import type { PgRun, Work } from './postgres-work.ts';
import { bornState, cancelledState, headOf, promotedState, type RunState, runView, startOf } from './run-state.ts';

/** Looked at after the commit: only then has the run its number. */
export type Later<T> = () => T;

export function acceptWork(work: Work) {
  const contender = (run: PgRun) => ({ runId: run.head.id, cancelling: run.state.cancel !== null });
  const placed = (key: string, place: 'held' | 'blocked'): PgRun[] =>
    [...work.runs.values()].filter((run) => run.placeKey === key && run.state.place === place).sort(inOrder);
  const before = (run: PgRun, state: RunState, mismatch: boolean): Later<Created> => {
    return () => ({ created: false, mismatch, run: runView(run.head, state), start: startOf(state), cancelled: [] });
  };

  return {
    create(run: NewRun, owner: string | null): Later<Created> {
      const same = work.runs.get(run.id);
      if (same) return before(same, same.state, false);
      const { dedup, concurrency } = run;
      const key = dedup && dedupKey(run.projectId, dedup.key);
      const known = key === undefined ? undefined : work.given.accepted.get(key);
      const earlier = known && known.until > run.at ? (work.runs.get(known.runId) ?? work.given.others?.get(known.runId)) : undefined;
      if (earlier && known) return before(earlier, earlier.state, known.hash !== dedup?.hash);

      const { start, cancel } = concurrency
        ? admit(concurrency, placed(concurrency.key, 'held').map(contender), placed(concurrency.key, 'blocked').map(contender))
        : { start: 'go' as const, cancel: [] };
      for (const id of cancel) {
        const other = work.runs.get(id);
        const next = other && cancelledState(other.state, 'other', run.at);
        if (other && next) work.save(other, next);
      }
      const state = bornState(run, start, owner);
      const made: PgRun = {
        rid: 0,
        head: structuredClone(headOf(run, 0)),
        placeKey: concurrency?.key ?? null,
        placeLimit: concurrency?.limit ?? 1,
        state,
        open: new Map(),
        settled: new Set(),
        bare: true,
        changed: 0,
        stamp: 0,
        born: { priority: run.priority ?? 0 },
        said: null,
      };
      work.insert(made);
      if (dedup && key !== undefined) {
        const until = run.at + dedup.keepMs;
        work.push('accepted', [run.projectId, dedup.key, dedup.hash, run.id, until]);
        const { accepted } = work.given;
        accepted.set(key, { hash: dedup.hash, runId: run.id, until });
        work.takenBack(() => void (known ? accepted.set(key, known) : accepted.delete(key)));
      }
      return () => ({ created: true, mismatch: false, run: runView(made.head, state), start, cancelled: cancel });
    },
    /** The next in the queue of this key go on, first in, first out. */
    promote(key: string): readonly string[] {
      const queued = placed(key, 'blocked');
      const free = promotable(
        placed(key, 'held').length,
        queued.map((run) => run.placeLimit),
      );
      const next = queued.slice(0, free);
      for (const run of next) work.save(run, promotedState(run.state));
      return next.map((run) => run.head.id);
    },
  };
}

/** Numbers still to be given out come after all others, the one nearest to zero first. */
const inOrder = ({ rid: a }: PgRun, { rid: b }: PgRun): number => (a < 0 === b < 0 ? Math.abs(a) - Math.abs(b) : a < 0 ? 1 : -1);
