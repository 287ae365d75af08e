// A small part of the Kusto language, enough for inventory questions to Resource Graph: `Resources | where … | project … |
// order by … | take n | count | summarize count() by …`. What it does not know it refuses by name, never by guessing.
import { column, condition, literal, plain, type Row, split, Unsupported } from './graph-condition.ts';

export type Outcome = { rows: Row[] } | { problem: string };
type Step = (rows: Row[]) => Row[];

const word = /^[A-Za-z_][\w]*/;

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
  if (!match) throw new Unsupported(`summarize knows only count(), not '${text}'`);
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
  if (!match) throw new Unsupported(`the operator '${word.exec(text)?.[0] ?? text}' is not supported`);
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
      if (typeof most !== 'number') throw new Unsupported(`'${rest}' is not a number`);
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
    if (table.toLowerCase() !== 'resources') throw new Unsupported(`the table '${table}' is not supported`);
    return { rows: steps.map(step).reduce((rows, run) => run(rows), resources) };
  } catch (error) {
    if (error instanceof Unsupported) return { problem: error.message };
    throw error;
  }
}
