// The hourly budget per kind of request that the backup service keeps, shown in a header and, when asked for, enforced with
// 429. Counters live in memory: a restart opens a new window, as another front end of the real service would.
import { type Answer, refuse } from './answer.ts';

const hour = 3_600_000;
/** What the service starts its counter with. */
const usual = 150;

/** Making and deleting vaults has ceilings of its own, kept whether or not others are. */
const vaultCeilings: Record<string, number> = { PUT: 210, DELETE: 10 };
const isVault = /\/vaults\/\{vault\}$/;

const ceilingOf = (action: string): number | null => {
  const [method = '', pattern = ''] = action.split(' ');
  return isVault.test(pattern) ? (vaultCeilings[method] ?? null) : null;
};

/** Whether requests of this kind are counted at all. */
export const isCounted = (method: string, pattern: string) =>
  /\/vaults\/\{vault\}\//.test(pattern) || ceilingOf(`${method} ${pattern}`) !== null;

export interface Throttle {
  /** Counts a request; gives the remaining budget, or the refusal. */
  take(action: string, at: number): { remaining: number } | { refused: Answer };
}

export function throttle(limit: { perHour: number } | null): Throttle {
  const windows = new Map<string, { start: number; used: number }>();
  return {
    take: (action, at) => {
      const ceiling = ceilingOf(action) ?? limit?.perHour;
      if (ceiling === undefined) return { remaining: usual - 1 };
      const old = windows.get(action);
      const window = old && at - old.start < hour ? old : { start: at, used: 0 };
      windows.set(action, window);
      window.used++;
      if (window.used <= ceiling) return { remaining: ceiling - window.used };
      const wait = Math.max(1, Math.ceil((window.start + hour - at) / 1000));
      const message = `Number of requests for action '${action}' exceeded the limit of '${ceiling}' for time interval '01:00:00'. Please try again after '${wait}' seconds.`;
      const answer = refuse(429, 'ResourceRequestsThrottled', message);
      return { refused: { ...answer, headers: { ...answer.headers, 'retry-after': String(wait) } } };
    },
  };
}
