// The flow as a list in reading order: every step after what leads to it, what stands inside a container below it. Pure.
import type { Flow, FlowEdge, FlowNode } from '../../nodes/kit/flow.ts';
import { type Graph, graphOf } from '../../nodes/kit/graph.ts';

export interface OutlineRow {
  readonly id: string;
  /** From 1. */
  readonly level: number;
  /** Place among its siblings, from 1, and how many they are. */
  readonly place: number;
  readonly of: number;
  readonly open: boolean | null;
  /** Steps that lead to it. */
  readonly after: readonly string[];
}

export function outlineRows(flow: Flow, closed: ReadonlySet<string>): readonly OutlineRow[] {
  const graph = graphOf(flow);
  const rows: OutlineRow[] = [];
  const add = (parent: string | null, level: number) => {
    const siblings = inReadingOrder(graph, graph.children(parent));
    siblings.forEach((id, index) => {
      const inside = graph.children(id).length > 0;
      const open = inside ? !closed.has(id) : null;
      rows.push({
        id,
        level,
        place: index + 1,
        of: siblings.length,
        open,
        after: [...new Set(graph.incoming(id).map(({ from }) => from))],
      });
      if (open) add(id, level + 1);
    });
  };
  add(null, 1);
  return rows;
}

/** A branch to its end before the next one; what nothing leads to and that leads nowhere comes last. */
function inReadingOrder(graph: Graph, siblings: readonly FlowNode[]): readonly string[] {
  const here = new Set(siblings.map(({ id }) => id));
  const leadsHere = ({ to }: FlowEdge) => here.has(to);
  const open = new Map(siblings.map(({ id }) => [id, graph.incoming(id).filter(({ from }) => here.has(from)).length]));
  const loose = (id: string) => open.get(id) === 0 && graph.outgoing(id).filter(leadsHere).length === 0;
  const roots = siblings.map(({ id }) => id).filter((id) => open.get(id) === 0);
  const stack = [...roots.filter((id) => !loose(id)), ...roots.filter(loose)].reverse();
  const order: string[] = [];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    order.push(id);
    for (const { to } of graph.outgoing(id).filter(leadsHere).reverse()) {
      const left = (open.get(to) ?? 0) - 1;
      open.set(to, left);
      if (left === 0) stack.push(to);
    }
  }
  // What stands in a circle has no order; it comes last, as it was drawn.
  const known = new Set(order);
  return [...order, ...siblings.map(({ id }) => id).filter((id) => !known.has(id))];
}
