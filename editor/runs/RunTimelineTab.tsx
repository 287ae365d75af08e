// The timeline, and beside it what a person wants of it: the failure or the question that matters, or the result of the selected
// step.
import type { Run, Step } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { useItemNames } from '../inspector/use-item-names.ts';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { StatusPill } from '../ui/StatusPill.tsx';
import { RetryButton } from './RetryButton.tsx';
import { useSteps } from './run-store.ts';
import { StepData } from './StepData.tsx';
import { StepSummary } from './StepSummary.tsx';
import { Timeline } from './Timeline.tsx';
import { mostImportant, useDockStep } from './use-dock-step.ts';

export function RunTimelineTab({ run }: { readonly run: Run }) {
  const steps = useSteps();
  const { graph, step, chosen, titleOf, select } = useDockStep();
  const nameOf = useItemNames(graph);
  const itemName = (each: Step) => nameOf(each.nodeId, each.path);
  const important = mostImportant(steps, run.failedStep);
  const matters = (each: Step | null) => each !== null && (each.error !== null || each.status === 'needs-attention');
  const result = chosen && step?.hasOutput === true && !matters(step) ? step : null;
  const beside = matters(step) ? step : matters(important) ? important : null;
  const title = (each: Step) => {
    const item = itemName(each);
    return item === null ? titleOf(each.nodeId) : `${item}: ${titleOf(each.nodeId)}`;
  };
  return (
    <div className={`run-dock-split${result ? ' run-dock-split-half' : beside || run.error ? '' : ' run-dock-split-one'}`}>
      <Timeline
        run={run}
        steps={steps}
        graph={graph}
        titleOf={titleOf}
        itemName={itemName}
        selected={chosen ? (step?.key ?? null) : null}
        onSelect={select}
      />
      {result ? (
        <div className="run-dock-side">
          <StepData
            key={result.key}
            runId={run.id}
            step={result}
            part="output"
            heading={
              <h3>
                {title(result)} <StatusPill status={result.status} size="small" failures={result.loop?.failed ?? 0} />
              </h3>
            }
          />
        </div>
      ) : beside ? (
        <div className="run-dock-side">
          <StepSummary run={run} step={beside} title={title(beside)} />
        </div>
      ) : run.error ? (
        <div className="run-dock-side">
          <ErrorCard
            plain
            title={run.status === 'cancelled' ? 'The run was cancelled' : 'The run failed'}
            failure={run.error}
            actions={hasEnded(run.status) ? <RetryButton run={run} step={null} /> : null}
          />
        </div>
      ) : null}
    </div>
  );
}
