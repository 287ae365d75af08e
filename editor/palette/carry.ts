// Dragging from the palette with plain pointer events: the ghost is the real card at the canvas's zoom, Escape lets go, and the
// drop lands under the pointer, in a container, or on a line.
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { nodeTypesNow } from '../api.ts';
import { addStep, say } from '../canvas/actions.ts';
import type { Where } from '../canvas/add-step.ts';
import { containerAt, edgeAt } from '../canvas/drop-target.ts';
import { setGesture, useGesture } from '../canvas/gesture.ts';
import { placeOf } from '../canvas/place-of.ts';
import { mayStandIn, type Verdict } from '../canvas/rules.ts';
import { canvasElement, toCanvas } from '../canvas/viewport.ts';
import type { Point } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { remember } from './recent.ts';

const slack = 4;
/** From the pointer to the ghost's top left corner, at 100 %. */
export const grip: Point = { x: 32, y: 32 };

const overCanvas = ({ x, y }: Point): boolean => {
  const under = document.elementFromPoint(x, y);
  return under !== null && (canvasElement()?.contains(under) ?? false);
};

/** What a drop here would do. */
function targetAt(
  type: NodeTypeJson,
  screen: Point,
): { readonly parent: string | undefined; readonly edge: string | null; readonly verdict: Verdict } {
  const { flow } = useDocument.getState();
  const typeOf = nodeTypesNow().of;
  const parent = containerAt(flow, typeOf, toCanvas(screen));
  const verdict = mayStandIn(flow, typeOf, type, parent);
  const edge = type.kind === 'trigger' ? null : edgeAt(screen);
  return { parent, edge, verdict };
}

export function carry(start: React.PointerEvent, type: NodeTypeJson): void {
  const from = { x: start.clientX, y: start.clientY };
  let dragging = false;

  const moved = (event: PointerEvent) => {
    const at = { x: event.clientX, y: event.clientY };
    if (!dragging && Math.hypot(at.x - from.x, at.y - from.y) < slack) return;
    dragging = true;
    const over = overCanvas(at);
    const target = over ? targetAt(type, at) : null;
    const taken = target !== null && target.verdict === true;
    const edge = taken ? target.edge : null;
    const dropParent = taken && edge === null ? (target.parent ?? null) : null;
    setGesture({
      carried: { type, ...at },
      dropParent,
      dropEdge: edge,
      why: target !== null && target.verdict !== true ? target.verdict : null,
    });
  };

  const end = () => {
    removeEventListener('pointermove', moved);
    removeEventListener('pointerup', dropped);
    removeEventListener('pointercancel', end);
    removeEventListener('keydown', letGo, true);
    if (dragging) setGesture({ carried: null, dropParent: null, dropEdge: null, why: null });
  };

  const dropped = (event: PointerEvent) => {
    const was = dragging;
    const { dropEdge } = useGesture.getState();
    end();
    if (!was) return;
    // The click that follows a drag is no click.
    addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener('click', swallow, { capture: true }), 0);
    const screen = { x: event.clientX, y: event.clientY };
    if (!overCanvas(screen)) return;
    const { parent, verdict } = targetAt(type, screen);
    if (verdict !== true) {
      say(verdict);
      return;
    }
    const { flow } = useDocument.getState();
    const point = toCanvas(screen);
    const origin = parent === undefined ? { x: 0, y: 0 } : placeOf(flow, parent);
    const at = { x: point.x - origin.x - grip.x, y: point.y - origin.y - grip.y };
    const where: Where = dropEdge === null ? { at, parent } : { edge: dropEdge };
    if (addStep(type, where) !== null) remember(type.type);
  };

  const letGo = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    end();
    dragging = false;
  };

  addEventListener('pointermove', moved);
  addEventListener('pointerup', dropped);
  addEventListener('pointercancel', end);
  addEventListener('keydown', letGo, true);
}

function swallow(event: MouseEvent): void {
  event.stopPropagation();
  event.preventDefault();
}
