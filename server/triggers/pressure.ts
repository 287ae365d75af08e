// More runs are asked for than can be run: what waits is rows, not memory, but who is answered 202 wants to see it done some day. From
// a number of waiting runs on, requests from outside are refused and told when to come again. What the machine owes (schedules, runs
// that follow from runs) is always accepted. It counts for the whole fleet, twice a second at most, and only while somebody asks.
import { refuse } from '../store/refusal.ts';
import type { Accept } from './accept.ts';

export interface Pressure {
  /** Does it while there is room; else refuses with 429 and Retry-After. */
  within<T>(accept: () => Promise<T>): Promise<T>;
}

export interface PressureDeps {
  /** Runs that could go on now and that nobody has taken up. */
  readonly due: () => Promise<number>;
  readonly most: number;
  readonly now: () => number;
}

const COUNT_EVERY_MS = 500;
const COME_AGAIN_SECONDS = 5;
/** Acceptances under way in this process: what it does not get done is not to pile up in its memory. */
const MOST_AT_ONCE = 200;

const tooMany = (says: string, seconds: number) =>
  refuse('too_many_requests', `${says} Nothing of this was accepted; ask again soon.`, { headers: { 'Retry-After': String(seconds) } });

export function createPressure({ due, most, now }: PressureDeps): Pressure {
  let waiting = 0;
  let countedAt = Number.NEGATIVE_INFINITY;
  let counting = false;
  let underWay = 0;

  async function count(): Promise<void> {
    counting = true;
    countedAt = now();
    try {
      waiting = await due();
    } catch {
      // The database is away: whoever asks hears that from the acceptance itself.
    }
    counting = false;
  }

  return {
    async within(accept) {
      if (!counting && Math.abs(now() - countedAt) >= COUNT_EVERY_MS) void count();
      if (waiting >= most) throw tooMany(`${most} runs wait for their turn already.`, COME_AGAIN_SECONDS);
      if (underWay >= MOST_AT_ONCE) throw tooMany('More runs are asked for at this moment than can be accepted.', 1);
      // Until they are counted again, what is accepted is taken for waiting.
      waiting += 1;
      underWay += 1;
      try {
        return await accept();
      } finally {
        underWay -= 1;
      }
    },
  };
}

/** The one door, with the bound before it. */
export const underPressure = (door: Accept, pressure: Pressure): Accept => ({
  ...door,
  accept: (request) => (request.owed ? door.accept(request) : pressure.within(() => door.accept(request))),
});
