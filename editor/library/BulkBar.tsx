// What can be done with the flows that are picked. It stays in sight while the list scrolls.
import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { call } from '../api.ts';
import { count, number } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { toastError } from '../ui/toast.ts';
import { changeFlows, type FlowAction, type Picked } from './change-flows.ts';
import { exportFlows } from './export-files.ts';
import { filterOf, type LibraryQuery } from './library-query.ts';
import { MoveDialog } from './MoveDialog.tsx';
import { nothing, type Selection } from './selection.ts';
import { TagDialog } from './TagDialog.tsx';

interface BulkBarProps {
  readonly flows: readonly FlowSummary[];
  readonly total: number;
  readonly query: LibraryQuery;
  readonly selection: Selection;
  readonly select: (selection: Selection) => void;
}

export function BulkBar({ flows, total, query, selection, select }: BulkBarProps) {
  const [asking, setAsking] = useState<'move' | 'tag' | null>(null);
  const [busy, setBusy] = useState(false);
  const chosen = selection === 'everything' ? flows : flows.filter(({ id }) => selection.has(id));
  if (chosen.length === 0) return null;
  // With all of them loaded it is a list like any other.
  const everything = selection === 'everything' && total > flows.length;
  const picked: Picked = everything ? { query, count: total } : { flows: chosen };
  const many = everything ? total : chosen.length;
  const act = async (action: FlowAction) => {
    setBusy(true);
    if (await changeFlows(action, picked)) select(nothing);
    setBusy(false);
  };
  const exportThem = async () => {
    setBusy(true);
    try {
      await exportFlows(everything ? await allIds(query, total) : chosen.map(({ id }) => id));
    } catch (error) {
      toastError('The flows could not be exported', error);
    }
    setBusy(false);
  };
  const folders = new Set(chosen.map(({ folder }) => folder));
  const button = (word: string, icon: string, testId: string, run: () => void) => (
    <Button size="small" icon={<Icon name={icon} size={16} />} disabledFocusable={busy} onClick={run} data-testid={testId}>
      {word}
    </Button>
  );
  return (
    <section className="library-bulk" aria-label="Selected flows" data-testid="bulk-bar">
      <span className="library-bulk-says" role="status">
        {count(many, 'flow')} selected
      </span>
      {!everything && total > flows.length && chosen.length === flows.length ? (
        <button type="button" className="library-bulk-all" onClick={() => select('everything')} data-testid="select-everything">
          Select all {number(total)}
        </button>
      ) : null}
      <span className="library-bulk-actions">
        {query.archived ? (
          button('Restore', 'restore', 'bulk-restore', () => void act({ do: 'restore' }))
        ) : (
          <>
            {button('Arm', 'resume', 'bulk-enable', () => void act({ do: 'enable' }))}
            {button('Switch off', 'pause', 'bulk-disable', () => void act({ do: 'disable' }))}
          </>
        )}
        {button('Move …', 'folder', 'bulk-move', () => setAsking('move'))}
        {button('Tag …', 'tag', 'bulk-tag', () => setAsking('tag'))}
        {button('Export', 'download', 'bulk-export', () => void exportThem())}
        {query.archived ? null : button('Archive', 'archive', 'bulk-archive', () => void act({ do: 'archive' }))}
        <Button size="small" appearance="subtle" onClick={() => select(nothing)} data-testid="bulk-none">
          Select none
        </Button>
      </span>
      {asking === 'move' ? (
        <MoveDialog
          picked={picked}
          from={folders.size === 1 ? ([...folders][0] ?? '') : ''}
          onClose={() => setAsking(null)}
          onMoved={() => select(nothing)}
        />
      ) : null}
      {asking === 'tag' ? (
        <TagDialog picked={picked} has={[...new Set(chosen.flatMap(({ tags }) => tags))].sort()} onClose={() => setAsking(null)} />
      ) : null}
    </section>
  );
}

async function allIds(query: LibraryQuery, total: number): Promise<readonly string[]> {
  const { favourite, archived, ...filter } = filterOf(query);
  const ids: string[] = [];
  for (let cursor: string | undefined; ids.length < total; ) {
    const page = await call('listFlows', {
      query: {
        ...filter,
        limit: 200,
        favourite: favourite ? 'true' : undefined,
        archived: archived ? 'true' : undefined,
        ...(cursor ? { cursor } : {}),
      },
    });
    ids.push(...page.items.map(({ id }) => id));
    if (!page.next) break;
    cursor = page.next;
  }
  return ids;
}
