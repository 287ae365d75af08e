// A flow as a small drawing: its steps as tiles on a tight grid, in the order of their places on the canvas, loops as frames.
// Reads the document loosely, because a template's values may be marks; what has no place is left out. Pure geometry.
export interface PreviewTile {
  readonly id: string;
  readonly type: string;
  readonly x: number;
  readonly y: number;
}

export interface PreviewFrame extends PreviewTile {
  readonly width: number;
  readonly height: number;
}

export interface PreviewGraph {
  readonly width: number;
  readonly height: number;
  readonly tiles: readonly PreviewTile[];
  readonly frames: readonly PreviewFrame[];
  readonly edges: readonly { readonly key: string; readonly path: string; readonly failure: boolean }[];
}

export const tileSize = 28;
const column = 48;
/** Heights keep their proportions, only smaller; steps of one column never touch. */
const downScale = 0.3;
const leastDown = 34;
const pad = 9;
const header = 12;

interface LooseNode {
  readonly id: string;
  readonly type: string;
  readonly parent: string | null;
  readonly x: number;
  readonly y: number;
}

export function previewGraph(flow: { readonly [key: string]: unknown }): PreviewGraph {
  const nodes = readNodes(flow.nodes);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Set(nodes.flatMap(({ parent }) => (parent !== null && byId.has(parent) ? [parent] : [])));
  const place = (node: LooseNode, depth = 0): { x: number; y: number } => {
    const parent = node.parent === null || depth > 20 ? undefined : byId.get(node.parent);
    if (!parent) return { x: node.x, y: node.y };
    const at = place(parent, depth + 1);
    return { x: at.x + node.x, y: at.y + node.y };
  };
  const leaves = nodes.filter(({ id }) => !parents.has(id)).map((node) => ({ node, at: place(node) }));
  const columns = clusters(
    leaves.map(({ at }) => at.x),
    120,
  );
  const boxes = new Map<string, { x: number; y: number; width: number; height: number }>();
  const lowest = new Map<number, number>();
  for (const { node, at } of [...leaves].sort((a, b) => a.at.y - b.at.y)) {
    const index = columns(at.x);
    const y = Math.max(at.y * downScale, (lowest.get(index) ?? Number.NEGATIVE_INFINITY) + leastDown);
    lowest.set(index, y);
    boxes.set(node.id, { x: index * column, y, width: tileSize, height: tileSize });
  }

  const boxOf = (id: string, depth = 0): { x: number; y: number; width: number; height: number } | null => {
    const known = boxes.get(id);
    if (known) return known;
    const inside = nodes.filter(({ parent }) => parent === id).flatMap((node) => (depth > 20 ? [] : (boxOf(node.id, depth + 1) ?? [])));
    if (inside.length === 0) return null;
    const left = Math.min(...inside.map(({ x }) => x)) - pad;
    const top = Math.min(...inside.map(({ y }) => y)) - pad - header;
    const box = {
      x: left,
      y: top,
      width: Math.max(...inside.map(({ x, width }) => x + width)) + pad - left,
      height: Math.max(...inside.map(({ y, height }) => y + height)) + pad - top,
    };
    boxes.set(id, box);
    return box;
  };

  const frames = [...parents].flatMap((id) => {
    const box = boxOf(id);
    return box ? [{ id, type: byId.get(id)?.type ?? '', ...box }] : [];
  });
  const all = [...boxes.values()];
  const left = Math.min(0, ...all.map(({ x }) => x)) - 2;
  const top = Math.min(0, ...all.map(({ y }) => y)) - 2;
  const moved = <T extends { readonly x: number; readonly y: number }>(box: T): T => ({ ...box, x: box.x - left, y: box.y - top });
  return {
    width: Math.max(tileSize, ...all.map(({ x, width }) => x + width)) - left + 2,
    height: Math.max(tileSize, ...all.map(({ y, height }) => y + height)) - top + 2,
    tiles: leaves.map(({ node }) => moved({ id: node.id, type: node.type, ...(boxes.get(node.id) ?? { x: 0, y: 0 }) })),
    // The widest first: a loop in a loop is drawn on top of it.
    frames: frames.map(moved).sort((a, b) => b.width * b.height - a.width * a.height),
    edges: readEdges(flow.edges).flatMap(({ from, port, to }) => {
      const [a, b] = [boxOf(from), boxOf(to)];
      if (!a || !b) return [];
      const [start, end] = [moved(a), moved(b)];
      return [{ key: `${from}:${port}:${to}`, path: curve(start, end), failure: port === 'failed' }];
    }),
  };
}

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function curve(from: Box, to: Box): string {
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
  const [x2, y2] = [to.x, to.y + to.height / 2];
  const bend = Math.max(8, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** Places that lie close together share a column or a row. */
function clusters(values: readonly number[], near: number): (value: number) => number {
  const starts: number[] = [];
  for (const value of [...values].sort((a, b) => a - b))
    if (starts.length === 0 || value - (starts.at(-1) as number) > near) starts.push(value);
  return (value) => {
    let index = starts.length - 1;
    while (index > 0 && (starts[index] as number) > value) index -= 1;
    return index;
  };
}

type Loose = { readonly [key: string]: unknown };
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

const readNodes = (value: unknown): readonly LooseNode[] =>
  (Array.isArray(value) ? value : []).filter(isObject).flatMap((node) => {
    const position = isObject(node.position) ? node.position : {};
    const { x, y } = position;
    if (typeof node.id !== 'string' || typeof x !== 'number' || typeof y !== 'number') return [];
    return [{ id: node.id, type: String(node.type ?? ''), parent: typeof node.parent === 'string' ? node.parent : null, x, y }];
  });

const readEdges = (value: unknown): readonly { from: string; port: string; to: string }[] =>
  (Array.isArray(value) ? value : [])
    .filter(isObject)
    .map(({ from, port, to }) => ({ from: String(from), port: String(port), to: String(to) }));
