// Moving cards: React Flow reports positions, this hook keeps them beside the document until the gesture ends, snaps them to
// their neighbours, and makes one edit of it. A card dropped in a container moves into it; one dropped on a line joins it.
import { useCallback, useMemo, useRef, useState } from 'react';
import type { NodeChange, OnNodeDrag } from 'reactflow';
import type { Flow } from '../../nodes/kit/flow.ts';
import { nodeTypesNow } from '../api.ts';
import { nodeOf, type Point, resize } from '../document/edits.ts';
import { insertOnEdge } from '../document/place.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { heldBy } from '../frames/folding.ts';
import { frameAt, withCarried } from '../frames/frame-edits.ts';
import { moveTo, nameOf } from './actions.ts';
import type { CanvasNode } from './canvas-items.ts';
import { ownPortsOf, type Size, sizeOf } from './card-size.ts';
import { containerAt, edgeAt } from './drop-target.ts';
import type { Box } from './edge-path.ts';
import { setGesture, useGesture } from './gesture.ts';
import { endGlide } from './glide.ts';
import { alignTo, type Guide } from './guides.ts';
import { placeOf } from './place-of.ts';
import { mayConnect, mayMoveInto } from './rules.ts';
import { toCanvas } from './viewport.ts';

export interface Overrides {
  readonly positions: ReadonlyMap<string, Point>;
  readonly sizes: ReadonlyMap<string, Size>;
}

const still: Overrides = { positions: new Map(), sizes: new Map() };

export function useDrag() {
  const [overrides, setOverrides] = useState<Overrides>(still);
  const [guides, setGuides] = useState<readonly Guide[]>([]);
  const neighbours = useRef<readonly Box[]>([]);
  const free = useRef(false);
  const carried = useRef<readonly string[]>([]);

  const onNodesChange = useCallback((changes: readonly NodeChange<CanvasNode>[]) => {
    const moved = changes.filter((change) => change.type === 'position');
    const sized = changes.filter((change) => change.type === 'dimensions' && change.resizing !== undefined);
    if (moved.some((change) => change.dragging)) {
      const [first] = moved;
      const positions = new Map<string, Point>();
      for (const change of moved) if (change.position) positions.set(change.id, change.position);
      let lines: readonly Guide[] = [];
      if (first?.position && moved.length === 1 && !free.current) {
        const snapped = snapToNeighbours(first.id, first.position, neighbours.current);
        positions.set(first.id, snapped.position);
        lines = snapped.guides;
      }
      const all = withCarried(useDocument.getState().flow, nodeTypesNow().of, positions);
      setOverrides((now) => ({ ...now, positions: all }));
      setGuides(lines);
    }
    for (const change of sized) {
      if (change.type !== 'dimensions' || !change.dimensions) continue;
      const { width, height } = change.dimensions;
      if (change.resizing) setOverrides((now) => ({ ...now, sizes: new Map(now.sizes).set(change.id, { width, height }) }));
      else {
        setOverrides(still);
        useDocument
          .getState()
          .edit(`Resize ${nameOf(change.id)}`, (flow) => resize(flow, change.id, { width: Math.round(width), height: Math.round(height) }));
      }
    }
    const picked = changes.filter((change) => change.type === 'select');
    if (picked.length > 0) {
      const { selection, select } = useSession.getState();
      const nodes = new Set(selection.nodes);
      for (const change of picked) change.selected ? nodes.add(change.id) : nodes.delete(change.id);
      select({ nodes: [...nodes], edges: selection.edges });
    }
  }, []);

  const onNodeDragStart: OnNodeDrag<CanvasNode> = useCallback((event, node, nodes) => {
    const { flow } = useDocument.getState();
    const typeOf = nodeTypesNow().of;
    endGlide();
    free.current = event.altKey;
    carried.current = nodes.map(({ id }) => id);
    const parent = nodeOf(flow, node.id)?.parent;
    const moving = new Set(carried.current);
    neighbours.current = flow.nodes
      .filter((other) => other.parent === parent && !moving.has(other.id))
      .map((other) => ({ ...other.position, ...sizeOf(other, typeOf(other.type, other.version)) }));
  }, []);

  const onNodeDrag: OnNodeDrag<CanvasNode> = useCallback((event, node) => {
    free.current = event.altKey;
    const { flow } = useDocument.getState();
    const typeOf = nodeTypesNow().of;
    const screen = pointOf(event);
    const top = carried.current.filter((id) => nodeOf(flow, id) !== undefined);
    const parent = containerAt(flow, typeOf, toCanvas(screen), top);
    const home = nodeOf(flow, node.id)?.parent;
    const changes = parent !== home && top.length > 0;
    const verdict = changes ? mayMoveInto(flow, typeOf, top, parent) : true;
    const dropEdge = !changes && top.length === 1 ? insertable(top[0] as string, edgeAt(screen)) : null;
    const now = useGesture.getState();
    const dropParent = changes && verdict === true ? (parent ?? null) : null;
    const dropFrame = dropParent === null && dropEdge === null ? newFrame(flow, carried.current, toCanvas(screen)) : null;
    if (now.dropParent !== dropParent || now.dropEdge !== dropEdge || now.dropFrame !== dropFrame)
      setGesture({ dropParent, dropEdge, dropFrame });
  }, []);

  const onNodeDragStop: OnNodeDrag<CanvasNode> = useCallback(
    (event, node) => {
      const { flow, edit } = useDocument.getState();
      const typeOf = nodeTypesNow().of;
      const positions = new Map([...overrides.positions].map(([id, { x, y }]) => [id, { x: Math.round(x), y: Math.round(y) }]));
      const { dropEdge, dropFrame } = useGesture.getState();
      setGesture({ dropParent: null, dropEdge: null, dropFrame: null });
      setOverrides(still);
      setGuides([]);
      if (positions.size === 0) return;
      const top = carried.current.filter((id) => nodeOf(flow, id) !== undefined);
      const home = nodeOf(flow, node.id)?.parent;
      const parent = top.length > 0 ? containerAt(flow, typeOf, toCanvas(pointOf(event)), top) : undefined;
      if (top.length > 0 && parent !== home) {
        // Positions count from the frame: take the old frame's place away and the new one's in.
        const [before, after] = [home === undefined ? origin : placeOf(flow, home), parent === undefined ? origin : placeOf(flow, parent)];
        for (const id of top) {
          const at = positions.get(id);
          if (at) positions.set(id, { x: at.x + before.x - after.x, y: at.y + before.y - after.y });
        }
        moveTo(positions, { ids: top, parent });
        return;
      }
      if (dropEdge !== null && top.length === 1) {
        const id = top[0] as string;
        const moving = nodeOf(flow, id);
        const port = moving ? ownPortsOf(moving, typeOf(moving.type, moving.version))[0] : undefined;
        const at = positions.get(id);
        if (port !== undefined && at) {
          edit(`Insert ${nameOf(id)}`, (now) =>
            insertOnEdge(
              { ...now, nodes: now.nodes.map((each) => (each.id === id ? { ...each, position: at } : each)) },
              dropEdge,
              id,
              port,
            ),
          );
          return;
        }
      }
      moveTo(positions, undefined, dropFrame === null ? undefined : { ids: carried.current, frame: dropFrame });
    },
    [overrides],
  );

  return useMemo(
    () => ({ overrides, guides, onNodesChange, onNodeDragStart, onNodeDrag, onNodeDragStop }),
    [overrides, guides, onNodesChange, onNodeDragStart, onNodeDrag, onNodeDragStop],
  );
}

const origin: Point = { x: 0, y: 0 };

export function pointOf(event: MouseEvent | TouchEvent | React.MouseEvent): Point {
  if ('clientX' in event) return { x: event.clientX, y: event.clientY };
  const touch = event.touches[0] ?? event.changedTouches[0];
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 };
}

function snapToNeighbours(id: string, position: Point, others: readonly Box[]) {
  const node = nodeOf(useDocument.getState().flow, id);
  if (!node) return { position, guides: [] };
  const box = { ...position, ...sizeOf(node, nodeTypesNow().of(node.type, node.version)) };
  const { shift, guides } = alignTo(box, others);
  const offset = node.parent === undefined ? origin : placeOf(useDocument.getState().flow, node.parent);
  const placed = guides.map((guide) =>
    guide.axis === 'x'
      ? { ...guide, at: guide.at + offset.x, from: guide.from + offset.y, to: guide.to + offset.y }
      : { ...guide, at: guide.at + offset.y, from: guide.from + offset.x, to: guide.to + offset.x },
  );
  return { position: { x: position.x + shift.x, y: position.y + shift.y }, guides: placed };
}

/** The frame that what is carried would belong to when it is dropped here; none where it belongs already. */
function newFrame(flow: Flow, ids: readonly string[], at: Point): string | null {
  const frame = frameAt(flow, at, ids);
  if (!frame) return null;
  const held = new Set(heldBy(flow, nodeTypesNow().of, frame));
  return ids.some((id) => !held.has(id)) ? frame.id : null;
}

/** A loose card may be put on a line; one that has lines of its own only slides over it. */
function insertable(id: string, key: string | null): string | null {
  if (key === null) return null;
  const { flow } = useDocument.getState();
  const edge = flow.edges.find(({ from, port, to }) => `${from}:${port}:${to}` === key);
  if (!edge || flow.edges.some(({ from, to }) => from === id || to === id)) return null;
  return mayConnect(flow, nodeTypesNow().of, { ...edge, to: id }) === true ? key : null;
}
