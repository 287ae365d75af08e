// A value as a tree that unfolds: names, readable values, and what the schema promises where there is no value yet. In an
// inspector a row gives its expression by click or drag.
import { useMemo, useState } from 'react';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { previewOf } from '../inspector/preview-text.ts';
import { number } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { type TreeRow, treeRows } from './tree-rows.ts';
import './DataTree.css';

interface DataTreeProps {
  readonly value: Json | undefined;
  readonly schema?: unknown;
  readonly label: string;
  /** What the root is called in expressions: `steps.listItems`. */
  readonly expression?: string;
  readonly onPick?: (expression: string) => void;
  readonly open?: boolean;
}

/** More entries of one list or object than this are counted, not drawn. */
const most = 100;

export function DataTree({ value, schema, label, expression, onPick, open = true }: DataTreeProps) {
  const rows = useMemo(() => treeRows(value, schema as JsonObject | undefined, expression ?? ''), [value, schema, expression]);
  if (rows.length === 0) return <p className="tree-nothing">{value === undefined ? 'Nothing known yet.' : previewOf(value)}</p>;
  return (
    <div className="tree" role="tree" aria-label={label}>
      <Rows rows={rows} level={1} onPick={onPick} open={open} />
    </div>
  );
}

interface RowsProps {
  readonly rows: readonly TreeRow[];
  readonly level: number;
  readonly onPick: ((expression: string) => void) | undefined;
  readonly open: boolean;
}

const Rows = ({ rows, level, onPick, open }: RowsProps) => (
  <>
    {rows.slice(0, most).map((row) => (
      <Row key={row.name} row={row} level={level} onPick={onPick} open={open && level === 1 && rows.length <= 12} />
    ))}
    {rows.length > most ? (
      <p className="tree-more" style={{ paddingLeft: level * 14 }}>
        and {number(rows.length - most)} more
      </p>
    ) : null}
  </>
);

function Row({
  row,
  level,
  onPick,
  open: initially,
}: { readonly row: TreeRow; readonly level: number } & Omit<RowsProps, 'rows' | 'level'>) {
  const [open, setOpen] = useState(initially && row.kind !== 'list');
  const children = useMemo(() => (open ? row.children() : []), [open, row]);
  const text = `{{ ${row.expression} }}`;
  return (
    <>
      <div
        className="tree-row"
        role="treeitem"
        aria-level={level}
        aria-expanded={row.branch ? open : undefined}
        aria-selected="false"
        tabIndex={0}
        style={{ paddingLeft: (level - 1) * 14 }}
        draggable={onPick !== undefined}
        title={onPick ? `Use ${text}` : row.full}
        onDragStart={(event) => {
          event.dataTransfer.setData('text/vaultflow-expression', text);
          event.dataTransfer.setData('text/plain', text);
          event.dataTransfer.effectAllowed = 'copy';
        }}
        onClick={() => (onPick ? onPick(row.expression) : row.branch && setOpen(!open))}
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight' && row.branch) setOpen(true);
          else if (event.key === 'ArrowLeft' && row.branch) setOpen(false);
          else if (event.key === 'Enter' || event.key === ' ') onPick ? onPick(row.expression) : setOpen(!open);
          else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') focusRow(event.currentTarget, event.key === 'ArrowDown' ? 1 : -1);
          else return;
          event.preventDefault();
        }}
      >
        {row.branch ? (
          <button
            type="button"
            className="tree-fold"
            tabIndex={-1}
            aria-label={open ? `Close ${row.name}` : `Open ${row.name}`}
            onClick={(event) => {
              event.stopPropagation();
              setOpen(!open);
            }}
          >
            <Icon name={open ? 'chevron-down' : 'chevron-right'} size={14} />
          </button>
        ) : (
          <span className="tree-fold" />
        )}
        <span className="tree-name">{row.name}</span>
        <span className="tree-value" data-kind={row.kind}>
          {row.says}
        </span>
      </div>
      {open ? <Rows rows={children} level={level + 1} onPick={onPick} open={false} /> : null}
    </>
  );
}

function focusRow(from: HTMLElement, by: 1 | -1): void {
  const rows = [...(from.closest('.tree')?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
  rows[rows.indexOf(from) + by]?.focus();
}
