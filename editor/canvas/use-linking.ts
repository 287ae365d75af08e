// Drawing a line with the pointer: it may end on a dot, anywhere on a card, or in the void, where a step to add is offered. A
// refused target says why while the pointer is over it.
import { useCallback } from 'react';
import type { Connection, Edge, FinalConnectionState, OnConnectStart } from 'reactflow';
import { nodeTypesNow } from '../api.ts';
import { disconnect } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { link, say } from './actions.ts';
import { placeOf } from './canvas-items.ts';
import { containerAt, nodeAt } from './drop-target.ts';
import { setGesture, useGesture } from './gesture.ts';
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
      mayConnect(useDocument.getState().flow, nodeTypesNow().of, { from: source, port: sourceHandle ?? 'done', to: target }) === true,
    [],
  );

  /** Says why, while the pointer is over a target that is refused. */
  const onPointerMove = useCallback((event: React.PointerEvent) => {
    const { linking, why } = useGesture.getState();
    if (!linking) return;
    const over = nodeAt({ x: event.clientX, y: event.clientY });
    const { flow } = useDocument.getState();
    const parent = flow.nodes.find(({ id }) => id === linking.from)?.parent;
    const verdict =
      over === null || over === linking.from || over === parent ? true : mayConnect(flow, nodeTypesNow().of, { ...linking, to: over });
    const says = verdict === true ? null : verdict;
    if (says !== why) setGesture({ why: says });
  }, []);

  /** The end of a line was taken to another card. */
  const onReconnect = useCallback((old: Edge, { source, sourceHandle, target }: Connection) => {
    const { flow, edit, readOnly } = useDocument.getState();
    if (readOnly) return;
    const wish = { from: source, port: sourceHandle ?? 'done', to: target };
    const without = disconnect(flow, [old.id]);
    const verdict = mayConnect(without, nodeTypesNow().of, wish);
    if (verdict === true) edit('Move line', () => ({ ...without, edges: [...without.edges, wish] }));
    else if (old.target !== target || old.source !== source) say(verdict);
  }, []);

  return { onConnectStart, onConnect, onConnectEnd, isValidConnection, onPointerMove, onReconnect };
}
