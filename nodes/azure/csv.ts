// Rows as CSV (RFC 4180) and back. A cell that a spreadsheet would take for a formula is written as text.
import type { Json } from '../kit/json.ts';

const words = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** A text that begins like a formula gets an apostrophe; numbers stay numbers. */
function cell(value: unknown): string {
  const plain = words(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(plain) && !/^[+-]?\d+(\.\d+)?$/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (values: readonly unknown[]): string => `${values.map(cell).join(',')}\r\n`;

export const columnsOf = (row: unknown): string[] =>
  typeof row === 'object' && row !== null && !Array.isArray(row) ? Object.keys(row) : ['value'];

export const cellOf = (row: unknown, column: string): unknown =>
  typeof row === 'object' && row !== null && !Array.isArray(row)
    ? Object.hasOwn(row, column)
      ? (row as { [name: string]: unknown })[column]
      : null
    : row;

/** The first line names the columns. Everything is text; short rows are filled with empty text. */
export function parseCsv(source: string): { readonly [column: string]: Json }[] {
  const rows = records(source.replace(/^\uFEFF/, ''));
  const [head, ...rest] = rows;
  if (!head) return [];
  return rest.map((row) => Object.fromEntries(head.map((column, index) => [column || `column${index + 1}`, row[index] ?? ''])));
}

function records(source: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < source.length; at += 1) {
    const letter = source[at];
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (source[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && field === '') quoted = true;
    else if (letter === ',') {
      row.push(field);
      field = '';
    } else if (letter === '\n') {
      rows.push([...row, field.replace(/\r$/, '')]);
      row = [];
      field = '';
    } else field += letter;
  }
  if (field !== '' || row.length > 0) rows.push([...row, field]);
  return rows;
}
