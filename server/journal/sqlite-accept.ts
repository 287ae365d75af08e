// Accepting a run: the event, its deduplication key, its number and its place among others, in one transaction. And the
// other end of it: who goes on when a place becomes free.
import type { DatabaseSync } from 'node:sqlite';
import type { Created, Journal, NewRun } from './contract.ts';
import { admit, promotable } from './places.ts';
import { bornState, cancelledState, headOf, promotedState, runView, startOf } from './run-state.ts';
import type { RunRecord, RunRows } from './sqlite-runs.ts';
import { prepare } from './sqlite-schema.ts';

export function acceptance(db: DatabaseSync, runs: RunRows) {
  const known = prepare<{ hash: string; run_id: string }>(
    db,
    'SELECT hash, run_id FROM accepted WHERE project = ? AND key = ? AND until > ?',
  );
  const accept = prepare(db, 'INSERT OR REPLACE INTO accepted VALUES (?, ?, ?, ?, ?)');
  const lastNumber = prepare<{ value: number }>(db, "SELECT value FROM counters WHERE name = 'runs:' || ?");
  const putNumber = prepare(db, "INSERT OR REPLACE INTO counters VALUES ('runs:' || ?, ?)");
  const numbers = new Map<string, number>();
  const counted = new Set<string>();
  const contender = (run: RunRecord) => ({ runId: run.head.id, cancelling: run.state.cancel !== null });

  const before = (run: RunRecord, mismatch: boolean): Created => ({
    created: false,
    mismatch,
    run: runView(run.head, run.state),
    start: startOf(run.state),
    cancelled: [],
  });

  function acceptedBefore({ projectId, at, dedup }: Parameters<Journal['acceptedBefore']>[0]): Created | null {
    const earlier = known.get(projectId, dedup.key, at);
    const accepted = earlier && runs.find(earlier.run_id);
    return accepted ? before(accepted, earlier.hash !== dedup.hash) : null;
  }

  function nextNumber(projectId: string): number {
    const number = (numbers.get(projectId) ?? lastNumber.get(projectId)?.value ?? 0) + 1;
    numbers.set(projectId, number);
    counted.add(projectId);
    return number;
  }

  return {
    /** Numbers given out since the last commit. */
    flush() {
      for (const projectId of counted) putNumber.run(projectId, numbers.get(projectId) ?? 0);
      counted.clear();
    },
    forget() {
      numbers.clear();
      counted.clear();
    },
    acceptedBefore,
    create(run: NewRun, owner: string | null): Created {
      const same = runs.find(run.id);
      if (same) return before(same, false);
      const { dedup, concurrency } = run;
      const accepted = dedup && acceptedBefore({ ...run, dedup });
      if (accepted) return accepted;

      const place =
        concurrency &&
        admit(concurrency, runs.placed(concurrency.key, 'held').map(contender), runs.placed(concurrency.key, 'blocked').map(contender));
      const { start, cancel } = place ?? { start: 'go' as const, cancel: [] };
      for (const id of cancel) {
        const other = runs.find(id);
        const next = other && cancelledState(other.state, 'other', run.at);
        if (other && next) runs.save(other, next);
      }
      const head = headOf(run, nextNumber(run.projectId));
      const made = runs.insert(head, bornState(run, start, owner), run.priority ?? 0, concurrency);
      if (dedup) accept.run(run.projectId, dedup.key, dedup.hash, run.id, run.at + dedup.keepMs);
      return { created: true, mismatch: false, run: runView(head, made.state), start, cancelled: cancel };
    },
    /** The next in the queue of this key go on, first in, first out. */
    promote(key: string): readonly string[] {
      const queued = runs.placed(key, 'blocked');
      const free = promotable(
        runs.placed(key, 'held').length,
        queued.map((run) => run.placeLimit),
      );
      const next = queued.slice(0, free);
      for (const run of next) runs.save(run, promotedState(run.state));
      return next.map((run) => run.head.id);
    },
  };
}
