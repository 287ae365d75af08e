// The step that the dock is about: the selected one in the iteration that the canvas shows, else the one that matters most: what
// needs a person, what failed, else what ended last with a result.
import { useMemo } from 'react';
import type { Graph } from '../../nodes/kit/graph.ts';
import type { Step } from '../../nodes/kit/records.ts';
import { stepKey } from '../../nodes/kit/step-key.ts';
import { useNodeTypes } from '../api.ts';
import { useSession } from '../document/session.ts';
import { useGraph } from '../inspector/flow-graph.ts';
import { iterationPath } from '../inspector/node-data.ts';
import { useRun, useSteps } from './run-store.ts';

export interface DockStep {
  readonly graph: Graph;
  readonly step: Step | null;
  /** The step was selected by a person, not found by us. */
  readonly chosen: boolean;
  readonly titleOf: (nodeId: string) => string;
  readonly select: (step: Step) => void;
}

export function useDockStep(): DockStep {
  const types = useNodeTypes();
  const steps = useSteps();
  const failedStep = useRun()?.failedStep ?? null;
  const nodes = useSession(({ selection }) => selection.nodes);
  const loopIndex = useSession((state) => state.loopIndex);
  const graph = useGraph();
  const only = nodes.length === 1 ? (nodes[0] ?? null) : null;
  const step = useMemo(() => {
    if (only !== null) {
      const key = stepKey(only, iterationPath(graph, types, loopIndex, only));
      return steps.find((each) => each.key === key) ?? null;
    }
    return mostImportant(steps, failedStep);
  }, [only, graph, types, loopIndex, steps, failedStep]);
  return {
    graph,
    step,
    chosen: only !== null,
    titleOf: (nodeId) => {
      const node = graph.nodes.get(nodeId);
      return node?.title ?? (node ? types.of(node.type, node.version)?.title : undefined) ?? nodeId;
    },
    select: (chosen) => {
      const loops = graph
        .around(chosen.nodeId)
        .filter((id) => graph.nodes.get(id)?.type !== 'core.scope')
        .reverse();
      const session = useSession.getState();
      loops.forEach((id, level) => {
        const index = chosen.path[level];
        if (index !== undefined) session.showIteration(id, index);
      });
      session.select({ nodes: [chosen.nodeId] });
    },
  };
}

/** What a person should look at first. */
export function mostImportant(steps: readonly Step[], failedStep: string | null): Step | null {
  const waiting = steps.find(({ status }) => status === 'needs-attention');
  if (waiting) return waiting;
  const failed = steps.filter(({ status, error }) => status === 'failed' && error !== null && error.code !== 'unhandled_failure');
  const named = failed.find(({ key, nodeId }) => key === failedStep || nodeId === failedStep);
  if (named ?? failed[0]) return named ?? failed[0] ?? null;
  return steps
    .filter(({ hasOutput, endedAt }) => hasOutput && endedAt !== null)
    .reduce<Step | null>((last, each) => (last && Date.parse(last.endedAt ?? '') > Date.parse(each.endedAt ?? '') ? last : each), null);
}
