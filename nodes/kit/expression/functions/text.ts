/**
 * Functions on texts. Searching and replacing is by plain text, never by pattern, and every growing text is refused
 * before it is made.
 */
import { charge, type Frame, failed, reserveList, reserveText } from '../budget.ts';
import { equal, textOf } from '../operators.ts';
import { isObject, listArg, textArg, wholeArg } from './arguments.ts';
import { type Definition, family } from './define.ts';

export function replaceText(frame: Frame, text: string, old: string, by: string, all: boolean): string {
  if (old === '') throw failed('the text to replace is empty.');
  if (!all) {
    const at = text.indexOf(old);
    return at < 0 ? text : text.slice(0, at) + by + text.slice(at + old.length);
  }
  let count = 0;
  for (let at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length)) count++;
  charge(frame, count / 16);
  reserveText(frame, text.length + count * (by.length - old.length));
  return text.replaceAll(old, () => by);
}

export function splitText(frame: Frame, text: string, by: string, limit = Number.POSITIVE_INFINITY): string[] {
  const parts = text.split(by, Math.min(limit, frame.steps * 16 + 16));
  reserveList(frame, parts.length);
  return parts;
}

export function joinList(frame: Frame, list: readonly unknown[], by: string): string {
  const texts = list.map((item) => textOf(frame, item));
  let length = Math.max(0, texts.length - 1) * by.length;
  for (const text of texts) length += text.length;
  reserveText(frame, length);
  return texts.join(by);
}

export function padText(frame: Frame, text: string, length: number, fill: string, atStart: boolean): string {
  reserveText(frame, length);
  charge(frame, Math.max(0, length) / 128);
  return atStart ? text.padStart(length, fill) : text.padEnd(length, fill);
}

export function repeatText(frame: Frame, text: string, times: number): string {
  reserveText(frame, text.length * times);
  charge(frame, (text.length * times) / 128);
  return text.repeat(times);
}

function contains(frame: Frame, where: unknown, what: unknown): boolean {
  if (Array.isArray(where)) return where.some((item) => equal(frame, item, what));
  if (isObject(where)) return Object.hasOwn(where, textArg(what, 'key'));
  return given(where) && textArg(where, 'text').includes(textArg(what, 'searched text'));
}

const given = (value: unknown): boolean => value !== null && value !== undefined;

function find(text: string, searched: string, last: boolean): number {
  return last ? text.toLowerCase().lastIndexOf(searched.toLowerCase()) : text.toLowerCase().indexOf(searched.toLowerCase());
}

function substring([value, from, length]: readonly unknown[]): string {
  const text = textArg(value, 'text');
  const start = wholeArg(from, 'start', 0);
  return length === undefined ? text.slice(start) : text.slice(start, start + wholeArg(length, 'length', 0));
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function truncated(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1))}…`;
}

function lines(frame: Frame, text: string): string[] {
  return splitText(frame, replaceText(frame, text, '\r\n', '\n', true), '\n');
}

const definitions: readonly Definition[] = [
  ['concat(text, …)', 'Puts texts together.', ["concat('vault-', 7, '-', 'we')", 'vault-7-we'], (args, frame) => joinList(frame, args, '')],
  ['toLower(text)', 'All letters small.', ["toLower('VM-SQL')", 'vm-sql'], ([text]) => textArg(text, 'text').toLowerCase()],
  ['toUpper(text)', 'All letters capital.', ["toUpper('vm-sql')", 'VM-SQL'], ([text]) => textArg(text, 'text').toUpperCase()],
  ['capitalize(text)', 'The first letter capital.', ["capitalize('failed')", 'Failed'], ([text]) => capitalized(textArg(text, 'text'))],
  ['trim(text)', 'Without white space at both ends.', ["trim('  vm-1 ')", 'vm-1'], ([text]) => textArg(text, 'text').trim()],
  [
    'replace(text, old, new)',
    'Every occurrence of a text replaced by another.',
    ["replace('a-b-c', '-', '/')", 'a/b/c'],
    ([text, old, by], frame) => replaceText(frame, textArg(text, 'text'), textArg(old, 'old text'), textArg(by, 'new text'), true),
  ],
  [
    'split(text, by)',
    'The parts of a text between a separator.',
    ["split('vm-1;vm-2', ';')", ['vm-1', 'vm-2']],
    ([text, by], frame) => splitText(frame, textArg(text, 'text'), textArg(by, 'separator')),
  ],
  ['lines(text)', 'The lines of a text.', ["lines('one\\ntwo')", ['one', 'two']], ([text], frame) => lines(frame, textArg(text, 'text'))],
  [
    'join(list, by)',
    'The items of a list as one text, with a separator.',
    ["join(['vm-1', 'vm-2'], ', ')", 'vm-1, vm-2'],
    ([list, by], frame) => joinList(frame, listArg(list), textArg(by, 'separator')),
  ],
  ['substring(text, start, length?)', 'A part of a text; the first letter is at 0.', ["substring('backup-2026', 7, 4)", '2026'], substring],
  [
    'indexOf(text, searched)',
    'Where a text occurs first, upper or lower case; -1 if it does not.',
    ["indexOf('rg-Backup', 'backup')", 3],
    ([text, searched]) => find(textArg(text, 'text'), textArg(searched, 'searched text'), false),
  ],
  [
    'lastIndexOf(text, searched)',
    'Where a text occurs last, upper or lower case; -1 if it does not.',
    ["lastIndexOf('a/b/c', '/')", 3],
    ([text, searched]) => find(textArg(text, 'text'), textArg(searched, 'searched text'), true),
  ],
  [
    'startsWith(text, start)',
    'Whether a text begins with another, upper or lower case.',
    ["startsWith('VM-sql-1', 'vm-')", true],
    ([text, start]) => textArg(text, 'text').toLowerCase().startsWith(textArg(start, 'start').toLowerCase()),
  ],
  [
    'endsWith(text, end)',
    'Whether a text ends with another, upper or lower case.',
    ["endsWith('disk.VHD', '.vhd')", true],
    ([text, end]) => textArg(text, 'text').toLowerCase().endsWith(textArg(end, 'end').toLowerCase()),
  ],
  [
    'contains(where, what)',
    'Whether a text holds a text, a list an item, or an object a key.',
    ["contains(['Failed', 'Completed'], 'Failed')", true],
    ([where, what], frame) => contains(frame, where, what),
  ],
  [
    'padLeft(text, length, fill?)',
    'A text filled up at its start.',
    ["padLeft(7, 3, '0')", '007'],
    ([text, length, fill], frame) =>
      padText(frame, textArg(text, 'text'), wholeArg(length, 'length'), fill === undefined ? ' ' : textArg(fill, 'fill'), true),
  ],
  [
    'padRight(text, length, fill?)',
    'A text filled up at its end.',
    ["padRight('vm', 4, '.')", 'vm..'],
    ([text, length, fill], frame) =>
      padText(frame, textArg(text, 'text'), wholeArg(length, 'length'), fill === undefined ? ' ' : textArg(fill, 'fill'), false),
  ],
  [
    'truncate(text, length)',
    'A text cut to a length, with … when something is missing.',
    ["truncate('UserErrorVmNotFound', 10)", 'UserError…'],
    ([text, length]) => truncated(textArg(text, 'text'), wholeArg(length, 'length', 1)),
  ],
];

export const textFunctions = family('text', definitions);
