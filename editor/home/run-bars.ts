// The last runs of a flow as bars and as a sentence for those who cannot see them. Pure.
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { statusLook } from '../ui/status.ts';

export type LastRun = FlowSummary['lastRuns'][number];

export interface Bar {
  readonly id: string;
  readonly kind: 'good' | 'mixed' | 'failed' | 'open' | 'person' | 'cancelled';
  /** 0..1 of the height: what needs eyes stands out. */
  readonly height: number;
}

const kinds: { readonly [S in LastRun['status']]: Bar['kind'] } = {
  succeeded: 'good',
  failed: 'failed',
  cancelled: 'cancelled',
  cancelling: 'cancelled',
  'needs-attention': 'person',
  queued: 'open',
  running: 'open',
  waiting: 'open',
};
const heights: { readonly [K in Bar['kind']]: number } = { good: 0.7, mixed: 0.85, failed: 1, open: 0.7, person: 1, cancelled: 0.4 };

export const barsOf = (runs: readonly LastRun[]): readonly Bar[] =>
  runs.map(({ id, status, failures }) => {
    const kind = status === 'succeeded' && failures > 0 ? 'mixed' : kinds[status];
    return { id, kind, height: heights[kind] };
  });

/** @example barsSay(runs) // 'Last 14 runs: 13 succeeded, 1 failed. Newest: failed.' */
export function barsSay(runs: readonly LastRun[]): string {
  const newest = runs.at(-1);
  if (!newest) return 'No runs yet.';
  const words = new Map<string, number>();
  for (const run of runs) {
    const word = run.status === 'succeeded' && run.failures > 0 ? 'succeeded with failures' : lower(statusLook(run.status).word);
    words.set(word, (words.get(word) ?? 0) + 1);
  }
  const parts = [...words].map(([word, times]) => `${times} ${word}`).join(', ');
  const last = lower(statusLook(newest.status, newest.failures).word);
  return `${runs.length === 1 ? 'One run' : `Last ${runs.length} runs`}: ${parts}. Newest: ${last}.`;
}

const lower = (word: string): string => word.toLowerCase();

/** The newest run that has ended went wrong. */
export function isFailing(runs: readonly LastRun[]): boolean {
  const ended = runs.filter(({ status }) => status === 'succeeded' || status === 'failed' || status === 'cancelled').at(-1);
  return ended !== undefined && (ended.status === 'failed' || ended.failures > 0);
}
