import { expect, test } from 'vitest';
import { extended, isPicked, nothing, toggled } from './selection.ts';

const shown = ['a', 'b', 'c', 'd'];

test('a flow is picked and let go again', () => {
  const one = toggled(nothing, 'b', shown);
  expect(shown.map((id) => isPicked(one, id))).toEqual([false, true, false, false]);
  expect(toggled(one, 'b', shown)).toEqual(new Set());
});

test('whoever lets one go of everything keeps the others that are shown', () => {
  expect(isPicked('everything', 'z')).toBe(true);
  expect(toggled('everything', 'b', shown)).toEqual(new Set(['a', 'c', 'd']));
});

test('with Shift everything between is picked, in either direction, and nothing is lost', () => {
  expect(extended(new Set(['d']), 2, 0, shown)).toEqual(new Set(['a', 'b', 'c', 'd']));
  expect(extended(nothing, 1, 2, shown)).toEqual(new Set(['b', 'c']));
});
