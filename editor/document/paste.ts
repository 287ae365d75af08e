// Pasting a part into a flow, and copying steps beside themselves: ids are renewed and references inside what is pasted follow;
// references to steps that are not there stay, and are said by problems().
import { renameInValue } from '../../nodes/kit/expression/expression.ts';
import { type Flow, type FlowNode, parseFlow } from '../../nodes/kit/flow.ts';
import { placeOf } from '../canvas/place-of.ts';
import { partOf } from './copy.ts';
import { connect, type Point } from './edits.ts';
import { freeId, takenIds } from './ids.ts';

/** Reads what is on the clipboard; null when it is not a flow or a part of one. */
export function readClip(text: string): Flow | null {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    const parsed = parseFlow(JSON.parse(text));
    return 'flow' in parsed && parsed.flow.nodes.length + parsed.flow.notes.length + parsed.flow.frames.length > 0 ? parsed.flow : null;
  } catch {
    return null;
  }
}

/** Adds a part to a flow, its top left corner at `at` (relative to `parent`). Returns the new ids of what stood on top. */
export function paste(
  flow: Flow,
  part: Flow,
  { at, parent }: { readonly at: Point; readonly parent?: string | undefined },
): { readonly flow: Flow; readonly ids: readonly string[] } {
  const names = newNames(flow, part);
  const name = (id: string) => names.get(id) ?? id;
  const slots = slotNames(flow, part);
  const top = [...part.nodes.filter((node) => node.parent === undefined || !names.has(node.parent)), ...part.notes, ...part.frames];
  const corner = {
    x: Math.min(...top.map(({ position }) => position.x)),
    y: Math.min(...top.map(({ position }) => position.y)),
  };
  const placed = (position: Point) => ({ ...position, x: position.x - corner.x + at.x, y: position.y - corner.y + at.y });
  const onTop = new Set(top.map(({ id }) => id));
  const nodes = part.nodes.map((node) => {
    const { parent: old, connection, ...rest } = node;
    const home = onTop.has(node.id) ? parent : name(old as string);
    let params = node.params;
    for (const [from, to] of names) if (from !== to) params = renameInValue(params, from, to) as typeof params;
    return {
      ...rest,
      id: name(node.id),
      position: onTop.has(node.id) ? placed(node.position) : node.position,
      ...(home === undefined ? {} : { parent: home }),
      ...(connection === undefined ? {} : { connection: slots.names.get(connection) ?? connection }),
      params,
    } as FlowNode;
  });
  // Notes and frames have no container: they stand on the canvas itself.
  const origin = parent === undefined ? { x: 0, y: 0 } : placeOf(flow, parent);
  const moved = <T extends { id: string; position: Point }>(entry: T): T => {
    const { x, y } = placed(entry.position);
    return { ...entry, id: name(entry.id), position: { ...entry.position, x: x + origin.x, y: y + origin.y } };
  };
  const held = new Set(part.frames.flatMap(({ folded = [] }) => folded));
  const folded = (frame: Flow['frames'][number]) =>
    frame.folded === undefined ? frame : { ...frame, folded: frame.folded.filter((id) => names.has(id)).map(name) };
  const grown: Flow = {
    ...flow,
    connections: [...flow.connections, ...slots.added],
    nodes: [...flow.nodes, ...nodes],
    notes: [...flow.notes, ...part.notes.map(moved)],
    frames: [...flow.frames, ...part.frames.map(moved).map(folded)],
  };
  const edges = part.edges.map((edge) => ({ ...edge, from: name(edge.from), to: name(edge.to) }));
  return { flow: edges.reduce(connect, grown), ids: top.filter(({ id }) => !held.has(id)).map(({ id }) => name(id)) };
}

/** New ids collide neither with the flow nor with an old id of the part, so that rewriting one cannot catch another. */
function newNames(flow: Flow, part: Flow): Map<string, string> {
  const here = takenIds(flow);
  const reserved = new Set([...here, ...takenIds(part)]);
  const names = new Map<string, string>();
  for (const { id } of [...part.nodes, ...part.notes, ...part.frames]) {
    if (names.has(id)) continue;
    const free = here.has(id.toLowerCase()) ? freeId(reserved, id) : id;
    reserved.add(free.toLowerCase());
    names.set(id, free);
  }
  return names;
}

/** A slot of the same name and kind is shared; otherwise the part brings its own. */
function slotNames(flow: Flow, part: Flow) {
  const names = new Map<string, string>();
  const added: { name: string; kind: string }[] = [];
  for (const slot of part.connections) {
    const known = flow.connections.find(({ name }) => name === slot.name);
    if (known?.kind === slot.kind) continue;
    let free = slot.name;
    for (let n = 2; [...flow.connections, ...added].some(({ name }) => name === free); n += 1) free = `${slot.name}-${n}`;
    names.set(slot.name, free);
    added.push({ ...slot, name: free });
  }
  return { names, added };
}

/** Copies nodes beside themselves, with their inner edges. */
export function duplicate(flow: Flow, ids: readonly string[]): { readonly flow: Flow; readonly ids: readonly string[] } {
  const nodes = flow.nodes.filter(({ id }) => ids.includes(id));
  const parents = new Set(nodes.map(({ parent }) => parent));
  const parent = parents.size === 1 ? [...parents][0] : undefined;
  const part = partOf(flow, ids);
  const all = [...nodes, ...[...flow.notes, ...flow.frames].filter(({ id }) => ids.includes(id))];
  if (all.length === 0) return { flow, ids: [] };
  const origin = parent === undefined ? part.nodes.filter(({ id }) => ids.includes(id)) : nodes;
  const tops = [...origin, ...part.notes, ...part.frames];
  const at = { x: Math.min(...tops.map(({ position }) => position.x)) + 32, y: Math.min(...tops.map(({ position }) => position.y)) + 96 };
  return paste(flow, part, { at, parent });
}
