import { expect, test } from 'vitest';
import { type ConditionOperator, fieldOf, holds } from './condition.ts';

test.each([
  ['Failed', 'is', 'failed ', true],
  [3, 'is', '3', true],
  [null, 'is', '', true],
  [null, 'is', 'Failed', false],
  [{ a: 1 }, 'is', { a: 1 }, true],
  [['weu', 'neu'], 'contains', 'NEU', true],
  ['vm-sql-03', 'contains', 'SQL', true],
  [{ env: 'prod' }, 'contains', 'env', true],
  ['vm-sql-03', 'startsWith', 'vm-', true],
  ['10', 'greater', 9, true],
  [null, 'greater', -1, false],
  [null, 'less', 1, false],
  ['2026-03-01', 'before', '2026-03-01T00:00:01Z', true],
  ['2026-03-02T01:00:00+02:00', 'after', '2026-03-01T23:30:00Z', false],
  ['vm-10', 'greater', 'vm-9', true],
  ['failing', 'oneOf', 'late, failing', true],
  ['failing', 'oneOf', ['late'], false],
  ['true', 'isTrue', null, true],
  ['yes', 'isTrue', null, false],
  [false, 'isFalse', null, true],
  [[], 'isEmpty', null, true],
  [0, 'isEmpty', null, false],
  [{ a: 1 }, 'isNotEmpty', null, true],
] as const)('%j %s %j: %s', (left, op, right, expected) => expect(holds(left, op as ConditionOperator, right)).toBe(expected));

test('a field is an own property, however deep; anything else is null', () => {
  expect(fieldOf({ tags: { env: 'prod' } }, 'tags.env')).toBe('prod');
  expect(fieldOf([{ a: 1 }], '0.a')).toBe(1);
  expect(fieldOf(7, '')).toBe(7);
  for (const path of ['toString', 'tags.constructor', '__proto__.polluted', 'nothing.at.all'])
    expect(fieldOf({ tags: {} }, path)).toBeNull();
});
