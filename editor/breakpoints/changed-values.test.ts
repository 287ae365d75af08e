// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { openBreakpoints, toggleBreakpoint, useBreakpoints } from './breakpoints.ts';
import { changedValues } from './changed-values.ts';

test('only what differs is sent, whatever its order and spaces', () => {
  expect(changedValues({ a: 1, b: { c: [1] } }, '{ "b": {"c":[1]}, "a": 2 }')).toEqual({ a: 2 });
  expect(changedValues({ a: 1 }, null)).toEqual({});
});

test('what is no object of values is refused', () => {
  for (const typed of ['{', '[1]', '7', 'null']) expect(changedValues({ a: 1 }, typed)).toBeNull();
});

beforeEach(() => useBreakpoints.setState({ flowId: null, ids: [] }));

test('breakpoints belong to their flow and are there again after a reload', () => {
  openBreakpoints('one');
  expect(toggleBreakpoint('a')).toBe(true);
  openBreakpoints('two');
  expect(useBreakpoints.getState().ids).toEqual([]);
  useBreakpoints.setState({ flowId: null, ids: [] });
  openBreakpoints('one');
  expect(useBreakpoints.getState().ids).toEqual(['a']);
  expect(toggleBreakpoint('a')).toBe(false);
});
