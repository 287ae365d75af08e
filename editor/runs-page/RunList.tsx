// Runs of all flows, newest first, with their filters. New ones appear by themselves; a row opens the run on its flow.
import { Button } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { call } from '../api.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { SearchBox } from '../pages/frame/SearchBox.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { BulkBar } from './BulkBar.tsx';
import { BulkResult } from './BulkResult.tsx';
import { RunFilters } from './RunFilters.tsx';
import { RunTable } from './RunTable.tsx';
import { askedFilter, type RunFilter, readFilter, writeFilter } from './run-filter.ts';
import '../inspector/Field.css';
import '../pages/frame/list-table.css';

export function RunList() {
  const search = useSearch();
  const [, go] = useLocation();
  const filter = readFilter(search);
  const [typed, setTyped] = useState(filter.q);
  const deferred = useDeferredValue(typed);
  const change = (next: Partial<RunFilter>) => {
    const query = writeFilter({ ...readFilter(location.search), ...next });
    go(query === '' ? '/runs' : `/runs?${query}`, { replace: true });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed changes the address
  useEffect(() => {
    if (deferred.trim() !== filter.q) change({ q: deferred });
  }, [deferred]);
  const asked = askedFilter(filter);
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const bulk = new URLSearchParams(search).get('bulk');
  const runs = useInfiniteQuery({
    queryKey: ['runs', asked],
    queryFn: ({ pageParam, signal }) =>
      call('listRuns', {
        query: { limit: 50, ...asked, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 60_000,
  });
  const items = runs.data?.pages.flatMap((page) => page.items);
  const filtered = writeFilter(filter) !== '';
  return (
    <>
      <div className="list-bar">
        <SearchBox
          label="Search flow, number, message, inputs, errors"
          value={typed}
          onChange={setTyped}
          says={items && `${items.length} shown`}
        />
        <RunFilters filter={filter} onChange={change} />
      </div>
      {bulk ? <BulkResult id={bulk} onClose={() => change({})} /> : null}
      {runs.error ? (
        <ErrorCard
          title="The runs could not be read"
          failure={{ message: runs.error.message }}
          actions={<Button onClick={() => runs.refetch()}>Try again</Button>}
        />
      ) : !items ? (
        <Skeleton label="Reading the runs" lines={6} />
      ) : items.length === 0 && !runs.hasNextPage ? (
        <EmptyState
          icon="history"
          title={filtered ? 'No such run' : 'Nothing has run yet'}
          actions={
            filtered ? (
              <Button
                onClick={() => {
                  setTyped('');
                  go('/runs', { replace: true });
                }}
              >
                Show all runs
              </Button>
            ) : (
              <Button onClick={() => go('/flows')}>To the flows</Button>
            )
          }
        >
          {filtered ? 'Another filter may show it.' : 'Every run stays here, with everything it did.'}
        </EmptyState>
      ) : (
        <Panel title="Runs" testId="runs-panel">
          <BulkBar
            runs={items}
            selected={selected}
            select={select}
            filter={asked}
            onStarted={(id) => {
              select(new Set());
              const query = writeFilter(filter);
              go(`/runs?${query === '' ? '' : `${query}&`}bulk=${id}`, { replace: true });
            }}
          />
          <div className="list-scroll">
            <RunTable runs={items} selected={selected} select={select} />
          </div>
          {runs.hasNextPage ? (
            <Button className="list-more" disabled={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
              {runs.isFetchingNextPage ? 'Reading …' : filter.q ? 'Look further back' : 'Older runs'}
            </Button>
          ) : null}
        </Panel>
      )}
    </>
  );
}
