// The step of a node in the shown run, in the iteration that the canvas shows of the loops around it.
import { useMemo } from 'react';
import type { Step } from '../../nodes/kit/records.ts';
import { stepKey } from '../../nodes/kit/step-key.ts';
import { useNodeTypes } from '../api.ts';
import { useSession } from '../document/session.ts';
import { useGraph } from './flow-graph.ts';
import { iterationPath, useIterations } from './node-data.ts';
import { type RunSource, useRunSource } from './step-results.ts';

export function useShownStep(nodeId: string): { readonly source: RunSource | null; readonly step: Step | null; readonly key: string } {
  const loopIndex = useSession((state) => state.loopIndex);
  const types = useNodeTypes();
  const graph = useGraph();
  const source = useRunSource(useIterations(graph, types, loopIndex, nodeId));
  const key = useMemo(() => stepKey(nodeId, iterationPath(graph, types, loopIndex, nodeId)), [graph, types, loopIndex, nodeId]);
  return { source, step: source?.step(key) ?? null, key };
}
