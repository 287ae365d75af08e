// Tidies a flow from left to right, each container for itself and then as one card of its surroundings. Pure: sizes in, places
// out. It runs in layout.worker.ts so that a large flow does not freeze the window.
import { Graph, layout } from '@dagrejs/dagre';

interface LayoutNode {
  readonly id: string;
  readonly parent: string | null;
  readonly width: number;
  readonly height: number;
  readonly container: boolean;
  readonly x: number;
  readonly y: number;
}

export interface LayoutRequest {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  /** Where the insides of a container start, and the room right of and below them. */
  readonly inner: { readonly x: number; readonly y: number; readonly padding: number };
  readonly smallest: { readonly width: number; readonly height: number };
}

export interface LayoutAnswer {
  readonly positions: readonly (readonly [id: string, position: { readonly x: number; readonly y: number }])[];
  readonly sizes: readonly (readonly [id: string, size: { readonly width: number; readonly height: number }])[];
}

const snap = (value: number): number => Math.round(value / 8) * 8;

export function autoLayout({ nodes, edges, inner, smallest }: LayoutRequest): LayoutAnswer {
  const positions = new Map<string, { x: number; y: number }>();
  const sizes = new Map<string, { width: number; height: number }>();
  const ids = new Set(nodes.map(({ id }) => id));
  const children = new Map<string | null, LayoutNode[]>();
  for (const node of nodes) {
    const home = node.parent !== null && ids.has(node.parent) ? node.parent : null;
    children.set(home, [...(children.get(home) ?? []), node]);
  }

  const arrange = (home: string | null): { width: number; height: number } => {
    const level = children.get(home) ?? [];
    for (const node of level) {
      if (!node.container) continue;
      if (!children.has(node.id)) continue;
      const box = arrange(node.id);
      sizes.set(node.id, {
        width: Math.max(smallest.width / 2, snap(inner.x + box.width + inner.padding)),
        height: Math.max(smallest.height / 2, snap(inner.y + box.height + inner.padding)),
      });
    }
    const graph = new Graph();
    graph.setGraph({ rankdir: 'LR', nodesep: 40, ranksep: 56, edgesep: 24 });
    graph.setDefaultEdgeLabel(() => ({}));
    // Top to bottom as people had it: dagre keeps the order it is given where the graph does not say otherwise.
    for (const node of [...level].sort((a, b) => a.y - b.y || a.x - b.x)) {
      const { width, height } = sizes.get(node.id) ?? node;
      graph.setNode(node.id, { width, height });
    }
    const here = new Set(level.map(({ id }) => id));
    for (const { from, to } of edges) if (here.has(from) && here.has(to) && from !== to) graph.setEdge(from, to);
    layout(graph);
    const flat = level.map((node) => {
      const { x, y, width, height } = graph.node(node.id) as { x: number; y: number; width: number; height: number };
      return { id: node.id, left: x - width / 2, top: y - height / 2, width, height };
    });
    const placed = home === null ? inRows(flat, edges) : flat;
    const left = Math.min(...placed.map((box) => box.left));
    const top = Math.min(...placed.map((box) => box.top));
    const origin = home === null ? anchor(level) : inner;
    for (const box of placed) positions.set(box.id, { x: snap(box.left - left + origin.x), y: snap(box.top - top + origin.y) });
    return {
      width: Math.max(...placed.map((box) => box.left - left + box.width)),
      height: Math.max(...placed.map((box) => box.top - top + box.height)),
    };
  };
  if ((children.get(null) ?? []).length > 0) arrange(null);
  return { positions: [...positions], sizes: [...sizes] };
}

/** The drawing stays where it was: its top left corner does not move. */
const anchor = (level: readonly LayoutNode[]) => ({
  x: snap(Math.min(...level.map(({ x }) => x))),
  y: snap(Math.min(...level.map(({ y }) => y))),
});

interface Placed {
  readonly id: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const rowWidth = 1_200;
const rowGap = 72;

/**
 * Breaks a long drawing into rows, as a text is broken into lines, so that it can be read without zooming out. Only where a
 * single line crosses: branches are never torn apart.
 */
function inRows(flat: readonly Placed[], edges: readonly { readonly from: string; readonly to: string }[]): readonly Placed[] {
  const byId = new Map(flat.map((box) => [box.id, box]));
  const right = (box: Placed) => box.left + box.width;
  const cuts = [...new Set(flat.map((box) => box.left))]
    .sort((a, b) => a - b)
    .slice(1)
    .filter((x) => flat.every((box) => right(box) <= x || box.left >= x))
    .filter((x) => {
      const crossing = edges.filter(({ from, to }) => {
        const [a, b] = [byId.get(from), byId.get(to)];
        return a !== undefined && b !== undefined && a.left < x && b.left >= x;
      });
      return crossing.length === 1;
    });
  const end = Math.max(...flat.map(right));
  let start = Math.min(...flat.map((box) => box.left));
  const breaks: number[] = [];
  for (const [i, x] of cuts.entries()) {
    const next = cuts[i + 1] ?? end;
    if (next - start > rowWidth && x > start) {
      breaks.push(x);
      start = x;
    }
  }
  if (breaks.length === 0) return flat;
  let top = 0;
  const first = Math.min(...flat.map((box) => box.left));
  return [first, ...breaks].flatMap((from, i) => {
    const to = breaks[i] ?? Number.POSITIVE_INFINITY;
    const row = flat.filter((box) => box.left >= from && box.left < to);
    const above = Math.min(...row.map((box) => box.top));
    const placed = row.map((box) => ({ ...box, left: box.left - from + first, top: box.top - above + top }));
    top = Math.max(...placed.map((box) => box.top + box.height)) + rowGap;
    return placed;
  });
}
