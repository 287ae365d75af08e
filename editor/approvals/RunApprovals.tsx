// The questions of a run that waits for approval, in its dock: nobody has to look for the step that asks.
import type { Run } from '../../nodes/kit/records.ts';
import { ApprovalQuestion } from './ApprovalQuestion.tsx';
import { questionsOf } from './group.ts';
import { useApprovals } from './use-approvals.ts';
import '../inspector/Field.css';

/** A loop may ask many times; the rest is on the page of all approvals. */
const most = 3;

export function RunApprovals({ run }: { readonly run: Run }) {
  const mine = useApprovals(run.status === 'waiting' || run.status === 'running').data?.filter(({ runId }) => runId === run.id) ?? [];
  if (mine.length === 0) return null;
  return (
    <section className="run-approvals" aria-label="Approval">
      {questionsOf(mine)
        .slice(0, most)
        .map((question) => (
          <ApprovalQuestion key={question.key} question={question} inRun />
        ))}
    </section>
  );
}
