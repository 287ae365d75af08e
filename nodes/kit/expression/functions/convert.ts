/**
 * Values from one form into another: texts and JSON, numbers, Base64, ids, digests, tables as CSV and HTML. What cannot
 * be converted fails with a sentence; nothing is guessed.
 */
import { charge, type Frame, failed, reserveText } from '../budget.ts';
import { describe, isForbidden, readComputed } from '../members.ts';
import { numberIn, textOf } from '../operators.ts';
import { isObject, listArg, numberArg, textArg } from './arguments.ts';
import { type Definition, family } from './define.ts';
import { digest, toHex, uuidFrom } from './digest.ts';

/** Keys that lead to a prototype may be in it, perhaps in disguise. */
const needsLook = (text: string): boolean => text.includes('__proto__') || text.includes('\\u');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, needsLook(text) ? withoutForbidden : undefined);
  } catch (thrown) {
    throw failed(`the text is no JSON: ${thrown instanceof Error ? thrown.message : ''}`);
  }
}

function withoutForbidden(_key: string, value: unknown): unknown {
  if (!isObject(value) || !Object.keys(value).some(isForbidden)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !isForbidden(key)));
}

function toInt(value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = typeof value === 'number' ? value : typeof value === 'string' ? numberIn(value) : Number.NaN;
  if (!Number.isFinite(number) || (typeof value === 'string' && !Number.isInteger(number)))
    throw failed(`${describe(value)} is no whole number.`);
  return Math.trunc(number);
}

function toBool(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  throw failed(`${describe(value)} is neither true nor false.`);
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x8000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(binary);
}

function fromBase64(text: string): string {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw failed('the text is no Base64 of a UTF-8 text.');
  }
}

/** The columns of a table: those named, else the keys of the first rows in their order. */
function columnsOf(rows: readonly unknown[], named: unknown): string[] {
  if (named !== undefined && named !== null) return listArg(named, 'columns').map((column) => textArg(column, 'column'));
  const found = new Set<string>();
  for (const row of rows.slice(0, 100)) if (isObject(row)) for (const key of Object.keys(row)) found.add(key);
  return [...found];
}

/** A cell of CSV. A leading = + - @ would be run by spreadsheets; an apostrophe keeps it a text. */
function csvCell(frame: Frame, value: unknown): string {
  const text = textOf(frame, value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

function table(frame: Frame, list: unknown, named: unknown, line: (cells: unknown[], head: boolean) => string): string {
  const rows = listArg(list);
  const columns = columnsOf(rows, named);
  charge(frame, (rows.length * columns.length) / 4);
  let length = 0;
  const lines = [
    line(columns, true),
    ...rows.map((row) =>
      line(
        columns.map((column) => readComputed(row, column)),
        false,
      ),
    ),
  ];
  for (const text of lines) length += text.length + 2;
  reserveText(frame, length);
  return lines.join('\r\n');
}

function htmlRow(frame: Frame, cells: unknown[], head: boolean): string {
  const tag = head ? 'th' : 'td';
  return `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(textOf(frame, cell))}</${tag}>`).join('')}</tr>`;
}

function sha256(frame: Frame, text: string): string {
  charge(frame, 8 + text.length / 12);
  return toHex(digest(text));
}

const definitions: readonly Definition[] = [
  [
    'string(value)',
    'A value as text; lists and objects as JSON.',
    ['string({ a: [1, true] })', '{"a":[1,true]}'],
    ([value], frame) => textOf(frame, value),
  ],
  ['int(value)', 'A text as a whole number; of a number the whole part.', ["int('42')", 42], ([value]) => toInt(value)],
  ['float(value)', 'A text as a number.', ["float('2.5')", 2.5], ([value]) => numberArg(value, 'value')],
  ['bool(value)', "A value as true or false: 'true', 'false', '1', '0', or a number.", ["bool('True')", true], ([value]) => toBool(value)],
  [
    'json(text)',
    'The value that a JSON text stands for.',
    ['json(\'{"vm":"a"}\').vm', 'a'],
    ([text], frame) => {
      if (typeof text !== 'string') return text ?? null;
      // Many small values are more work than one long text.
      charge(frame, text.length / (needsLook(text) ? 16 : 48));
      return parseJson(text);
    },
  ],
  [
    'base64(text)',
    'A text in Base64 (of its UTF-8 bytes).',
    ["base64('Zürich')", 'WsO8cmljaA=='],
    ([text], frame) => {
      charge(frame, textArg(text, 'text').length / 48);
      return base64(textArg(text, 'text'));
    },
  ],
  [
    'base64ToString(text)',
    'The text in a Base64 text.',
    ["base64ToString('WsO8cmljaA==')", 'Zürich'],
    ([text], frame) => {
      charge(frame, 1 + textArg(text, 'text').length / 32);
      return fromBase64(textArg(text, 'text'));
    },
  ],
  [
    'sha256(text)',
    'The SHA-256 of a text, in hexadecimal digits.',
    ["substring(sha256('vault'), 0, 8)", 'e6f0a1fb'],
    ([text], frame) => sha256(frame, textArg(text, 'text')),
  ],
  [
    'guid()',
    'A new id. Stays the same when the step is tried again.',
    ['length(guid())', 36],
    (_args, frame) => {
      charge(frame, 8);
      return uuidFrom(`${frame.scope.seed}#${frame.draws++}`);
    },
    { varies: true },
  ],
  [
    'csv(list, columns?)',
    'A list of objects as CSV, with a line of names. Texts that a spreadsheet would run are made harmless.',
    ["csv([{ vm: 'a,b', ok: true }])", 'vm,ok\r\n"a,b",true'],
    ([list, columns], frame) => table(frame, list, columns, (cells) => cells.map((cell) => csvCell(frame, cell)).join(',')),
  ],
  [
    'htmlTable(list, columns?)',
    'A list of objects as an HTML table, for messages. Texts are escaped.',
    ["htmlTable([{ vm: '<a>' }])", '<table>\r\n<tr><th>vm</th></tr>\r\n<tr><td>&lt;a&gt;</td></tr>\r\n</table>'],
    ([list, columns], frame) => `<table>\r\n${table(frame, list, columns, (cells, head) => htmlRow(frame, cells, head))}\r\n</table>`,
  ],
  [
    'escapeHtml(text)',
    'A text made safe for use inside HTML.',
    ["escapeHtml('a < b')", 'a &lt; b'],
    ([text]) => escapeHtml(textArg(text, 'text')),
  ],
];

export const convertFunctions = family('convert', definitions);
