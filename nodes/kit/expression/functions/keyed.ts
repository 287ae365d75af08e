/**
 * Items by content: a text that is the same for equal JSON values, for finding duplicates and for grouping. Building it
 * is charged, because a value may be large.
 */
import { charge, type Frame, measureCharged } from '../budget.ts';
import { isObject } from './arguments.ts';

/** The same text for equal values: object keys in order, the type part of the text. */
export function contentKey(frame: Frame, value: unknown): string {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'string') charge(frame, value.length / 32);
    return `${typeof value}:${value}`;
  }
  charge(frame, 1);
  measureCharged(frame, value);
  measureCharged(frame, value);
  measureCharged(frame, value);
  return JSON.stringify(value, (_key, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** The first item of each content, in their order. */
export function distinct(frame: Frame, list: readonly unknown[], keyOf: (item: unknown, index: number) => unknown): unknown[] {
  const seen = new Map<string, unknown>();
  list.forEach((item, index) => {
    const key = contentKey(frame, keyOf(item, index));
    if (!seen.has(key)) seen.set(key, item);
  });
  return [...seen.values()];
}
