/**
 * Functions on numbers. A missing number is never taken as zero, and nothing divides by zero.
 */
import { charge, failed } from '../budget.ts';
import { listArg, listOrAll, numberArg, pickArg, textArg, wholeArg } from './arguments.ts';
import { type Definition, family } from './define.ts';
import { digest, toUint32 } from './digest.ts';
import { chargingMade } from './formatters.ts';
import { formatBytes, formatNumber } from './number-format.ts';

const two = (args: readonly unknown[]): [number, number] => [numberArg(args[0], 'first value'), numberArg(args[1], 'second value')];

function divisor(value: number): number {
  if (value === 0) throw failed('cannot divide by zero.');
  return value;
}

/** Whole numbers divide to a whole number, as in Logic Apps; use `/` for the exact quotient. */
function divide([left, right]: [number, number]): number {
  const quotient = left / divisor(right);
  return Number.isInteger(left) && Number.isInteger(right) ? Math.trunc(quotient) : quotient;
}

function rounded(value: number, digits: number): number {
  const shifted = Number(`${value}e${digits}`);
  if (Number.isNaN(shifted)) return Number(value.toFixed(digits));
  const whole = Math.sign(shifted) * Math.round(Math.abs(shifted));
  return Number(`${whole}e${-digits}`) || 0;
}

function numbers(args: readonly unknown[]): number[] {
  return listOrAll(args).map((value) => numberArg(value, 'value'));
}

function extreme(args: readonly unknown[], pick: (a: number, b: number) => number): number | null {
  const all = numbers(args);
  return all.length === 0 ? null : all.reduce((a, b) => pick(a, b));
}

/** The numbers of a list, or those that an arrow or a member name takes from its items. Null items are left out. */
function picked([list, key]: readonly unknown[]): number[] {
  const pick = pickArg(key);
  const values = listArg(list).map((item, index) => pick(item, index));
  return values.filter((value) => value !== null).map((value) => numberArg(value, 'value'));
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : total(values) / values.length;
}

const definitions: readonly Definition[] = [
  ['add(a, b)', 'The sum of two numbers.', ['add(2, 3)', 5], (args) => two(args)[0] + two(args)[1]],
  ['sub(a, b)', 'The first number less the second.', ['sub(5, 3)', 2], (args) => two(args)[0] - two(args)[1]],
  ['mul(a, b)', 'The product of two numbers.', ['mul(4, 3)', 12], (args) => two(args)[0] * two(args)[1]],
  ['div(a, b)', 'The quotient; of whole numbers a whole number. "/" divides exactly.', ['div(7, 2)', 3], (args) => divide(two(args))],
  ['mod(a, b)', 'The remainder of a division.', ['mod(7, 2)', 1], (args) => two(args)[0] % divisor(two(args)[1])],
  ['min(number, …)', 'The smallest of the numbers, or of a list; null of none.', ['min(3, 1, 2)', 1], (args) => extreme(args, Math.min)],
  ['max(number, …)', 'The largest of the numbers, or of a list; null of none.', ['max([3, 1, 2])', 3], (args) => extreme(args, Math.max)],
  [
    'sum(list, item => number?)',
    'The sum of a list, or of what is taken from each item.',
    ["sum([{ gb: 2 }, { gb: 3 }], 'gb')", 5],
    (args) => total(picked(args)),
  ],
  [
    'average(list, item => number?)',
    'The mean of a list, or of what is taken from each item; null of none.',
    ['average([1, 2, 6])', 3],
    (args) => average(picked(args)),
  ],
  [
    'round(number, digits?)',
    'Rounded to a number of digits after the point, halves away from zero.',
    ['round(1.005, 2)', 1.01],
    ([value, digits]) => rounded(numberArg(value, 'number'), digits === undefined ? 0 : wholeArg(digits, 'digits', 0, 15)),
  ],
  ['floor(number)', 'The next whole number below.', ['floor(2.7)', 2], ([value]) => Math.floor(numberArg(value, 'number'))],
  ['ceiling(number)', 'The next whole number above.', ['ceiling(2.1)', 3], ([value]) => Math.ceil(numberArg(value, 'number'))],
  ['abs(number)', 'Without its sign.', ['abs(-3)', 3], ([value]) => Math.abs(numberArg(value, 'number'))],
  [
    'percent(part, whole, digits?)',
    'A part of a whole in per cent; null when the whole is 0.',
    ['percent(1, 3, 1)', 33.3],
    ([part, whole, digits]) => {
      const all = numberArg(whole, 'whole');
      const value = numberArg(part, 'part');
      return all === 0 ? null : rounded((value / all) * 100, digits === undefined ? 0 : wholeArg(digits, 'digits', 0, 15));
    },
  ],
  [
    'formatNumber(number, format, locale?)',
    'A number as text by a .NET format: N2, F1, C, P0, D3, X, or a picture like #,##0.00.',
    ["formatNumber(1234567.891, '#,##0.00')", '1,234,567.89'],
    ([value, format, locale], frame) => {
      charge(frame, 4);
      const language = locale === undefined ? 'en-US' : textArg(locale, 'locale');
      return chargingMade(frame, () => formatNumber(numberArg(value, 'number'), textArg(format, 'format'), language));
    },
  ],
  [
    'formatBytes(bytes, digits?)',
    'A number of bytes as people read it (1 KB = 1,024 bytes).',
    ['formatBytes(1610612736)', '1.5 GB'],
    ([value, digits], frame) => {
      charge(frame, 2);
      return formatBytes(numberArg(value, 'bytes'), digits === undefined ? 1 : wholeArg(digits, 'digits', 0, 6));
    },
  ],
  [
    'rand(min?, max?)',
    'A random whole number from min to below max, or a fraction below 1. Stays the same when the step is tried again.',
    ['rand(1, 2)', 1],
    ([min, max], frame) => {
      charge(frame, 8);
      const fraction = toUint32(digest(`${frame.scope.seed}#${frame.draws++}`), 0) / 0x1_0000_0000;
      if (min === undefined) return fraction;
      const least = wholeArg(min, 'min');
      const most = wholeArg(max, 'max', least + 1);
      return least + Math.floor(fraction * (most - least));
    },
    { varies: true },
  ],
];

export const numberFunctions = family('number', definitions);
