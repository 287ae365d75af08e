// Looking at something else than the draft, a version or a comparison of two: the document store shows it read only, the draft waits
// with its history.
import { create } from 'zustand';
import type { Flow } from '../../nodes/kit/flow.ts';
import { setMarks } from '../canvas/marks.ts';
import { emptyHistory, type History } from '../document/history.ts';
import { type DocumentState, useDocument } from '../document/store.ts';
import { type Change, changesBetween } from './changes.ts';
import { comparedFlow } from './compared-flow.ts';

/** A version that can be looked at or restored; null: the draft. */
export interface Side {
  readonly number: number | null;
  readonly flow: Flow;
}

export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  readonly changes: readonly Change[];
}

interface Shelf {
  /** The version on the canvas; null: the draft, or a comparison. */
  readonly number: number | null;
  readonly comparison: Comparison | null;
  readonly draft: (Pick<DocumentState, 'flow' | 'savedFlow' | 'save'> & { readonly history: History }) | null;
}

const empty: Shelf = { number: null, comparison: null, draft: null };

export const useShelf = create<Shelf>(() => empty);

/** The draft, also while something else is shown. */
export const draftNow = (): Flow => useShelf.getState().draft?.flow ?? useDocument.getState().flow;

/** Puts a version on the canvas, read only. */
export function showVersion(number: number, flow: Flow): void {
  show({ number, comparison: null }, flow);
  setMarks('comparison', null);
}

/** Puts two versions on the canvas as one drawing, what differs marked. */
export function showComparison(before: Side, after: Side): void {
  const comparison = { before, after, changes: changesBetween(before.flow, after.flow) };
  const { flow, marks } = comparedFlow(before.flow, after.flow, comparison.changes);
  show({ number: null, comparison }, flow);
  setMarks('comparison', marks);
}

function show(what: Pick<Shelf, 'number' | 'comparison'>, flow: Flow): void {
  const { draft } = useShelf.getState();
  const { flow: current, savedFlow, save, history } = useDocument.getState();
  useShelf.setState({ ...what, draft: draft ?? { flow: current, savedFlow, save, history } });
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
  useShelf.setState(empty);
  setMarks('comparison', null);
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
