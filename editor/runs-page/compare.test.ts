import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../nodes/kit/json.ts';
import type { Step } from '../../nodes/kit/records.ts';
import { differences, pairSteps } from './compare.ts';

test('says each value that differs, with its place', () => {
  expect(differences({ vault: 'a', days: 7, tags: ['x'] }, { vault: 'b', days: 7, tags: ['x', 'y'] })).toEqual([
    { path: 'vault', before: 'a', after: 'b' },
    { path: 'tags[1]', after: 'y' },
  ]);
  expect(differences({ a: null }, {})).toEqual([{ path: 'a', before: null }]);
  expect(differences('x', { y: 1 })).toEqual([{ path: '', before: 'x', after: { y: 1 } }]);
});

test('equal values have no differences, and long lists of differences end', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(differences(value as Json, JSON.parse(JSON.stringify(value)) as Json)).toEqual([]);
    }),
  );
  expect(differences(Array(900).fill(1), Array(900).fill(2), 10)).toHaveLength(10);
});

test('steps stand beside each other, those that only one run has too', () => {
  const step = (key: string, status: Step['status'], port: string | null = 'done') => ({ key, status, port }) as Step;
  const pairs = pairSteps([step('a', 'succeeded'), step('gone', 'succeeded')], [step('a', 'failed', 'failed'), step('new', 'succeeded')]);
  expect(pairs.map(({ key, differs }) => [key, differs])).toEqual([
    ['a', true],
    ['new', true],
    ['gone', true],
  ]);
  expect(pairSteps([step('a', 'succeeded')], [step('a', 'succeeded')])[0]?.differs).toBe(false);
});

test('what is inside a secret’s handle is never looked at', () => {
  const [before, after] = [{ $secret: 'input:key/a' }, { $secret: 'input:key/b' }];
  expect(differences({ key: before }, { key: after })).toEqual([{ path: 'key', before, after }]);
});
