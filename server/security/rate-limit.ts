// Token buckets in memory, for doors that strangers may knock at: sign-in and webhooks. It forgets with the process and
// holds a bounded number of keys; when full, the longest unused one goes.
const MOST_KEYS = 10_000;

export interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

export interface RateLimit {
  /** Milliseconds to wait, 0 when the request may pass. A key may have a rate of its own. */
  take(key: string, rate?: Rate): number;
}

export function createRateLimit(options: Rate & { readonly now?: () => number }): RateLimit {
  const { now = Date.now } = options;
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key, { perMinute, burst } = options) {
      const perMs = perMinute / 60_000;
      const at = now();
      const bucket = buckets.get(key) ?? { tokens: burst, at };
      bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, at - bucket.at) * perMs);
      bucket.at = at;
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > MOST_KEYS) buckets.delete(buckets.keys().next().value as string);
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perMs);
      bucket.tokens -= 1;
      return 0;
    },
  };
}
