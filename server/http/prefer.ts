// `Prefer: wait=30` (RFC 7240): how long a caller is willing to wait for the end. Bounded, so that no door is held for ever.
import type { IncomingMessage } from 'node:http';

const LONGEST_SECONDS = 120;

/** 0: answer at once. */
export function waitSeconds({ headers }: Pick<IncomingMessage, 'headers'>): number {
  const header = headers.prefer;
  if (header === undefined) return 0;
  const match = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec(String(header));
  return match ? Math.min(Number(match[1]), LONGEST_SECONDS) : 0;
}
