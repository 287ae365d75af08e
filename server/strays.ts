// Lets go of what was kept for runs that are not there: a process died after it had kept a run's secrets and before the run was
// accepted, or after the run was deleted and before they were. What seems so twice, a day apart, is so.
import type { Journal } from './journal/contract.ts';
import type { Stores } from './store/stores.ts';

const DAY_MS = 86_400_000;
const PIECE = 100;

export interface StrayDeps {
  readonly journal: Pick<Journal, 'run'>;
  readonly stores: Pick<Stores, 'bindings' | 'runSecrets'>;
  readonly now: () => number;
  /** Between pieces, so that running flows do not notice; false: stop here. */
  readonly rest: (tookMs: number) => Promise<boolean>;
}

export function createStrays({ journal, stores, now, rest }: StrayDeps) {
  let due = Number.NEGATIVE_INFINITY;
  let suspects: ReadonlySet<string> = new Set();

  /** Walks over all that is kept, at most once a day. */
  return async function sweep(): Promise<void> {
    if (now() < due) return;
    due = now() + DAY_MS;
    const missing = new Set<string>();
    for (let after = ''; ; ) {
      const began = performance.now();
      const ids = await stores.bindings.keptRuns(after, PIECE);
      for (const id of ids) if ((await journal.run(id)) === null) missing.add(id);
      const gone = ids.filter((id) => missing.has(id) && suspects.has(id));
      if (gone.length > 0) await Promise.all([stores.bindings.forgetFor(...gone), stores.runSecrets.forgetFor(...gone)]);
      for (const id of gone) missing.delete(id);
      const last = ids.at(-1);
      if (ids.length < PIECE || last === undefined) break;
      after = last;
      if (!(await rest(performance.now() - began))) return;
    }
    suspects = missing;
  };
}
