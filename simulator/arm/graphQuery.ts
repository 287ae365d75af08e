// A small part of the Kusto language, enough for inventory questions to Resource Graph: `Resources | where … | project … |
// order by … | take n | count | summarize count() by …`. What it does not know it refuses by name, never by guessing.
import type { Json } from '../state/model.ts';

type Row = Json;
export type Outcome = { rows: Row[] } | { problem: string };
type Step = (rows: Row[]) => Row[];
type Test = (row: Row) => boolean;

class Unknown extends Error {}

const word = /^[A-Za-z_][\w]*/;

/** Splits at a separator outside quotes, brackets and parentheses. */
function split(text: string, separator: RegExp): string[] {
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
  if (quote || depth !== 0) throw new Unknown(`unbalanced quotes or parentheses in '${text.trim()}'`);
  return [...parts, text.slice(start)].map((part) => part.trim());
}

/** A column by path: name, tags.env, tags['env'], properties.extended.… Names compare case-insensitively. */
function column(text: string): (row: Row) => unknown {
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
    if (!step) throw new Unknown(`'${text}' is not a column`);
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

function literal(text: string): string | number | boolean {
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (quoted) return quoted[2] ?? '';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  throw new Unknown(`'${text}' is not a literal`);
}

const plain = (value: unknown) => (value === null || value === undefined ? '' : String(value));
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
  if (!compared?.[1] || !compared[3] || !operator) throw new Unknown(`the condition '${text}' is not supported`);
  const [left, right] = [column(compared[1].trim()), literal(compared[3].trim())];
  return (row) => operator(left(row), right);
}

function condition(text: string): Test {
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

function projection(text: string): { name: string; of: (row: Row) => unknown }[] {
  return split(text, /^,/).map((part) => {
    const named = /^([A-Za-z_]\w*)\s*=(?![=~])\s*(.+)$/s.exec(part);
    const source = (named?.[2] ?? part).trim();
    const name =
      named?.[1] ??
      (word.test(source)
        ? (source
            .split(/[.[(]/)
            .at(-1)
            ?.replace(/['"\])]/g, '') ?? source)
        : source);
    return { name, of: column(source) };
  });
}

const project =
  (columns: ReturnType<typeof projection>): Step =>
  (rows) =>
    rows.map((row) => Object.fromEntries(columns.map(({ name, of }) => [name, of(row)])));

function summarize(text: string): Step {
  const match = /^(?:([A-Za-z_]\w*)\s*=\s*)?count\(\)(?:\s+by\s+(.+))?$/is.exec(text);
  if (!match) throw new Unknown(`summarize knows only count(), not '${text}'`);
  const [total, by] = [match[1] ?? 'count_', match[2] ? projection(match[2]) : []];
  return (rows) => {
    const groups = new Map<string, Row>();
    for (const row of rows) {
      const key = Object.fromEntries(by.map(({ name, of }) => [name, of(row)]));
      const id = JSON.stringify(key);
      const group = groups.get(id) ?? { ...key, [total]: 0 };
      groups.set(id, { ...group, [total]: Number(group[total]) + 1 });
    }
    return [...groups.values()];
  };
}

function order(text: string): Step {
  const keys = split(text, /^,/).map((part) => {
    const match = /^(.+?)(?:\s+(asc|desc))?$/is.exec(part);
    return { of: column((match?.[1] ?? part).trim()), sign: match?.[2]?.toLowerCase() === 'asc' ? 1 : -1 };
  });
  const compare = (a: unknown, b: unknown) => (typeof a === 'number' && typeof b === 'number' ? a - b : plain(a).localeCompare(plain(b)));
  return (rows) => [...rows].sort((a, b) => keys.reduce((found, { of, sign }) => found || sign * compare(of(a), of(b)), 0));
}

function step(text: string): Step {
  const match = /^(where|project|extend|order by|sort by|take|limit|count|summarize)\b\s*(.*)$/is.exec(text);
  if (!match) throw new Unknown(`the operator '${word.exec(text)?.[0] ?? text}' is not supported`);
  const rest = (match[2] ?? '').trim();
  switch (match[1]?.toLowerCase()) {
    case 'where': {
      const test = condition(rest);
      return (rows) => rows.filter(test);
    }
    case 'project':
      return project(projection(rest));
    case 'extend': {
      const columns = projection(rest);
      return (rows) => rows.map((row) => ({ ...row, ...Object.fromEntries(columns.map(({ name, of }) => [name, of(row)])) }));
    }
    case 'count':
      return (rows) => [{ Count: rows.length }];
    case 'summarize':
      return summarize(rest);
    case 'take':
    case 'limit': {
      const most = literal(rest);
      if (typeof most !== 'number') throw new Unknown(`'${rest}' is not a number`);
      return (rows) => rows.slice(0, most);
    }
    default:
      return order(rest);
  }
}

/** Runs a query over the rows of the table `Resources`. */
export function graphQuery(query: string, resources: Row[]): Outcome {
  try {
    const [table = '', ...steps] = split(query.replace(/\/\/[^\n]*/g, ' ').trim(), /^\|/);
    if (table.toLowerCase() !== 'resources') throw new Unknown(`the table '${table}' is not supported`);
    return { rows: steps.map(step).reduce((rows, run) => run(rows), resources) };
  } catch (error) {
    if (error instanceof Unknown) return { problem: error.message };
    throw error;
  }
}
