// A call that Azure has taken shows in a list after a while. Until then "it is not there" proves nothing about an open intent, so it is
// looked for again. The practice subscription shows everything at once.

/** An operation may run for a minute before its job exists. */
const settleMs = 120_000;
const pauseMs = 15_000;

interface Open {
  readonly run: { readonly world: 'practice' | 'real' };
  readonly intent: { readonly at: number };
  readonly signal: AbortSignal;
}

/** What `look` finds; null only when a look after the settling time has not found it either. */
export async function lookUntilSettled<T>({ run, intent, signal }: Open, look: () => Promise<T | null>): Promise<T | null> {
  for (;;) {
    const lookedAt = Date.now();
    const found = await look();
    if (found !== null || run.world === 'practice' || lookedAt >= intent.at + settleMs) return found;
    await pause(signal);
  }
}

const pause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, pauseMs);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
