// Lets go of what nobody needs any more: runs that ended long ago with all that belongs to them, what was kept for runs that never
// were, old messages of the practice inbox, audit lines of more than a year, days of the estate older than 400,
// tokens and second looks whose time is long over. In small pieces with pauses between them, so that running flows do not notice. It
// deletes nothing that a kept run refers to, and with `keepDays` 0 no run at all.
import type { Journal } from './journal/contract.ts';
import type { Stores } from './store/stores.ts';
import { createStrays } from './strays.ts';
import type { Clock } from './triggers/clock.ts';

/** Not in the first minute: a start has other things to do. */
const FIRST_MS = 60_000;
const EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** What a second person was asked long ago stands in the audit. */
const LOOKS_MS = 30 * DAY_MS;
/** Runs differ a thousandfold in size: the next piece has as many as fitted into this time. */
const PIECE_MS = 15;
const MOST_AT_ONCE = 200;
/** Of the time, deleting gets a fifth at most. */
const PAUSE = 4;

export interface HousekeepingDeps {
  readonly journal: Pick<Journal, 'deleteRuns' | 'run'>;
  readonly stores: Pick<Stores, 'bindings' | 'runSecrets' | 'inbox' | 'audit' | 'tokens' | 'secondLooks' | 'estate'>;
  readonly clock: Clock;
  /** Days for which ended runs are kept; 0: for ever. */
  readonly keepDays: number;
  /** Asked before each round. */
  readonly mayWork?: () => Promise<boolean>;
  readonly trouble: (error: unknown) => void;
}

export function createHousekeeping({ journal, stores, clock, keepDays, mayWork, trouble }: HousekeepingDeps) {
  let stopped = false;
  let stopTimer = () => {};
  let working: Promise<void> = Promise.resolve();

  /** Piece after piece until nothing is left. `remove` answers how many went. */
  async function inPieces(remove: (limit: number) => Promise<number>): Promise<void> {
    for (let limit = 10; !stopped; ) {
      const began = performance.now();
      const removed = await remove(limit);
      if (removed === 0) return;
      const took = performance.now() - began;
      limit = Math.min(MOST_AT_ONCE, Math.max(1, Math.round((limit * PIECE_MS) / Math.max(took, 1))));
      await new Promise((resume) => setTimeout(resume, took * PAUSE));
    }
  }

  const sweep = createStrays({
    journal,
    stores,
    now: clock.now,
    async rest(tookMs) {
      await new Promise((resume) => setTimeout(resume, tookMs * PAUSE));
      return !stopped;
    },
  });

  async function prune(): Promise<void> {
    if (mayWork && !(await mayWork())) return;
    // For ever: no run ended before the beginning of time, but keys and events that have expired go.
    const before = keepDays === 0 ? 0 : clock.now() - keepDays * DAY_MS;
    await inPieces(async (limit) => {
      const gone = await journal.deleteRuns(before, limit);
      if (gone.length > 0) await Promise.all([stores.bindings.forgetFor(...gone), stores.runSecrets.forgetFor(...gone)]);
      return gone.length;
    });
    if (keepDays > 0) await inPieces((limit) => stores.inbox.forget(before, limit));
    await inPieces(stores.audit.forget);
    await inPieces((limit) => stores.estate.forget(Math.floor(clock.now() / DAY_MS), limit));
    await stores.tokens.forget();
    await stores.secondLooks.forget(clock.now() - LOOKS_MS);
    await sweep();
  }

  function plan(dueAt: number): void {
    if (stopped) return;
    stopTimer = clock.after(dueAt - clock.now(), () => {
      // A clock may call early.
      if (clock.now() < dueAt) return plan(dueAt);
      working = prune()
        .catch(trouble)
        .then(() => plan(clock.now() + EVERY_MS));
    });
  }

  return {
    start: () => plan(clock.now() + FIRST_MS),
    /** Resolves when the piece under way is done. */
    async stop(): Promise<void> {
      stopped = true;
      stopTimer();
      await working;
    },
  };
}
