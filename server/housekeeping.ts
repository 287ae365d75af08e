// What may go, goes: keys and events past their time, and, where a setting says so, runs that ended long ago. A little at a time,
// so that nobody waits for it. It deletes nothing that a run still refers to, and no run unless it was told to.
import type { Journal } from './journal/contract.ts';
import type { Stores } from './store/stores.ts';
import type { Clock } from './triggers/clock.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 6 * 3_600_000;
const DAY_MS = 86_400_000;
/** Runs per commit: a run can have a hundred thousand rows. */
const AT_ONCE = 20;

export interface HousekeepingDeps {
  readonly journal: Pick<Journal, 'deleteRuns'>;
  readonly stores: Pick<Stores, 'bindings'>;
  readonly clock: Clock;
  /** Days for which ended runs are kept; null: for ever. */
  readonly keepRuns: number | null;
  readonly trouble: (error: unknown) => void;
}

export function createHousekeeping({ journal, stores, clock, keepRuns, trouble }: HousekeepingDeps) {
  let stopTimer = () => {};
  let stopped = false;
  let working: Promise<void> = Promise.resolve();

  async function tidy(): Promise<void> {
    const before = keepRuns === null ? 0 : clock.now() - keepRuns * DAY_MS;
    while (!stopped) {
      const deleted = await journal.deleteRuns(before, AT_ONCE);
      if (deleted < AT_ONCE) break;
    }
    await stores.bindings.forgetGone();
  }

  function plan(dueAt: number): void {
    if (stopped) return;
    stopTimer = clock.after(dueAt - clock.now(), () => {
      // A clock may call early.
      if (clock.now() < dueAt) return plan(dueAt);
      working = tidy()
        .catch(trouble)
        .then(() => plan(clock.now() + EVERY_MS));
    });
  }

  return {
    start: () => plan(clock.now() + FIRST_MS),
    async stop(): Promise<void> {
      stopped = true;
      stopTimer();
      await working;
    },
  };
}
