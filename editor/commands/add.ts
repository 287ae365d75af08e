// Putting new things on the canvas: a step by search, a note, a frame around the selection.
import { nodeTypesNow } from '../api.ts';
import { placeAfterSelection } from '../canvas/add-step.ts';
import { sizeOf } from '../canvas/card-size.ts';
import { setGesture } from '../canvas/gesture.ts';
import { placeOf } from '../canvas/place-of.ts';
import { boundsOf, canvasElement, seenMiddle, toScreen } from '../canvas/viewport.ts';
import { addFrame, addNote, nodeOf } from '../document/edits.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { seenAs } from '../frames/folding.ts';
import { toggleFold } from '../frames/toggle-fold.ts';
import type { Command } from './command.ts';

const writable = () => !useDocument.getState().readOnly;
const selected = () => useSession.getState().selection;

/** Opens quick add beside what the new step will follow. */
function openQuickAdd(text?: string): void {
  const { flow } = useDocument.getState();
  const typeOf = nodeTypesNow().of;
  const { nodes, edges } = selected();
  const [id] = nodes;
  const node = nodes.length === 1 && id !== undefined ? nodeOf(flow, id) : undefined;
  const box = canvasElement()?.getBoundingClientRect();
  const screen = node
    ? toScreen({ x: placeOf(flow, node.id).x + sizeOf(node, typeOf(node.type, node.version)).width + 16, y: placeOf(flow, node.id).y })
    : { x: (box?.left ?? 0) + (box?.width ?? 600) / 2 - 160, y: (box?.top ?? 0) + 80 };
  const edge = nodes.length === 0 && edges.length === 1 ? edges[0] : undefined;
  const action = nodeTypesNow().all.find(({ kind }) => kind === 'action');
  const where = edge !== undefined ? { edge } : node && action ? placeAfterSelection(flow, typeOf, action, nodes) : {};
  setGesture({ adding: { screen, ...where, ...(text ? { text } : {}) } });
}

export const addCommands: readonly Command[] = [
  {
    id: 'quick-add',
    group: 'Add',
    icon: 'plus',
    title: 'Add a step',
    keys: ['A'],
    keywords: ['new', 'node', 'insert'],
    menu: ['node', 'edge', 'canvas'],
    when: writable,
    run: () => openQuickAdd(),
  },
  {
    id: 'add-note',
    group: 'Add',
    icon: 'note',
    title: 'Add a note',
    keys: ['N'],
    keywords: ['sticky', 'comment'],
    menu: ['canvas'],
    when: writable,
    run: () => {
      const at = seenMiddle();
      let id = '';
      useDocument.getState().edit('Add note', (flow) => {
        const added = addNote(flow, { x: Math.round(at.x / 8) * 8 - 120, y: Math.round(at.y / 8) * 8 - 60 });
        id = added.id;
        return added.flow;
      });
      useSession.getState().select({ nodes: [id] });
      setGesture({ renaming: id });
    },
  },
  {
    id: 'add-frame',
    group: 'Add',
    icon: 'group',
    title: 'Frame the selection',
    keys: ['G'],
    keywords: ['group'],
    menu: ['node'],
    when: () => writable() && selected().nodes.length > 0,
    run: () => {
      const box = boundsOf(useDocument.getState().flow, nodeTypesNow().of, selected().nodes);
      if (!box) return;
      let id = '';
      useDocument.getState().edit('Add frame', (flow) => {
        const added = addFrame(flow, { x: box.x - 24, y: box.y - 24, width: box.width + 48, height: box.height + 48 });
        id = added.id;
        return added.flow;
      });
      useSession.getState().select({ nodes: [id] });
      setGesture({ renaming: id });
    },
  },
  {
    id: 'fold-frame',
    group: 'View',
    icon: 'group',
    title: () => (foldable()?.folded ? 'Open the frame' : 'Fold the frame into one card'),
    keys: ['Shift+G'],
    keywords: ['collapse', 'expand', 'group', 'unfold'],
    menu: ['node'],
    when: () => foldable() !== undefined,
    run: () => {
      const frame = foldable();
      if (frame) toggleFold(frame.id);
    },
  },
];

/** The selected frame, or the folded one around the selected step. */
const foldable = () => {
  const { flow } = useDocument.getState();
  const [id] = selected().nodes;
  const seen = id === undefined ? undefined : seenAs(flow, id);
  return flow.frames.find((frame) => frame.id === seen);
};
