// What a frame holds, and what is not to be seen because the frame around it is folded into one card. Pure. An open frame holds what
// stands wholly inside it; a folded one remembers what it held, so that nothing falls into it by standing where it was.
import type { Flow } from '../../nodes/kit/flow.ts';
import { cardWidth, type Size, sizeOf } from '../canvas/card-size.ts';
import type { Box } from '../canvas/edge-path.ts';
import { placeOf } from '../canvas/place-of.ts';
import type { TypeOf } from '../canvas/rules.ts';
import { nodesById } from '../document/edits.ts';

export type FlowFrame = Flow['frames'][number];

export const foldedSize: Size = { width: cardWidth, height: 64 };
const noteSize: Size = { width: 240, height: 120 };

export const isFolded = (frame: FlowFrame): boolean => frame.folded !== undefined;

const within = (box: Box, around: Box): boolean =>
  box.x >= around.x && box.y >= around.y && box.x + box.width <= around.x + around.width && box.y + box.height <= around.y + around.height;

/** Where it is drawn: a folded frame is as large as a card. */
export const boxOfFrame = (frame: FlowFrame): Box => ({ ...frame.position, ...(isFolded(frame) ? foldedSize : frame.size) });

/** Everything that stands wholly inside a box, the outermost only: what is inside a container goes with it. */
export function insideOf(flow: Flow, typeOf: TypeOf, box: Box, except: string): readonly string[] {
  const nodes = flow.nodes.filter((node) => within({ ...placeOf(flow, node.id), ...sizeOf(node, typeOf(node.type, node.version)) }, box));
  const ids = new Set(nodes.map(({ id }) => id));
  return [
    ...nodes.filter(({ parent }) => parent === undefined || !ids.has(parent)).map(({ id }) => id),
    ...flow.notes.filter((note) => within({ ...note.position, ...(note.size ?? noteSize) }, box)).map(({ id }) => id),
    ...flow.frames.filter((frame) => frame.id !== except && within(boxOfFrame(frame), box)).map(({ id }) => id),
  ];
}

export function heldBy(flow: Flow, typeOf: TypeOf, frame: FlowFrame): readonly string[] {
  const hidden = hiddenIn(flow);
  return frame.folded ?? insideOf(flow, typeOf, { ...frame.position, ...frame.size }, frame.id).filter((id) => !hidden.has(id));
}

const known = new WeakMap<Flow['frames'], { readonly nodes: Flow['nodes']; readonly hidden: ReadonlyMap<string, string> }>();
const nothing: ReadonlyMap<string, string> = new Map();

/** What is not to be seen, by id, and the folded frame that stands for it. */
export function hiddenIn(flow: Flow): ReadonlyMap<string, string> {
  if (!flow.frames.some(isFolded)) return nothing;
  const found = known.get(flow.frames);
  if (found && found.nodes === flow.nodes) return found.hidden;
  const owner = new Map<string, string>();
  for (const frame of flow.frames) for (const id of frame.folded ?? []) if (id !== frame.id && !owner.has(id)) owner.set(id, frame.id);
  const outermost = (id: string): string => {
    let at = id;
    const seen = new Set([at]);
    for (let next = owner.get(at); next !== undefined && !seen.has(next); next = owner.get(at)) {
      seen.add(next);
      at = next;
    }
    return at;
  };
  const hidden = new Map<string, string>();
  for (const id of owner.keys()) hidden.set(id, outermost(id));
  const byId = nodesById(flow);
  for (const node of flow.nodes) {
    if (node.parent === undefined) continue;
    const seen = new Set<string>();
    for (let at: string | undefined = node.parent; at !== undefined && !seen.has(at); at = byId.get(at)?.parent) {
      seen.add(at);
      const frame = hidden.get(at);
      if (frame !== undefined) hidden.set(node.id, frame);
    }
  }
  known.set(flow.frames, { nodes: flow.nodes, hidden });
  return hidden;
}

/** What is to be seen in its place: the step itself, or the folded frame around it. */
export const seenAs = (flow: Flow, id: string): string => hiddenIn(flow).get(id) ?? id;

/** The steps in a folded frame, those in containers and frames inside it too. */
export const stepsIn = (flow: Flow, frameId: string): readonly string[] => {
  const hidden = hiddenIn(flow);
  return flow.nodes.filter(({ id }) => hidden.get(id) === frameId).map(({ id }) => id);
};
