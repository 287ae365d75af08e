// Requests of one step of one run, in as many turns of a loop, are one question: they are shown and answered together.
import { parseStepKey } from '../../nodes/kit/step-key.ts';
import type { Approval } from '../../nodes/kit/wire/approvals.ts';

export interface Question {
  readonly key: string;
  /** One, or several that are alike. */
  readonly approvals: readonly [Approval, ...Approval[]];
}

/** In the order in which they were asked; only what the same person may answer belongs together. */
export function questionsOf(approvals: readonly Approval[]): Question[] {
  const groups = Map.groupBy(approvals, ({ runId, stepKey, look, whyNot }) =>
    look === null ? `${runId} ${stepKey}` : `${runId} ${parseStepKey(stepKey)?.nodeId ?? stepKey} ${whyNot ?? ''}`,
  );
  return [...groups].map(([key, found]) => ({ key, approvals: found.sort(byTurn) as [Approval, ...Approval[]] }));
}

/** In the order of the loop, whichever was quicker to ask. */
const byTurn = (a: Approval, b: Approval): number => a.stepKey.localeCompare(b.stepKey, 'en', { numeric: true });
