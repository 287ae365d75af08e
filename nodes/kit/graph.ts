// Questions about the shape of a flow: who comes before whom, what stands inside what, where a circle is. Pure and without
// Node built-ins: engine, problems() and editor ask the same answers. Building is O(nodes + edges); it never throws, whatever
// the document holds: edges to unknown nodes are left out, a parent that does not exist or contains itself counts as none.
import type { Flow, FlowEdge, FlowNode } from './flow.ts';

export interface Graph {
  readonly nodes: ReadonlyMap<string, FlowNode>;
  /** Edges whose both ends exist, by their target and by their source, in document order. */
  incoming(id: string): readonly FlowEdge[];
  outgoing(id: string): readonly FlowEdge[];
  /** Nodes directly inside a container; null: outside all of them. In document order. */
  children(container: string | null): readonly FlowNode[];
  parent(id: string): string | null;
  /** Containers around a node, innermost first. */
  around(id: string): readonly string[];
  /** Every node before what follows it (document order where that says nothing). Nodes of a circle, and what only follows them, are missing. */
  readonly order: readonly string[];
  /** Nodes that stand in a circle, or behind one. Empty: the graph has none. */
  readonly circular: readonly string[];
  /** Everything before this node along edges of its own frame. */
  before(id: string): ReadonlySet<string>;
  /** Everything behind this node along edges of its own frame. */
  behind(id: string): ReadonlySet<string>;
  /** May `id` name `other` in an expression: does `other` come before it, or before a container around it? */
  isUpstream(other: string, id: string): boolean;
  /** All that `id` may name: what comes before it and before each container around it. */
  upstream(id: string): ReadonlySet<string>;
}

const none: readonly never[] = [];

export function graphOf(flow: Pick<Flow, 'nodes' | 'edges'>): Graph {
  const nodes = new Map<string, FlowNode>();
  for (const node of flow.nodes) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const { parents, inside } = nesting(nodes);
  const into = new Map<string, FlowEdge[]>();
  const outOf = new Map<string, FlowEdge[]>();
  for (const edge of flow.edges) {
    if (!nodes.has(edge.from) || !nodes.has(edge.to)) continue;
    push(into, edge.to, edge);
    push(outOf, edge.from, edge);
  }
  const incoming = (id: string) => into.get(id) ?? none;
  const outgoing = (id: string) => outOf.get(id) ?? none;
  const parent = (id: string) => parents.get(id) ?? null;
  const around = (id: string) => {
    const list: string[] = [];
    for (let up = parent(id); up !== null; up = parent(up)) list.push(up);
    return list;
  };
  const order = topological([...nodes.keys()], incoming, outgoing);
  const place = new Map(order.map((id, index) => [id, index]));
  const comesBefore = (other: string, id: string) => {
    // Walks backwards, but never past the place of the one looked for: neighbours are found at once in a large flow.
    const limit = place.get(other) ?? -1;
    const seen = new Set<string>();
    const stack = [id];
    for (let at = stack.pop(); at !== undefined; at = stack.pop())
      for (const edge of incoming(at)) {
        if (edge.from === other) return true;
        if (seen.has(edge.from) || (place.get(edge.from) ?? Number.POSITIVE_INFINITY) < limit) continue;
        seen.add(edge.from);
        stack.push(edge.from);
      }
    return false;
  };
  const walk = (id: string, next: (id: string) => readonly string[]) => {
    const seen = new Set<string>();
    const stack = [id];
    for (let at = stack.pop(); at !== undefined; at = stack.pop())
      for (const to of next(at))
        if (!seen.has(to)) {
          seen.add(to);
          stack.push(to);
        }
    return seen;
  };
  const before = (id: string) => walk(id, (at) => incoming(at).map((edge) => edge.from));
  return {
    nodes,
    incoming,
    outgoing,
    children: (container) => inside.get(container) ?? none,
    parent,
    around,
    order,
    circular: order.length === nodes.size ? none : [...nodes.keys()].filter((id) => !place.has(id)),
    before,
    behind: (id) => walk(id, (at) => outgoing(at).map((edge) => edge.to)),
    isUpstream: (other, id) => [id, ...around(id)].some((at) => parent(at) === parent(other) && at !== other && comesBefore(other, at)),
    upstream: (id) => new Set([id, ...around(id)].flatMap((at) => [...before(at)])),
  };
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Parents as they count: an unknown one, or one that leads back to the node itself, is none. */
function nesting(nodes: ReadonlyMap<string, FlowNode>) {
  const sound = new Map<string, boolean>();
  const reachesTop = (id: string): boolean => {
    const chain: string[] = [];
    const onChain = new Set<string>();
    let at: string | undefined = id;
    while (at !== undefined && !sound.has(at) && !onChain.has(at)) {
      chain.push(at);
      onChain.add(at);
      const up: string | undefined = nodes.get(at)?.parent;
      at = up !== undefined && nodes.has(up) ? up : undefined;
    }
    const good = at === undefined || (sound.get(at) ?? false);
    for (const link of chain) sound.set(link, good);
    return good;
  };
  const parents = new Map<string, string>();
  const inside = new Map<string | null, FlowNode[]>();
  for (const node of nodes.values()) {
    const parent = node.parent !== undefined && nodes.has(node.parent) && reachesTop(node.id) ? node.parent : null;
    if (parent !== null) parents.set(node.id, parent);
    const siblings = inside.get(parent);
    if (siblings) siblings.push(node);
    else inside.set(parent, [node]);
  }
  return { parents, inside };
}

function topological(
  ids: readonly string[],
  incoming: (id: string) => readonly FlowEdge[],
  outgoing: (id: string) => readonly FlowEdge[],
): string[] {
  const open = new Map(ids.map((id) => [id, incoming(id).length]));
  const order = ids.filter((id) => open.get(id) === 0);
  for (let i = 0; i < order.length; i++)
    for (const edge of outgoing(order[i] as string)) {
      const left = (open.get(edge.to) as number) - 1;
      open.set(edge.to, left);
      if (left === 0) order.push(edge.to);
    }
  return order;
}
