// The $filter of the backup service: `name eq 'value'` joined by ` and `, single quotes, a quote inside doubled. No or, no
// parentheses, no other operator. Anything else, or a name the list does not know, is refused as the service does.
import { type Answer, invalidInput } from './answer.ts';

export type Filter = Record<string, string>;

const term = /\s*([A-Za-z]+)\s+eq\s+'((?:[^']|'')*)'\s*/iy;
const and = /and\b/iy;

/** Reads `text` allowing only `names`; the result is keyed by the names as given. */
export function parseFilter(text: string | undefined, names: readonly string[]): { filter: Filter } | { refused: Answer } {
  const filter: Filter = {};
  if (text === undefined || text.trim() === '') return { filter };
  let at = 0;
  for (;;) {
    term.lastIndex = at;
    const match = term.exec(text);
    const name = match && names.find((known) => known.toLowerCase() === match[1]?.toLowerCase());
    if (!match || !name) return { refused: invalidInput('$filter') };
    filter[name] = (match[2] ?? '').replaceAll("''", "'");
    at = term.lastIndex;
    if (at === text.length) return { filter };
    and.lastIndex = at;
    if (!and.exec(text)) return { refused: invalidInput('$filter') };
    at = and.lastIndex;
  }
}

/** True when the filter does not name it, or names this value (case-insensitively). */
export const matches = (wanted: string | undefined, value: string | null) =>
  wanted === undefined || (value ?? '').toLowerCase() === wanted.toLowerCase();
