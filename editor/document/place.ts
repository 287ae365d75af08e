// Where steps stand in the structure: on an edge, inside a container, outside again. Edges never cross a container's frame, so
// moving a step through a frame cuts (and heals) what would cross it.
import type { Flow } from '../../nodes/kit/flow.ts';
import { connect, disconnect, edgeKey, nodeOf, type Point } from './edits.ts';
import { unlink } from './remove.ts';

/** Puts a node into the middle of an edge: from - node - to. What follows makes room when `shift` says so. */
export function insertOnEdge(flow: Flow, key: string, nodeId: string, port: string, shift = 0): Flow {
  const edge = flow.edges.find((known) => edgeKey(known) === key);
  if (!edge || edge.from === nodeId || edge.to === nodeId) return flow;
  const cut = disconnect(flow, [key]);
  const joined = connect(connect(cut, { ...edge, to: nodeId }), { from: nodeId, port, to: edge.to });
  return shift > 0 ? makeRoom(joined, edge.to, shift, nodeId) : joined;
}

/** Moves a node and all that follows it to the right, inside its own frame. */
function makeRoom(flow: Flow, from: string, shift: number, except: string): Flow {
  const start = nodeOf(flow, from);
  const moved = new Set([from]);
  const stack = [from];
  for (let at = stack.pop(); at !== undefined; at = stack.pop())
    for (const edge of flow.edges)
      if (edge.from === at && !moved.has(edge.to) && edge.to !== except) {
        moved.add(edge.to);
        stack.push(edge.to);
      }
  const left = start?.position.x ?? 0;
  return {
    ...flow,
    nodes: flow.nodes.map((node) =>
      moved.has(node.id) && node.parent === start?.parent && node.position.x >= left
        ? { ...node, position: { ...node.position, x: node.position.x + shift } }
        : node,
    ),
  };
}

/** Is `inner` the same as `outer` or somewhere inside it? */
export function isInside(flow: Flow, inner: string, outer: string): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = inner; at !== undefined && !seen.has(at); at = nodeOf(flow, at)?.parent) {
    if (at === outer) return true;
    seen.add(at);
  }
  return false;
}

/** Moves nodes into a container (or out: undefined). `cut` counts connections that would have crossed its frame. */
export function setParent(
  flow: Flow,
  ids: readonly string[],
  parent: string | undefined,
  positions: ReadonlyMap<string, Point>,
): { readonly flow: Flow; readonly cut: number } {
  const moving = ids.filter((id) => {
    const node = nodeOf(flow, id);
    return node !== undefined && node.parent !== parent && (parent === undefined || !isInside(flow, parent, id));
  });
  if (moving.length === 0) return { flow, cut: 0 };
  const set = new Set(moving);
  const crossing = flow.edges.filter(({ from, to }) => set.has(from) !== set.has(to));
  let next = flow;
  // A single step leaves its chain healed; a group takes its inner connections along.
  if (moving.length === 1 && crossing.length > 0) next = unlink(next, moving[0] as string);
  else next = disconnect(next, crossing.map(edgeKey));
  const nodes = next.nodes.map((node) => {
    if (!set.has(node.id)) return node;
    const { parent: _, ...rest } = node;
    const position = positions.get(node.id) ?? node.position;
    return { ...rest, position: { x: position.x, y: position.y }, ...(parent === undefined ? {} : { parent }) } as typeof node;
  });
  return { flow: { ...next, nodes }, cut: crossing.length };
}
