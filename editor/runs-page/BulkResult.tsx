// How an action on many runs goes, and what was refused. It stands in the address: a reload, or somebody else's window, shows the same.
import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call } from '../api.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { count, number } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import './BulkResult.css';

export function BulkResult({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { data, error } = useQuery({
    queryKey: ['bulk', id],
    queryFn: ({ signal }) => call('getBulk', { params: { id }, query: { limit: 200 }, signal }),
    refetchInterval: (query) => (query.state.data?.endedAt ? false : 1_000),
  });
  if (error)
    return (
      <ErrorCard
        title="The result could not be read"
        failure={{ message: error.message }}
        actions={<Button onClick={onClose}>Close</Button>}
      />
    );
  if (!data) return <Skeleton label="Reading the result" lines={2} />;
  const { action, total, done, refused, endedAt, items, actor } = data;
  const says = `${count(done, 'run')} of ${number(total)} ${action === 'retry' ? 'retried' : 'cancelled'}${refused > 0 ? `, ${number(refused)} refused` : ''}`;
  return (
    <Panel
      title={endedAt ? 'Done' : action === 'retry' ? 'Retrying …' : 'Cancelling …'}
      beside={
        <span role="status">
          {says} · by {actor.name}
        </span>
      }
      end={
        <Button size="small" onClick={onClose} data-testid="bulk-close">
          Close
        </Button>
      }
      testId="bulk-result"
    >
      <progress className="bulk-result-bar" max={total} value={done + refused} aria-label="How far it is" />
      <ul className="bulk-result-list">
        {items.map((item) => (
          <li key={item.runId}>
            <Link href={`/runs?run=${item.runId}`}>
              {item.flowName ?? 'A deleted run'}
              {item.number === null ? '' : ` ${number(item.number)}`}
            </Link>
            <span>
              {item.outcome === 'pending'
                ? 'to do'
                : item.outcome === 'refused'
                  ? item.says
                  : action === 'retry'
                    ? 'retried as '
                    : 'cancelled'}
              {item.newRunId ? <Link href={`/runs?run=${item.newRunId}`}>a new run</Link> : null}
            </span>
          </li>
        ))}
        {data.next ? <li>and more</li> : null}
      </ul>
    </Panel>
  );
}
