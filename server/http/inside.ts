// Which steps stand inside a container. A scope counts no rounds: steps inside it have the path of the scope itself, and so
// belong to the iteration of the loop around it as well.
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypes } from '../node-types.ts';

type Find = Pick<NodeTypes, 'find'>;

export const isScope = (node: FlowNode | undefined, nodeTypes: Find): boolean =>
  node !== undefined && nodeTypes.find(node.type, node.version)?.container === 'scope';

/** Nodes whose steps one iteration of this container holds: its own, and those in scopes inside it. */
export function nodesInside(flow: Flow, container: string, nodeTypes: Find): FlowNode[] {
  const own = flow.nodes.filter(({ parent }) => parent === container);
  return own.flatMap((node) => (isScope(node, nodeTypes) ? [node, ...nodesInside(flow, node.id, nodeTypes)] : [node]));
}

/** The containers that hold a node's steps: scopes, up to and with the innermost loop. */
export function containersOf(flow: Flow, nodeId: string, nodeTypes: Find): FlowNode[] {
  const byId = nodesOf(flow);
  const parentOf = (id: string) => byId.get(byId.get(id)?.parent ?? '');
  const found: FlowNode[] = [];
  for (let around = parentOf(nodeId); around && !found.includes(around); around = parentOf(around.id)) {
    found.push(around);
    if (!isScope(around, nodeTypes)) break;
  }
  return found;
}

/** Documents of versions do not change. A stream asks for every step. */
const known = new WeakMap<Flow, ReadonlyMap<string, FlowNode>>();

function nodesOf(flow: Flow): ReadonlyMap<string, FlowNode> {
  const byId = known.get(flow) ?? new Map(flow.nodes.map((node) => [node.id, node]));
  known.set(flow, byId);
  return byId;
}
