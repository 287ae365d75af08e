// The runs of this flow, newest first; choosing one shows it on the canvas, on the version it ran.

import { Button } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call, keys } from '../api.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { between, duration, exact, moment, number } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { StatusPill } from '../ui/StatusPill.tsx';
import './FlowRuns.css';

export default function FlowRuns({ flowId }: { readonly flowId: string }) {
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: keys.runs({ flow: flowId }),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('listRuns', { query: { flow: flowId, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 5_000,
  });
  if (isPending) return <Skeleton label="Reading the runs" lines={6} />;
  if (error)
    return (
      <EmptyState icon="alert" title="The runs could not be read">
        {error.message}
      </EmptyState>
    );
  const runs = data.pages.flatMap(({ items }) => items);
  if (runs.length === 0)
    return (
      <EmptyState icon="clock" title="It has not run yet">
        Press Run. Every run stays here with all it did, and can be replayed on the canvas.
      </EmptyState>
    );
  return (
    <div className="flow-runs">
      <table>
        <caption className="visually-hidden">Runs of this flow, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Result</th>
            <th scope="col">Started</th>
            <th scope="col">By</th>
            <th scope="col">Took</th>
            <th scope="col">Version</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td>
                <Link href={`/flows/${flowId}/runs/${run.id}`} data-testid={`flow-run-${run.number}`}>
                  Run {number(run.number)}
                </Link>
              </td>
              <td>
                <StatusPill status={run.status} failures={run.failures} size="small" />
              </td>
              <td title={exact(run.createdAt)}>{moment(run.createdAt)}</td>
              <td>{run.actor.name}</td>
              <td className="numbers">{run.startedAt ? duration(between(run.startedAt, run.endedAt)) : ''}</td>
              <td className="numbers">v{run.version}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasNextPage ? (
        <Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
          {isFetchingNextPage ? 'Reading …' : 'Older runs'}
        </Button>
      ) : null}
    </div>
  );
}
