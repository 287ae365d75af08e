// What differs between two texts as one piece, with a little of what stands around it. For showing a change in one line.

export interface ChangedPart {
  readonly start: string;
  readonly gone: string;
  readonly come: string;
  readonly end: string;
}

const around = 48;

/** @example changedPart('{{ steps.list.count }}', '{{ steps.items.count }}') // gone 'list', come 'items' */
export function changedPart(before: string, after: string): ChangedPart {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let tail = 0;
  while (tail < shorter - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  // Whole words: "list → listItems" reads better than "+Items".
  while (from > 0 && /\w/.test(before[from - 1] as string)) from -= 1;
  while (tail > 0 && /\w/.test(before[before.length - tail] as string)) tail -= 1;
  const start = before.slice(0, from);
  const end = before.slice(before.length - tail);
  return {
    start: start.length > around ? `…${start.slice(-around)}` : start,
    gone: before.slice(from, before.length - tail),
    come: after.slice(from, after.length - tail),
    end: end.length > around ? `${end.slice(0, around)}…` : end,
  };
}
