// How often a vault is asked: soon after a wait begins, then from 30 seconds growing to 5 minutes while nothing happens. The
// practice subscription is asked every second; nobody counts there.

export interface Pace {
  readonly minMs: number;
  readonly maxMs: number;
  next(pause: number, somethingEnded: boolean): number;
}

const real = { minMs: 30_000, maxMs: 300_000 };
const practice = { minMs: 1_000, maxMs: 1_000 };

export function paceOf(isPractice: boolean, own: { readonly minMs?: number; readonly maxMs?: number } = {}): Pace {
  const { minMs, maxMs } = { ...(isPractice ? practice : real), ...own };
  return { minMs, maxMs, next: (pause, ended) => (ended || pause === 0 ? minMs : Math.min(maxMs, Math.max(minMs, pause * 1.5))) };
}
