// The step of a node in the shown run, in the iteration that the canvas shows of the loops around it.
import { useMemo } from 'react';
import { graphOf } from '../../nodes/kit/graph.ts';
import type { Step } from '../../nodes/kit/records.ts';
import { stepKey } from '../../nodes/kit/step-key.ts';
import { useNodeTypes } from '../api.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { iterationPath } from './node-data.ts';
import { type RunSource, useRunSource } from './step-results.ts';

export function useShownStep(nodeId: string): { readonly source: RunSource | null; readonly step: Step | null; readonly key: string } {
  const flow = useDocument((state) => state.flow);
  const loopIndex = useSession((state) => state.loopIndex);
  const types = useNodeTypes();
  const source = useRunSource();
  const key = useMemo(() => stepKey(nodeId, iterationPath(graphOf(flow), types, loopIndex, nodeId)), [flow, types, loopIndex, nodeId]);
  return { source, step: source?.step(key) ?? null, key };
}
