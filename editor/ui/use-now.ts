// The present as state that ticks once a second, for elapsed times. All users share one timer; without users there is none.
import { useSyncExternalStore } from 'react';

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of [...listeners]) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

const still = () => () => {};

/** Now, in milliseconds; pass false for something that has ended, then nothing ticks. */
export const useNow = (ticking = true): number => useSyncExternalStore(ticking ? subscribe : still, () => now);
