/**
 * The operators, on JSON values. Text wins in `+`; null is an empty text but never a number; lists and objects are
 * compared by content. Nothing here calls a method of a value, so data cannot bring its own `toString` or `valueOf`.
 */
import { isSecretHandle, secretName } from '../secret-handle.ts';
import { charge, type Frame, failed, keyOf, measureCharged, reserveText, weigh, weighMembers } from './budget.ts';
import { describe, isForbidden, typeName } from './members.ts';

/** A value as it reads inside a text: null is empty, lists and objects are JSON. */
export function textOf(frame: Frame, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null || value === undefined) return '';
  if (typeof value !== 'object') throw failed('A function cannot be used as a value.');
  if (isSecretHandle(value)) throw failed(`The secret “${secretName(value)}” cannot be joined with other text here: ${mixedHint}.`);
  measureCharged(frame, value);
  return JSON.stringify(value);
}

const mixedHint = 'write the text around it, as in Bearer {{ inputs.token }}';

export function joinTexts(frame: Frame, left: string, right: string): string {
  if (left.length + right.length > frame.textLimit) reserveText(frame, left.length + right.length);
  return left + right;
}

/** A text that is wholly a number, as a number; otherwise NaN. An empty text is none. */
export function numberIn(text: string): number {
  return text.length > 40 || text.trim() === '' ? Number.NaN : Number(text);
}

function operand(value: unknown, doing: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = typeof value === 'string' ? numberIn(value) : Number.NaN;
  if (Number.isNaN(number))
    throw failed(`Cannot ${doing} ${describe(value)}${value === null ? ': use ?? to say what null stands for' : ''}.`);
  return number;
}

function divisor(value: unknown): number {
  const number = operand(value, 'divide by');
  if (number === 0) throw failed('Cannot divide by zero.');
  return number;
}

function add(frame: Frame, left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (typeof left === 'string' || typeof right === 'string') return joinTexts(frame, textOf(frame, left), textOf(frame, right));
  return operand(left, 'add') + operand(right, 'add');
}

/** Equal by content. With `loose`, a number also equals its text. */
export function equal(frame: Frame, left: unknown, right: unknown, loose = false): boolean {
  if (typeof left === 'string' && typeof right === 'string') return sameText(frame, left, right);
  if (left === right) return true;
  if (typeof left === 'object' && left !== null && typeof right === 'object' && right !== null) return equalInside(frame, left, right);
  if (loose && typeof left === 'number' && typeof right === 'string') return numberIn(right) === left;
  if (loose && typeof left === 'string' && typeof right === 'number') return numberIn(left) === right;
  return (left ?? null) === (right ?? null);
}

/** Texts that were put together are only made whole when they are looked at, which costs as much as their length. */
function sameText(frame: Frame, left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  weigh(frame, left);
  weigh(frame, right);
  return left === right;
}

function equalInside(frame: Frame, left: object, right: object): boolean {
  charge(frame, 0.125);
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((element, i) => equal(frame, element, right[i]));
  }
  weighMembers(frame, left);
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every(
    (name) => Object.hasOwn(right, name) && equal(frame, (left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]),
  );
}

/** Negative, zero or positive; null when the two have no order (one of them is null). */
export function order(left: unknown, right: unknown): number | null {
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  if (left === null || left === undefined || right === null || right === undefined) return null;
  const difference = operand(left, 'compare') - operand(right, 'compare');
  return Number.isNaN(difference) ? 0 : difference;
}

/** The order of sort(): numbers, then texts by code unit, then booleans, then everything else, null last. */
export function sortOrder(left: unknown, right: unknown): number {
  const rank = sortRank(left) - sortRank(right);
  if (rank !== 0) return rank;
  if (typeof left === 'string' || typeof left === 'number' || typeof left === 'boolean') return order(left, right) ?? 0;
  return 0;
}

const ranks = { number: 0, text: 1, boolean: 2, list: 3, object: 3, null: 4 } as const;
const sortRank = (value: unknown): number => ranks[typeName(value)];

export type Binary = (frame: Frame, left: unknown, right: unknown) => unknown;

const compared =
  (test: (order: number) => boolean): Binary =>
  (frame, left, right) => {
    weigh(frame, left);
    weigh(frame, right);
    const result = order(left, right);
    return result !== null && test(result);
  };

export const binaryOperators: Readonly<Record<string, Binary>> = {
  '+': add,
  '-': (_frame, left, right) => operand(left, 'subtract from') - operand(right, 'subtract'),
  '*': (_frame, left, right) => operand(left, 'multiply') * operand(right, 'multiply by'),
  '/': (_frame, left, right) => operand(left, 'divide') / divisor(right),
  '%': (_frame, left, right) => operand(left, 'divide') % divisor(right),
  '**': (_frame, left, right) => operand(left, 'raise') ** operand(right, 'raise to'),
  '==': (frame, left, right) => equal(frame, left, right, true),
  '!=': (frame, left, right) => !equal(frame, left, right, true),
  '===': (frame, left, right) => equal(frame, left, right),
  '!==': (frame, left, right) => !equal(frame, left, right),
  '<': compared((result) => result < 0),
  '<=': compared((result) => result <= 0),
  '>': compared((result) => result > 0),
  '>=': compared((result) => result >= 0),
  in: (frame, left, right) => {
    if (typeof left !== 'string') throw failed(`Only a text can be looked for as a key, not ${describe(left)}.`);
    keyOf(frame, left);
    return typeof right === 'object' && right !== null && !Array.isArray(right) && !isForbidden(left) && Object.hasOwn(right, left);
  },
};

export const unaryOperators: Readonly<Record<string, (value: unknown) => unknown>> = {
  '!': (value) => !value,
  '-': (value) => -operand(value, 'negate'),
  '+': (value) => operand(value, 'make a number of'),
};
