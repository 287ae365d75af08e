// The question of a step that waits for approval, on the run itself.
import type { Run, Step } from '../../nodes/kit/records.ts';
import { ApprovalForm } from './ApprovalForm.tsx';
import { useApprovals } from './use-approvals.ts';

export function StepApproval({ run, step }: { readonly run: Run; readonly step: Step }) {
  const approval = useApprovals().data?.find(({ runId, stepKey }) => runId === run.id && stepKey === step.key);
  return approval ? (
    <section className="approval-boxed" aria-label="Approval">
      <ApprovalForm approval={approval} inRun />
    </section>
  ) : null;
}
