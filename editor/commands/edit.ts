// Changing what is there: undo and redo, clipboard, delete, switch off, rename.
import { nodeTypesNow } from '../api.ts';
import { say } from '../canvas/actions.ts';
import { fitContainers } from '../canvas/fit.ts';
import { setGesture } from '../canvas/gesture.ts';
import { setDisabled } from '../document/edits.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { count } from '../ui/format.ts';
import { copySelection, pasteFromClipboard } from './clipboard-keys.ts';
import type { Command } from './command.ts';
import { removeSelection } from './remove-selection.ts';

const selected = () => useSession.getState().selection;
const some = () => selected().nodes.length + selected().edges.length > 0;
const writable = () => !useDocument.getState().readOnly;
const isStep = (id: string) => useDocument.getState().flow.nodes.some((node) => node.id === id);
const oneStep = () => selected().nodes.length === 1 && isStep(selected().nodes[0] as string);

export const editCommands: readonly Command[] = [
  {
    id: 'undo',
    group: 'Edit',
    icon: 'undo',
    keys: ['Mod+Z'],
    title: () => `Undo${useDocument.getState().undoLabel ? `: ${useDocument.getState().undoLabel}` : ''}`,
    when: () => useDocument.getState().canUndo && writable(),
    run: () => useDocument.getState().undo(),
  },
  {
    id: 'redo',
    group: 'Edit',
    icon: 'redo',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    title: () => `Redo${useDocument.getState().redoLabel ? `: ${useDocument.getState().redoLabel}` : ''}`,
    when: () => useDocument.getState().canRedo && writable(),
    run: () => useDocument.getState().redo(),
  },
  {
    id: 'copy',
    group: 'Edit',
    icon: 'copy',
    keys: ['Mod+C'],
    native: true,
    title: 'Copy',
    menu: ['node'],
    when: () => selected().nodes.length > 0,
    run: async () => {
      await copySelection();
    },
  },
  {
    id: 'cut',
    group: 'Edit',
    icon: 'copy',
    keys: ['Mod+X'],
    native: true,
    title: 'Cut',
    menu: ['node'],
    when: () => selected().nodes.length > 0 && writable(),
    run: async () => {
      if (await copySelection()) removeSelection('Cut');
    },
  },
  {
    id: 'paste',
    group: 'Edit',
    icon: 'paste',
    keys: ['Mod+V'],
    native: true,
    title: 'Paste',
    menu: ['canvas'],
    when: writable,
    run: () => pasteFromClipboard(),
  },
  {
    id: 'duplicate',
    group: 'Edit',
    icon: 'copy',
    keys: ['Mod+D'],
    title: 'Duplicate',
    menu: ['node'],
    when: () => selected().nodes.length > 0 && writable(),
    run: async () => {
      const { duplicate } = await import('../document/paste.ts');
      const { edit } = useDocument.getState();
      const { nodes } = selected();
      let ids: readonly string[] = [];
      edit(`Duplicate ${count(nodes.length, 'step')}`, (flow) => {
        const copy = duplicate(flow, nodes);
        ids = copy.ids;
        return fitContainers(copy.flow, nodeTypesNow().of);
      });
      useSession.getState().select({ nodes: ids });
    },
  },
  {
    id: 'delete',
    group: 'Edit',
    icon: 'delete',
    keys: ['Delete', 'Backspace'],
    title: 'Delete',
    menu: ['node', 'edge'],
    when: () => some() && writable(),
    run: () => removeSelection(),
  },
  {
    id: 'select-all',
    group: 'Edit',
    title: 'Select everything',
    keys: ['Mod+A'],
    run: () => {
      const { nodes, notes, frames } = useDocument.getState().flow;
      useSession.getState().select({ nodes: [...nodes, ...notes, ...frames].map(({ id }) => id) });
    },
  },
  {
    id: 'rename',
    group: 'Edit',
    icon: 'edit',
    keys: ['F2'],
    title: 'Rename',
    keywords: ['id', 'name'],
    menu: ['node'],
    when: () => selected().nodes.length === 1 && writable(),
    run: () => {
      const [id] = selected().nodes;
      if (id === undefined) return;
      if (isStep(id)) useSession.getState().set({ overlay: 'rename' });
      else setGesture({ renaming: id });
    },
  },
  {
    id: 'toggle-disabled',
    group: 'Edit',
    icon: 'pause',
    keys: ['M'],
    keywords: ['disable', 'bypass', 'mute', 'skip'],
    title: () => (allOff() ? 'Switch on' : 'Switch off'),
    menu: ['node'],
    when: () => selected().nodes.some(isStep) && writable(),
    run: () => {
      const off = !allOff();
      const ids = selected().nodes.filter(isStep);
      useDocument.getState().edit(`Switch ${count(ids.length, 'step')} ${off ? 'off' : 'on'}`, (flow) => setDisabled(flow, ids, off));
      say(off ? 'A step that is switched off succeeds at once, with no result.' : 'Switched on again.');
    },
  },
  {
    id: 'settings-of-step',
    group: 'Edit',
    icon: 'settings',
    keys: ['Enter'],
    title: 'Edit settings',
    menu: ['node'],
    when: oneStep,
    run: () => {
      useSession.getState().set({ inspector: true, inspectorTab: 'setup' });
      focusForm();
    },
  },
];

/** Puts the keyboard into the first field of the step's form, which may still be on its way. */
function focusForm(framesLeft = 120): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>('.inspector-body :is(input, textarea, select, .cm-content, button:not(.field-mode))');
    if (field) field.focus();
    else if (framesLeft > 0) focusForm(framesLeft - 1);
  });
}

const allOff = (): boolean => {
  const { flow } = useDocument.getState();
  const nodes = flow.nodes.filter(({ id }) => selected().nodes.includes(id));
  return nodes.length > 0 && nodes.every((node) => node.settings?.disabled === true);
};
