// The open flow: an immutable document, its undo history and how it stands with the server. Every change goes through edit();
// saving is autosave.ts. It holds nothing of React Flow and nothing of a run.
import { create } from 'zustand';
import type { Flow } from '../../nodes/kit/flow.ts';
import { FLOW_FORMAT } from '../../nodes/kit/flow-text.ts';
import type { FlowResource } from '../../nodes/kit/wire/flows.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import { emptyHistory, type History, record, step } from './history.ts';
import { flowOf } from './read-flow.ts';
import { useSession } from './session.ts';

export type SaveState = 'saved' | 'saving' | 'unsaved' | 'conflict' | 'offline';

export interface DocumentState {
  readonly flowId: string | null;
  readonly flow: Flow;
  /** The document as the server last had it: what `save` compares with. */
  readonly savedFlow: Flow;
  readonly etag: string;
  readonly save: SaveState;
  /** Why saving failed, or what differs: a sentence. */
  readonly saveSays: string | null;
  /** What somebody else saved meanwhile. */
  readonly theirs: FlowResource | null;
  readonly problems: readonly ProblemItem[];
  readonly summary: FlowResource | null;
  readonly history: History;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly undoLabel: string | null;
  readonly redoLabel: string | null;
  /** Only looked at (a run of another version): edits are refused. */
  readonly readOnly: boolean;
  open(resource: FlowResource): void;
  /** One gesture. A change that returns the same flow is none. */
  edit(label: string, change: (flow: Flow) => Flow, options?: { readonly merge?: string }): void;
  undo(): void;
  redo(): void;
}

const emptyFlow: Flow = {
  format: FLOW_FORMAT,
  name: 'Untitled',
  inputs: [],
  connections: [],
  nodes: [],
  edges: [],
  notes: [],
  frames: [],
  settings: {},
};

const fromHistory = (history: History) => ({
  history,
  canUndo: history.past.length > 0,
  canRedo: history.future.length > 0,
  undoLabel: history.past.at(-1)?.label ?? null,
  redoLabel: history.future.at(-1)?.label ?? null,
});

const savedState = (state: DocumentState, flow: Flow): SaveState =>
  state.save === 'conflict' || state.save === 'offline' ? state.save : flow === state.savedFlow ? 'saved' : 'unsaved';

export const useDocument = create<DocumentState>((set, get) => {
  const travel = (direction: 'undo' | 'redo') => {
    const state = get();
    const { selection, select } = useSession.getState();
    const present = { label: '', flow: state.flow, selection: selection.nodes, merge: null, at: Date.now() };
    const moved = step(state.history, present, direction);
    if (!moved || state.readOnly) return;
    const { flow } = moved.entry;
    set({ flow, save: savedState(state, flow), ...fromHistory(moved.history) });
    const alive = new Set([...flow.nodes, ...flow.notes, ...flow.frames].map(({ id }) => id));
    select({ nodes: moved.entry.selection.filter((id) => alive.has(id)) });
  };
  return {
    flowId: null,
    flow: emptyFlow,
    savedFlow: emptyFlow,
    etag: '',
    save: 'saved',
    saveSays: null,
    theirs: null,
    problems: [],
    summary: null,
    readOnly: false,
    ...fromHistory(emptyHistory),
    open: (resource) => {
      const flow = flowOf(resource.document) ?? emptyFlow;
      set({
        flowId: resource.id,
        flow,
        savedFlow: flow,
        etag: resource.etag,
        save: 'saved',
        saveSays: null,
        theirs: null,
        problems: resource.problems,
        summary: resource,
        readOnly: false,
        ...fromHistory(emptyHistory),
      });
      useSession.getState().select({});
    },
    edit: (label, change, { merge } = {}) => {
      const state = get();
      if (state.readOnly) return;
      const flow = change(state.flow);
      if (flow === state.flow) return;
      const selection = useSession.getState().selection.nodes;
      const history = record(state.history, { label, flow: state.flow, selection, merge: merge ?? null, at: Date.now() });
      set({ flow, save: savedState(state, flow), ...fromHistory(history) });
    },
    undo: () => travel('undo'),
    redo: () => travel('redo'),
  };
});
