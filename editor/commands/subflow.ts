// A flow inside a flow: making one of the selection, and going into the one that a step runs.
import { navigate } from 'wouter/use-browser-location';
import { flushSave } from '../document/saving.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { goDown } from '../subflow/way-back.ts';
import type { Command } from './command.ts';

const selected = () => useSession.getState().selection.nodes;
const isStep = (id: string) => useDocument.getState().flow.nodes.some((node) => node.id === id);

/** The selected step, when it runs a flow that is known by its id. */
function runsFlow(): { readonly nodeId: string; readonly flowId: string } | null {
  const [id] = selected();
  const node = selected().length === 1 ? useDocument.getState().flow.nodes.find((each) => each.id === id) : undefined;
  const flowId = node?.type === 'core.run-flow' ? node.params.flow : undefined;
  return node && typeof flowId === 'string' && flowId !== '' && !flowId.includes('{{') ? { nodeId: node.id, flowId } : null;
}

export const subflowCommands: readonly Command[] = [
  {
    id: 'extract-subflow',
    group: 'Flow',
    icon: 'flow',
    title: 'Make a flow of the selection',
    keys: ['Mod+Shift+E'],
    keywords: ['extract', 'subflow', 'sub-flow', 'reuse', 'child'],
    menu: ['node'],
    when: () => selected().some(isStep) && !useDocument.getState().readOnly,
    run: () => useSession.getState().set({ overlay: 'subflow' }),
  },
  {
    id: 'open-subflow',
    group: 'Go',
    icon: 'flow',
    title: 'Open the flow it runs',
    keys: ['Mod+ArrowDown'],
    keywords: ['subflow', 'child', 'go down', 'inside'],
    menu: ['node'],
    when: () => runsFlow() !== null,
    run: async () => {
      const target = runsFlow();
      const { flowId, flow } = useDocument.getState();
      if (!target || flowId === null) return;
      await flushSave();
      goDown({ id: flowId, name: flow.name, nodeId: target.nodeId }, target.flowId);
      navigate(`/flows/${target.flowId}`);
    },
  },
];
