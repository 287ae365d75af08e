// A table as people read it: cells in words, and the whole as Markdown and HTML. Data is data here: it can neither end a cell
// nor become markup.
import type { Json } from '../kit/json.ts';

export interface Cell {
  readonly text: string;
  readonly value: Json;
}

export interface TableText {
  readonly title: string;
  readonly columns: readonly { readonly title: string }[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows that were counted and left out. */
  readonly hidden: number;
  readonly empty: string;
}

export const cell = (value: Json, format: string, now: number): Cell => ({ text: inWords(value, format, now), value });

function inWords(value: Json, format: string, now: number): string {
  if (value === null || value === '') return '–';
  if (format === 'number' && Number.isFinite(Number(value))) return Number(value).toLocaleString('en');
  if (format === 'duration' && Number.isFinite(Number(value))) return length(Number(value) * 1000);
  if (format === 'date' || format === 'ago') {
    const time = Date.parse(String(value));
    if (Number.isNaN(time)) return String(value);
    if (format === 'date') return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
    return time > now ? `in ${length(time - now)}` : `${length(now - time)} ago`;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** @example length(26 * 3_600_000) // '26 h' */
function length(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const inCell = (text: string): string =>
  html(text)
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/\s*\r?\n\s*/g, ' ');

const more = (hidden: number): string => (hidden > 0 ? `and ${hidden.toLocaleString('en')} more` : '');

export function markdownTable({ title, columns, rows, hidden, empty }: TableText): string {
  const head = title === '' ? [] : [`**${html(title)}**`, ''];
  if (rows.length === 0) return [...head, html(empty)].join('\n');
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [...head, line(columns.map((column) => inCell(column.title))), line(columns.map(() => '---'))];
  for (const row of rows) lines.push(line(row.map(({ text }) => inCell(text))));
  if (hidden > 0) lines.push('', more(hidden));
  return lines.join('\n');
}

export function htmlTable({ title, columns, rows, hidden, empty }: TableText): string {
  const heading = title === '' ? '' : `<h3>${html(title)}</h3>`;
  if (rows.length === 0) return `${heading}<p>${html(empty)}</p>`;
  const border = 'style="border:1px solid #d0d5dd;padding:4px 8px;text-align:left"';
  const head = columns.map((column) => `<th ${border}>${html(column.title)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map(({ text }) => `<td ${border}>${html(text)}</td>`).join('')}</tr>`).join('');
  const table = `<table style="border-collapse:collapse"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
  return `${heading}${table}${hidden > 0 ? `<p>${more(hidden)}</p>` : ''}`;
}
