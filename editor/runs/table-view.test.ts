import { expect, test } from 'vitest';
import { withWords } from './list-marks.ts';
import { cellText, csvOf, sortRows, tableOf } from './table-view.ts';

test('a list of objects becomes a table: names first, long ids last', () => {
  const table = tableOf([
    { id: '/subscriptions/1/x', age: 3, friendlyName: 'vm-1' },
    { id: '/subscriptions/1/y', friendlyName: 'vm-2', tags: { env: 'prod' } },
  ]);
  expect(table?.columns.map(({ title }) => title)).toEqual(['Friendly name', 'Age', 'Tags', 'Id']);
  expect(table?.columns[1]?.numeric).toBe(true);
  expect(table?.rows[1]).toEqual(['vm-2', null, { env: 'prod' }, '/subscriptions/1/y']);
});

test('the list inside a result is found; a plain object is no table', () => {
  expect(tableOf({ count: 1, items: [{ a: 1 }] })?.rows).toEqual([[1]]);
  expect(tableOf({ count: 1 })).toBeNull();
  expect(tableOf('text')).toBeNull();
  expect(tableOf([])).toBeNull();
});

test('the result of a table step shows its texts and sorts by its values', () => {
  const table = tableOf({
    title: 'Backups',
    columns: [
      { title: 'Item', field: 'item', format: 'text' },
      { title: 'Age', field: 'age', format: 'ago' },
    ],
    rows: [
      [
        { text: 'b', value: 'b' },
        { text: '9 hours ago', value: '2026-01-02T00:00:00Z' },
      ],
      [
        { text: 'a', value: 'a' },
        { text: '10 hours ago', value: '2026-01-01T00:00:00Z' },
      ],
    ],
  });
  if (!table) throw new Error('no table');
  expect(table.title).toBe('Backups');
  expect(cellText(table.rows[0]?.[1], 'ago')).toBe('9 hours ago');
  expect(sortRows(table.rows, 1, false).map((row) => cellText(row[0], null))).toEqual(['a', 'b']);
  expect(csvOf(table)).toBe('Item,Age\r\nb,2026-01-02T00:00:00Z\r\na,2026-01-01T00:00:00Z');
});

test('numbers sort as numbers, text with numbers as people count, and what is empty comes last both ways', () => {
  const rows = [
    ['vm-10', 10],
    ['vm-9', null],
    ['', 9],
  ] as const;
  expect(sortRows(rows, 1, false).map((row) => row[1])).toEqual([9, 10, null]);
  expect(sortRows(rows, 1, true).map((row) => row[1])).toEqual([10, 9, null]);
  expect(sortRows(rows, 0, false).map((row) => row[0])).toEqual(['vm-9', 'vm-10', '']);
});

test('CSV quotes what needs it and defuses formulas', () => {
  const table = tableOf([{ name: 'a "b", c', run: '=cmd()', at: -5 }]);
  expect(table && csvOf(table)).toBe('Name,Run,At\r\n"a ""b"", c",\'=cmd(),-5');
});

test('a list that a step was handed is said in words', () => {
  expect(withWords({ items: { $list: { key: 'each[2]', property: 'items', count: 57 } }, title: 'x', other: { $list: 1 } })).toEqual({
    items: '57 items of steps.each[2].items',
    title: 'x',
    other: { $list: 1 },
  });
});
