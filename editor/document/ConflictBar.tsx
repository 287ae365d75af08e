// Two people saved different drafts: says who, shows what differs, and lets a person decide. Nothing is overwritten before.
import { Button } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { moment } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { changesBetween } from '../versions/changes.ts';
import { keepMine, takeTheirs } from './autosave.ts';
import { flowOf } from './read-flow.ts';
import { useDocument } from './store.ts';
import './Bars.css';

export function ConflictBar() {
  const theirs = useDocument((state) => state.theirs);
  const conflict = useDocument((state) => state.save === 'conflict');
  const flow = useDocument((state) => state.flow);
  const [open, setOpen] = useState(false);
  const changes = useMemo(() => {
    if (!theirs || !open) return [];
    const other = flowOf(theirs.document);
    return other ? changesBetween(flow, other) : [];
  }, [theirs, flow, open]);
  if (!conflict || !theirs) return null;
  return (
    <div className="bar bar-amber" role="alert" data-testid="conflict">
      <div className="bar-line">
        <Icon name="alert" size={16} />
        <span className="bar-text">
          <strong>{theirs.updatedBy.name}</strong> saved this flow at {moment(theirs.updatedAt)}, while you changed it too. Your changes are
          not saved yet.
        </span>
        <Button size="small" appearance="subtle" onClick={() => setOpen(!open)} aria-expanded={open}>
          {open ? 'Hide what differs' : 'See what differs'}
        </Button>
        <Button size="small" onClick={takeTheirs} data-testid="take-theirs">
          Take theirs
        </Button>
        <Button size="small" appearance="primary" onClick={keepMine} data-testid="keep-mine">
          Keep mine
        </Button>
      </div>
      {open ? (
        <ul className="bar-list">
          {changes.length === 0 ? <li>Only the order or the layout differs.</li> : null}
          {changes.slice(0, 30).map(({ kind, what }) => (
            <li key={`${kind} ${what}`}>
              {what}: {kind === 'added' ? 'only in theirs' : kind === 'removed' ? 'only in yours' : 'differs'}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
