// Looking at another version than the draft: the document store shows it read only, the draft waits with its history.

import { create } from 'zustand';
import type { Flow } from '../../nodes/kit/flow.ts';
import { emptyHistory, type History } from './history.ts';
import { type DocumentState, useDocument } from './store.ts';

interface Shelf {
  /** The version on the canvas; null: the draft. */
  readonly number: number | null;
  readonly draft: (Pick<DocumentState, 'flow' | 'savedFlow' | 'save'> & { readonly history: History }) | null;
}

export const useShelf = create<Shelf>(() => ({ number: null, draft: null }));

/** Puts a version on the canvas, read only. */
export function showVersion(number: number, flow: Flow): void {
  const { draft } = useShelf.getState();
  const { flow: current, savedFlow, save, history } = useDocument.getState();
  useShelf.setState({ number, draft: draft ?? { flow: current, savedFlow, save, history } });
  // What is shown counts as saved, so that autosave leaves it alone.
  useDocument.setState({
    flow,
    savedFlow: flow,
    save: 'saved',
    readOnly: true,
    history: emptyHistory,
    canUndo: false,
    canRedo: false,
    undoLabel: null,
    redoLabel: null,
  });
}

/** Back to the draft as it was left. */
export function backToDraft(): void {
  const { draft } = useShelf.getState();
  useShelf.setState({ number: null, draft: null });
  if (!draft) return;
  const { history } = draft;
  useDocument.setState({
    ...draft,
    readOnly: false,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    undoLabel: history.past.at(-1)?.label ?? null,
    redoLabel: history.future.at(-1)?.label ?? null,
  });
}

/** Makes a version the draft again, one undo away from what the draft was. */
export function restoreVersion(number: number, flow: Flow): void {
  backToDraft();
  useDocument.getState().edit(`Restore version ${number}`, () => flow);
}
