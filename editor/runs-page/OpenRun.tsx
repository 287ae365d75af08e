// Goes to a run of which only the id is known: finds its flow and shows it there.
import { useQuery } from '@tanstack/react-query';
import { Link, Redirect } from 'wouter';
import { call, keys } from '../api.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';

export function OpenRun({ runId }: { readonly runId: string }) {
  const { data, error } = useQuery({
    queryKey: keys.run(runId),
    queryFn: ({ signal }) => call('getRun', { params: { id: runId }, signal }),
  });
  if (data) return <Redirect to={`/flows/${data.flowId}/runs/${data.id}`} replace />;
  if (error)
    return (
      <EmptyState page icon="history" title="This run cannot be shown" actions={<Link href="/runs">All runs</Link>}>
        {error.message}
      </EmptyState>
    );
  return <Skeleton label="Finding the run" />;
}
