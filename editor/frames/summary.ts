// How the steps of a folded frame stand, in one badge: the most pressing status decides the colour, the count says how far it is.
import type { StepStatus } from '../../nodes/kit/status.ts';
import { type StatusLook, statusLook } from '../ui/status.ts';

/** What a person wants to know first, first. */
const pressing: readonly StepStatus[] = ['needs-attention', 'failed', 'running', 'waiting', 'cancelled', 'succeeded', 'skipped'];
const decided: ReadonlySet<StepStatus> = new Set(['succeeded', 'failed', 'skipped', 'cancelled']);

export interface StepState {
  readonly status: StepStatus;
  /** Items of a loop that failed while it went on. */
  readonly failures: number;
}

/** Null: none of them has begun. @example summaryOf([{ status: 'failed', failures: 0 }, null])?.says // '1 failed · 1 of 2' */
export function summaryOf(states: readonly (StepState | null)[]): (StatusLook & { readonly says: string }) | null {
  const begun = states.filter((state) => state !== null && state.status !== 'pending');
  const worst = pressing.find((status) => begun.some((state) => state?.status === status));
  if (worst === undefined) return null;
  const failures = begun.reduce((sum, state) => sum + (state?.failures ?? 0), 0);
  const look = statusLook(worst, failures);
  const done = begun.filter((state) => state !== null && decided.has(state.status)).length;
  const many = begun.filter((state) => state?.status === worst).length;
  const progress = `${done} of ${states.length}`;
  if (worst === 'succeeded' || worst === 'skipped') return { ...look, says: failures > 0 ? `${look.word} · ${progress}` : progress };
  return { ...look, says: `${many} ${look.word.toLowerCase()} · ${progress}` };
}
