// Moving the view: fit, zoom, bring a step into sight. Bounds come from the document, so that a zoom that leads into the
// overview is known before the view gets there. Animations stay away where people asked for less motion.
import { flushSync } from 'react-dom';
import { getViewportForBounds, type ReactFlowInstance, type Viewport } from 'reactflow';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Point } from '../document/edits.ts';
import { boxOfFrame, hiddenIn } from '../frames/folding.ts';
import { sizeOf } from './card-size.ts';
import type { Box } from './edge-path.ts';
import { setGesture } from './gesture.ts';
import { placeOf } from './place-of.ts';
import type { TypeOf } from './rules.ts';

export const minZoom = 0.02;
export const maxZoom = 2;
/** Below this the flow is drawn on one 2D canvas. */
export const overviewZoom = 0.3;

// biome-ignore lint/suspicious/noExplicitAny: the instance is generic over nodes and edges, which nothing here looks into
let instance: ReactFlowInstance<any, any> | null = null;
let element: HTMLElement | null = null;
/** Somebody chose what is seen: it stays like that when panels open and close. */
let held = false;

// biome-ignore lint/suspicious/noExplicitAny: see above
export function attachCanvas(to: ReactFlowInstance<any, any> | null, at: HTMLElement | null): void {
  instance = to;
  element = at;
  held = false;
}

export const holdView = (): void => {
  held = true;
};

export const isHeld = (): boolean => held;

export const canvasElement = (): HTMLElement | null => element;

const calm = () => typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
const motion = () => ({ duration: calm() ? 0 : 150 });

export function boundsOf(flow: Flow, typeOf: TypeOf, ids?: readonly string[]): Box | null {
  // What is folded away is where its card is.
  const hidden = hiddenIn(flow);
  const chosen = ids ? new Set(ids.map((id) => hidden.get(id) ?? id)) : null;
  const boxes = [
    ...flow.nodes.map((node) => ({ ...placeOf(flow, node.id), ...sizeOf(node, typeOf(node.type, node.version)), id: node.id })),
    ...flow.notes.map(({ id, position, size }) => ({ ...position, ...(size ?? { width: 240, height: 120 }), id })),
    ...flow.frames.map((frame) => ({ ...boxOfFrame(frame), id: frame.id })),
  ].filter(({ id }) => (chosen === null || chosen.has(id)) && !hidden.has(id));
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** Above and below lie what floats over the canvas: the way to more steps, the practice mark, the zoom. */
const padding = { top: '52px', bottom: '60px', x: '4%' } as const;

/** The view that shows all of this box; small flows stay at 100 %. */
export function viewportFor(box: Box | null, size: { readonly width: number; readonly height: number }): Viewport {
  if (!box || size.width === 0 || size.height === 0) return { x: 60, y: 80, zoom: 1 };
  return getViewportForBounds(box, size.width, size.height, minZoom, 1, padding);
}

const canvasSize = () => ({ width: element?.clientWidth ?? 0, height: element?.clientHeight ?? 0 });

/** Shows the whole flow, and keeps showing it until somebody looks elsewhere. */
export function fitAll(box: Box | null): void {
  held = false;
  fitBox(box);
}

export function fitBox(box: Box | null): void {
  if (box) goToView(viewportFor(box, canvasSize()), motion());
}

/**
 * A view far away shows thousands of steps: React Flow must not hold them when it gets there, or it mounts them all once. So
 * the overview takes over first.
 */
export function goToView(view: Viewport, options: { readonly duration: number } = { duration: 0 }): void {
  if (!instance) return;
  if (view.zoom < overviewZoom && instance.getZoom() >= overviewZoom) flushSync(() => setGesture({ leaving: true }));
  void instance.setViewport(view, options).then(() => setGesture({ leaving: false }));
}

/** From the overview to what lies under a point of the window. */
export function goThere(screen: Point): void {
  const { x, y } = toCanvas(screen);
  holdView();
  fitBox({ x: x - 500, y: y - 300, width: 1_000, height: 600 });
}

/** Brings a point of the canvas into the middle, at the zoom that is. */
export function centerOn({ x, y }: Point): void {
  holdView();
  if (instance) void instance.setCenter(x, y, { zoom: instance.getZoom() });
}

export const zoomBy = (factor: number): void => {
  holdView();
  if (instance) void instance.zoomTo(Math.max(minZoom, Math.min(maxZoom, instance.getZoom() * factor)), motion());
};

export const zoomToActual = (): void => {
  holdView();
  if (instance) void instance.zoomTo(1, motion());
};

export const toCanvas = (point: Point): Point => instance?.screenToFlowPosition({ x: point.x, y: point.y }) ?? { x: point.x, y: point.y };

export const toScreen = (point: Point): Point => instance?.flowToScreenPosition({ x: point.x, y: point.y }) ?? { x: point.x, y: point.y };

export const zoomNow = (): number => instance?.getZoom() ?? 1;

/** The middle of what is seen, on the canvas. */
export function seenMiddle(): Point {
  const box = element?.getBoundingClientRect();
  return box ? toCanvas({ x: box.left + box.width / 2, y: box.top + box.height / 2 }) : { x: 0, y: 0 };
}

/** Moves the view only when the box is not in sight. */
export function reveal(box: Box | null): void {
  if (!instance || !box || !element) return;
  const { x, y, zoom } = instance.getViewport();
  const { width, height } = canvasSize();
  const [left, top] = [box.x * zoom + x, box.y * zoom + y];
  const [right, bottom] = [left + box.width * zoom, top + box.height * zoom];
  if (zoom >= overviewZoom && left >= 8 && top >= 8 && right <= width - 8 && bottom <= height - 8) return;
  void instance.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom: Math.max(zoom, 0.75), ...motion() });
}
