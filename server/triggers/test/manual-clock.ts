// A clock that stands still until a test moves it on.
import type { Clock } from '../clock.ts';

export interface ManualClock extends Clock {
  set(at: number): void;
  /** Moves on to `at`, firing what comes due on the way; gives the work it starts time to finish. */
  moveTo(at: number): Promise<void>;
}

export function manualClock(start: number): ManualClock {
  let now = start;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  const settle = () => new Promise<void>((resume) => setTimeout(resume, 60));
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + Math.max(ms, 0), callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    set(at) {
      now = at;
    },
    async moveTo(at) {
      for (;;) {
        const next = timers.filter((timer) => timer.at <= at).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        now = Math.max(now, next.at);
        next.callback();
        await settle();
      }
      now = at;
      await settle();
    },
  };
}
