/**
 * The methods of texts, lists and numbers: JavaScript's names and meanings, in tables of our own. Nothing is looked up
 * on a value. A text is searched by text only, and lists are never changed in place.
 */
import { charge, type Frame, failed, reserveList } from './budget.ts';
import { textArg, wholeArg } from './functions/arguments.ts';
import type { Lambda } from './functions/define.ts';
import { sorted } from './functions/list.ts';
import { joinList, padText, repeatText, replaceText, splitText } from './functions/text.ts';
import { equal, textOf } from './operators.ts';

type Implementation<T> = (value: T, args: readonly unknown[], frame: Frame) => unknown;

export interface Method {
  readonly min: number;
  readonly max: number;
  /** The first argument may (for most: must) be an arrow function. */
  readonly lambda: boolean;
  readonly text?: Implementation<string>;
  readonly list?: Implementation<readonly unknown[]>;
  readonly number?: Implementation<number>;
  readonly boolean?: Implementation<boolean>;
}

const optional = (value: unknown, what: string): number | undefined =>
  value === undefined || value === null ? undefined : wholeArg(value, what);
const found = (args: readonly unknown[]): string => textArg(args[0], 'searched text');

function each(value: unknown): Lambda {
  if (typeof value !== 'function') throw failed('an arrow function is wanted, like i => i.name.');
  return value as Lambda;
}

/** `arr.sort((a, b) => a.n - b.n)`: an arrow of two compares; without one the natural order. */
function sortList(list: readonly unknown[], compare: unknown, frame: Frame): unknown[] {
  if (compare === undefined) return sorted(frame, list, null);
  const lambda = each(compare);
  return [...list].sort((a, b) => {
    const result = lambda(a, b);
    if (typeof result !== 'number') throw failed('the comparison must give a number; sort(list, i => i.name) sorts by a key.');
    return result;
  });
}

function reduceList(list: readonly unknown[], args: readonly unknown[]): unknown {
  const lambda = each(args[0]);
  if (args.length < 2 && list.length === 0) throw failed('an empty list needs a start value.');
  let result = args.length < 2 ? list[0] : args[1];
  for (let i = args.length < 2 ? 1 : 0; i < list.length; i++) result = lambda(result, list[i], i);
  return result;
}

function flatten(list: readonly unknown[], depth: number, frame: Frame, out: unknown[] = []): unknown[] {
  reserveList(frame, list.length);
  for (const item of list) {
    if (Array.isArray(item) && depth > 0) flatten(item, depth - 1, frame, out);
    else out.push(item);
  }
  return out;
}

function numberText(value: number, radix: unknown): string {
  const base = optional(radix, 'base') ?? 10;
  if (base < 2 || base > 36) throw failed('the base must be between 2 and 36.');
  return value.toString(base);
}

const sliceText: Implementation<string> = (text, [from, to]) => text.slice(optional(from, 'start'), optional(to, 'end'));
const sliceList: Implementation<readonly unknown[]> = (list, [from, to]) => list.slice(optional(from, 'start'), optional(to, 'end'));
const indexIn = (frame: Frame, list: readonly unknown[], item: unknown): number => list.findIndex((one) => equal(frame, one, item));
const plain = { lambda: false } as const;
const arrow = { min: 1, max: 1, lambda: true } as const;
const sortMethod: Method = { min: 0, max: 1, lambda: true, list: (list, args, frame) => sortList(list, args[0], frame) };
const reverseMethod: Method = { min: 0, max: 0, ...plain, list: (list) => [...list].reverse() };

/** Apart, because the compiler would take its type from Object's own toString. */
const toText: Method = {
  min: 0,
  max: 1,
  ...plain,
  text: (text) => text,
  list: (list, _args, frame) => textOf(frame, list),
  number: (value, [radix]) => numberText(value, radix),
  boolean: (value) => String(value),
};

const table: Readonly<Record<string, Method>> = {
  at: { min: 1, max: 1, ...plain, text: (text, [i]) => text.at(wholeArg(i, 'index')), list: (list, [i]) => list.at(wholeArg(i, 'index')) },
  charAt: { min: 1, max: 1, ...plain, text: (text, [i]) => text.charAt(wholeArg(i, 'index')) },
  concat: {
    min: 0,
    max: 100,
    ...plain,
    text: (text, args, frame) => joinList(frame, [text, ...args], ''),
    list: (list, args, frame) => flatten([list, ...args], 1, frame),
  },
  endsWith: { min: 1, max: 1, ...plain, text: (text, args) => text.endsWith(found(args)) },
  every: { ...arrow, list: (list, [test]) => list.every((item, i) => Boolean(each(test)(item, i))) },
  filter: { ...arrow, list: (list, [test]) => list.filter((item, i) => Boolean(each(test)(item, i))) },
  find: { ...arrow, list: (list, [test]) => list.find((item, i) => Boolean(each(test)(item, i))) },
  findIndex: { ...arrow, list: (list, [test]) => list.findIndex((item, i) => Boolean(each(test)(item, i))) },
  findLast: { ...arrow, list: (list, [test]) => list.findLast((item, i) => Boolean(each(test)(item, i))) },
  flat: { min: 0, max: 1, ...plain, list: (list, [depth], frame) => flatten(list, Math.min(optional(depth, 'depth') ?? 1, 20), frame) },
  flatMap: {
    ...arrow,
    list: (list, [map], frame) =>
      flatten(
        list.map((item, i) => each(map)(item, i)),
        1,
        frame,
      ),
  },
  includes: {
    min: 1,
    max: 1,
    ...plain,
    text: (text, args) => text.includes(found(args)),
    list: (list, [item], frame) => indexIn(frame, list, item) >= 0,
  },
  indexOf: {
    min: 1,
    max: 1,
    ...plain,
    text: (text, args) => text.indexOf(found(args)),
    list: (list, [item], frame) => indexIn(frame, list, item),
  },
  join: { min: 0, max: 1, ...plain, list: (list, [by], frame) => joinList(frame, list, by === undefined ? ',' : textArg(by, 'separator')) },
  lastIndexOf: {
    min: 1,
    max: 1,
    ...plain,
    text: (text, args) => text.lastIndexOf(found(args)),
    list: (list, [item], frame) => list.findLastIndex((one) => equal(frame, one, item)),
  },
  map: { ...arrow, list: (list, [map]) => list.map((item, i) => each(map)(item, i)) },
  padEnd: {
    min: 1,
    max: 2,
    ...plain,
    text: (text, [n, fill], frame) => padText(frame, text, wholeArg(n, 'length'), fill === undefined ? ' ' : textArg(fill, 'fill'), false),
  },
  padStart: {
    min: 1,
    max: 2,
    ...plain,
    text: (text, [n, fill], frame) => padText(frame, text, wholeArg(n, 'length'), fill === undefined ? ' ' : textArg(fill, 'fill'), true),
  },
  reduce: { min: 1, max: 2, lambda: true, list: reduceList },
  repeat: { min: 1, max: 1, ...plain, text: (text, [n], frame) => repeatText(frame, text, wholeArg(n, 'number', 0)) },
  replace: {
    min: 2,
    max: 2,
    ...plain,
    text: (text, [old, by], frame) => replaceText(frame, text, textArg(old, 'old text'), textArg(by, 'new text'), false),
  },
  replaceAll: {
    min: 2,
    max: 2,
    ...plain,
    text: (text, [old, by], frame) => replaceText(frame, text, textArg(old, 'old text'), textArg(by, 'new text'), true),
  },
  reverse: reverseMethod,
  slice: { min: 0, max: 2, ...plain, text: sliceText, list: sliceList },
  some: { ...arrow, list: (list, [test]) => list.some((item, i) => Boolean(each(test)(item, i))) },
  sort: sortMethod,
  split: {
    min: 1,
    max: 2,
    ...plain,
    text: (text, [by, limit], frame) => splitText(frame, text, textArg(by, 'separator'), optional(limit, 'limit')),
  },
  startsWith: { min: 1, max: 1, ...plain, text: (text, args) => text.startsWith(found(args)) },
  substring: { min: 1, max: 2, ...plain, text: (text, [from, to]) => text.substring(wholeArg(from, 'start'), optional(to, 'end')) },
  toFixed: { min: 0, max: 1, ...plain, number: (value, [digits]) => value.toFixed(wholeArg(digits ?? 0, 'digits', 0, 20)) },
  toLowerCase: { min: 0, max: 0, ...plain, text: (text) => text.toLowerCase() },
  toReversed: reverseMethod,
  toSorted: sortMethod,
  toString: toText,
  toUpperCase: { min: 0, max: 0, ...plain, text: (text) => text.toUpperCase() },
  trim: { min: 0, max: 0, ...plain, text: (text) => text.trim() },
  trimEnd: { min: 0, max: 0, ...plain, text: (text) => text.trimEnd() },
  trimStart: { min: 0, max: 0, ...plain, text: (text) => text.trimStart() },
};

export const methods: ReadonlyMap<string, Method> = new Map(Object.entries(table));

/** What a method does on this value, bound to its type; undefined when values of this type have no such method. */
export function callMethod(
  method: Method,
  value: unknown,
  args: readonly unknown[],
  frame: Frame,
): { readonly result: unknown } | undefined {
  if (typeof value === 'string') return method.text && { result: method.text(value, args, frame) };
  if (typeof value === 'number') return method.number && { result: method.number(value, args, frame) };
  if (typeof value === 'boolean') return method.boolean && { result: method.boolean(value, args, frame) };
  if (!Array.isArray(value)) return undefined;
  charge(frame, value.length / 64);
  return method.list && { result: method.list(value, args, frame) };
}

/** The methods that values of a type have, for completion. */
export function methodsOf(type: 'text' | 'list' | 'number' | 'boolean'): string[] {
  return [...methods].filter(([, method]) => method[type] !== undefined).map(([name]) => name);
}
