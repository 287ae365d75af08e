// The flows of a query as a table of which only the rows in sight are drawn. Arrow keys walk the rows, Space picks one, Shift with a
// click picks all between; the next page is read before the end comes into sight.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import type { FlowSort } from '../../nodes/kit/wire/flow-filter.ts';
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { useMinute } from '../home/use-minute.ts';
import { Icon } from '../ui/Icon.tsx';
import { LibraryRow } from './LibraryRow.tsx';
import { type LibraryQuery, sortSays } from './library-query.ts';
import { extended, isPicked, nothing, type Selection, toggled } from './selection.ts';
import './LibraryTable.css';

const rowHeight = 60;
const columnClass = { name: 'library-flow', next: 'library-starts', last: 'library-last', changed: 'library-changed' } as const;

interface LibraryTableProps {
  readonly flows: readonly FlowSummary[];
  readonly total: number;
  readonly query: LibraryQuery;
  readonly selection: Selection;
  readonly select: (selection: Selection) => void;
  readonly onSort: (sort: FlowSort) => void;
  /** Reads the next page; undefined when all are there. */
  readonly more: (() => void) | undefined;
}

export function LibraryTable({ flows, total, query, selection, select, onSort, more }: LibraryTableProps) {
  const now = useMinute();
  const scroller = useRef<HTMLDivElement>(null);
  const began = useRef(0);
  const virtual = useVirtualizer({
    count: flows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: { width: 900, height: 600 },
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= flows.length - 20) more?.();
  }, [last, flows.length, more]);

  const ids = flows.map(({ id }) => id);
  const pick = (index: number, id: string, range: boolean) => {
    select(range ? extended(selection, began.current, index, ids) : toggled(selection, id, ids));
    began.current = index;
  };
  // The same function all the time, so that rows are not drawn again while the list scrolls.
  const latest = useRef(pick);
  latest.current = pick;
  const onPick = useCallback((index: number, id: string, range: boolean) => latest.current(index, id, range), []);
  const focusRow = (index: number) => {
    virtual.scrollToIndex(index);
    const link = () => scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"] .library-name`);
    const drawn = link();
    if (drawn) drawn.focus();
    // What was out of sight is drawn in the next frame.
    else requestAnimationFrame(() => link()?.focus());
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    const index = Number(target.closest('[data-row]')?.getAttribute('data-row') ?? Number.NaN);
    if (Number.isNaN(index) || !target.classList.contains('library-name')) return;
    const flow = flows[index];
    if (event.key === ' ' && flow) pick(index, flow.id, event.shiftKey);
    else {
      const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: flows.length - 1 }[event.key];
      if (to === undefined || to < 0 || to >= flows.length) return;
      focusRow(to);
    }
    event.preventDefault();
  };

  const all = flows.length > 0 && flows.every(({ id }) => isPicked(selection, id));
  const before = rows[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (rows.at(-1)?.end ?? 0);
  const head = (column: FlowSort, label: string) => {
    const sort = sortSays(query, column);
    return (
      <th scope="col" className={columnClass[column]} {...(sort ? { 'aria-sort': sort } : {})}>
        <button type="button" className="library-sort" onClick={() => onSort(column)} data-testid={`sort-${column}`}>
          {label}
          {sort ? <Icon name={sort === 'ascending' ? 'chevron-up' : 'chevron-down'} size={14} /> : null}
        </button>
      </th>
    );
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the links in the rows
    <div className="library-scroll" ref={scroller} onKeyDown={onKeyDown}>
      <table className="list-table library-table" aria-rowcount={total + 1} aria-label="Flows">
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className="library-pick">
              <input
                type="checkbox"
                aria-label="Select all flows shown"
                checked={all}
                onChange={() => select(all ? nothing : new Set(ids))}
                data-testid="select-all-flows"
              />
            </th>
            {head('name', 'Flow')}
            {head('next', 'Starts')}
            <th scope="col" className="library-runs">
              Last runs
            </th>
            {head('last', 'Newest run')}
            {head('changed', 'Changed')}
            <th scope="col" className="list-table-end">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Gap height={before} /> : null}
          {rows.map(({ index }) => {
            const flow = flows[index];
            return flow ? (
              <LibraryRow key={flow.id} flow={flow} index={index} now={now} picked={isPicked(selection, flow.id)} onPick={onPick} />
            ) : null;
          })}
          {after > 0 ? <Gap height={after} /> : null}
        </tbody>
      </table>
    </div>
  );
}

/** The rows that are out of sight. */
const Gap = ({ height }: { readonly height: number }) => (
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row without anything in it takes no focus
  <tr aria-hidden="true" className="library-gap">
    <td colSpan={7} style={{ height }} />
  </tr>
);
