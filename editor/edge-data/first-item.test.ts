import { expect, test } from 'vitest';
import { passedOver } from './first-item.ts';

test('of a list its size and its first item, what people know it by first', () => {
  expect(passedOver({ count: 57 }, { count: 57, items: [{ status: 'Failed', age: null, name: 'vm-sql-03', tags: [1, 2] }] })).toEqual({
    whole: '57 items',
    lines: [
      ['name', 'vm-sql-03'],
      ['status', 'Failed'],
      ['tags', '2 items'],
    ],
  });
  expect(passedOver(null, { count: 1_234, items: ['x'] })).toEqual({ whole: '1,234 items', lines: [['', 'x']] });
  expect(passedOver([], null)).toEqual({ whole: '0 items', lines: [] });
});

test('of anything else what it is', () => {
  expect(passedOver({ count: 3, ok: true }, null)).toEqual({
    whole: '2 values',
    lines: [
      ['count', '3'],
      ['ok', 'true'],
    ],
  });
  expect(passedOver('x'.repeat(100), null).lines[0]?.[1]).toHaveLength(60);
  expect(passedOver(null, null)).toEqual({ whole: 'Nothing', lines: [] });
});
