// The document as React Flow wants to see it: nodes with known sizes and handles, edges by key. What did not change keeps its
// identity, so a drag redraws one card and not all. Run state is never in here.
import type { Edge, Node } from 'reactflow';
import { Position } from 'reactflow';
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { edgeKey, nodeOf, nodesById, type Point } from '../document/edits.ts';
import {
  handleSize,
  inputPlace,
  inputPort,
  isCommonPort,
  isContainer,
  lineOf,
  type PortPlace,
  portPlaces,
  sizeOf,
  titleOf,
} from './card-size.ts';
import { destroyWords } from './destroy-words.ts';
import type { TypeOf } from './rules.ts';
import { spokenLine } from './spoken-line.ts';

export interface CardData extends Record<string, unknown> {
  readonly node: FlowNode;
  readonly type: NodeTypeJson | null;
  readonly title: string;
  readonly line: string;
  readonly ports: readonly PortPlace[];
  readonly input: PortPlace | null;
  /** Ports that an edge leaves from. */
  readonly used: readonly string[];
  readonly errors: number;
  readonly warnings: number;
  /** What a new step still needs, in the words of its form: "Vault, Item". */
  readonly needs: string | null;
  /** Loops around it, outermost first: what its step key is made of. */
  readonly loops: readonly string[];
  readonly children: number;
}

export type CardNode = Node<CardData, 'card' | 'container'>;
export type NoteNode = Node<{ readonly text: string }, 'note'>;
export type FrameNode = Node<{ readonly title: string }, 'frame'>;
export type CanvasNode = CardNode | NoteNode | FrameNode;

interface EdgeData extends Record<string, unknown> {
  readonly loops: readonly string[];
  readonly common: boolean;
}
export type CanvasEdge = Edge<EdgeData, 'flow'>;

export interface ProblemCount {
  readonly errors: number;
  readonly warnings: number;
  /** Params that a new step still asks for. */
  readonly needs: readonly string[];
}

export const noProblems: ProblemCount = { errors: 0, warnings: 0, needs: [] };
const cache = new WeakMap<FlowNode, { readonly key: string; readonly type: NodeTypeJson | null; readonly card: CardNode }>();

const handle = (place: PortPlace, kind: 'source' | 'target') => ({
  id: place.port,
  type: kind,
  position: place.side === 'left' ? Position.Left : place.side === 'right' ? Position.Right : Position.Bottom,
  x: place.x - handleSize / 2,
  y: place.y - handleSize / 2,
  width: handleSize,
  height: handleSize,
});

function cardOf(
  node: FlowNode,
  type: NodeTypeJson | null,
  used: readonly string[],
  problems: ProblemCount,
  loops: readonly string[],
  children: number,
  line: string,
  label: string,
): CardNode {
  const key = `${used.join()}|${problems.errors}|${problems.warnings}|${problems.needs.join()}|${loops.join()}|${children}|${label}`;
  const known = cache.get(node);
  if (known && known.key === key && known.type === type) return known.card;
  const { errors, warnings } = problems;
  const needs = problems.needs.length === 0 ? null : problems.needs.map((name) => fieldTitle(type, name)).join(', ');
  const { width, height } = sizeOf(node, type);
  const ports = portPlaces(node, type);
  // An edge may leave from a port that the type does not have (an older version, a removed case): it still has to start somewhere.
  const lost = used
    .filter((port) => !ports.some((place) => place.port === port))
    .map((port) => ({ port, x: width, y: height / 2, side: 'right' as const, common: isCommonPort(port) }));
  const input = inputPlace(node, type);
  const all = [...ports, ...lost];
  const card: CardNode = {
    id: node.id,
    type: isContainer(type) ? 'container' : 'card',
    position: node.position,
    width,
    height,
    measured: { width, height },
    handles: [...(input ? [handle(input, 'target')] : []), ...all.map((place) => handle(place, 'source'))],
    ...(node.parent === undefined ? {} : { parentId: node.parent }),
    ...(isContainer(type) ? { zIndex: 0, dragHandle: '.container-header' } : { zIndex: 2 }),
    ariaLabel: label,
    data: { node, type, title: titleOf(node, type), line, ports: all, input, used, errors, warnings, needs, loops, children },
  };
  cache.set(node, { key, type, card });
  return card;
}

const fieldTitle = (type: NodeTypeJson | null, name: string): string => {
  const field = ((type?.params.properties ?? {}) as { readonly [name: string]: { readonly title?: string } })[name];
  return field?.title ?? name;
};

/** All of a flow as canvas items; parents come before what is inside them. */
export function itemsOf(
  flow: Flow,
  typeOf: TypeOf,
  problems: ReadonlyMap<string, ProblemCount>,
): { nodes: CanvasNode[]; edges: CanvasEdge[] } {
  const byId = nodesById(flow);
  const used = new Map<string, string[]>();
  for (const { from, port } of flow.edges) {
    const list = used.get(from);
    if (!list) used.set(from, [port]);
    else if (!list.includes(port)) list.push(port);
  }
  const children = new Map<string, number>();
  for (const { parent } of flow.nodes) if (parent !== undefined) children.set(parent, (children.get(parent) ?? 0) + 1);
  const around = loopsAround(byId, typeOf);
  const depth = new Map<string, number>();
  const titleById = (id: string) => {
    const node = byId.get(id);
    return node && titleOf(node, typeOf(node.type, node.version));
  };
  const cards = flow.nodes.map((node, i) => {
    const loops = around(node.id);
    depth.set(node.id, depthOf(byId, node.id));
    const type = typeOf(node.type, node.version);
    const parent = node.parent === undefined || byId.has(node.parent) ? node : { ...node, parent: undefined };
    const line = spokenLine(lineOf(node, type), titleById);
    const undone = destroyWords(node, type);
    const label = `${titleOf(node, type)}, step ${i + 1} of ${flow.nodes.length}. ${line}${undone === null ? '' : `. What it does ${undone}`}`;
    return cardOf(
      parent as FlowNode,
      type,
      used.get(node.id) ?? [],
      problems.get(node.id) ?? noProblems,
      loops,
      children.get(node.id) ?? 0,
      line,
      label,
    );
  });
  cards.sort((a, b) => (depth.get(a.id) ?? 0) - (depth.get(b.id) ?? 0));
  const nodes: CanvasNode[] = [...flow.frames.map(frameOf), ...flow.notes.map(noteOf), ...cards];
  const titles = new Map(cards.map(({ id, data }) => [id, data.title]));
  const edges = flow.edges
    .filter(({ from, to }) => byId.has(from) && byId.has(to) && from !== to)
    .map((edge) => edgeOf(edge, around(edge.from), `Line from ${titles.get(edge.from)} (${edge.port}) to ${titles.get(edge.to)}`));

  return { nodes, edges };
}

const boxes = new WeakMap<object, CanvasNode>();

function remembered<T extends CanvasNode>(source: object, build: () => T): T {
  const known = boxes.get(source);
  if (known) return known as T;
  const built = build();
  boxes.set(source, built);
  return built;
}

const noteOf = (note: Flow['notes'][number]): NoteNode =>
  remembered(note, () => {
    const { width, height } = note.size ?? { width: 240, height: 120 };
    const text = note.text;
    return {
      id: note.id,
      type: 'note',
      position: note.position,
      width,
      height,
      measured: { width, height },
      zIndex: -1,
      data: { text },
      ariaLabel: `Note: ${text}`,
    };
  });

const frameOf = (frame: Flow['frames'][number]): FrameNode =>
  remembered(frame, () => {
    const { width, height } = frame.size;
    const title = frame.title ?? 'Frame';
    return {
      id: frame.id,
      type: 'frame',
      position: frame.position,
      width,
      height,
      measured: { width, height },
      zIndex: -2,
      dragHandle: '.frame-title',
      data: { title },
      ariaLabel: `Frame: ${title}`,
    };
  });

const edges = new WeakMap<object, { readonly key: string; readonly edge: CanvasEdge }>();

function edgeOf(edge: Flow['edges'][number], loops: readonly string[], label: string): CanvasEdge {
  const key = `${loops.join()}|${label}`;
  const known = edges.get(edge);
  if (known && known.key === key) return known.edge;
  const built: CanvasEdge = {
    id: edgeKey(edge),
    type: 'flow',
    source: edge.from,
    sourceHandle: edge.port,
    target: edge.to,
    targetHandle: inputPort,
    data: { loops, common: isCommonPort(edge.port) },
    zIndex: 1,
    ariaLabel: label,
  };
  edges.set(edge, { key, edge: built });
  return built;
}

const depthOf = (byId: ReadonlyMap<string, FlowNode>, id: string): number => {
  let depth = 0;
  for (let at = byId.get(id)?.parent; at !== undefined && depth < 50; at = byId.get(at)?.parent) depth += 1;
  return depth;
};

/** Loops count in step keys; a scope holds steps but runs them once. */
function loopsAround(byId: ReadonlyMap<string, FlowNode>, typeOf: TypeOf): (id: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  const around = (id: string, guard: number): readonly string[] => {
    const found = known.get(id);
    if (found) return found;
    const parent = byId.get(id)?.parent;
    const node = parent === undefined ? undefined : byId.get(parent);
    let loops: readonly string[] = [];
    if (node && guard < 50) {
      const outer = around(node.id, guard + 1);
      const kind = typeOf(node.type, node.version)?.container;
      loops = kind === 'for-each' || kind === 'repeat-until' ? [...outer, node.id] : outer;
    }
    known.set(id, loops);
    return loops;
  };
  return (id) => around(id, 0);
}

/** Where a node stands on the whole canvas. */
export function placeOf(flow: Flow, id: string): Point {
  let point = { x: 0, y: 0 };
  for (let at: string | undefined = id, guard = 0; at !== undefined && guard < 50; guard += 1) {
    const node: FlowNode | Flow['notes'][number] | Flow['frames'][number] | undefined =
      nodeOf(flow, at) ?? flow.notes.find((each) => each.id === at) ?? flow.frames.find((each) => each.id === at);
    if (!node) break;
    point = { x: point.x + node.position.x, y: point.y + node.position.y };
    at = 'parent' in node ? (node.parent as string | undefined) : undefined;
  }
  return point;
}
