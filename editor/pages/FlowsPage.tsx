// All flows as a library: shelves beside, the list with its search, order and what can be done with many at once.
import { Button } from '@fluentui/react-components';
import { useCallback, useDeferredValue, useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { NewFlowButton } from '../home/NewFlowButton.tsx';
import { useLiveLists } from '../home/use-live-lists.ts';
import { useStart } from '../home/use-start.ts';
import { BulkBar } from '../library/BulkBar.tsx';
import { LibraryTable } from '../library/LibraryTable.tsx';
import { allFlows, isNarrowed, type LibraryQuery, readQuery, sortedBy, states, writeQuery } from '../library/library-query.ts';
import { Shelves } from '../library/Shelves.tsx';
import { nothing, type Selection } from '../library/selection.ts';
import { useFlowPages, useShelves } from '../library/use-library.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { count } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { PageFrame, Panel } from './frame/PageFrame.tsx';
import { SearchBox } from './frame/SearchBox.tsx';
import '../inspector/Field.css';
import './frame/list-table.css';

export function FlowsPage() {
  useLiveLists();
  const [, go] = useLocation();
  const query = readQuery(useSearch());
  const change = (more: Partial<LibraryQuery>) => go(writeQuery({ ...readQuery(location.search), ...more }), { replace: true });
  const [typed, setTyped] = useState(query.q);
  const deferred = useDeferredValue(typed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed changes the address
  useEffect(() => {
    if (deferred.trim() !== query.q) change({ q: deferred });
  }, [deferred]);
  // A shelf, or the way back, changes the address and with it what is searched for.
  useEffect(() => setTyped((before) => (before.trim() === query.q ? before : query.q)), [query.q]);
  const { importDropped } = useStart();
  const shelves = useShelves();
  return (
    <PageFrame
      name="Flows"
      title="Flows"
      sub="What this project can run: by hand, on a schedule, by a webhook."
      actions={
        <>
          <Button onClick={() => go('/templates')}>Start from a template</Button>
          <NewFlowButton />
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: files may be dropped here; New flow › From files is the keyboard's way */}
      <div
        className="library"
        onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()}
        onDrop={(event) => {
          if (!event.dataTransfer.types.includes('Files')) return;
          event.preventDefault();
          importDropped([...event.dataTransfer.files]);
        }}
      >
        <Shelves query={query} shelves={shelves.data} />
        <div className="library-main">
          <div className="library-bar">
            <SearchBox label="Search name, folder, tag, step" value={typed} onChange={setTyped} />
            <select
              className="field-input library-state"
              aria-label="Which flows"
              value={query.state}
              onChange={(event) => change({ state: states.find(({ key }) => key === event.target.value)?.key ?? '' })}
              data-testid="library-state"
            >
              <option value="">However they stand</option>
              {states.map(({ key, label }) => (
                <option key={key} value={key}>
                  {label}
                </option>
              ))}
            </select>
          </div>
          <FlowList query={query} change={change} empty={shelves.data?.all === 0} />
        </div>
      </div>
    </PageFrame>
  );
}

interface FlowListProps {
  readonly query: LibraryQuery;
  readonly change: (more: Partial<LibraryQuery>) => void;
  /** There is no flow at all. */
  readonly empty: boolean;
}

function FlowList({ query, change, empty }: FlowListProps) {
  const [, go] = useLocation();
  // Another list begins with nothing picked; another order keeps what is.
  const list = writeQuery({ ...query, sort: 'changed', order: '' });
  const [picked, setPicked] = useState<{ readonly list: string; readonly selection: Selection }>({ list, selection: nothing });
  const selection = picked.list === list ? picked.selection : nothing;
  const select = (next: Selection) => setPicked({ list, selection: next });
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useFlowPages(query);
  const more = useCallback(() => void fetchNextPage({ cancelRefetch: false }), [fetchNextPage]);
  const flows = data?.pages.flatMap((page) => page.items) ?? [];
  const total = data?.pages.at(-1)?.total ?? 0;
  if (error && !data)
    return (
      <ErrorCard
        title="The flows could not be read"
        failure={{ message: error.message }}
        actions={<Button onClick={() => refetch()}>Try again</Button>}
      />
    );
  if (!data) return <Skeleton label="Reading the flows" lines={6} />;
  if (total === 0) return <Nothing query={query} empty={empty} onAll={() => go('/flows')} />;
  return (
    <Panel
      title={listSays(query)}
      beside={<span className="numbers">{count(total, 'flow')}</span>}
      label="Flows"
      className="library-panel"
      testId="library-panel"
    >
      <BulkBar flows={flows} total={total} query={query} selection={selection} select={select} />
      <LibraryTable
        flows={flows}
        total={total}
        query={query}
        selection={selection}
        select={select}
        onSort={(sort) => {
          const { order, sort: by } = sortedBy(query, sort);
          change({ sort: by, order });
        }}
        more={hasNextPage && !isFetchingNextPage ? more : undefined}
      />
    </Panel>
  );
}

/** @example listSays({ ...allFlows, folder: 'Production' }) // 'Production' */
function listSays({ folder, tag, favourite, archived, q }: LibraryQuery): string {
  const place = archived
    ? 'Archived'
    : favourite
      ? 'Favourites'
      : tag !== ''
        ? `Tag ${tag}`
        : folder === null
          ? 'All flows'
          : folder || 'In no folder';
  return q.trim() === '' ? place : `“${q.trim()}” in ${place}`;
}

function Nothing({ query, empty, onAll }: { readonly query: LibraryQuery; readonly empty: boolean; readonly onAll: () => void }) {
  const [, go] = useLocation();
  if (empty && !query.archived && !isNarrowed(query) && !query.favourite)
    return (
      <EmptyState icon="flow" title="No flows yet" actions={<Button onClick={() => go('/')}>Three ways to begin</Button>}>
        A flow reads, decides and acts on your backups. Files that are dropped here are imported.
      </EmptyState>
    );
  const all = <Button onClick={onAll}>Show all flows</Button>;
  if (isNarrowed(query))
    return (
      <EmptyState icon="search" title={query.q.trim() === '' ? 'No flow fits' : `No flow fits “${query.q.trim()}”`} actions={all}>
        The search looks at names, descriptions, folders, tags and the titles of steps
        {query.archived ? '.' : <>, not at {<ArchiveLink query={query} />}.</>}
      </EmptyState>
    );
  if (query.archived)
    return (
      <EmptyState icon="archive" title="Nothing is archived" actions={all}>
        Archive a flow that is not used any more: nothing starts it, its runs stay readable, and it can be restored.
      </EmptyState>
    );
  if (query.favourite)
    return (
      <EmptyState icon="bookmark" title="No favourites yet" actions={all}>
        Mark the flows that you look at often. Only you see your favourites.
      </EmptyState>
    );
  return <EmptyState icon="folder" title="Nothing lies here" actions={all} />;
}

/** What was looked for may have been put away. */
function ArchiveLink({ query }: { readonly query: LibraryQuery }) {
  const [, go] = useLocation();
  return (
    <button type="button" className="library-bulk-all" onClick={() => go(writeQuery({ ...allFlows, q: query.q, archived: true }))}>
      archived flows
    </button>
  );
}
