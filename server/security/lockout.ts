// How long a door stays shut after wrong passwords: nothing for the first few, then twice as long each time, at most a quarter of an
// hour. A pure rule; a locked account is never locked for good, or anybody could lock out anybody.
const FREE_TRIES = 5;
const FIRST_MS = 15_000;
const LONGEST_MS = 15 * 60_000;
/** After so long without a try all is forgotten. */
const FORGET_MS = 24 * 3_600_000;

export interface Tries {
  readonly failures: number;
  readonly lastAt: number;
}

const none: Tries = { failures: 0, lastAt: 0 };

/** Milliseconds until the next try counts; 0: now. */
export function shutFor(tries: Tries | null, at: number): number {
  const { failures, lastAt } = fresh(tries, at);
  if (failures < FREE_TRIES) return 0;
  const shut = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - FREE_TRIES));
  return Math.max(0, Math.min(shut, lastAt + shut - at));
}

/** One more wrong try. */
export function afterFailure(tries: Tries | null, at: number): Tries {
  return { failures: fresh(tries, at).failures + 1, lastAt: at };
}

const fresh = (tries: Tries | null, at: number): Tries => (tries && tries.lastAt + FORGET_MS > at ? tries : none);
