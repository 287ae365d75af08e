// Where the arrow keys lead: along the lines first, else to the nearest step in that direction. Pure; `sizes` comes from the canvas.
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

const nearest = (from: FlowNode, nodes: readonly FlowNode[], score: (dx: number, dy: number) => number): string | null => {
  let best: { readonly id: string; readonly score: number } | null = null;
  for (const node of nodes) {
    if (node.id === from.id) continue;
    const value = score(node.position.x - from.position.x, node.position.y - from.position.y);
    if (Number.isFinite(value) && (best === null || value < best.score)) best = { id: node.id, score: value };
  }
  return best?.id ?? null;
};

/** The step one arrow key further; null: there is none. */
export function walk(flow: Flow, id: string, direction: Direction): string | null {
  const from = flow.nodes.find((node) => node.id === id);
  if (!from) return null;
  const siblings = flow.nodes.filter((node) => node.parent === from.parent);
  const ends = (ids: readonly string[]) => siblings.filter((node) => ids.includes(node.id));
  const never = Number.POSITIVE_INFINITY;
  if (direction === 'right' || direction === 'left') {
    const linked = flow.edges.flatMap((edge) =>
      direction === 'right' ? (edge.from === id ? [edge.to] : []) : edge.to === id ? [edge.from] : [],
    );
    const along = nearest(from, ends(linked), (_, dy) => Math.abs(dy));
    if (along !== null) return along;
    const sign = direction === 'right' ? 1 : -1;
    return nearest(from, siblings, (dx, dy) => (dx * sign > 0 && Math.abs(dy) < Math.abs(dx) ? Math.abs(dx) + 2 * Math.abs(dy) : never));
  }
  const sign = direction === 'down' ? 1 : -1;
  return nearest(from, siblings, (dx, dy) => (dy * sign > 0 ? Math.abs(dy) + 2 * Math.abs(dx) : never));
}

/** The first step inside a container, top left first. */
export function firstInside(flow: Flow, id: string): string | null {
  const inside = flow.nodes.filter((node) => node.parent === id);
  return [...inside].sort((a, b) => a.position.x - b.position.x || a.position.y - b.position.y)[0]?.id ?? null;
}

/** Where focus goes when these are deleted: the step before, else the one after, else the frame around. */
export function nextFocus(flow: Flow, gone: readonly string[]): string | null {
  const stays = (id: string | undefined): id is string =>
    id !== undefined && !gone.includes(id) && flow.nodes.some((node) => node.id === id);
  const before = flow.edges.find(({ from, to }) => gone.includes(to) && stays(from))?.from;
  if (stays(before)) return before;
  const after = flow.edges.find(({ from, to }) => gone.includes(from) && stays(to))?.to;
  if (stays(after)) return after;
  const parent = flow.nodes.find(({ id }) => gone.includes(id))?.parent;
  return stays(parent) ? parent : null;
}
