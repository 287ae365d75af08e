// Time as triggers see it: handed in, so that a test can let a night pass in a moment.
export interface Clock {
  now(): number;
  /** Calls back once after `ms`; answers the way to stop. */
  after(ms: number, callback: () => void): () => void;
}

/** Longer waits are cut: a timer holds at most 2^31 - 1 ms, and a machine that slept should look again soon. */
const LONGEST_MS = 60_000;

export const systemClock: Clock = {
  now: Date.now,
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(ms, 0), LONGEST_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
