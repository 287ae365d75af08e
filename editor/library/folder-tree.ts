// The folders as a tree: each with what lies in it and in the folders inside. Pure.
import { foldersAround } from '../../nodes/kit/library.ts';

export interface FolderRow {
  readonly folder: string;
  /** Its own part of the name. */
  readonly name: string;
  readonly depth: number;
  /** With everything inside. */
  readonly count: number;
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Each folder that holds something, directly or not; the ones inside follow the one they are in. */
export function folderRows(shelves: readonly { readonly folder: string; readonly count: number }[]): readonly FolderRow[] {
  const counts = new Map<string, number>();
  for (const { folder, count } of shelves)
    for (const around of foldersAround(folder)) counts.set(around, (counts.get(around) ?? 0) + count);
  return [...counts]
    .map(([folder, count]) => {
      const parts = folder.split('/');
      return { folder, name: parts.at(-1) ?? '', depth: parts.length - 1, count, parts };
    })
    .sort((a, b) => compareParts(a.parts, b.parts))
    .map(({ parts: _, ...row }) => row);
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = names.compare(part, other) || (part < other ? -1 : part > other ? 1 : 0);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
