// Positions count from the container around a step; this says where it stands on the whole canvas.
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import { nodeOf, type Point } from '../document/edits.ts';

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
