// The flow as a tree beside the canvas, for whoever reads with a screen reader or the keyboard, and for finding one's way in a large
// flow. It has no commands of its own: a focused row is the selected step, so every key of the canvas works here.
import { useMemo, useState } from 'react';
import { useNodeTypes } from '../api.ts';
import { titleOf } from '../canvas/card-size.ts';
import { boundsOf, reveal } from '../canvas/viewport.ts';
import { nodeOf } from '../document/edits.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { useSteps } from '../runs/run-store.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconTile } from '../ui/IconTile.tsx';
import { statusLook } from '../ui/status.ts';
import { type OutlineRow, outlineRows } from './outline-rows.ts';
import './Outline.css';

export default function Outline() {
  const flow = useDocument((state) => state.flow);
  const types = useNodeTypes();
  const selected = useSession((state) => state.selection.nodes);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => outlineRows(flow, closed), [flow, closed]);
  const statuses = useStatuses();
  const title = (id: string) => {
    const node = nodeOf(flow, id);
    return node ? titleOf(node, types.of(node.type, node.version)) : id;
  };
  const current = rows.find(({ id }) => selected.includes(id))?.id ?? rows[0]?.id;
  const go = (row: OutlineRow | undefined) => {
    if (!row) return;
    useSession.getState().select({ nodes: [row.id] });
    reveal(boundsOf(useDocument.getState().flow, types.of, [row.id]));
    // The row may only now be there.
    requestAnimationFrame(() => document.getElementById(rowId(row.id))?.focus());
  };
  const fold = (id: string, shut: boolean) => setClosed((now) => new Set(shut ? [...now, id] : [...now].filter((each) => each !== id)));
  const keys = (event: React.KeyboardEvent, row: OutlineRow, index: number) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowDown') go(rows[index + 1]);
    else if (event.key === 'ArrowUp') go(rows[index - 1]);
    else if (event.key === 'Home') go(rows[0]);
    else if (event.key === 'End') go(rows.at(-1));
    else if (event.key === 'ArrowRight' && row.open === false) fold(row.id, false);
    else if (event.key === 'ArrowRight' && row.open) go(rows[index + 1]);
    else if (event.key === 'ArrowLeft' && row.open) fold(row.id, true);
    else if (event.key === 'ArrowLeft') go(rows.slice(0, index).findLast(({ level }) => level < row.level));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <aside className="palette outline" aria-label="Outline of the flow" data-testid="outline">
      <header className="outline-head">
        <h2>Outline</h2>
        <button
          type="button"
          aria-label="Back to the steps to add"
          title="Back to the steps to add (O)"
          onClick={() => useSession.getState().set({ outline: false })}
        >
          <Icon name="cross" size={16} />
        </button>
      </header>
      {rows.length === 0 ? <p className="outline-none">The flow has no steps yet. Press A to add one.</p> : null}
      <div className="outline-tree" role="tree" aria-label="Steps of the flow">
        {rows.map((row, index) => {
          const node = nodeOf(flow, row.id);
          const type = node ? types.of(node.type, node.version) : null;
          const status = statuses.get(row.id);
          const after = row.after.map(title).join(' and ');
          const label = [
            title(row.id),
            `step ${row.place} of ${row.of}`,
            status === undefined ? '' : statusLook(status).word.toLowerCase(),
            node?.settings?.disabled === true ? 'switched off' : '',
            after === '' ? '' : `after ${after}`,
          ];
          return (
            <div
              key={row.id}
              id={rowId(row.id)}
              role="treeitem"
              className="outline-row"
              aria-label={label.filter((part) => part !== '').join(', ')}
              aria-level={row.level}
              aria-posinset={row.place}
              aria-setsize={row.of}
              aria-selected={selected.includes(row.id)}
              {...(row.open === null ? {} : { 'aria-expanded': row.open })}
              tabIndex={row.id === current ? 0 : -1}
              style={{ paddingLeft: 8 + (row.level - 1) * 16 }}
              onClick={() => go(row)}
              onFocus={(event) => event.target === event.currentTarget && useSession.getState().select({ nodes: [row.id] })}
              onKeyDown={(event) => keys(event, row, index)}
            >
              {row.open === null ? (
                <span className="outline-fold" />
              ) : (
                <button
                  type="button"
                  className="outline-fold"
                  tabIndex={-1}
                  aria-hidden="true"
                  onClick={(event) => {
                    event.stopPropagation();
                    fold(row.id, row.open === true);
                  }}
                >
                  <Icon name={row.open ? 'chevron-down' : 'chevron-right'} size={14} />
                </button>
              )}
              <IconTile icon={type?.icon ?? 'alert'} group={type?.group ?? 'logic'} size={24} />
              <span className="outline-title">{title(row.id)}</span>
              {status === undefined || status === 'pending' ? null : (
                <Icon name={statusLook(status).icon} size={14} className={`outline-${statusLook(status).tone}`} />
              )}
            </div>
          );
        })}
      </div>
    </aside>
  );
}

const rowId = (id: string): string => `outline-${id}`;

/** Of steps outside loops: inside one there are as many as it has rounds. */
function useStatuses() {
  const steps = useSteps();
  return useMemo(() => new Map(steps.filter(({ path }) => path.length === 0).map(({ nodeId, status }) => [nodeId, status])), [steps]);
}
