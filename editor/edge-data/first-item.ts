// What went over a line, in a few words: how many items, and what the first of them is. Pure.
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { count } from '../ui/format.ts';

export interface Passed {
  /** "57 items", "3 values", "Text"; what it is as a whole. */
  readonly whole: string;
  /** Of a list its first item, of an object its first members, in the order of the result. */
  readonly lines: readonly (readonly [name: string, text: string])[];
}

/** Names by which people know things, before everything else that an item has. */
const knownBy = ['friendlyName', 'displayName', 'title', 'name'];
const most = 5;

export function passedOver(data: Json, list: { readonly count: number; readonly items: readonly Json[] } | null): Passed {
  if (list) return { whole: count(list.count, 'item'), lines: list.items[0] === undefined ? [] : membersOf(list.items[0]) };
  if (Array.isArray(data)) return { whole: count(data.length, 'item'), lines: data[0] === undefined ? [] : membersOf(data[0] as Json) };
  if (data === null || data === undefined) return { whole: 'Nothing', lines: [] };
  if (typeof data !== 'object') return { whole: typeof data === 'string' ? 'A text' : 'A value', lines: [['', textOf(data)]] };
  return { whole: count(Object.keys(data).length, 'value'), lines: membersOf(data) };
}

function membersOf(value: Json): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [['', textOf(value)]];
  if (Array.isArray(value)) return [['', count(value.length, 'item')]];
  const entries = Object.entries(value as JsonObject).filter(([, inner]) => inner !== null && inner !== '');
  const rank = ([name]: readonly [string, unknown]) =>
    knownBy.includes(name) ? knownBy.indexOf(name) : /id$/i.test(name) ? knownBy.length + 1 : knownBy.length;
  return [...entries]
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, most)
    .map(([name, inner]) => [name, textOf(inner as Json)] as const);
}

function textOf(value: Json): string {
  if (Array.isArray(value)) return count(value.length, 'item');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
