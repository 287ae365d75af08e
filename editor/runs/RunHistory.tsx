// The runs of one flow, newest first; picking one shows it on the canvas on the flow version it ran. New ones appear by themselves.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../nodes/kit/records.ts';
import type { RunStatus } from '../../nodes/kit/status.ts';
import { call, keys } from '../api.ts';
import { useSession } from '../document/session.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { between, duration, exact, moment, number } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { PracticePill, StatusPill } from '../ui/StatusPill.tsx';
import { startedBy, statusSays } from './run-words.ts';
import { showRun } from './show-run.ts';
import './RunHistory.css';

const filters: readonly { readonly label: string; readonly status: readonly RunStatus[] }[] = [
  { label: 'All', status: [] },
  { label: 'Going on', status: ['queued', 'running', 'waiting', 'cancelling'] },
  { label: 'Needs a person', status: ['needs-attention'] },
  { label: 'Failed', status: ['failed'] },
  { label: 'Succeeded', status: ['succeeded'] },
];

export function RunHistory({ flowId }: { readonly flowId: string }) {
  const [filter, setFilter] = useState(0);
  const shown = useSession((state) => state.runId);
  const status = filters[filter]?.status.join(',') ?? '';
  const { data, error, isLoading, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: keys.runs({ flow: flowId, status }),
    queryFn: ({ pageParam, signal }) =>
      call('listRuns', {
        query: { flow: flowId, limit: 50, ...(status ? { status } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const runs = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="run-history" aria-label="Runs of this flow">
      <fieldset className="run-history-filters" aria-label="Which runs">
        {filters.map(({ label }, index) => (
          <button key={label} type="button" className="many-field-option" aria-pressed={index === filter} onClick={() => setFilter(index)}>
            {label}
          </button>
        ))}
      </fieldset>
      {isLoading ? (
        <Skeleton label="Reading the runs" lines={6} />
      ) : error ? (
        <ErrorCard title="The runs could not be read" failure={{ message: error.message }} />
      ) : runs.length === 0 ? (
        <EmptyState icon="history" title={filter === 0 ? 'This flow has never run' : 'No such run'}>
          {filter === 0
            ? 'Press Run, or publish it with a trigger. Every run stays here, with everything it did.'
            : 'Choose another filter.'}
        </EmptyState>
      ) : (
        <ol className="run-history-list">
          {runs.map((run) => (
            <li key={run.id}>
              <HistoryRow run={run} shown={run.id === shown} />
            </li>
          ))}
        </ol>
      )}
      {hasNextPage ? (
        <button type="button" className="run-history-more" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? 'Reading …' : 'Older runs'}
        </button>
      ) : null}
    </section>
  );
}

const HistoryRow = ({ run, shown }: { readonly run: Run; readonly shown: boolean }) => (
  <button
    type="button"
    className="run-history-row"
    aria-pressed={shown}
    data-testid={`history-run-${run.number}`}
    onClick={() => {
      showRun(run.flowId, run.id);
      useSession.getState().set({ tab: 'build', dock: { open: true, tab: 'timeline' } });
    }}
  >
    <span className="run-history-number numbers">{number(run.number)}</span>
    <span className="run-history-status">
      <StatusPill status={run.status} failures={run.failures} says={statusSays(run)} />
    </span>
    <span className="run-history-about">
      <span title={exact(run.createdAt)}>
        {moment(run.createdAt)} {startedBy(run)}
      </span>
      {run.message ? <span className="run-history-message">{run.message}</span> : null}
    </span>
    {run.world === 'practice' ? <PracticePill /> : null}
    <span className="run-history-version numbers">{run.published ? `v${run.version}` : `draft v${run.version}`}</span>
    <span className="run-history-time numbers">{run.startedAt ? duration(between(run.startedAt, run.endedAt)) : ''}</span>
  </button>
);
