// Turns a result into a table where it is one: a result with columns and rows, or a list of objects. Pure: sorting and reading
// of cells; drawing is DataTable.tsx.
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { previewOf } from '../inspector/preview-text.ts';
import { wordsOf } from '../inspector/schema.ts';
import { ago, dateTime, duration, locale } from '../ui/format.ts';

interface Column {
  readonly key: string;
  readonly title: string;
  readonly format: string | null;
  readonly numeric: boolean;
}

export interface TableView {
  readonly title: string | null;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Json[])[];
}

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The table in a value: itself, or the one list among its members. Null when there is none to be read as a table. */
export function tableOf(value: Json | undefined): TableView | null {
  if (Array.isArray(value)) return ofList(value as readonly Json[], null);
  if (!isObject(value)) return null;
  if (Array.isArray(value.columns) && Array.isArray(value.rows)) return ofColumns(value);
  const lists = Object.entries(value).filter(([, each]) => Array.isArray(each) && each.length > 0);
  const [name, list] = lists.find(([key]) => key === 'items') ?? lists[0] ?? [];
  return lists.length > 0 && Array.isArray(list) ? ofList(list as readonly Json[], name ?? null) : null;
}

function ofColumns(value: JsonObject): TableView {
  const declared = value.columns as readonly Json[];
  const rows = value.rows as readonly Json[];
  const keys = declared.map((column, index) =>
    isObject(column) ? String(column.key ?? column.field ?? column.title ?? index) : String(column),
  );
  const cells = rows.map((row) =>
    Array.isArray(row) ? (row as readonly Json[]) : keys.map((key) => (isObject(row) ? (row[key] ?? null) : null)),
  );
  return {
    title: typeof value.title === 'string' ? value.title : null,
    columns: declared.map((column, index) => ({
      key: keys[index] as string,
      title: isObject(column) ? String(column.title ?? keys[index]) : String(column),
      format: isObject(column) && typeof column.format === 'string' ? column.format : null,
      numeric: isNumeric(cells.map((row) => cellValue(row[index]))),
    })),
    rows: cells,
  };
}

function ofList(list: readonly Json[], title: string | null): TableView | null {
  if (list.length === 0) return null;
  if (!list.every(isObject))
    return {
      title,
      columns: [{ key: 'value', title: 'Value', format: null, numeric: list.every((each) => typeof each === 'number') }],
      rows: list.map((each) => [each]),
    };
  const sample = list.slice(0, 200) as readonly JsonObject[];
  const keys = namesFirst([...new Set(sample.flatMap((each) => Object.keys(each)))], sample);
  return {
    title,
    columns: keys.map((key) => ({
      key,
      title: wordsOf(key),
      format: null,
      numeric: isNumeric(sample.map((each) => each[key] ?? null)),
    })),
    rows: (list as readonly JsonObject[]).map((each) => keys.map((key) => each[key] ?? null)),
  };
}

const isNumeric = (values: readonly Json[]): boolean =>
  values.some((value) => typeof value === 'number') && values.every((value) => typeof value === 'number' || value === null);

/** The table node gives each cell as what it is and how it reads; elsewhere a cell is its value. */
const isMadeCell = (cell: Json | undefined): cell is { readonly text: string; readonly value: Json } =>
  isObject(cell) && typeof cell.text === 'string' && 'value' in cell;

const cellValue = (cell: Json | undefined): Json => (isMadeCell(cell) ? cell.value : (cell ?? null));

/** What a row is called comes first, long ids come last; otherwise as the data has it. */
function namesFirst(keys: readonly string[], sample: readonly JsonObject[]): readonly string[] {
  const rank = (key: string): number => {
    if (/^(friendlyName|displayName|name|title|item)$/.test(key)) return key === 'name' && keys.includes('friendlyName') ? 2 : 0;
    return sample.some((each) => typeof each[key] === 'string' && /^\/subscriptions\//i.test(each[key] as string)) ? 2 : 1;
  };
  return keys.toSorted((a, b) => rank(a) - rank(b));
}

/** A cell as it is read. */
export function cellText(cell: Json | undefined, format: string | null): string {
  if (isMadeCell(cell)) return cell.text;
  const value = cell;
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'string' && (format === 'date' || format === 'ago') && !Number.isNaN(Date.parse(value)))
    return format === 'ago' ? ago(value) : dateTime(value);
  if (format === 'duration' && typeof value === 'number') return duration(value * 1_000);
  return previewOf(value);
}

const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });

/** Numbers as numbers, dates and texts as people sort them; what is empty comes last either way. */
export function sortRows(rows: TableView['rows'], column: number, descending: boolean): TableView['rows'] {
  const empty = (value: Json | undefined) => value === null || value === undefined || value === '';
  return rows.toSorted((a, b) => {
    const [x, y] = [cellValue(a[column]), cellValue(b[column])];
    if (empty(x) || empty(y)) return Number(empty(x)) - Number(empty(y));
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(plain(x), plain(y));
    return descending ? -order : order;
  });
}

const plain = (value: Json | undefined): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** The table as CSV that spreadsheets open: quoted where needed, formulas made harmless. */
export function csvOf({ columns, rows }: TableView): string {
  const quoted = (cell: Json | undefined): string => {
    const value = cellValue(cell);
    const text = value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
    const safe = /^[=+\-@\t]/.test(text) && typeof value === 'string' ? `'${text}` : text;
    return /[",\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [columns.map(({ title }) => quoted(title)), ...rows.map((row) => row.map(quoted))].map((line) => line.join(',')).join('\r\n');
}
