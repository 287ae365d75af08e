// What lies under the pointer during a drag: the innermost container that would take the step in, or the line it would stand on.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Point } from '../document/edits.ts';
import { isInside } from '../document/place.ts';
import { hiddenIn } from '../frames/folding.ts';
import { isContainer, sizeOf } from './card-size.ts';
import { placeOf } from './place-of.ts';
import type { TypeOf } from './rules.ts';

/** The innermost container around a point of the canvas, leaving out those that are themselves being moved. */
export function containerAt(flow: Flow, typeOf: TypeOf, point: Point, moving: readonly string[] = []): string | undefined {
  let found: { readonly id: string; readonly area: number } | undefined;
  const hidden = hiddenIn(flow);
  for (const node of flow.nodes) {
    const type = typeOf(node.type, node.version);
    if (!isContainer(type) || hidden.has(node.id) || moving.some((id) => isInside(flow, node.id, id))) continue;
    const { x, y } = placeOf(flow, node.id);
    const { width, height } = sizeOf(node, type);
    if (point.x < x || point.y < y || point.x > x + width || point.y > y + height) continue;
    const area = width * height;
    if (!found || area < found.area) found = { id: node.id, area };
  }
  return found?.id;
}

/** The line under a point of the window; asks the browser, whose hit areas are the ones people see. */
export function edgeAt({ x, y }: Point): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const edge = element.closest<HTMLElement>('.react-flow__edge');
    if (edge?.dataset.id) return edge.dataset.id;
  }
  return null;
}

/** The card under a point of the window. */
export function nodeAt({ x, y }: Point): string | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const node = element.closest<HTMLElement>('.react-flow__node');
    if (node?.dataset.id && !element.closest('.react-flow__node-note, .react-flow__node-frame, .react-flow__node-folded'))
      return node.dataset.id;
  }
  return null;
}
