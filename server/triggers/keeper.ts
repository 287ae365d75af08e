// Of many processes one keeps the time of the schedules and hears of runs that have ended: whoever holds the lease. The others look
// every two seconds whether it is free. Two at once would do no harm, only work twice: what starts is known by its key.
import type { Journal } from '../journal/contract.ts';
import type { RunEnded } from './run-ended.ts';
import type { Schedules } from './schedules.ts';

const LEASE = 'triggers';
const LOOK_MS = 2_000;
/** A keeper that was not heard of for so long is one no more. */
const LEASE_MS = 6_000;

export interface KeeperDeps {
  readonly journal: Pick<Journal, 'own' | 'disown'>;
  readonly owner: string;
  readonly schedules: Pick<Schedules, 'look' | 'rest'>;
  readonly runEnded: Pick<RunEnded, 'look' | 'rest'>;
  /** Differs when flows were published, enabled, disabled or deleted, by whatever process. */
  readonly changes: () => Promise<number>;
  readonly trouble: (error: unknown) => void;
}

export function createKeeper({ journal, owner, schedules, runEnded, changes, trouble }: KeeperDeps) {
  let epoch: number | null = null;
  let seen: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  let stopped = false;

  async function rest(): Promise<void> {
    epoch = null;
    seen = null;
    schedules.rest();
    await runEnded.rest();
  }

  async function look(): Promise<void> {
    const held = await journal.own(LEASE, owner, LEASE_MS, Date.now());
    if (!held) {
      if (epoch !== null) await rest();
      return;
    }
    epoch = held.epoch;
    const now = await changes();
    if (now !== seen) await runEnded.look();
    seen = now;
    await schedules.look();
  }

  async function tryToLook(): Promise<void> {
    try {
      await look();
    } catch (error) {
      // Who cannot say that the lease is still its own goes on as if it were not.
      trouble(error);
      if (epoch !== null) await rest().catch(trouble);
    }
  }

  function round(): void {
    working = tryToLook().then(() => {
      if (!stopped) timer = setTimeout(round, LOOK_MS);
    });
  }

  return {
    /** Something was published, enabled or disabled in this process. */
    async look(): Promise<void> {
      await working;
      if (epoch !== null && !stopped) working = tryToLook();
      await working;
    },
    async start(): Promise<void> {
      round();
      await working;
    },
    /** The lease is free at once. Schedules and listeners are stopped by whoever started them. */
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await working;
      if (epoch !== null) await journal.disown(LEASE, epoch).catch(trouble);
    },
  };
}
