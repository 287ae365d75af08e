// Drawing a line with the pointer: it may end on a dot, anywhere on a card, or in the void, where a step to add is offered. A
// refused target says why while the pointer is over it.
import { useCallback } from 'react';
import type { Connection, Edge, FinalConnectionState, HandleType, OnConnectStart } from 'reactflow';
import { nodeTypesNow } from '../api.ts';
import { disconnect, nodeOf } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { dropLine, link, relink, say } from './actions.ts';
import { isCommonPort, ownPortsOf } from './card-size.ts';
import { containerAt, nodeAt } from './drop-target.ts';
import { setGesture, useGesture } from './gesture.ts';
import { placeOf } from './place-of.ts';
import { mayConnect } from './rules.ts';
import { pointOf } from './use-drag.ts';
import { toCanvas } from './viewport.ts';

export function useLinking() {
  const onConnectStart: OnConnectStart = useCallback((_, { nodeId, handleId }) => {
    if (nodeId !== null && handleId !== null) setGesture({ linking: { from: nodeId, port: handleId }, why: null });
  }, []);

  const onConnect = useCallback(({ source, sourceHandle, target }: Connection) => {
    link({ from: source, port: sourceHandle ?? 'done', to: target });
  }, []);

  const onConnectEnd = useCallback((event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
    const { linking } = useGesture.getState();
    setGesture({ linking: null, linkTarget: null, why: null });
    if (!linking || state.isValid) return;
    const screen = pointOf(event);
    const at = toCanvas(screen);
    const { flow } = useDocument.getState();
    const typeOf = nodeTypesNow().of;
    const over = nodeAt(screen);
    const parent = flow.nodes.find(({ id }) => id === linking.from)?.parent;
    // The inside of the container that the line starts in is void too, not a target.
    if (over !== null && over !== linking.from && over !== parent) {
      link({ ...linking, to: over });
      return;
    }
    if (containerAt(flow, typeOf, at) !== parent) {
      say('Lines cannot cross a frame. Connect the frame itself, or move the step.');
      return;
    }
    const offset = parent === undefined ? { x: 0, y: 0 } : placeOf(flow, parent);
    setGesture({
      adding: { screen, at: { x: at.x - offset.x, y: at.y - offset.y - 32 }, parent, after: { node: linking.from, port: linking.port } },
    });
  }, []);

  const isValidConnection = useCallback(
    ({ source, sourceHandle, target }: Connection | Edge) =>
      mayConnect(withoutMoving(), nodeTypesNow().of, { from: source, port: sourceHandle ?? 'done', to: target }) === true,
    [],
  );

  /** Says why, while the pointer is over a target that is refused. */
  const onPointerMove = useCallback((event: React.PointerEvent) => {
    const { linking, why } = useGesture.getState();
    if (!linking) return;
    const over = nodeAt({ x: event.clientX, y: event.clientY });
    const { flow } = useDocument.getState();
    const parent = flow.nodes.find(({ id }) => id === linking.from)?.parent;
    const rest = withoutMoving();
    const verdict =
      over === null || over === linking.from || over === parent ? true : mayConnect(rest, nodeTypesNow().of, { ...linking, to: over });
    const says = verdict === true ? null : verdict;
    if (says !== why) setGesture({ why: says });
  }, []);

  /** The end of a line is taken up. Only its far end lights targets up: a way out is a dot, and shows itself. */
  const onReconnectStart = useCallback((_: unknown, edge: Edge, fixed: HandleType) => {
    if (fixed === 'source') setGesture({ linking: { from: edge.source, port: edge.sourceHandle ?? 'done', instead: edge.id }, why: null });
  }, []);

  /** It was put on a dot. */
  const onReconnect = useCallback((old: Edge, { source, sourceHandle, target }: Connection) => {
    relink(old.id, { from: source, port: sourceHandle ?? 'done', to: target });
  }, []);

  /** It was let go: anywhere on a card counts, in the void the line goes. */
  const onReconnectEnd = useCallback((event: MouseEvent | TouchEvent, edge: Edge, fixed: HandleType, state: FinalConnectionState) => {
    setGesture({ linking: null, linkTarget: null, why: null });
    if (state.isValid) return;
    const over = nodeAt(pointOf(event));
    const { flow } = useDocument.getState();
    const inside = flow.nodes.find(({ id }) => id === edge.source)?.parent;
    if (over === null || over === inside) dropLine(edge.id);
    else if (fixed === 'source') relink(edge.id, { from: edge.source, port: edge.sourceHandle ?? 'done', to: over });
    else relink(edge.id, { from: over, port: portLike(over, edge.sourceHandle ?? 'done'), to: edge.target });
  }, []);

  return { onConnectStart, onConnect, onConnectEnd, isValidConnection, onPointerMove, onReconnectStart, onReconnect, onReconnectEnd };
}

/** The flow as it is without the line whose end is in the hand. */
function withoutMoving() {
  const { flow } = useDocument.getState();
  const { linking } = useGesture.getState();
  return linking?.instead === undefined ? flow : disconnect(flow, [linking.instead]);
}

/** The same way out of another step, or its first. */
function portLike(id: string, port: string): string {
  const node = nodeOf(useDocument.getState().flow, id);
  const own = node ? ownPortsOf(node, nodeTypesNow().of(node.type, node.version)) : [];
  return own.includes(port) || isCommonPort(port) ? port : (own[0] ?? port);
}
