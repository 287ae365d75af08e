/**
 * What one evaluation may do: units of work, length of texts, depth of values; and how it stops when that is used up.
 * Every call is charged by the size of what goes in and comes out, so no function of the catalog can forget it.
 */
import { FailureError } from '../errors.ts';
import type { ExprError, Scope } from './contract.ts';

const DEFAULT_STEPS = 100_000;
const DEFAULT_TEXT = 8 * 1024 * 1024;
const MAX_DEPTH = 200;

/** The state of one evaluation. `slots` hold the parameters of arrows, `draws` counts guid() and rand(). */
export interface Frame {
  readonly scope: Scope;
  readonly slots: unknown[];
  readonly stepLimit: number;
  readonly textLimit: number;
  steps: number;
  draws: number;
}

export type Eval = (frame: Frame) => unknown;

const noSlots: unknown[] = [];

export function newFrame(scope: Scope, slotCount: number): Frame {
  const stepLimit = scope.limits?.steps ?? DEFAULT_STEPS;
  return {
    scope,
    slots: slotCount === 0 ? noSlots : new Array<unknown>(slotCount).fill(null),
    stepLimit,
    textLimit: scope.limits?.text ?? DEFAULT_TEXT,
    steps: stepLimit,
    draws: 0,
  };
}

/** Ends an evaluation. It stays inside this folder: `evaluate` turns it into an {@link ExprError}. */
export class Stop extends Error {
  readonly code: ExprError['code'];
  from: number | undefined;
  to: number | undefined;
  constructor(code: ExprError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export const failed = (message: string): Stop => new Stop('expression_failed', message);
const exhausted = (message: string): Stop => new Stop('expression_budget', message);

export function charge(frame: Frame, amount: number): void {
  frame.steps -= amount;
  if (frame.steps < 0) throw exhausted(`The expression does more than ${frame.stepLimit} units of work.`);
}

/** Charges for handling a text or a list as a whole. */
export function weigh(frame: Frame, value: unknown): void {
  if (typeof value === 'string') {
    if (value.length > 127) charge(frame, value.length >> 7);
  } else if (Array.isArray(value) && value.length > 15) charge(frame, value.length >> 4);
}

/** Charges for what has to look at every member of an object. */
export function weighMembers(frame: Frame, value: unknown): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) charge(frame, Object.keys(value).length / 4);
}

/** Longer ones all fall into one place of the host's tables, which then are searched one by one. */
const LONGEST_KEY = 10_000;

/** A text that is about to become a key. */
export function keyOf(frame: Frame, text: string): string {
  if (text.length > LONGEST_KEY) throw failed(`a key may have at most ${LONGEST_KEY} characters.`);
  weigh(frame, text);
  return text;
}

/** Refuses a text before it is made. */
export function reserveText(frame: Frame, length: number): void {
  if (length > frame.textLimit) throw exhausted(`A text may have at most ${frame.textLimit} characters, this one would have ${length}.`);
}

/** Refuses a list before it is made. */
export function reserveList(frame: Frame, length: number): void {
  charge(frame, length / 16);
}

/** About how long a number is in JSON; never more than it is. */
function digits(value: number): number {
  const size = Math.abs(value);
  if (!Number.isInteger(value)) return 3;
  return size < 1000 ? 1 : size < 1e6 ? 4 : 7;
}

function sizeOf(value: unknown, depth: number, left: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw failed('The result holds a number that JSON does not know (a division by zero?).');
    return digits(value);
  }
  if (value === null || typeof value === 'boolean') return 4;
  if (typeof value !== 'object') throw failed(`A ${typeof value} cannot be a result.`);
  if (depth >= MAX_DEPTH) throw exhausted(`A value may be nested at most ${MAX_DEPTH} levels deep.`);
  let size = 2;
  if (Array.isArray(value)) {
    for (const element of value) {
      size += 1 + sizeOf(element, depth + 1, left - size);
      if (size > left) return size;
    }
    return size;
  }
  for (const key of Object.keys(value)) {
    size += key.length + 4 + sizeOf((value as Record<string, unknown>)[key], depth + 1, left - size);
    if (size > left) return size;
  }
  return size;
}

/** Walks a value as JSON would and refuses what is too large, too deep or no JSON. Gives its approximate size. */
export function measure(frame: Frame, value: unknown): number {
  const size = sizeOf(value, 0, frame.textLimit);
  if (size > frame.textLimit) throw exhausted(`The value is larger than ${frame.textLimit} characters of JSON.`);
  return size;
}

/** Like {@link measure}, for values that a function is about to walk: the walk is charged. */
export function measureCharged(frame: Frame, value: unknown): void {
  if (typeof value === 'object' && value !== null) charge(frame, measure(frame, value) / 128);
}

/** Turns whatever ended an evaluation into the error that is reported. */
export function errorOf(thrown: unknown): ExprError {
  if (thrown instanceof Stop) {
    const { code, message, from, to } = thrown;
    return from === undefined || to === undefined ? { code, message } : { code, message, from, to };
  }
  if (thrown instanceof FailureError) {
    const code = thrown.failure.code === 'list_too_large' ? 'list_too_large' : 'expression_failed';
    return { code, message: thrown.failure.message };
  }
  if (thrown instanceof RangeError)
    return { code: 'expression_budget', message: 'The expression needs too much memory or nests too deep.' };
  return { code: 'expression_failed', message: thrown instanceof Error ? thrown.message : 'The expression failed.' };
}
