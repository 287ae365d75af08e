// A flow as a small drawing: its steps as tiles from left to right in the order they run, loops as frames around theirs. It does
// not follow the places on the canvas, which may wrap. Reads the document loosely, because a template's values may be marks.
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface PreviewNode extends Box {
  readonly id: string;
  readonly type: string;
}

export interface PreviewGraph {
  readonly width: number;
  readonly height: number;
  readonly tiles: readonly PreviewNode[];
  /** Outer ones before those inside them. */
  readonly frames: readonly PreviewNode[];
  readonly edges: readonly { readonly key: string; readonly path: string; readonly failure: boolean }[];
}

export const tileSize = 28;
const between = 20;
const below = 8;
const pad = 9;
const header = 10;
const deepest = 12;

interface LooseNode {
  readonly id: string;
  readonly type: string;
  readonly parent: string | null;
}
interface LooseEdge {
  readonly from: string;
  readonly port: string;
  readonly to: string;
}

export function previewGraph(flow: { readonly [key: string]: unknown }): PreviewGraph {
  const nodes = readNodes(flow.nodes);
  const edges = readEdges(flow.edges);
  const ids = new Set(nodes.map(({ id }) => id));
  const parentOf = (node: LooseNode) => (node.parent !== null && ids.has(node.parent) ? node.parent : null);
  const boxes = new Map<string, PreviewNode>();
  const frames = new Set<string>();

  /** Places everything inside a container (null: the flow) with its corner at 0,0; says how much room it takes. */
  const place = (parent: string | null, depth: number): { readonly width: number; readonly height: number } => {
    const inside = depth > deepest ? [] : nodes.filter((node) => parentOf(node) === parent);
    const sized = inside.map((node) => {
      const inner = place(node.id, depth + 1);
      const framed = inner.width > 0;
      if (framed) frames.add(node.id);
      return {
        node,
        width: framed ? inner.width + 2 * pad : tileSize,
        height: framed ? inner.height + 2 * pad + header : tileSize,
      };
    });
    const rank = ranks(
      inside.map(({ id }) => id),
      edges,
    );
    const columns = Map.groupBy(sized, ({ node }) => rank.get(node.id) ?? 0);
    const heights = [...columns.values()].map((column) => column.reduce((sum, { height }) => sum + height + below, -below));
    const height = Math.max(0, ...heights);
    let x = 0;
    for (const [, column] of [...columns].sort(([a], [b]) => a - b)) {
      const width = Math.max(...column.map((entry) => entry.width));
      let y = (height - column.reduce((sum, entry) => sum + entry.height + below, -below)) / 2;
      for (const { node, ...size } of column) {
        boxes.set(node.id, { id: node.id, type: node.type, x: x + (width - size.width) / 2, y, ...size });
        y += size.height + below;
      }
      x += width + between;
    }
    return { width: Math.max(0, x - between), height };
  };
  const room = place(null, 0);

  const placed = (node: LooseNode): PreviewNode[] => {
    let box = boxes.get(node.id);
    if (!box) return [];
    for (let at: LooseNode | undefined = node, depth = 0; at && depth <= deepest; depth += 1) {
      const parent = parentOf(at);
      const frame: PreviewNode | undefined = parent === null ? undefined : boxes.get(parent);
      if (!frame) break;
      box = { ...box, x: box.x + frame.x + pad, y: box.y + frame.y + pad + header };
      at = nodes.find(({ id }) => id === parent);
    }
    return [box];
  };
  const all = new Map(nodes.flatMap(placed).map((box) => [box.id, box]));
  return {
    width: Math.max(tileSize, room.width),
    height: Math.max(tileSize, room.height),
    tiles: [...all.values()].filter(({ id }) => !frames.has(id)),
    frames: [...all.values()].filter(({ id }) => frames.has(id)).sort((a, b) => b.width - a.width),
    edges: edges.flatMap(({ from, port, to }) => {
      const [start, end] = [all.get(from), all.get(to)];
      return start && end ? [{ key: `${from}:${port}:${to}`, path: curve(start, end), failure: port === 'failed' }] : [];
    }),
  };
}

/** How many steps lie before each one, on the longest way. Circles, which a sound flow has not, end somewhere. */
function ranks(ids: readonly string[], edges: readonly LooseEdge[]): ReadonlyMap<string, number> {
  const rank = new Map(ids.map((id) => [id, 0]));
  for (let round = 0, changed = true; changed && round < ids.length; round += 1) {
    changed = false;
    for (const { from, to } of edges) {
      const [a, b] = [rank.get(from), rank.get(to)];
      if (a === undefined || b === undefined || b > a || from === to || a + 1 >= ids.length) continue;
      rank.set(to, a + 1);
      changed = true;
    }
  }
  return rank;
}

function curve(from: Box, to: Box): string {
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
  const [x2, y2] = [to.x, to.y + to.height / 2];
  const bend = Math.max(8, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

type Loose = { readonly [key: string]: unknown };
const objects = (value: unknown): readonly Loose[] =>
  (Array.isArray(value) ? value : []).filter((entry): entry is Loose => typeof entry === 'object' && entry !== null);

const readNodes = (value: unknown): readonly LooseNode[] =>
  objects(value).flatMap(({ id, type, parent }) =>
    typeof id === 'string' && typeof type === 'string' ? [{ id, type, parent: typeof parent === 'string' ? parent : null }] : [],
  );

const readEdges = (value: unknown): readonly LooseEdge[] =>
  objects(value).map(({ from, port, to }) => ({ from: String(from), port: String(port), to: String(to) }));
