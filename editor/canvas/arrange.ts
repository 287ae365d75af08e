// Auto layout of the open flow, or of what is selected: asks the worker, then makes one edit of the answer.
import type { Flow } from '../../nodes/kit/flow.ts';
import { move, nodeOf, type Point } from '../document/edits.ts';
import { boxOfFrame, type FlowFrame, heldBy, hiddenIn, isFolded } from '../frames/folding.ts';
import { growAround, withCarried } from '../frames/frame-edits.ts';
import { trustedScript } from '../ui/page-policy.ts';
import type { LayoutAnswer, LayoutRequest } from './auto-layout.ts';
import { containerHeader, containerPadding, emptyContainer, isContainer, type Size, sizeOf } from './card-size.ts';
import { innermost } from './fit.ts';
import layoutWorker from './layout.worker.ts?worker&url';
import type { TypeOf } from './rules.ts';

/** What the layout needs to know; with ids only those nodes are arranged, each inside its own frame. */
export function layoutRequest(flow: Flow, typeOf: TypeOf, ids: readonly string[] = []): LayoutRequest {
  const chosen = ids.length > 1 ? new Set(ids) : null;
  const { homeOf, frames } = chosen === null ? framesAsContainers(flow, typeOf) : loose;
  const hidden = hiddenIn(flow);
  const nodes = flow.nodes
    .filter(({ id }) => (chosen === null || chosen.has(id)) && !hidden.has(id))
    .map((node) => {
      const type = typeOf(node.type, node.version);
      const { x, y } = node.position;
      return { id: node.id, parent: node.parent ?? homeOf.get(node.id) ?? null, x, y, ...sizeOf(node, type), container: isContainer(type) };
    });
  // A line into a frame counts, outside it, as one to the frame.
  const outside = (id: string) => hidden.get(id) ?? homeOf.get(id) ?? id;
  return {
    nodes: [...nodes, ...frames],
    edges: flow.edges.flatMap(({ from, to }) =>
      outside(from) === outside(to) || (outside(from) === from && outside(to) === to)
        ? [{ from, to }]
        : [{ from: outside(from), to: outside(to) }],
    ),
    inner: { ...innermost, padding: containerPadding },
    smallest: emptyContainer,
  };
}

const loose = { homeOf: new Map<string, string>(), frames: [] };

/** A frame is tidied like a container: what it holds for itself, then the whole as one card. One inside another goes with it. */
function framesAsContainers(flow: Flow, typeOf: TypeOf) {
  const hidden = hiddenIn(flow);
  const homeOf = new Map<string, string>();
  const frames: LayoutRequest['nodes'][number][] = [];
  for (const frame of flow.frames) {
    const held = heldBy(flow, typeOf, frame).flatMap((id) => nodeOf(flow, id) ?? []);
    const mine = held.filter(({ id, parent }) => parent === undefined && !homeOf.has(id));
    if (hidden.has(frame.id) || held.some(({ parent }) => parent !== undefined) || mine.length === 0) continue;
    if (!isFolded(frame)) for (const { id } of mine) homeOf.set(id, frame.id);
    frames.push({ id: frame.id, parent: null, ...boxOfFrame(frame), container: !isFolded(frame) });
  }
  return { homeOf, frames };
}

/** Places of what a frame holds count from the frame in the answer, from the canvas in the document. */
function onCanvas(flow: Flow, typeOf: TypeOf, positions: LayoutAnswer['positions']): ReadonlyMap<string, Point> {
  const { homeOf } = framesAsContainers(flow, typeOf);
  const answered = new Map(positions);
  const placed = new Map(
    positions.map(([id, { x, y }]) => {
      const frame = homeOf.get(id);
      const origin = (frame === undefined ? undefined : answered.get(frame)) ?? { x: 0, y: 0 };
      // A frame's title stands above it, where a container has its header.
      const head = flow.frames.some((each) => each.id === id && !isFolded(each)) ? containerHeader : 0;
      return [id, { x: x + origin.x, y: y + origin.y + head }] as const;
    }),
  );
  const boxes = new Map([...placed].filter(([id]) => flow.frames.some((frame) => frame.id === id)));
  const carried = [...withCarried(flow, typeOf, boxes)].filter(([id]) => !placed.has(id));
  return new Map([...placed, ...carried]);
}

function resized(frame: FlowFrame, size: Size | undefined): FlowFrame {
  return size ? { ...frame, size: { ...frame.size, width: size.width, height: size.height - containerHeader } } : frame;
}

export function applyLayout(flow: Flow, typeOf: TypeOf, { positions, sizes }: LayoutAnswer): Flow {
  const size = new Map(sizes);
  const placed = move(flow, onCanvas(flow, typeOf, positions));
  const framed = flow.frames.filter(({ id }) => size.has(id));
  const shaped = framed.length === 0 ? placed : { ...placed, frames: placed.frames.map((frame) => resized(frame, size.get(frame.id))) };
  // Notes have no place in the layout; they went along with their frame.
  const moved = framed.reduce(
    (next, frame) => heldBy(flow, typeOf, frame).reduce((grown, id) => growAround(grown, typeOf, frame.id, id), next),
    shaped,
  );
  const nodes = moved.nodes.map((node) => {
    const to = size.get(node.id);
    return to && (to.width !== node.size?.width || to.height !== node.size?.height) ? { ...node, size: { ...to } } : node;
  });
  return nodes.some((node, i) => node !== moved.nodes[i]) ? { ...moved, nodes } : moved;
}

let worker: Worker | null = null;
let last = 0;

/** The answer of the worker, which is started on first use and kept. */
export function requestLayout(request: LayoutRequest): Promise<LayoutAnswer> {
  worker ??= new Worker(trustedScript(layoutWorker), { type: 'module' });
  const here = worker;
  last += 1;
  const id = last;
  return new Promise((resolve, reject) => {
    const answered = ({ data }: MessageEvent<{ id: number; answer: LayoutAnswer }>) => {
      if (data.id !== id) return;
      here.removeEventListener('message', answered);
      resolve(data.answer);
    };
    here.addEventListener('message', answered);
    here.addEventListener('error', () => reject(new Error('The layout could not be computed.')), { once: true });
    here.postMessage({ id, request });
  });
}
