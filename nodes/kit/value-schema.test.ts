import { expect, test } from 'vitest';
import { readValueSchema } from './value-schema.ts';

test('a value that does not fit is said with its place', () => {
  const schema = readValueSchema({ type: 'object', properties: { days: { type: 'integer', minimum: 1 } } });
  if ('unusable' in schema) throw new Error(schema.unusable);
  expect(schema.problems({ days: 7 })).toEqual([]);
  expect(schema.problems({ days: 0 })).toMatchObject([{ path: ['days'] }]);
});

test.each([
  ['a type that is none', { type: 'nonsense' }],
  ['a reference to nothing', { $ref: '#/nowhere' }],
  ['a pattern that is no regular expression', { type: 'string', pattern: '(' }],
])('%s makes the schema unusable, in words', (_name, schema) => {
  expect(readValueSchema(schema)).toMatchObject({ unusable: expect.stringMatching(/\w/) });
});

test('a schema that refers to itself without end refuses every value instead of running out of stack', () => {
  const schema = readValueSchema({ $defs: { x: { $ref: '#/$defs/x' } }, $ref: '#/$defs/x' });
  if ('unusable' in schema) return expect(schema.unusable).toMatch(/itself/);
  expect(schema.problems('a')).toMatchObject([{ path: [], message: expect.stringMatching(/itself/) }]);
});
