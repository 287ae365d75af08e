import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { givePageSize } from '../ui/page-size.test-support.ts';
import { DataTable } from './DataTable.tsx';
import { tableOf } from './table-view.ts';

givePageSize();
afterEach(cleanup);

const items = Array.from({ length: 100_000 }, (_, index) => ({ name: `vm-${index}`, size: (index * 7919) % 100_000 }));

test('100,000 rows: the page holds those in view, and sorting by a heading puts the smallest first', () => {
  const table = tableOf(items);
  if (!table) throw new Error('no table');
  render(<DataTable table={table} label="Items" />);
  const rows = () => within(screen.getByTestId('result-table')).getAllByRole('row');
  expect(rows().length).toBeLessThan(80);
  expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('100001');
  const heading = screen.getByRole('button', { name: 'Size' });
  fireEvent.click(heading);
  expect(screen.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort')).toBe('ascending');
  expect(rows()[1]?.textContent).toBe('vm-00');
  fireEvent.click(heading);
  expect(rows()[1]?.textContent).toContain('99,999');
  fireEvent.click(heading);
  expect(rows()[1]?.textContent).toBe('vm-00');
  expect(screen.getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort')).toBeNull();
});
