/**
 * Decisions and comparisons as functions, with the names of Logic Apps. `if`, `and`, `or` and `coalesce` evaluate only
 * what they need, so the branch not taken cannot fail.
 */
import type { Eval } from '../budget.ts';
import { equal, order } from '../operators.ts';
import { isObject } from './arguments.ts';
import { type Body, type Definition, family } from './define.ts';

/** Never reached: the lazy form stands in for the call. */
const replaced: Body = () => null;

const absent: Eval = () => null;

function choose([test = absent, yes = absent, no = absent]: readonly Eval[]): Eval {
  return (frame) => (test(frame) ? yes(frame) : no(frame));
}

function firstPresent(args: readonly Eval[]): Eval {
  return (frame) => {
    for (const arg of args) {
      const value = arg(frame);
      if (value !== null) return value;
    }
    return null;
  };
}

const isEmpty = (value: unknown): boolean => {
  if (value === null || value === undefined || value === '') return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
};

const compared =
  (test: (order: number) => boolean): Body =>
  ([a, b]) => {
    const result = order(a, b);
    return result !== null && test(result);
  };

const definitions: readonly Definition[] = [
  [
    'if(condition, yes, no)',
    'One of two values. Only the one that is needed is evaluated.',
    ["if(2 > 1, 'late', 'in time')", 'late'],
    replaced,
    { lazy: choose },
  ],
  ['coalesce(value, …)', 'The first value that is not null.', ["coalesce(null, 'unknown')", 'unknown'], replaced, { lazy: firstPresent }],
  [
    'and(value, …)',
    'Whether all are true.',
    ['and(true, 1 < 2)', true],
    replaced,
    { lazy: (args) => (frame) => args.every((arg) => Boolean(arg(frame))) },
  ],
  [
    'or(value, …)',
    'Whether any is true.',
    ['or(false, 1 < 2)', true],
    replaced,
    { lazy: (args) => (frame) => args.some((arg) => Boolean(arg(frame))) },
  ],
  ['not(value)', 'The opposite.', ['not(false)', true], ([value]) => !value],
  [
    'equals(a, b)',
    'Whether two values are the same, lists and objects by content.',
    ["equals('Failed', 'Failed')", true],
    ([a, b], frame) => equal(frame, a, b),
  ],
  ['empty(value)', 'Whether a text, list or object has nothing in it, or there is none.', ['empty([])', true], ([value]) => isEmpty(value)],
  ['greater(a, b)', 'Whether a is more than b; false when one is null.', ['greater(10, 9)', true], compared((result) => result > 0)],
  [
    'greaterOrEquals(a, b)',
    'Whether a is at least b; false when one is null.',
    ['greaterOrEquals(9, 9)', true],
    compared((result) => result >= 0),
  ],
  [
    'less(a, b)',
    'Whether a is less than b; false when one is null.',
    ["less('2026-01-01', '2026-02-01')", true],
    compared((result) => result < 0),
  ],
  [
    'lessOrEquals(a, b)',
    'Whether a is at most b; false when one is null.',
    ['lessOrEquals(10, 9)', false],
    compared((result) => result <= 0),
  ],
  [
    'between(value, least, most)',
    'Whether a value lies between two others, both included.',
    ['between(5, 1, 5)', true],
    ([value, least, most]) => (order(value, least) ?? -1) >= 0 && (order(value, most) ?? 1) <= 0,
  ],
];

export const logicFunctions = family('logic', definitions);
