// A rate limit as data: so many calls per second on average, so many at once. Pure arithmetic; the row lives in the journal,
// so that the limit holds for every process.

export interface Bucket {
  readonly tokens: number;
  readonly at: number;
  readonly blockedUntil: number;
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export type Taken = { readonly ok: true } | { readonly ok: false; readonly retryAt: number };

export function take(bucket: Bucket | undefined, rate: Rate, now: number): { readonly bucket: Bucket; readonly taken: Taken } {
  const before = bucket ?? { tokens: rate.burst, at: now, blockedUntil: 0 };
  // A clock that went back must neither give tokens nor take them.
  const elapsed = Math.max(0, now - before.at);
  const tokens = Math.min(rate.burst, before.tokens + (elapsed * rate.perSecond) / 1000);
  const next = { tokens, at: Math.max(now, before.at), blockedUntil: before.blockedUntil };
  if (before.blockedUntil > now) return { bucket: next, taken: { ok: false, retryAt: before.blockedUntil } };
  if (tokens < 1) return { bucket: next, taken: { ok: false, retryAt: now + Math.ceil(((1 - tokens) * 1000) / rate.perSecond) } };
  return { bucket: { ...next, tokens: tokens - 1 }, taken: { ok: true } };
}

export const block = (bucket: Bucket | undefined, until: number): Bucket => ({
  tokens: bucket?.tokens ?? 1,
  at: bucket?.at ?? until,
  blockedUntil: Math.max(until, bucket?.blockedUntil ?? 0),
});
