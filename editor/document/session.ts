// What this browser tab is looking at: selection, panels, the shown run, the pages of loops. Never saved with the flow and
// never undone on its own.
import { create } from 'zustand';

export type InspectorTab = 'setup' | 'input' | 'output' | 'settings';
export type DockTab = 'timeline' | 'data' | 'log' | 'problems';
export type EditorTab = 'build' | 'runs' | 'tests' | 'history';

export interface Selection {
  readonly nodes: readonly string[];
  /** Edge keys, see edgeKey(). */
  readonly edges: readonly string[];
}

export interface Session {
  readonly selection: Selection;
  /** JSON pointer into the selected node's params (`/vault`) that the inspector should focus, once. */
  readonly focusField: string | null;
  readonly tab: EditorTab;
  readonly inspectorTab: InspectorTab;
  readonly dock: { readonly open: boolean; readonly tab: DockTab; readonly height: number };
  /** Which iteration of a container the canvas shows; missing = the first. */
  readonly loopIndex: Readonly<Record<string, number>>;
  /** Loops whose iteration a person has chosen; the others follow what goes on in them. */
  readonly chosenLoops: readonly string[];
  /** The run shown on the canvas. */
  readonly runId: string | null;
  readonly palette: boolean;
  /** The outline stands in the place of the steps to add. */
  readonly outline: boolean;
  readonly inspector: boolean;
  /** One dialog or popup at a time: `quick-add`, `commands`, `shortcuts`, `run`, `publish` … */
  readonly overlay: string | null;
  select(selection: { readonly nodes?: readonly string[]; readonly edges?: readonly string[] }): void;
  focus(nodeId: string, field?: string | null): void;
  set(
    patch: Partial<Pick<Session, 'focusField' | 'tab' | 'inspectorTab' | 'runId' | 'palette' | 'outline' | 'inspector' | 'overlay'>> & {
      readonly dock?: Partial<Session['dock']>;
    },
  ): void;
  showIteration(containerId: string, index: number): void;
  followIteration(containerId: string, index: number): void;
  reset(): void;
}

/** High enough for an error with its codes and buttons, where there is room for it. */
const usualDock = (): number => Math.round(Math.min(320, Math.max(240, (globalThis.innerHeight ?? 0) / 3)));

const fresh = {
  selection: { nodes: [], edges: [] } as Selection,
  focusField: null,
  tab: 'build' as EditorTab,
  inspectorTab: 'setup' as InspectorTab,
  dock: { open: false, tab: 'timeline' as DockTab, height: usualDock() },
  loopIndex: {},
  chosenLoops: [],
  runId: null,
  palette: true,
  outline: false,
  inspector: true,
  overlay: null,
};

const sameList = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((entry, i) => entry === b[i]);

export const useSession = create<Session>((set) => ({
  ...fresh,
  select: ({ nodes = [], edges = [] }) =>
    set(({ selection }) => (sameList(selection.nodes, nodes) && sameList(selection.edges, edges) ? {} : { selection: { nodes, edges } })),
  focus: (nodeId, field = null) =>
    set({
      selection: { nodes: [nodeId], edges: [] },
      focusField: field,
      inspector: true,
      ...(field === null ? {} : { inspectorTab: 'setup' }),
    }),
  set: ({ dock, ...patch }) => set((state) => ({ ...patch, ...(dock ? { dock: { ...state.dock, ...dock } } : {}) })),
  showIteration: (containerId, index) =>
    set((state) => ({ loopIndex: { ...state.loopIndex, [containerId]: index }, chosenLoops: [...state.chosenLoops, containerId] })),
  followIteration: (containerId, index) => set((state) => ({ loopIndex: { ...state.loopIndex, [containerId]: index } })),
  reset: () => set(fresh),
}));
