// A table of any length: only the rows in view are in the page. Sorted by a click on a heading; the heading stays.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { Icon } from '../ui/Icon.tsx';
import { cellText, sortRows, type TableView } from './table-view.ts';
import './DataTable.css';

const rowHeight = 28;

export function DataTable({ table, label }: { readonly table: TableView; readonly label: string }) {
  const [sort, setSort] = useState<{ readonly column: number; readonly descending: boolean } | null>(null);
  const rows = useMemo(() => (sort ? sortRows(table.rows, sort.column, sort.descending) : table.rows), [table, sort]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 800, height: 400 },
  });
  const widths = useMemo(() => columnWidths(table), [table]);
  const seen = virtual.getVirtualItems();
  const before = seen[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (seen.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="data-table" ref={scroller} tabIndex={0} data-testid="result-table">
      <table aria-label={label} aria-rowcount={rows.length + 1}>
        <colgroup>
          {table.columns.map(({ key }, index) => (
            <col key={key} style={{ width: widths[index] }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {table.columns.map(({ key, title, numeric }, index) => (
              <th
                key={key}
                scope="col"
                data-numeric={numeric ? '' : undefined}
                aria-sort={sort?.column === index ? (sort.descending ? 'descending' : 'ascending') : undefined}
              >
                <button type="button" onClick={() => setSort((now) => nextSort(now, index))}>
                  {title}
                  {sort?.column === index ? <Icon name={sort.descending ? 'chevron-down' : 'chevron-up'} size={14} /> : null}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <tr style={{ height: before }} /> : null}
          {seen.map(({ index }) => (
            <tr key={index} aria-rowindex={index + 2} style={{ height: rowHeight }}>
              {table.columns.map(({ key, format, numeric }, column) => {
                const text = cellText(rows[index]?.[column], format);
                return (
                  <td key={key} data-numeric={numeric ? '' : undefined} data-status={statusOf(text)} title={text}>
                    {text}
                  </td>
                );
              })}
            </tr>
          ))}
          {after > 0 ? <tr style={{ height: after }} /> : null}
        </tbody>
      </table>
    </section>
  );
}

/** Ascending, descending, as it came. */
const nextSort = (now: { readonly column: number; readonly descending: boolean } | null, column: number) =>
  now?.column !== column ? { column, descending: false } : now.descending ? null : { column, descending: true };

/** Wide enough for what the first rows hold, within bounds. */
function columnWidths({ columns, rows }: TableView): readonly number[] {
  return columns.map(({ title, format }, column) => {
    const longest = rows.slice(0, 50).reduce((most, row) => Math.max(most, cellText(row[column], format).length), title.length + 2);
    return Math.min(320, Math.max(64, longest * 7 + 24));
  });
}

const words: { readonly [word: string]: string } = {
  failed: 'failed',
  failing: 'failed',
  completed: 'succeeded',
  succeeded: 'succeeded',
  safe: 'succeeded',
  healthy: 'succeeded',
  late: 'late',
  inprogress: 'running',
};

/** Words that are a status get the colour of it; the word itself stays. */
const statusOf = (text: string): string | undefined => words[text.toLowerCase()];
