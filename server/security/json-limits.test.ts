import { expect, test } from 'vitest';
import { demandKeepable } from './json-limits.ts';

const look = (text: string) => () => demandKeepable(new TextEncoder().encode(text));

test.each([
  ['an exponent beyond all numbers', '{"a":1e999}'],
  ['a negative one', '[-1.5E+400]'],
  ['an integer of too many digits', `[${'9'.repeat(400)}]`],
  ['a hundred and one brackets', '['.repeat(101)],
  ['brackets after a text that looks closed', `["\\"${'"'}${',['.repeat(101)}`],
])('%s is refused', (_name, text) => {
  expect(look(text)).toThrow(/too large|deeper/);
});

test.each([
  ['exponents that fit', '[1e308,-2E-999,0e5]'],
  ['many digits behind the point', `[0.${'1'.repeat(400)}]`],
  ['numbers and brackets in texts', `["1e999","${'['.repeat(200)}","\\"1e999"]`],
  ['words with an e', '[true,false]'],
  ['a hundred brackets', `${'['.repeat(100)}${']'.repeat(100)}`],
])('%s may pass', (_name, text) => {
  expect(look(text)).not.toThrow();
});
