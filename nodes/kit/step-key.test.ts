import { expect, test } from 'vitest';
import { durationMs } from './duration.ts';
import { secretLike } from './secret-like.ts';
import { parseStepKey, stepKey } from './step-key.ts';

test('a step key names a node and its iterations, and reads back', () => {
  expect(stepKey('backUp', [3, 0])).toBe('backUp[3][0]');
  expect(parseStepKey('backUp[3][0]')).toEqual({ nodeId: 'backUp', path: [3, 0] });
  expect(parseStepKey('backUp')).toEqual({ nodeId: 'backUp', path: [] });
  expect(['', 'a[', 'a[-1]', 'a[x]', 'A', 'a b'].map(parseStepKey)).toEqual([null, null, null, null, null, null]);
});

test('ISO 8601 durations', () => {
  expect(['PT1S', 'PT1M30S', 'PT0.5S', 'P1D', 'P1W', 'P1DT12H'].map(durationMs)).toEqual([
    1_000, 90_000, 500, 86_400_000, 604_800_000, 129_600_000,
  ]);
  expect(['', 'P', 'PT', 'P1M', 'P1Y', '5m', 'PT-1S', 'P1DT'].map(durationMs)).toEqual([null, null, null, null, null, null, null, null]);
});

test('well-known secrets are found, ordinary values are not', () => {
  const jwt = `eyJ${'a'.repeat(20)}.${'b'.repeat(20)}.${'c'.repeat(20)}`;
  expect(secretLike({ a: jwt, b: ['Bearer abcdefghijklmnop'], c: 'AccountKey=abcdefgh12345678==;' }, ['params'])).toHaveLength(3);
  expect(secretLike({ a: 'vm-sql-03', token: '{{ inputs.token }}', b: '/subscriptions/0000/resourceGroups/rg', password: '' }, [])).toEqual(
    [],
  );
});
