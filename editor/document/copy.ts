// Taking a part out of a flow, as readable JSON for the system clipboard: it can be read, mailed and kept in git. Pasting is
// paste.ts.
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import { FLOW_FORMAT, writeFlow } from '../../nodes/kit/flow-text.ts';
import { nodeOf, type Point } from './edits.ts';
import { withInner } from './remove.ts';

/** The selected part as a flow document: its nodes, what is inside them, the edges between them, the slots they use. */
export function partOf(flow: Flow, ids: readonly string[]): Flow {
  const inside = withInner(flow, ids);
  const chosen = ({ id }: { id: string }) => inside.has(id);
  const nodes = flow.nodes.filter(chosen).map((node) => (node.parent === undefined || inside.has(node.parent) ? node : freed(flow, node)));
  const slots = new Set(nodes.map(({ connection }) => connection));
  return {
    format: FLOW_FORMAT,
    name: `Part of ${flow.name}`.slice(0, 200),
    inputs: [],
    connections: flow.connections.filter(({ name }) => slots.has(name)),
    nodes,
    edges: flow.edges.filter(({ from, to }) => inside.has(from) && inside.has(to)),
    notes: flow.notes.filter(chosen),
    frames: flow.frames.filter(chosen),
    settings: {},
  };
}

/** Out of its container: the position becomes the one on the whole canvas. */
function freed(flow: Flow, node: FlowNode): FlowNode {
  const { parent, ...rest } = node;
  return { ...rest, position: absolute(flow, node) } as FlowNode;
}

/** Position on the whole canvas. */
function absolute(flow: Flow, node: FlowNode): Point {
  let { x, y } = node.position;
  const seen = new Set([node.id]);
  for (let up = node.parent; up !== undefined && !seen.has(up); ) {
    seen.add(up);
    const parent = nodeOf(flow, up);
    if (!parent) break;
    x += parent.position.x;
    y += parent.position.y;
    up = parent.parent;
  }
  return { x, y };
}

export const writeClip = (flow: Flow, ids: readonly string[]): string => writeFlow(partOf(flow, ids));
