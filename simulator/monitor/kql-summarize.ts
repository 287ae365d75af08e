// `summarize total = count(), max(x) by a, bin(t, 1h)`: groups rows and counts, adds or compares within them.
import { named, plain, projection, type Row, span, split, Unsupported } from './kql-words.ts';

type Fold = (rows: readonly Row[]) => unknown;

const numbers = (rows: readonly Row[], of: (row: Row) => unknown) => rows.map((row) => Number(of(row))).filter(Number.isFinite);
const ordered = (rows: readonly Row[], of: (row: Row) => unknown) =>
  rows
    .map(of)
    .filter((value) => plain(value) !== '')
    .sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : plain(a).localeCompare(plain(b))));

const folds: Record<string, (of: (row: Row) => unknown) => Fold> = {
  count: () => (rows) => rows.length,
  sum: (of) => (rows) => numbers(rows, of).reduce((sum, value) => sum + value, 0),
  avg: (of) => (rows) => {
    const all = numbers(rows, of);
    return all.length === 0 ? null : all.reduce((sum, value) => sum + value, 0) / all.length;
  },
  min: (of) => (rows) => ordered(rows, of)[0] ?? null,
  max: (of) => (rows) => ordered(rows, of).at(-1) ?? null,
  dcount: (of) => (rows) => new Set(rows.map((row) => plain(of(row)))).size,
};

function aggregate(text: string): { name: string; fold: Fold } {
  const match = /^(?:([A-Za-z_]\w*)\s*=\s*)?([a-z]+)\((.*)\)$/is.exec(text);
  const kind = match?.[2]?.toLowerCase() ?? '';
  const make = folds[kind];
  if (!match || !make) throw new Unsupported(`summarize knows only ${Object.keys(folds).join('(), ')}(), not '${text}'`);
  const inner = (match[3] ?? '').trim();
  const [source] = inner === '' ? [] : projection(inner);
  if (!source && kind !== 'count') throw new Unsupported(`'${text}' needs a column`);
  return { name: match[1] ?? `${kind}_${source?.name ?? ''}`, fold: make(source?.of ?? (() => null)) };
}

/** `bin(TimeGenerated, 1h)`, or any column. */
function groupKey(text: string): { name: string; of: (row: Row) => unknown } {
  const match = /^(?:([A-Za-z_]\w*)\s*=\s*)?bin\((.+),\s*([^,]+)\)$/is.exec(text);
  if (!match) return named(text);
  const [source] = projection((match[2] ?? '').trim());
  const width = span((match[3] ?? '').trim());
  if (!source || width === null) throw new Unsupported(`'${text}' is not supported`);
  return {
    name: match[1] ?? source.name,
    of: (row) => new Date(Math.floor(Date.parse(plain(source.of(row))) / width) * width).toISOString(),
  };
}

export function summarize(text: string): (rows: Row[]) => Row[] {
  const [left = '', right] = splitBy(text);
  const totals = left === '' ? [] : split(left, /^,/).map(aggregate);
  const keys = right ? split(right, /^,/).map(groupKey) : [];
  return (rows) => {
    const groups = new Map<string, { key: Row; rows: Row[] }>();
    for (const row of rows) {
      const key = Object.fromEntries(keys.map(({ name, of }) => [name, of(row)]));
      const id = JSON.stringify(key);
      const group = groups.get(id) ?? { key, rows: [] };
      group.rows.push(row);
      groups.set(id, group);
    }
    if (keys.length === 0 && groups.size === 0) groups.set('', { key: {}, rows: [] });
    return [...groups.values()].map((group) => ({
      ...group.key,
      ...Object.fromEntries(totals.map(({ name, fold }) => [name, fold(group.rows)])),
    }));
  };
}

function splitBy(text: string): string[] {
  const parts = split(` ${text}`, /^\s+by\s+/i);
  if (parts.length > 2) throw new Unsupported(`'${text}' is not supported`);
  return parts;
}
