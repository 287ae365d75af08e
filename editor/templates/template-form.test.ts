import { expect, test } from 'vitest';
import { firstValues, missing, type Parameter, sentValues, slotsOf, slugOf } from './template-form.ts';

const parameters: readonly Parameter[] = [
  { name: 'vault', title: 'Vault', schema: { type: 'string' }, default: '' },
  { name: 'days', title: 'Days', schema: { type: 'integer' }, default: 14 },
  { name: 'tag', title: 'Tag', schema: { type: 'string' } },
];

test('a parameter without a default has to be given, an emptied one with a default too', () => {
  expect(missing(parameters, firstValues(parameters)).map(({ path }) => path)).toEqual(['/parameters/tag']);
  expect(missing(parameters, { tag: 'gold' }).map(({ path }) => path)).toEqual(['/parameters/days']);
  expect(missing(parameters, { tag: 'gold', days: 7 })).toEqual([]);
});

test('what may stay empty is not sent', () => {
  expect(sentValues(parameters, { tag: 'gold', days: 7 })).toEqual({ tag: 'gold', days: 7 });
});

test('names of files are slugs', () => {
  expect(slugOf('Nightly report, Zürich!')).toBe('nightly-report-zurich');
  expect(slugOf('日本')).toBe('template');
  expect(slugOf('x'.repeat(79).concat(' y'))).toBe('x'.repeat(79));
});

test('slots are read loosely', () => {
  expect(slotsOf({ connections: [{ name: 'azure', kind: 'azure' }, 3, { name: 'x' }] })).toEqual([{ name: 'azure', kind: 'azure' }]);
  expect(slotsOf({})).toEqual([]);
});
