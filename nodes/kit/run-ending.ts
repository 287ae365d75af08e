// How a run can have ended, in the words in which a flow waits for it. Finer than its status: a run that succeeded although items
// failed is an ending of its own.
import type { Run } from './records.ts';

export const runEndings = ['failed', 'cancelled', 'withFailures', 'succeeded'] as const;
export type RunEnding = (typeof runEndings)[number];

/** Null: it has not ended. */
export function endingOf({ status, failures }: Pick<Run, 'status' | 'failures'>): RunEnding | null {
  if (status === 'succeeded') return failures > 0 ? 'withFailures' : 'succeeded';
  return status === 'failed' || status === 'cancelled' ? status : null;
}
