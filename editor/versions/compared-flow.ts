// Two versions in one drawing: the newer one, with what it no longer has laid in again as it stood, and a mark on all that differs.
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { Mark, Marks } from '../canvas/marks.ts';
import { edgeKey } from '../document/edits.ts';
import type { Change } from './changes.ts';

/** The room a card takes, roughly: what was taken away must not lie under what came instead. */
const card = { width: 240, height: 64 };
const gap = 24;

export function comparedFlow(before: Flow, after: Flow, changes: readonly Change[]): { readonly flow: Flow; readonly marks: Marks } {
  const here = new Set(after.nodes.map(({ id }) => id));
  const gone = before.nodes.filter(({ id }) => !here.has(id));
  const nodes: FlowNode[] = [...after.nodes];
  for (const node of gone) nodes.push(movedAside(node, nodes));
  const all = new Set(nodes.map(({ id }) => id));
  const known = new Set(after.edges.map(edgeKey));
  const lost = before.edges.filter((edge) => !known.has(edgeKey(edge)) && all.has(edge.from) && all.has(edge.to));
  const marks = { nodes: new Map<string, Mark>(), edges: new Map<string, Mark>() };
  for (const { kind, nodeId, edge } of changes) {
    if (nodeId !== undefined) marks.nodes.set(nodeId, kind);
    if (edge !== undefined) marks.edges.set(edge, kind);
  }
  return { flow: { ...after, nodes, edges: [...after.edges, ...lost] }, marks };
}

function movedAside(node: FlowNode, others: readonly FlowNode[]): FlowNode {
  const { x } = node.position;
  let { y } = node.position;
  const { width, height } = node.size ?? card;
  const covers = (other: FlowNode) =>
    other.parent === node.parent &&
    other.position.x < x + width &&
    x < other.position.x + (other.size ?? card).width &&
    other.position.y < y + height &&
    y < other.position.y + (other.size ?? card).height;
  for (let tries = 0; tries < 50; tries += 1) {
    const under = others.find(covers);
    if (!under) break;
    y = under.position.y + (under.size ?? card).height + gap;
  }
  return y === node.position.y ? node : { ...node, position: { ...node.position, y } };
}
