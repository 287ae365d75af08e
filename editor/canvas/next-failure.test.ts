import { expect, test } from 'vitest';
import { nextIndex } from './next-failure.ts';

test('the next failed round lies behind the shown one, and after the last comes the first', () => {
  expect(nextIndex([7, 2, 2], 3)).toBe(7);
  expect(nextIndex([7, 2], 7)).toBe(2);
  expect(nextIndex([4], 4)).toBe(4);
  expect(nextIndex([], 4)).toBeNull();
});
