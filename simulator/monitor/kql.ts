// A part of the Kusto language, enough for questions to Resource Graph and Log Analytics: `Table | where … | project … |
// extend … | order by … | top n by … | take n | count | distinct … | summarize … by …`. What it does not know it refuses by
// name, never by guessing.
import { summarize } from './kql-summarize.ts';
import { column, condition, literal, plain, projection, type Row, split, Unsupported } from './kql-words.ts';

export type Outcome = { rows: Row[] } | { problem: string };
/** Tables by name; read only when a query names them. */
export type Tables = { readonly [name: string]: () => Row[] };
type Step = (rows: Row[]) => Row[];

const word = /^[A-Za-z_][\w-]*/;

const project =
  (columns: ReturnType<typeof projection>): Step =>
  (rows) =>
    rows.map((row) => Object.fromEntries(columns.map(({ name, of }) => [name, of(row)])));

function order(text: string): Step {
  const keys = split(text, /^,/).map((part) => {
    const match = /^(.+?)(?:\s+(asc|desc))?$/is.exec(part);
    return { of: column((match?.[1] ?? part).trim()), sign: match?.[2]?.toLowerCase() === 'asc' ? 1 : -1 };
  });
  const compare = (a: unknown, b: unknown) => (typeof a === 'number' && typeof b === 'number' ? a - b : plain(a).localeCompare(plain(b)));
  return (rows) => [...rows].sort((a, b) => keys.reduce((found, { of, sign }) => found || sign * compare(of(a), of(b)), 0));
}

const countOf = (text: string): number => {
  const most = literal(text, 0);
  if (typeof most !== 'number') throw new Unsupported(`'${text}' is not a number`);
  return most;
};

function step(text: string, now: number): Step {
  const match = /^(where|project-away|project|extend|order by|sort by|top|take|limit|count|distinct|summarize)\b\s*(.*)$/is.exec(text);
  if (!match) throw new Unsupported(`the operator '${word.exec(text)?.[0] ?? text}' is not supported`);
  const rest = (match[2] ?? '').trim();
  switch (match[1]?.toLowerCase()) {
    case 'where': {
      const test = condition(rest, now);
      return (rows) => rows.filter(test);
    }
    case 'project':
      return project(projection(rest));
    case 'project-away': {
      const gone = new Set(split(rest, /^,/).map((name) => name.toLowerCase()));
      return (rows) => rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !gone.has(name.toLowerCase()))));
    }
    case 'extend': {
      const columns = projection(rest);
      return (rows) => rows.map((row) => ({ ...row, ...Object.fromEntries(columns.map(({ name, of }) => [name, of(row)])) }));
    }
    case 'distinct': {
      const shape = project(projection(rest));
      return (rows) => [...new Map(shape(rows).map((row) => [JSON.stringify(row), row])).values()];
    }
    case 'count':
      return (rows) => [{ Count: rows.length }];
    case 'summarize':
      return summarize(rest);
    case 'top': {
      const [, most = '', by = ''] = /^(\d+)\s+by\s+(.+)$/is.exec(rest) ?? [];
      if (most === '') throw new Unsupported(`'top ${rest}' is not supported`);
      const sorted = order(by);
      return (rows) => sorted(rows).slice(0, Number(most));
    }
    case 'take':
    case 'limit': {
      const most = countOf(rest);
      return (rows) => rows.slice(0, most);
    }
    default:
      return order(rest);
  }
}

/** Runs a query over tables; names of tables compare case-insensitively. */
export function kql(query: string, tables: Tables, now: number): Outcome {
  try {
    const [table = '', ...steps] = split(query.replace(/(^|\s)\/\/[^\n]*/g, ' ').trim(), /^\|/);
    const found = Object.entries(tables).find(([name]) => name.toLowerCase() === table.toLowerCase());
    if (!found) throw new Unsupported(`the table '${table}' is not supported`);
    return { rows: steps.map((text) => step(text, now)).reduce((rows, run) => run(rows), found[1]()) };
  } catch (error) {
    if (error instanceof Unsupported) return { problem: error.message };
    throw error;
  }
}
