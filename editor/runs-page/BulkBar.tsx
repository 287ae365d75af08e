// What can be done with the selected runs, or, while none is selected, with everything that the filter finds.
import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Run } from '../../nodes/kit/records.ts';
import type { BulkAction, RunFilterWire } from '../../nodes/kit/wire/runs-bulk.ts';
import { count } from '../ui/format.ts';
import { startBulk } from './start-bulk.ts';

interface BulkBarProps {
  readonly runs: readonly Run[];
  readonly selected: ReadonlySet<string>;
  readonly select: (ids: ReadonlySet<string>) => void;
  readonly filter: RunFilterWire;
  readonly onStarted: (id: string) => void;
}

export function BulkBar({ runs, selected, select, filter, onStarted }: BulkBarProps) {
  const [busy, setBusy] = useState(false);
  const [, go] = useLocation();
  const picked = runs.filter(({ id }) => selected.has(id)).map(({ id }) => id);
  const none = picked.length === 0;
  const start = async (action: BulkAction) => {
    setBusy(true);
    const id = await startBulk(action, none ? { filter } : { runs: picked });
    setBusy(false);
    if (id) onStarted(id);
  };
  const [older, newer] = [picked[1], picked[0]];
  return (
    <div className="bulk-bar">
      <span className="bulk-bar-says" role="status">
        {none ? 'Nothing selected' : `${count(picked.length, 'run')} selected`}
      </span>
      {picked.length === 2 && older && newer ? (
        <Button size="small" onClick={() => go(`/runs?compare=${older},${newer}`)} data-testid="compare-runs">
          Compare
        </Button>
      ) : null}
      {none ? null : (
        <Button size="small" appearance="subtle" onClick={() => select(new Set())}>
          Select none
        </Button>
      )}
      <Button size="small" disabled={busy} onClick={() => start('retry')} data-testid="bulk-retry">
        {none ? 'Retry all that match …' : 'Retry …'}
      </Button>
      <Button size="small" disabled={busy} onClick={() => start('cancel')} data-testid="bulk-cancel">
        {none ? 'Cancel all that match …' : 'Cancel …'}
      </Button>
    </div>
  );
}
