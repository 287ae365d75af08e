// What is laid over the drawing for a while: steps that a search found, steps that differ from another version. Not selection and not
// run state; gone when the search or the comparison is closed.
import { create } from 'zustand';

export type Mark = 'found' | 'added' | 'removed' | 'changed';

interface Marks {
  /** Null: nothing is marked and nothing is dimmed. */
  readonly nodes: ReadonlyMap<string, Mark> | null;
  /** By edge key. */
  readonly edges: ReadonlyMap<string, Mark>;
}

const none: Marks = { nodes: null, edges: new Map() };

export const useMarks = create<Marks>(() => none);

/** Marks these; everything else on the canvas steps back. */
export const setMarks = (nodes: ReadonlyMap<string, Mark>, edges: ReadonlyMap<string, Mark> = new Map()): void =>
  useMarks.setState({ nodes, edges });

export const clearMarks = (): void => useMarks.setState(none);

/** @example markClass(marks.nodes, 'list') // 'mark-found', for the others 'mark-none' */
export const markClass = (marks: ReadonlyMap<string, Mark>, id: string): string => `mark-${marks.get(id) ?? 'none'}`;
