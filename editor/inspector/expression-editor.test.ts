import { expect, test } from 'vitest';
import { withoutBraces } from './ExpressionEditor.tsx';

test.each([
  ['{{ steps.list.count }}', '{{ ', 'steps.list.count'],
  ['{{ steps.list.count }}', 'Found: ', '{{ steps.list.count }}'],
  ['{{ steps.list.count }}', '{{ a }} and ', '{{ steps.list.count }}'],
  ['{{ a }} and {{ b }}', '{{ ', '{{ a }} and {{ b }}'],
  ['steps.list.count', '{{ ', 'steps.list.count'],
])('%j pasted behind %j is %j', (pasted, before, expected) => {
  expect(withoutBraces(pasted, before)).toBe(expected);
});
