// Conditions as sentences: "Last backup status · is · Failed". One table gives the words that the editor shows and the meaning
// that if, switch and filter share. Comparison is forgiving where people are: case, numbers and dates in text.
import type { Json } from './json.ts';

const text = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

const same = (a: unknown, b: unknown): boolean => {
  if (typeof a === 'object' && a !== null) return JSON.stringify(a) === JSON.stringify(b);
  return text(a).trim().toLowerCase() === text(b).trim().toLowerCase();
};

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

const contains = (whole: unknown, part: unknown): boolean =>
  Array.isArray(whole)
    ? whole.some((entry) => same(entry, part))
    : typeof whole === 'object' && whole !== null
      ? Object.hasOwn(whole, text(part))
      : text(whole).toLowerCase().includes(text(part).toLowerCase());

/** Numbers compare as numbers, dates as dates, the rest as text; NaN when one side is missing. */
function order(a: unknown, b: unknown): number {
  if (isEmpty(a) || isEmpty(b)) return Number.NaN;
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  const [m, n] = [Date.parse(text(a)), Date.parse(text(b))];
  if (!Number.isNaN(m) && !Number.isNaN(n)) return m - n;
  return text(a).localeCompare(text(b), 'en', { sensitivity: 'base', numeric: true });
}

interface Operator {
  /** As it stands between the two sides. */
  readonly label: string;
  /** False: there is no right side. */
  readonly right: boolean;
  readonly holds: (left: unknown, right: unknown) => boolean;
}

export const conditionOperators = {
  is: { label: 'is', right: true, holds: same },
  isNot: { label: 'is not', right: true, holds: (a, b) => !same(a, b) },
  contains: { label: 'contains', right: true, holds: contains },
  notContains: { label: 'does not contain', right: true, holds: (a, b) => !contains(a, b) },
  startsWith: { label: 'starts with', right: true, holds: (a, b) => text(a).toLowerCase().startsWith(text(b).toLowerCase()) },
  endsWith: { label: 'ends with', right: true, holds: (a, b) => text(a).toLowerCase().endsWith(text(b).toLowerCase()) },
  greater: { label: 'is greater than', right: true, holds: (a, b) => order(a, b) > 0 },
  greaterOrEqual: { label: 'is at least', right: true, holds: (a, b) => order(a, b) >= 0 },
  less: { label: 'is less than', right: true, holds: (a, b) => order(a, b) < 0 },
  lessOrEqual: { label: 'is at most', right: true, holds: (a, b) => order(a, b) <= 0 },
  before: { label: 'is before', right: true, holds: (a, b) => order(a, b) < 0 },
  after: { label: 'is after', right: true, holds: (a, b) => order(a, b) > 0 },
  oneOf: {
    label: 'is one of',
    right: true,
    holds: (a, b) =>
      contains(
        Array.isArray(b)
          ? b
          : text(b)
              .split(',')
              .map((part) => part.trim()),
        a,
      ),
  },
  isTrue: { label: 'is true', right: false, holds: (a) => a === true || same(a, 'true') },
  isFalse: { label: 'is false', right: false, holds: (a) => a === false || same(a, 'false') },
  isEmpty: { label: 'is empty', right: false, holds: (a) => isEmpty(a) },
  isNotEmpty: { label: 'is not empty', right: false, holds: (a) => !isEmpty(a) },
} as const satisfies { readonly [name: string]: Operator };

export type ConditionOperator = keyof typeof conditionOperators;

export const conditionOperatorNames = Object.keys(conditionOperators) as [ConditionOperator, ...ConditionOperator[]];

/** Words of the operators, for the form. */
export const conditionLabels: { readonly [name: string]: string } = Object.fromEntries(
  Object.entries(conditionOperators).map(([name, { label }]) => [name, label]),
);

/** Text that people type counts as they mean it: "false", "0" and nothing are false. */
export const isTrue = (value: unknown): boolean => Boolean(value) && value !== 'false' && value !== '0';

export const holds = (left: unknown, op: ConditionOperator, right: unknown): boolean =>
  (conditionOperators[op] as Operator).holds(left, right);

/** The value at a path of an item; own properties only, `null` where there is none. @example fieldOf({ a: { b: 1 } }, 'a.b') // 1 */
export function fieldOf(item: unknown, path: string): Json {
  let value: unknown = item;
  for (const part of path === '' ? [] : path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return null;
    value = (value as { readonly [key: string]: unknown })[part];
  }
  return (value ?? null) as Json;
}
