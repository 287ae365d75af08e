/**
 * Finds the `{{ … }}` in the text of a field. Quotes, templates and braces inside an expression are respected, so
 * `{{ '}}' }}` and `{{ { a: { b: 1 } } }}` end where a reader expects. It does not judge what stands inside.
 */

/** A piece of a field: plain text, or an expression whose source is `text.slice(from, to)`. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly from: number; readonly to: number; readonly closed: boolean };

export const hasExpression = (text: string): boolean => text.includes('{{');

export function scan(text: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{{', at);
    if (open < 0) break;
    if (open > at) parts.push({ kind: 'text', text: text.slice(at, open) });
    const end = endOf(text, open + 2);
    if (end < 0) {
      parts.push({ kind: 'expression', from: open + 2, to: text.length, closed: false });
      return parts;
    }
    parts.push({ kind: 'expression', from: open + 2, to: end, closed: true });
    at = end + 2;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

/** The offset of the `}}` that ends the expression beginning at `start`, or -1. */
function endOf(text: string, start: number): number {
  const open: ('{' | '`')[] = [];
  let at = start;
  while (at < text.length) {
    const char = text[at];
    if (open.at(-1) === '`') {
      if (char === '\\') at++;
      else if (char === '`') open.pop();
      else if (char === '$' && text[at + 1] === '{') {
        open.push('{');
        at++;
      }
    } else if (char === "'" || char === '"') {
      at = endOfQuote(text, at);
      if (at < 0) return -1;
    } else if (char === '`' || char === '{') open.push(char);
    else if (char === '}') {
      if (open.length > 0) open.pop();
      else if (text[at + 1] === '}') return at;
    }
    at++;
  }
  return -1;
}

function endOfQuote(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}
