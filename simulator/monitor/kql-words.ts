// The words of a Resource Graph query: splitting at operators outside quotes, columns by path, literals, conditions of where.
// What it does not know it throws as Unsupported, which graphQuery.ts turns into an answer.
import type { Json } from '../state/model.ts';

export type Row = Json;
type Test = (row: Row) => boolean;

export class Unsupported extends Error {}

/** Splits at a separator outside quotes, brackets and parentheses. */
export function split(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let [depth, quote, start] = [0, '', 0];
  for (let at = 0; at < text.length; at++) {
    const c = text[at] ?? '';
    if (quote) {
      if (c === quote) quote = '';
      continue;
    }
    if (c === "'" || c === '"') quote = c;
    else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    else if (depth === 0) {
      const found = separator.exec(text.slice(at));
      if (found?.index !== 0) continue;
      parts.push(text.slice(start, at));
      at += found[0].length - 1;
      start = at + 1;
    }
  }
  if (quote || depth !== 0) throw new Unsupported(`unbalanced quotes or parentheses in '${text.trim()}'`);
  return [...parts, text.slice(start)].map((part) => part.trim());
}

/** A column by path: name, tags.env, tags['env'], properties.extended.… Names compare case-insensitively. */
export function column(text: string): (row: Row) => unknown {
  const wrapped = /^(tostring|tolower|toupper)\((.+)\)$/is.exec(text);
  if (wrapped?.[2]) {
    const inner = column(wrapped[2].trim());
    const shape = wrapped[1]?.toLowerCase();
    return (row) => {
      const value = inner(row);
      const plain = value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
      return shape === 'tolower' ? plain.toLowerCase() : shape === 'toupper' ? plain.toUpperCase() : plain;
    };
  }
  const path: string[] = [];
  let rest = text;
  while (rest !== '') {
    const step = /^(?:\.?([A-Za-z_][\w-]*)|\[\s*(?:'([^']*)'|"([^"]*)")\s*\])/.exec(rest);
    if (!step) throw new Unsupported(`'${text}' is not a column`);
    path.push(step[1] ?? step[2] ?? step[3] ?? '');
    rest = rest.slice(step[0].length);
  }
  return (row) => path.reduce<unknown>((value, name) => member(value, name), row);
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return null;
  const entry = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return entry ? entry[1] : null;
}

export function literal(text: string): string | number | boolean {
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (quoted) return quoted[2] ?? '';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  throw new Unsupported(`'${text}' is not a literal`);
}

export const plain = (value: unknown) => (value === null || value === undefined ? '' : String(value));
const lower = (value: unknown) => plain(value).toLowerCase();

const operators: Record<string, (left: unknown, right: unknown) => boolean> = {
  '==': (a, b) => plain(a) === plain(b),
  '!=': (a, b) => plain(a) !== plain(b),
  '=~': (a, b) => lower(a) === lower(b),
  '!~': (a, b) => lower(a) !== lower(b),
  contains: (a, b) => lower(a).includes(lower(b)),
  '!contains': (a, b) => !lower(a).includes(lower(b)),
  startswith: (a, b) => lower(a).startsWith(lower(b)),
  endswith: (a, b) => lower(a).endsWith(lower(b)),
  has: (a, b) =>
    lower(a)
      .split(/[^a-z0-9]+/)
      .includes(lower(b)),
};

function comparison(text: string): Test {
  const among = /^(.+?)\s+(!?in)(~?)\s*\((.+)\)$/is.exec(text);
  if (among?.[1] && among[4]) {
    const left = column(among[1].trim());
    const values = split(among[4], /,/).map(literal);
    const fold = among[3] === '~' ? lower : plain;
    const wanted = new Set(values.map(fold));
    const positive = among[2]?.toLowerCase() === 'in';
    return (row) => wanted.has(fold(left(row))) === positive;
  }
  const empty = /^(isempty|isnotempty|isnull|isnotnull)\((.+)\)$/is.exec(text);
  if (empty?.[2]) {
    const left = column(empty[2].trim());
    const wanted = /^is(empty|null)$/i.test(empty[1] ?? '');
    return (row) => (plain(left(row)) === '') === wanted;
  }
  const compared = /^(.+?)\s*(==|!=|=~|!~|\s!?contains\s|\sstartswith\s|\sendswith\s|\shas\s)\s*(.+)$/is.exec(text);
  const operator = operators[compared?.[2]?.trim().toLowerCase() ?? ''];
  if (!compared?.[1] || !compared[3] || !operator) throw new Unsupported(`the condition '${text}' is not supported`);
  const [left, right] = [column(compared[1].trim()), literal(compared[3].trim())];
  return (row) => operator(left(row), right);
}

export function condition(text: string): Test {
  const any = split(text, /^\s+or\s+/i);
  if (any.length > 1) {
    const tests = any.map(condition);
    return (row) => tests.some((test) => test(row));
  }
  const all = split(text, /^\s+and\s+/i);
  if (all.length > 1) {
    const tests = all.map(condition);
    return (row) => tests.every((test) => test(row));
  }
  const negated = /^not\s*\((.+)\)$/is.exec(text);
  if (negated?.[1]) {
    const test = condition(negated[1].trim());
    return (row) => !test(row);
  }
  const grouped = /^\((.+)\)$/s.exec(text);
  return grouped?.[1] ? condition(grouped[1].trim()) : comparison(text);
}
