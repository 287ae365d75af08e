// What is laid over the drawing for a while: steps that a search found, steps that differ from another version. Not selection and not
// run state; gone when the search or the comparison is closed. A search inside a comparison lies above it.
import { create } from 'zustand';

export type Mark = 'found' | 'added' | 'removed' | 'changed';

export interface Marks {
  readonly nodes: ReadonlyMap<string, Mark>;
  /** By edge key. */
  readonly edges: ReadonlyMap<string, Mark>;
}

type Layer = 'search' | 'comparison';

const useLayers = create<Readonly<Record<Layer, Marks | null>>>(() => ({ search: null, comparison: null }));

/** Null: nothing is marked, and nothing steps back. */
export const useMarks = (): Marks | null => useLayers((layers) => layers.search ?? layers.comparison);

/** Marks these; everything else on the canvas steps back. Null takes the layer away. */
export const setMarks = (layer: Layer, marks: Marks | null): void => useLayers.setState({ [layer]: marks });

/** @example markClass(marks.nodes, 'list') // 'mark-found', for the others 'mark-none' */
export const markClass = (marks: ReadonlyMap<string, Mark>, id: string): string => `mark-${marks.get(id) ?? 'none'}`;
