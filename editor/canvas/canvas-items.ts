// The document as React Flow wants to see it: nodes with known sizes and handles, edges by key. What did not change keeps its
// identity, so a drag redraws one card and not all. Run state is never in here.
import type { Edge, Node } from 'reactflow';
import { Position } from 'reactflow';
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { edgeKey, nodesById } from '../document/edits.ts';
import { type FlowFrame, foldedSize, hiddenIn, isFolded } from '../frames/folding.ts';
import { count } from '../ui/format.ts';
import { tintOf } from '../ui/tints.ts';
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
import { type Handling, handlingOf } from './handling-words.ts';
import { placeOf } from './place-of.ts';
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
  readonly handling: Handling | null;
}

export type CardNode = Node<CardData, 'card' | 'container'>;
export type NoteNode = Node<{ readonly text: string; readonly tint: string }, 'note'>;
export type FrameNode = Node<{ readonly title: string; readonly tint: string }, 'frame'>;

/** A frame folded into one card. */
interface FoldedData extends Record<string, unknown> {
  readonly title: string;
  readonly tint: string;
  readonly line: string;
  /** Its steps, each with the loops around it. */
  readonly steps: readonly { readonly id: string; readonly loops: readonly string[] }[];
  readonly errors: number;
  readonly warnings: number;
  readonly entered: boolean;
  readonly left: boolean;
}
export type FoldedNode = Node<FoldedData, 'folded'>;
export type CanvasNode = CardNode | NoteNode | FrameNode | FoldedNode;

interface EdgeData extends Record<string, unknown> {
  readonly loops: readonly string[];
  readonly common: boolean;
  /** The step it leaves from, also when that is folded away. */
  readonly from: string;
  readonly port: string;
  readonly to: string;
  /** One of its ends is folded into a card: nothing can be put onto it here. */
  readonly folded: boolean;
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
  failedTo: readonly string[],
): CardNode {
  const key = `${failedTo.join()}|${used.join()}|${problems.errors}|${problems.warnings}|${problems.needs.join()}|${loops.join()}|${children}|${label}`;
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
    data: {
      node,
      type,
      title: titleOf(node, type),
      line,
      ports: all,
      input,
      used,
      errors,
      warnings,
      needs,
      loops,
      children,
      handling: handlingOf(node, type, failedTo, loops.length > 0),
    },
  };
  cache.set(node, { key, type, card });
  return card;
}

/** Only what was set: the usual need not be heard at every step. */
const spokenHandling = (node: FlowNode, type: NodeTypeJson | null): string => {
  if (!node.settings?.retry && !node.settings?.timeout) return '';
  const rows = handlingOf(node, type, [], false)?.rows ?? [];
  return rows
    .slice(0, -1)
    .map(([name, value]) => `. ${name}: ${value}`)
    .join('');
};

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
  const failing = new Map<string, string[]>();
  for (const { from, port, to } of flow.edges) if (port === 'failed') failing.set(from, [...(failing.get(from) ?? []), to]);
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
    const label = `${titleOf(node, type)}, step ${i + 1} of ${flow.nodes.length}. ${line}${undone === null ? '' : `. What it does ${undone}`}${spokenHandling(node, type)}`;
    return cardOf(
      parent as FlowNode,
      type,
      used.get(node.id) ?? [],
      problems.get(node.id) ?? noProblems,
      loops,
      children.get(node.id) ?? 0,
      line,
      label,
      (failing.get(node.id) ?? []).map((id) => titleById(id) ?? id),
    );
  });
  cards.sort((a, b) => (depth.get(a.id) ?? 0) - (depth.get(b.id) ?? 0));
  const titles = new Map(cards.map(({ id, data }) => [id, data.title]));
  const hidden = hiddenIn(flow);
  const ends = new Map<string, { entered: boolean; left: boolean }>();
  const edges: CanvasEdge[] = [];
  for (const edge of flow.edges) {
    if (!byId.has(edge.from) || !byId.has(edge.to) || edge.from === edge.to) continue;
    const [source, target] = [hidden.get(edge.from), hidden.get(edge.to)];
    if (source !== undefined && source === target) continue;
    if (source !== undefined) ends.set(source, { entered: false, ...ends.get(source), left: true });
    if (target !== undefined) ends.set(target, { left: false, ...ends.get(target), entered: true });
    const label = `Line from ${titles.get(edge.from)} (${edge.port}) to ${titles.get(edge.to)}`;
    edges.push(edgeOf(edge, around(edge.from), label, source, target));
  }
  const seen = <T extends { readonly id: string }>(items: readonly T[]): readonly T[] =>
    hidden.size === 0 ? items : items.filter(({ id }) => !hidden.has(id));
  const frames = seen(flow.frames).map((frame) =>
    isFolded(frame) ? foldedOf(frame, cards, hidden, ends.get(frame.id)) : frameOf(frame, inContainer(frame, flow, typeOf)),
  );
  const nodes: CanvasNode[] = [...frames, ...seen(flow.notes).map(noteOf), ...seen(cards)];

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

/** The one way out of a folded frame. */
const foldedOut = 'out';

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
      data: { text, tint: tintOf(note.colour, 'yellow') },
      ariaLabel: `Note: ${text}`,
    };
  });

const frameOf = (frame: FlowFrame, above: boolean): FrameNode => {
  const built = remembered(frame, () => {
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
      data: { title, tint: tintOf(frame.colour, 'blue') },
      ariaLabel: `Frame: ${title}`,
    };
  });
  // Around steps of a container it lies between the container and them.
  return above ? { ...built, zIndex: 1 } : built;
};

const inContainer = ({ position, size }: FlowFrame, flow: Flow, typeOf: TypeOf): boolean =>
  flow.nodes.some((node) => {
    const type = typeOf(node.type, node.version);
    if (!isContainer(type)) return false;
    const [{ x, y }, box] = [placeOf(flow, node.id), sizeOf(node, type)];
    return position.x >= x && position.y >= y && position.x + size.width <= x + box.width && position.y + size.height <= y + box.height;
  });

function foldedOf(
  frame: FlowFrame,
  cards: readonly CardNode[],
  hidden: ReadonlyMap<string, string>,
  ends: { readonly entered: boolean; readonly left: boolean } | undefined,
): FoldedNode {
  const title = frame.title ?? 'Frame';
  const inside = cards.filter(({ id }) => hidden.get(id) === frame.id);
  const outermost = inside.filter(({ data }) => frame.folded?.includes(data.node.id));
  const line = `${count(inside.length, 'step')}${outermost.length > 0 ? `: ${outermost.map(({ data }) => data.title).join(', ')}` : ''}`;
  const sum = (what: 'errors' | 'warnings') => inside.reduce((all, { data }) => all + data[what], 0);
  const box = {
    position: frame.position,
    ...foldedSize,
    measured: foldedSize,
    handles: [
      handle({ port: inputPort, x: 0, y: foldedSize.height / 2, side: 'left', common: false }, 'target'),
      handle({ port: foldedOut, x: foldedSize.width, y: foldedSize.height / 2, side: 'right', common: false }, 'source'),
    ],
  };
  return {
    id: frame.id,
    type: 'folded',
    ...box,
    zIndex: 2,
    ariaLabel: `Folded frame: ${title}, ${line}`,
    data: {
      title,
      tint: tintOf(frame.colour, 'blue'),
      line,
      steps: inside.map(({ id, data }) => ({ id, loops: data.loops })),
      errors: sum('errors'),
      warnings: sum('warnings'),
      entered: ends?.entered ?? false,
      left: ends?.left ?? false,
    },
  };
}

const edges = new WeakMap<object, { readonly key: string; readonly edge: CanvasEdge }>();

/** `source`, `target`: the folded frames that its ends are in. */
function edgeOf(
  edge: Flow['edges'][number],
  loops: readonly string[],
  label: string,
  source: string | undefined,
  target: string | undefined,
): CanvasEdge {
  const key = `${loops.join()}|${label}|${source}|${target}`;
  const known = edges.get(edge);
  if (known && known.key === key) return known.edge;
  const folded = source !== undefined || target !== undefined;
  const built: CanvasEdge = {
    id: edgeKey(edge),
    type: 'flow',
    source: source ?? edge.from,
    sourceHandle: source === undefined ? edge.port : foldedOut,
    target: target ?? edge.to,
    targetHandle: inputPort,
    ...(folded ? { reconnectable: false } : {}),
    data: { loops, common: isCommonPort(edge.port), from: edge.from, port: edge.port, to: edge.to, folded },
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
