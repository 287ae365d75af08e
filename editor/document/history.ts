// Undo as labelled snapshots: one entry per gesture. Snapshots share structure, so an entry costs what it changed. It knows
// nothing of runs, of the viewport or of saving.
import type { Flow } from '../../nodes/kit/flow.ts';

export interface HistoryEntry {
  /** "Move 3 steps": shown as "Undo: Move 3 steps". */
  readonly label: string;
  readonly flow: Flow;
  /** Selected before the change; undo brings it back. */
  readonly selection: readonly string[];
  readonly merge: string | null;
  readonly at: number;
}

export interface History {
  readonly past: readonly HistoryEntry[];
  readonly future: readonly HistoryEntry[];
}

export const emptyHistory: History = { past: [], future: [] };

const limit = 200;
/** Edits with the same merge key within this time are one gesture: typing a title, holding an arrow key. */
const mergeWindowMs = 2_000;

/** Records the state before a change. */
export function record(history: History, entry: HistoryEntry): History {
  const last = history.past.at(-1);
  if (last && entry.merge !== null && last.merge === entry.merge && entry.at - last.at < mergeWindowMs)
    return { past: history.past.with(-1, { ...last, at: entry.at }), future: [] };
  return { past: [...history.past, entry].slice(-limit), future: [] };
}

/** Steps back (or forward) from `present`; null when there is nothing to step to. */
export function step(history: History, present: HistoryEntry, direction: 'undo' | 'redo') {
  const [from, to] = direction === 'undo' ? [history.past, history.future] : [history.future, history.past];
  const entry = from.at(-1);
  if (!entry) return null;
  const mirrored: HistoryEntry = { ...present, label: entry.label, merge: null };
  const rest = from.slice(0, -1);
  const grown = [...to, mirrored];
  return { entry, history: direction === 'undo' ? { past: rest, future: grown } : { past: grown, future: rest } };
}
