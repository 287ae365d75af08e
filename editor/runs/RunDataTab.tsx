// What came in on the left, what went out on the right, of the step that the dock is about.
import type { Run } from '../../nodes/kit/records.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { StatusPill } from '../ui/StatusPill.tsx';
import { StepData } from './StepData.tsx';
import { StepSummary } from './StepSummary.tsx';
import { useDockStep } from './use-dock-step.ts';

export function RunDataTab({ run }: { readonly run: Run }) {
  const { step, titleOf } = useDockStep();
  if (!step)
    return (
      <EmptyState icon="table" title="No data yet">
        This step has no record in run {run.number}. Select a step that has run.
      </EmptyState>
    );
  return (
    <div className="run-dock-columns">
      <div>
        <StepData key={`in-${step.key}`} runId={run.id} step={step} part="input" heading={<h3>Input</h3>} />
      </div>
      <div>
        {step.error || step.status === 'needs-attention' ? (
          <StepSummary run={run} step={step} title={titleOf(step.nodeId)} />
        ) : (
          <StepData
            key={`out-${step.key}`}
            runId={run.id}
            step={step}
            part="output"
            heading={
              <h3>
                {titleOf(step.nodeId)} <StatusPill status={step.status} size="small" failures={step.loop?.failed ?? 0} />
              </h3>
            }
          />
        )}
      </div>
    </div>
  );
}
