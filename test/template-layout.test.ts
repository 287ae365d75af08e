// How the shipped templates look on the canvas, computed the way the canvas computes it: no card lies on another or sticks out of its
// container, and no line runs through a card that it does not belong to.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inputPlace, portPlaces, sizeOf } from '../editor/canvas/card-size.ts';
import { type Box, edgeRoute } from '../editor/canvas/edge-path.ts';
import { nodeTypes } from '../nodes/index.ts';
import type { Flow, FlowNode } from '../nodes/kit/flow.ts';
import { describeNodeType } from '../nodes/kit/node-type-json.ts';
import { instantiate, parseTemplate } from '../nodes/kit/template-document.ts';

const types = nodeTypes.map(describeNodeType);
const typeOf = (node: FlowNode) => types.find(({ type, version }) => type === node.type && version === node.version) ?? null;

function flowOf(file: string): Flow {
  const parsed = parseTemplate(JSON.parse(readFileSync(`templates/${file}`, 'utf8')));
  const made = 'template' in parsed ? instantiate(parsed.template, {}) : parsed;
  if (!('flow' in made)) throw new Error(`${file} makes no flow`);
  return made.flow;
}

type Dot = readonly [x: number, y: number];

/** Points along an SVG path of M, L, Q and C, close enough to each other that none jumps over a card. */
function dots(path: string): Dot[] {
  const found: Dot[] = [];
  let at: Dot = [0, 0];
  for (const [, op, rest = ''] of path.matchAll(/([MLQC])([^MLQC]+)/g)) {
    const numbers = rest.trim().split(/[ ,]+/).map(Number);
    const corners: Dot[] = [at];
    for (let i = 0; i + 1 < numbers.length; i += 2) corners.push([numbers[i] as number, numbers[i + 1] as number]);
    if (op !== 'M') for (let step = 1; step <= 100; step++) found.push(onBezier(corners, step / 100));
    at = corners.at(-1) as Dot;
  }
  return found;
}

function onBezier(corners: readonly Dot[], t: number): Dot {
  if (corners.length === 1) return corners[0] as Dot;
  const nearer = corners.slice(1).map(([x, y], i): Dot => {
    const [fromX, fromY] = corners[i] as Dot;
    return [fromX + (x - fromX) * t, fromY + (y - fromY) * t];
  });
  return onBezier(nearer, t);
}

const touches = (a: Box, b: Box) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const holds = ({ x, y, width, height }: Box, [dotX, dotY]: Dot) => dotX > x && dotX < x + width && dotY > y && dotY < y + height;

function flaws({ nodes, edges }: Flow): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const node = (id: string) => byId.get(id) as FlowNode;
  const around = ({ parent }: FlowNode): string[] => (parent ? [parent, ...around(node(parent))] : []);
  const boxOf = (one: FlowNode): Box => {
    const outer = one.parent ? boxOf(node(one.parent)) : { x: 0, y: 0 };
    return { x: outer.x + one.position.x, y: outer.y + one.position.y, ...sizeOf(one, typeOf(one)) };
  };
  const found: string[] = [];
  for (const [i, a] of nodes.entries()) {
    for (const b of nodes.slice(i + 1)) if (a.parent === b.parent && touches(boxOf(a), boxOf(b))) found.push(`${a.id} lies on ${b.id}`);
    if (!a.parent) continue;
    const [inner, outer] = [boxOf(a), boxOf(node(a.parent))];
    const inside =
      inner.x >= outer.x &&
      inner.y >= outer.y + 40 &&
      inner.x + inner.width <= outer.x + outer.width &&
      inner.y + inner.height <= outer.y + outer.height;
    if (!inside) found.push(`${a.id} sticks out of ${a.parent}`);
  }
  for (const { from, port, to } of edges) {
    const [source, target] = [boxOf(node(from)), boxOf(node(to))];
    const out = portPlaces(node(from), typeOf(node(from))).find((place) => place.port === port);
    const into = inputPlace(node(to), typeOf(node(to)));
    if (!out || !into) throw new Error(`${from}.${port} → ${to} has no place on the canvas`);
    const { path } = edgeRoute(
      { x: source.x + out.x, y: source.y + out.y },
      { x: target.x + into.x, y: target.y + into.y },
      { source, target },
      out.side === 'bottom' ? 'bottom' : 'right',
    );
    const line = dots(path);
    const others = nodes.filter(({ id }) => id !== from && id !== to && !around(node(from)).includes(id));
    for (const other of others)
      if (line.some((dot) => holds(boxOf(other), dot))) found.push(`${from}.${port} → ${to} runs through ${other.id}`);
  }
  return found;
}

describe.each(readdirSync('templates').filter((file) => file.endsWith('.template.json')))('%s', (file) => {
  test('is drawn without cards or lines in each other’s way', () => {
    expect(flaws(flowOf(file))).toEqual([]);
  });
});

test('a card on another, one outside its container and a line through a card are found', () => {
  const card = (id: string, x: number, y: number, more: object = {}) => ({
    id,
    type: 'core.set',
    version: 1,
    position: { x, y },
    params: {},
    ...more,
  });
  const loop = { id: 'loop', type: 'core.for-each', version: 1, position: { x: 0, y: 200 }, size: { width: 300, height: 184 }, params: {} };
  const edges = [{ from: 'a', port: 'done', to: 'c' }];
  const nodes = [card('a', 0, 0), card('b', 304, 0), card('c', 608, 0), card('d', 640, 30), loop, card('e', 100, 80, { parent: 'loop' })];
  expect(flaws({ nodes, edges } as unknown as Flow)).toEqual(['c lies on d', 'e sticks out of loop', 'a.done → c runs through b']);
});
