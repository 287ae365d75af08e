// Names that a key-value field is expected to have: a trigger's `inputs` gets one row for each input of the flow.
import { useMemo } from 'react';
import { useNodeTypes } from '../api.ts';
import { nodeOf } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';

export function useKnownNames(nodeId: string | null, field: string): readonly string[] {
  const flow = useDocument((state) => state.flow);
  const types = useNodeTypes();
  return useMemo(() => {
    const node = nodeId === null || field !== 'inputs' ? undefined : nodeOf(flow, nodeId);
    const isTrigger = node !== undefined && types.of(node.type, node.version)?.kind === 'trigger';
    return isTrigger ? flow.inputs.map(({ name }) => name) : [];
  }, [flow, types, nodeId, field]);
}
