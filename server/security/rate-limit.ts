// Token buckets in memory, for doors that strangers may knock at: sign-in and webhooks. It forgets with the process and
// holds a bounded number of keys; when full, the longest unused one goes.
const MOST_KEYS = 10_000;

export interface RateLimit {
  /** Milliseconds to wait, 0 when the request may pass. */
  take(key: string): number;
}

export function createRateLimit(options: { readonly perMinute: number; readonly burst: number; readonly now?: () => number }): RateLimit {
  const { perMinute, burst, now = Date.now } = options;
  const perMs = perMinute / 60_000;
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key) {
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
