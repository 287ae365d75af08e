import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { differences } from './differences.ts';

test('what is not named may be anything', () => {
  expect(differences({ count: 2 }, { count: 2, items: [1, 2] })).toEqual([]);
});

test('each difference is told with its place', () => {
  expect(differences({ a: { 'b/c': [1, { d: 2 }] }, e: null }, { a: { 'b/c': [1, { d: 3 }] } })).toEqual([
    { path: '/a/b~1c/1/d', expected: 2, got: 3 },
    { path: '/e', expected: null, got: undefined },
  ]);
});

test('a list of another length differs as a whole: an entry too many is no small thing', () => {
  expect(differences([1], [1, 2])).toEqual([{ path: '', expected: [1], got: [1, 2] }]);
});

test('no value differs from itself, and every scalar that changed is found', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => void expect(differences(value as Json, value as Json)).toEqual([])));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer(), { minKeys: 1 }), (values) => {
      const [name] = Object.keys(values) as [string];
      expect(differences(values, { ...values, [name]: 'other' })).toHaveLength(1);
    }),
  );
});
