// Runs of all flows, newest first, with their filters. New ones appear by themselves; a row opens the run on its flow.
import { Button } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { call, keys } from '../api.ts';
import { useFlows } from '../home/use-home.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { SearchBox } from '../pages/frame/SearchBox.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { RunTable } from './RunTable.tsx';
import { type RunFilter, readFilter, statusFilters, wantedStatuses, writeFilter } from './run-filter.ts';
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
  const status = wantedStatuses(filter.status).join(',');
  const runs = useInfiniteQuery({
    queryKey: keys.runs({ flow: filter.flow, status, q: filter.q }),
    queryFn: ({ pageParam, signal }) =>
      call('listRuns', {
        query: {
          limit: 50,
          ...(filter.flow ? { flow: filter.flow } : {}),
          ...(status ? { status } : {}),
          ...(filter.q ? { q: filter.q } : {}),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
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
          label="Search runs by flow, number or message"
          value={typed}
          onChange={setTyped}
          says={items && `${items.length} shown`}
        />
        <FlowFilter value={filter.flow} onChange={(flow) => change({ flow })} />
        <StatusFilters value={filter.status} onChange={(next) => change({ status: next })} />
      </div>
      {runs.error ? (
        <ErrorCard
          title="The runs could not be read"
          failure={{ message: runs.error.message }}
          actions={<Button onClick={() => runs.refetch()}>Try again</Button>}
        />
      ) : !items ? (
        <Skeleton label="Reading the runs" lines={6} />
      ) : items.length === 0 ? (
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
          <div className="list-scroll">
            <RunTable runs={items} />
          </div>
          {runs.hasNextPage ? (
            <Button className="list-more" disabled={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
              {runs.isFetchingNextPage ? 'Reading …' : 'Older runs'}
            </Button>
          ) : null}
        </Panel>
      )}
    </>
  );
}

function FlowFilter({ value, onChange }: { readonly value: string; readonly onChange: (flow: string) => void }) {
  const { data } = useFlows();
  const flows = data?.items ?? [];
  const known = value === '' || flows.some(({ id }) => id === value);
  return (
    <select className="field-input runs-flow" aria-label="Flow" value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">All flows</option>
      {known ? null : <option value={value}>{data ? 'A deleted flow' : '…'}</option>}
      {flows.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

interface StatusFiltersProps {
  readonly value: RunFilter['status'];
  readonly onChange: (status: RunFilter['status']) => void;
}

const StatusFilters = ({ value, onChange }: StatusFiltersProps) => (
  <fieldset className="runs-statuses" aria-label="Which runs">
    {statusFilters.map(({ key, label }) => (
      <button
        key={key}
        type="button"
        className="runs-status"
        aria-pressed={key === value}
        onClick={() => onChange(key)}
        data-testid={`runs-${key}`}
      >
        {label}
      </button>
    ))}
  </fieldset>
);
