// Runs the draft so that it pauses before the steps that are marked, or before the very first one where none is.
import { useState } from 'react';
import type { Json } from '../../nodes/kit/json.ts';
import type { Accepted } from '../../nodes/kit/wire/runs.ts';
import { call, nodeTypesNow, queryClient } from '../api.ts';
import { flushSave } from '../document/saving.ts';
import { useDocument } from '../document/store.ts';
import { RunDialog } from '../runs/RunDialog.tsx';
import { useBreakpoints } from './breakpoints.ts';

export default function DebugRunDialog({ onClose }: { readonly onClose: () => void }) {
  const [flow] = useState(() => useDocument.getState().flow);
  const flowId = useDocument((state) => state.flowId) ?? '';
  const start = async (inputs: { readonly [name: string]: Json }): Promise<Accepted> => {
    await flushSave();
    const there = new Set(flow.nodes.map(({ id }) => id));
    const marked = useBreakpoints.getState().ids.filter((id) => there.has(id));
    const pauseBefore = marked.length > 0 ? marked : firstSteps();
    const accepted = await call('startRun', { params: { id: flowId }, body: { version: 'draft', inputs: inputs as never, pauseBefore } });
    void queryClient.invalidateQueries({ queryKey: ['runs'] });
    return accepted;
  };
  return <RunDialog other={{ id: flowId, flow: { ...flow, name: `${flow.name}, step by step` } }} start={start} onClose={onClose} />;
}

/** What the triggers lead to. */
function firstSteps(): string[] {
  const { nodes, edges } = useDocument.getState().flow;
  const types = nodeTypesNow();
  const triggers = new Set(nodes.filter((node) => types.of(node.type, node.version)?.kind === 'trigger').map(({ id }) => id));
  return [...new Set(edges.filter(({ from }) => triggers.has(from)).map(({ to }) => to))];
}
