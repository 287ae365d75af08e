// Changes of a flow as pure functions Flow -> Flow. A change that changes nothing returns the same object, so that it leaves
// no undo step. Rules of what may connect are canvas/rules.ts; these functions do what they are told.
import type { Flow, FlowEdge, FlowNode } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { freeId, slugOf, takenIds } from './ids.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const edgeKey = (edge: Pick<FlowEdge, 'from' | 'port' | 'to'>): string => `${edge.from}:${edge.port}:${edge.to}`;

const indexes = new WeakMap<Flow['nodes'], ReadonlyMap<string, FlowNode>>();

/** Nodes by id; built once per version of the list, so that looking up in a large flow costs nothing. */
export function nodesById({ nodes }: Pick<Flow, 'nodes'>): ReadonlyMap<string, FlowNode> {
  const known = indexes.get(nodes);
  if (known) return known;
  const index = new Map(nodes.map((node) => [node.id, node]));
  indexes.set(nodes, index);
  return index;
}

export const nodeOf = (flow: Pick<Flow, 'nodes'>, id: string): FlowNode | undefined => nodesById(flow).get(id);

const changeNode = (flow: Flow, id: string, change: (node: FlowNode) => FlowNode): Flow => {
  const index = flow.nodes.findIndex((node) => node.id === id);
  const node = flow.nodes[index];
  if (!node) return flow;
  const changed = change(node);
  return changed === node ? flow : { ...flow, nodes: flow.nodes.with(index, changed) };
};

/** Leaves keys out whose value is undefined: the document has no empty keys. */
function patched<T extends object>(whole: T, patch: { readonly [K in keyof T]?: T[K] | undefined }): T {
  const entries = Object.entries({ ...whole, ...patch }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as T;
}

export const setNode = (flow: Flow, id: string, patch: { readonly [K in keyof FlowNode]?: FlowNode[K] | undefined }): Flow =>
  changeNode(flow, id, (node) => patched(node, patch));

export const setFlow = (flow: Flow, patch: { readonly [K in keyof Flow]?: Flow[K] | undefined }): Flow => patched(flow, patch);

export const setSettings = (
  flow: Flow,
  id: string,
  patch: { readonly [K in keyof NonNullable<FlowNode['settings']>]?: NonNullable<FlowNode['settings']>[K] | undefined },
): Flow =>
  changeNode(flow, id, (node) => {
    const settings = patched(node.settings ?? {}, patch);
    return patched(node, { settings: Object.keys(settings).length > 0 ? settings : undefined });
  });

/** Sets the value at a path inside the node's params; `undefined` removes it. @example setParam(flow, 'a', ['rows', 0], 'x') */
export const setParam = (flow: Flow, id: string, path: readonly (string | number)[], value: Json | undefined): Flow =>
  changeNode(flow, id, (node) => patched(node, { params: valueAt(node.params, path, value) as FlowNode['params'] }));

function valueAt(whole: Json | undefined, path: readonly (string | number)[], value: Json | undefined): Json | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (typeof head === 'number' || Array.isArray(whole)) {
    const list = Array.isArray(whole) ? [...(whole as readonly Json[])] : [];
    const inner = valueAt(list[Number(head)], rest, value);
    // JSON has no holes: what lies before a far index is null.
    if (inner !== undefined) while (list.length < Number(head)) list.push(null);
    if (inner === undefined) list.splice(Number(head), 1);
    else list[Number(head)] = inner;
    return list;
  }
  const object = { ...(typeof whole === 'object' && whole !== null ? (whole as { readonly [key: string]: Json }) : {}) };
  const inner = valueAt(object[head], rest, value);
  if (inner === undefined) delete object[head];
  else object[head] = inner;
  return object;
}

const addNode = (flow: Flow, node: FlowNode): Flow => ({ ...flow, nodes: [...flow.nodes, node] });

/** A new node of a type with a free id, and the connection slot it needs. One it can do without is left to be chosen. */
export function placeNode(
  flow: Flow,
  type: NodeTypeJson,
  at: { readonly position: Point; readonly parent?: string | undefined; readonly size?: { width: number; height: number } | undefined },
): { readonly flow: Flow; readonly id: string } {
  const id = freeId(takenIds(flow), slugOf(type.title));
  const slot = type.connection === null ? undefined : flow.connections.find(({ kind }) => kind === type.connection);
  const needed = type.connection !== null && !type.connectionOptional ? freeSlot(flow, type.connection) : undefined;
  const connection = slot?.name ?? needed;
  const node = patched<FlowNode>(
    { id, type: type.type, version: type.version, title: type.title, position: { ...at.position }, params: {} },
    { parent: at.parent, size: at.size, connection },
  );
  const connections =
    connection !== undefined && !slot ? [...flow.connections, { name: connection, kind: type.connection as string }] : flow.connections;
  return { id, flow: addNode({ ...flow, connections }, node) };
}

function freeSlot(flow: Flow, kind: string): string {
  const taken = new Set(flow.connections.map(({ name }) => name));
  if (!taken.has(kind)) return kind;
  for (let n = 2; ; n += 1) if (!taken.has(`${kind}-${n}`)) return `${kind}-${n}`;
}

export function connect(flow: Flow, edge: FlowEdge): Flow {
  const key = edgeKey(edge);
  return flow.edges.some((known) => edgeKey(known) === key) ? flow : { ...flow, edges: [...flow.edges, edge] };
}

export function disconnect(flow: Flow, keys: Iterable<string>): Flow {
  const gone = new Set(keys);
  const edges = flow.edges.filter((edge) => !gone.has(edgeKey(edge)));
  return edges.length === flow.edges.length ? flow : { ...flow, edges };
}

/** Another end for a line, in its place in the list. Unchanged when that line is there already. */
export function reconnect(flow: Flow, key: string, wish: Pick<FlowEdge, 'from' | 'port' | 'to'>): Flow {
  const index = flow.edges.findIndex((edge) => edgeKey(edge) === key);
  const edge = flow.edges[index];
  if (!edge || flow.edges.some((known) => edgeKey(known) === edgeKey(wish))) return flow;
  return { ...flow, edges: flow.edges.with(index, { ...edge, from: wish.from, port: wish.port, to: wish.to }) };
}

/** Moves nodes, notes and frames to positions (relative to their parent). */
export function move(flow: Flow, positions: ReadonlyMap<string, Point>): Flow {
  let changed = false;
  const moved = <T extends { id: string; position: Point }>(entry: T): T => {
    const to = positions.get(entry.id);
    if (!to || (to.x === entry.position.x && to.y === entry.position.y)) return entry;
    changed = true;
    return { ...entry, position: { ...entry.position, x: to.x, y: to.y } };
  };
  const next = { ...flow, nodes: flow.nodes.map(moved), notes: flow.notes.map(moved), frames: flow.frames.map(moved) };
  return changed ? next : flow;
}

export function resize(flow: Flow, id: string, size: { width: number; height: number }): Flow {
  const sized = <T extends { id: string }>(entry: T): T => (entry.id === id ? { ...entry, size } : entry);
  return { ...flow, nodes: flow.nodes.map(sized), notes: flow.notes.map(sized), frames: flow.frames.map(sized) };
}

/** Switches steps off (or on again): they then succeed at once with null. */
export const setDisabled = (flow: Flow, ids: readonly string[], disabled: boolean): Flow =>
  ids.reduce((next, id) => setSettings(next, id, { disabled: disabled ? true : undefined }), flow);

export function addNote(flow: Flow, position: Point, text = ''): { readonly flow: Flow; readonly id: string } {
  const id = freeId(takenIds(flow), 'note');
  return { id, flow: { ...flow, notes: [...flow.notes, { id, position: { ...position }, size: { width: 240, height: 120 }, text }] } };
}

type Note = Flow['notes'][number];
type Frame = Flow['frames'][number];

export const setNote = (flow: Flow, id: string, patch: { readonly [K in keyof Note]?: Note[K] | undefined }): Flow => ({
  ...flow,
  notes: flow.notes.map((note) => (note.id === id ? patched(note, patch) : note)),
});

export function addFrame(flow: Flow, box: Point & { width: number; height: number }): { readonly flow: Flow; readonly id: string } {
  const id = freeId(takenIds(flow), 'frame');
  const { x, y, width, height } = box;
  return { id, flow: { ...flow, frames: [...flow.frames, { id, position: { x, y }, size: { width, height }, title: 'Frame' }] } };
}

export const setFrame = (flow: Flow, id: string, patch: { readonly [K in keyof Frame]?: Frame[K] | undefined }): Flow => ({
  ...flow,
  frames: flow.frames.map((frame) => (frame.id === id ? patched(frame, patch) : frame)),
});
