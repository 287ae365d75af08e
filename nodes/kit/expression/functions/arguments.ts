/**
 * Reads the arguments of functions: what kind of value is wanted, and the sentence when it is another. A missing text is
 * empty and a missing list has no items, as in mixed text; a number or a time is never made up.
 */
import { failed } from '../budget.ts';
import { describe, readPath } from '../members.ts';
import { numberIn } from '../operators.ts';
import type { Lambda } from './define.ts';

export function textArg(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw failed(`the ${what} must be a text, not ${describe(value)}.`);
}

export function numberArg(value: unknown, what: string): number {
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' ? numberIn(value) : Number.NaN;
  if (Number.isNaN(number)) throw failed(`the ${what} must be a number, not ${describe(value)}.`);
  return number;
}

export function wholeArg(value: unknown, what: string, least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): number {
  const number = numberArg(value, what);
  if (!Number.isSafeInteger(number)) throw failed(`the ${what} must be a whole number, not ${describe(value)}.`);
  if (number < least || number > most) throw failed(`the ${what} must be between ${least} and ${most}, not ${number}.`);
  return number;
}

export function listArg(value: unknown, what = 'list'): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (value === null || value === undefined) return [];
  throw failed(`the ${what} must be a list, not ${describe(value)}.`);
}

export type PlainObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is PlainObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export function objectArg(value: unknown, what = 'object'): PlainObject {
  if (isObject(value)) return value;
  if (value === null || value === undefined) return {};
  throw failed(`the ${what} must be an object, not ${describe(value)}.`);
}

/** What to take from each item: an arrow function, the name of a member (`'properties.status'`), or the item itself. */
export function pickArg(value: unknown, what = 'key'): Lambda {
  if (typeof value === 'function') return value as Lambda;
  if (value === undefined || value === null) return (item) => item;
  const path = textArg(value, what);
  return (item) => readPath(item, path);
}

/** The arguments that one call may take as a list or one by one: `max(1, 2)`, `max(list)`. */
export const listOrAll = (args: readonly unknown[]): readonly unknown[] => (args.length === 1 && Array.isArray(args[0]) ? args[0] : args);

export const given = (value: unknown): boolean => value !== undefined && value !== null;
