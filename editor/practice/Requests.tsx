// What the practice subscription was asked, newest first, with the answer's status: the way to see what a step really sent.
import { Button } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { call, keys } from '../api.ts';
import { SearchBox } from '../pages/frame/SearchBox.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { exact, moment } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Pill } from '../ui/StatusPill.tsx';

export function Requests() {
  const [typed, setTyped] = useState('');
  const [failed, setFailed] = useState(false);
  const q = useDeferredValue(typed.trim());
  const found = useInfiniteQuery({
    queryKey: keys.practiceRequests({ q, failed }),
    queryFn: ({ pageParam, signal }) =>
      call('practiceRequests', {
        query: {
          limit: 100,
          ...(q ? { q } : {}),
          ...(failed ? { failed: 'true' as const } : {}),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 3_000,
  });
  const rows = found.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <div className="list-bar practice-bar">
        <SearchBox
          label="Search by path, method, status or request id"
          value={typed}
          onChange={setTyped}
          says={rows && `${rows.length} shown`}
        />
        <button
          type="button"
          className="runs-status"
          aria-pressed={failed}
          onClick={() => setFailed(!failed)}
          data-testid="requests-failed"
        >
          Refused and lost
        </button>
      </div>
      {found.error ? (
        <ErrorCard title="The requests could not be read" failure={{ message: found.error.message }} plain />
      ) : !rows ? (
        <Skeleton label="Reading the requests" lines={6} />
      ) : rows.length === 0 ? (
        <EmptyState icon="globe" title={q || failed ? 'No such request' : 'Nobody has asked yet'}>
          {q || failed ? 'Another filter may show it.' : 'Run a flow: every request to Azure appears here.'}
        </EmptyState>
      ) : (
        <div className="list-scroll">
          <table className="list-table practice-table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Answer</th>
                <th scope="col">Request</th>
                <th scope="col">Client request id</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.seq} data-testid="request-row">
                  <td className="practice-dim" title={exact(row.at)}>
                    {moment(row.at)}
                  </td>
                  <td>
                    <Pill tone={row.status === 0 || row.status >= 400 ? 'red' : 'grey'} size="small">
                      {row.status === 0 ? 'lost' : String(row.status)}
                    </Pill>
                  </td>
                  <td className="practice-path">
                    <b>{row.method}</b> {row.path}
                  </td>
                  <td className="practice-dim practice-id">
                    {row.clientRequestId ? (
                      <>
                        <span>{row.clientRequestId.slice(0, 8)}</span>{' '}
                        <CopyButton text={row.clientRequestId} what="client request id" word="copy" />
                      </>
                    ) : (
                      '–'
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {found.hasNextPage ? (
            <Button className="list-more" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {found.isFetchingNextPage ? 'Reading …' : 'Older requests'}
            </Button>
          ) : null}
        </div>
      )}
    </>
  );
}
