// What the step gave in the shown run: its state, its error, its result; before any run the shape that it will have.
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { PinButton } from '../pins/PinButton.tsx';
import { DataTree } from '../runs/DataTree.tsx';
import { StepData } from '../runs/StepData.tsx';
import { StepSummary } from '../runs/StepSummary.tsx';
import { useShownStep } from './shown-step.ts';

interface OutputTabProps {
  readonly node: FlowNode;
  readonly type: NodeTypeJson | null;
}

export function OutputTab({ node, type }: OutputTabProps) {
  const { source, step } = useShownStep(node.id);
  if (!source || !step)
    return (
      <>
        <p className="field-about">
          {source ? `The step has not run in run ${source.run.number}.` : 'The step has not run yet.'} This is what it will give:
        </p>
        <PinButton nodeId={node.id} />
        <DataTree value={undefined} schema={type?.result ?? {}} expression={`steps.${node.id}`} label="Result" open />
      </>
    );
  return (
    <>
      <StepSummary run={source.run} step={step} title={node.title ?? type?.title ?? node.id} />
      <PinButton nodeId={node.id} />
      <StepData runId={source.run.id} step={step} part="output" />
    </>
  );
}
