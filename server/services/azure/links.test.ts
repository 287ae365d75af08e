// What answers say about when to ask again, and where.
import { expect, test } from 'vitest';
import { cleanLink, pauseSeconds } from './links.ts';

test.each([
  ['what Azure asks for', { 'retry-after': '60' }, 60],
  ['some seconds when it says nothing', {}, 5],
  ['not at once, although it says 0', { 'retry-after': '0' }, 2],
  ['not at once, although it says nothing legible', { 'retry-after': '' }, 2],
])('an operation of Azure is asked again after %s', (_, headers, seconds) => {
  expect(pauseSeconds(headers, false)).toBe(seconds);
});

test('the practice subscription is asked sooner than it says', () => {
  expect(pauseSeconds({ 'retry-after': '60' }, true)).toBeLessThan(1);
});

test('a link with two question marks is mended, one that is none is refused', () => {
  expect(cleanLink('https://management.azure.com/a?api-version=1?t=2').search).toBe('?api-version=1&t=2');
  expect(() => cleanLink('steps.mount')).toThrow('is not the address of an operation');
});
