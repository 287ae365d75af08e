// The words of a Kusto query: splitting at operators outside quotes, columns by path, literals, conditions of where. What it
// does not know it throws as Unsupported, which kql.ts turns into an answer.
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

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `15m`, `1.5h`, `7d`; null when it is none. */
export function span(text: string): number | null {
  const [, size, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/i.exec(text) ?? [];
  return size === undefined ? null : Number(size) * (unitMs[unit.toLowerCase()] ?? 0);
}

/** A moment as rows write it. */
function moment(text: string, now: number): string | null {
  if (/^now\(\)$/i.test(text)) return new Date(now).toISOString();
  const back = span(/^ago\((.+)\)$/i.exec(text)?.[1]?.trim() ?? '');
  if (back !== null) return new Date(now - back).toISOString();
  const said = /^datetime\((.+)\)$/i
    .exec(text)?.[1]
    ?.trim()
    .replace(/^['"]|['"]$/g, '');
  const at = said === undefined ? Number.NaN : Date.parse(/[zZ]|[+-]\d\d:\d\d$/.test(said) || said.length <= 10 ? said : `${said}Z`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** A column of a projection: `name`, `new = old`, `upper = toupper(name)`. */
export function named(part: string): { name: string; of: (row: Row) => unknown } {
  const given = /^([A-Za-z_]\w*)\s*=(?![=~])\s*(.+)$/s.exec(part);
  const source = (given?.[2] ?? part).trim();
  const last = source
    .split(/[.[(]/)
    .at(-1)
    ?.replace(/['"\])]/g, '');
  return { name: given?.[1] ?? (/^[A-Za-z_]/.test(source) ? (last ?? source) : source), of: column(source) };
}

export const projection = (text: string) => split(text, /^,/).map(named);

export function literal(text: string, now: number): string | number | boolean {
  const at = moment(text, now);
  if (at !== null) return at;
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (quoted) return quoted[2] ?? '';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  throw new Unsupported(`'${text}' is not a literal`);
}

export const plain = (value: unknown) => (value === null || value === undefined ? '' : String(value));
const lower = (value: unknown) => plain(value).toLowerCase();

/** Numbers as numbers, times and text as text; nothing compares with what is not there. */
function compared(a: unknown, b: unknown): number {
  if (plain(a) === '') return Number.NaN;
  return typeof b === 'number' ? Number(a) - b : plain(a).localeCompare(plain(b));
}

const operators: Record<string, (left: unknown, right: unknown) => boolean> = {
  '==': (a, b) => plain(a) === plain(b),
  '!=': (a, b) => plain(a) !== plain(b),
  '=~': (a, b) => lower(a) === lower(b),
  '!~': (a, b) => lower(a) !== lower(b),
  contains: (a, b) => lower(a).includes(lower(b)),
  '!contains': (a, b) => !lower(a).includes(lower(b)),
  startswith: (a, b) => lower(a).startsWith(lower(b)),
  endswith: (a, b) => lower(a).endsWith(lower(b)),
  '>': (a, b) => compared(a, b) > 0,
  '<': (a, b) => compared(a, b) < 0,
  '>=': (a, b) => compared(a, b) >= 0,
  '<=': (a, b) => compared(a, b) <= 0,
  has: (a, b) =>
    lower(a)
      .split(/[^a-z0-9]+/)
      .includes(lower(b)),
};

function comparison(text: string, now: number): Test {
  const among = /^(.+?)\s+(!?in)(~?)\s*\((.+)\)$/is.exec(text);
  if (among?.[1] && among[4]) {
    const left = column(among[1].trim());
    const values = split(among[4], /^,/).map((one) => literal(one, now));
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
  const parts = /^(.+?)\s*(==|!=|=~|!~|>=|<=|>|<|\s!?contains\s|\sstartswith\s|\sendswith\s|\shas\s)\s*(.+)$/is.exec(text);
  const operator = operators[parts?.[2]?.trim().toLowerCase() ?? ''];
  if (!parts?.[1] || !parts[3] || !operator) throw new Unsupported(`the condition '${text}' is not supported`);
  const [left, right] = [column(parts[1].trim()), literal(parts[3].trim(), now)];
  return (row) => operator(left(row), right);
}

export function condition(text: string, now: number): Test {
  const any = split(text, /^\s+or\s+/i);
  if (any.length > 1) {
    const tests = any.map((one) => condition(one, now));
    return (row) => tests.some((test) => test(row));
  }
  const all = split(text, /^\s+and\s+/i);
  if (all.length > 1) {
    const tests = all.map((one) => condition(one, now));
    return (row) => tests.every((test) => test(row));
  }
  const negated = /^not\s*\((.+)\)$/is.exec(text);
  if (negated?.[1]) {
    const test = condition(negated[1].trim(), now);
    return (row) => !test(row);
  }
  const grouped = /^\((.+)\)$/s.exec(text);
  return grouped?.[1] ? condition(grouped[1].trim(), now) : comparison(text, now);
}
