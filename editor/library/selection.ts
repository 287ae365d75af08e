// Which flows are picked: some one by one, or everything that is found, also what is not loaded yet. Pure.
export type Selection = ReadonlySet<string> | 'everything';

export const nothing: Selection = new Set<string>();

export const isPicked = (selection: Selection, id: string): boolean => selection === 'everything' || selection.has(id);

/** `shown`: what is loaded; whoever takes one out of everything keeps the others of these. */
export function toggled(selection: Selection, id: string, shown: readonly string[]): Selection {
  const next = new Set(selection === 'everything' ? shown : selection);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** From the row where the picking began to this one, as lists do with Shift. */
export function extended(selection: Selection, from: number, to: number, shown: readonly string[]): Selection {
  const range = shown.slice(Math.min(from, to), Math.max(from, to) + 1);
  return new Set([...(selection === 'everything' ? shown : selection), ...range]);
}
