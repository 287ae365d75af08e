// Changes of frames as pure functions Flow -> Flow: fold and open, take in, grow, colour, and what goes along when one is moved.
import type { Flow } from '../../nodes/kit/flow.ts';
import { isContainer, sizeOf } from '../canvas/card-size.ts';
import type { Box } from '../canvas/edge-path.ts';
import { placeOf } from '../canvas/place-of.ts';
import type { TypeOf } from '../canvas/rules.ts';
import { move, nodeOf, type Point } from '../document/edits.ts';
import { boxOfFrame, type FlowFrame, heldBy, hiddenIn, insideOf, isFolded } from './folding.ts';

/** Between the border of a frame and what it holds. */
const padding = 16;

const changeFrame = (flow: Flow, id: string, change: (frame: FlowFrame) => FlowFrame): Flow => ({
  ...flow,
  frames: flow.frames.map((frame) => (frame.id === id ? change(frame) : frame)),
});

/** Into one card; lines to what it holds then end at the card. */
export const fold = (flow: Flow, typeOf: TypeOf, id: string): Flow =>
  changeFrame(flow, id, (frame) => (isFolded(frame) ? frame : { ...frame, folded: [...heldBy(flow, typeOf, frame)] }));

/** Open again, as large as what it holds needs. */
export function unfold(flow: Flow, typeOf: TypeOf, id: string): Flow {
  const frame = flow.frames.find((each) => each.id === id);
  if (!frame || !isFolded(frame)) return flow;
  const { folded = [], ...open } = frame;
  return folded.reduce(
    (next, held) => growAround(next, typeOf, id, held),
    changeFrame(flow, id, () => open as FlowFrame),
  );
}

/** A frame, or a container with frames inside it, takes along what it holds: where that will stand, by id. */
function carriedBy(flow: Flow, typeOf: TypeOf, id: string, to: Point): readonly (readonly [string, Point])[] {
  const frame = flow.frames.find((each) => each.id === id);
  const node = frame ? undefined : nodeOf(flow, id);
  const type = node ? typeOf(node.type, node.version) : null;
  if (!frame && !isContainer(type)) return [];
  const from = (frame ?? node)?.position ?? to;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const held = frame ? heldBy(flow, typeOf, frame) : node ? remarksIn(flow, typeOf, { ...placeOf(flow, id), ...sizeOf(node, type) }) : [];
  const shifted = (each: string, at: Point) => [each, { x: at.x + dx, y: at.y + dy }] as const;
  return held.flatMap((each) => {
    const inner = flow.frames.find((other) => other.id === each);
    const at = inner ?? nodeOf(flow, each) ?? flow.notes.find((note) => note.id === each);
    if (!at) return [];
    // What a folded frame holds stands elsewhere and still goes along.
    const deeper = inner && isFolded(inner) ? carriedBy(flow, typeOf, each, { x: at.position.x + dx, y: at.position.y + dy }) : [];
    return [shifted(each, at.position), ...deeper];
  });
}

/** These moves and those of everything that goes along. What is moved itself is not moved twice. */
export function withCarried(flow: Flow, typeOf: TypeOf, moves: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> {
  if (flow.frames.length + flow.notes.length === 0) return moves;
  const all = new Map(moves);
  for (const [id, to] of moves) for (const [held, at] of carriedBy(flow, typeOf, id, to)) if (!moves.has(held)) all.set(held, at);
  return all;
}

const remarksIn = (flow: Flow, typeOf: TypeOf, box: Box): readonly string[] =>
  insideOf(flow, typeOf, box, '').filter((id) => !nodeOf(flow, id) && !hiddenIn(flow).has(id));

/** The frame that something dropped with its middle here would belong to; the smallest where frames overlap. */
export function frameAt(flow: Flow, point: Point, except: readonly string[] = []): FlowFrame | undefined {
  const hidden = hiddenIn(flow);
  return flow.frames
    .filter((frame) => {
      const { x, y, width, height } = boxOfFrame(frame);
      return (
        !hidden.has(frame.id) && !except.includes(frame.id) && point.x >= x && point.y >= y && point.x <= x + width && point.y <= y + height
      );
    })
    .sort((a, b) => a.size.width * a.size.height - b.size.width * b.size.height)[0];
}

/** Takes something in that was dropped on a frame: an open one grows around it, a folded one puts it below what it holds. */
export function takeIn(flow: Flow, typeOf: TypeOf, frameId: string, id: string): Flow {
  const frame = flow.frames.find((each) => each.id === frameId);
  if (!frame) return flow;
  if (!isFolded(frame)) return growAround(flow, typeOf, frameId, id);
  const parent = nodeOf(flow, id)?.parent;
  const origin = parent === undefined ? { x: 0, y: 0 } : placeOf(flow, parent);
  const at = { x: frame.position.x + padding - origin.x, y: frame.position.y + frame.size.height - origin.y };
  const moved = move(flow, new Map([[id, at]]));
  const height = frame.size.height + heightOf(flow, typeOf, id) + padding;
  return changeFrame(moved, frameId, (each) => ({
    ...each,
    size: { ...each.size, height },
    folded: [...(each.folded ?? []).filter((held) => held !== id), id],
  }));
}

const heightOf = (flow: Flow, typeOf: TypeOf, id: string): number => boxOf(flow, typeOf, id)?.height ?? 0;

function boxOf(flow: Flow, typeOf: TypeOf, id: string): Box | null {
  const node = nodeOf(flow, id);
  if (node) return { ...placeOf(flow, id), ...sizeOf(node, typeOf(node.type, node.version)) };
  const note = flow.notes.find((each) => each.id === id);
  if (note) return { ...note.position, ...(note.size ?? { width: 240, height: 120 }) };
  const frame = flow.frames.find((each) => each.id === id);
  return frame ? boxOfFrame(frame) : null;
}

/** As large as it must be for this to stand inside it. */
export function growAround(flow: Flow, typeOf: TypeOf, frameId: string, id: string): Flow {
  const box = boxOf(flow, typeOf, id);
  if (!box) return flow;
  return changeFrame(flow, frameId, (frame) => {
    const { position, size } = frame;
    const left = Math.min(position.x, box.x - padding);
    const top = Math.min(position.y, box.y - padding);
    const right = Math.max(position.x + size.width, box.x + box.width + padding);
    const bottom = Math.max(position.y + size.height, box.y + box.height + padding);
    const same = left === position.x && top === position.y && right - left === size.width && bottom - top === size.height;
    return same
      ? frame
      : { ...frame, position: { ...position, x: left, y: top }, size: { ...size, width: right - left, height: bottom - top } };
  });
}
