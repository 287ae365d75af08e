// What the practice subscription holds, by kind: find a thing, see how it stands and what is kept of it, let its backups fail.
import { Button } from '@fluentui/react-components';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Fragment, useDeferredValue, useState } from 'react';
import type { Practice, PracticeResource } from '../../nodes/kit/wire/practice.ts';
import { call, keys, queryClient } from '../api.ts';
import { SearchBox } from '../pages/frame/SearchBox.tsx';
import { JsonText } from '../runs/JsonText.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { exact, moment, number } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Pill } from '../ui/StatusPill.tsx';
import type { Tone } from '../ui/status.ts';
import { toastError } from '../ui/toast.ts';
import { kindWords } from './kind-words.ts';

interface ResourcesProps {
  readonly practice: Practice;
  /** Jobs have a tab of their own. */
  readonly only?: string;
}

export function Resources({ practice, only }: ResourcesProps) {
  const kinds = Object.keys(practice.counts).filter((kind) => kind !== 'job');
  const [chosen, setKind] = useState('item');
  const kind = only ?? (kinds.includes(chosen) ? chosen : (kinds[0] ?? 'item'));
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useInfiniteQuery({
    queryKey: keys.practiceResources({ kind, q }),
    queryFn: ({ pageParam, signal }) =>
      call('practiceResources', { query: { kind, limit: 50, ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: 5_000,
  });
  const rows = found.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <div className="list-bar practice-bar">
        {only ? null : (
          <select
            className="field-input practice-kind"
            aria-label="Kind"
            value={kind}
            onChange={(event) => setKind(event.target.value)}
            data-testid="practice-kind"
          >
            {kinds.map((name) => (
              <option key={name} value={name}>
                {kindWords(name).many} ({number(practice.counts[name] ?? 0)})
              </option>
            ))}
          </select>
        )}
        <SearchBox
          label={`Search ${kindWords(kind).many.toLowerCase()}`}
          value={typed}
          onChange={setTyped}
          says={rows && `${rows.length} shown`}
        />
      </div>
      {found.error ? (
        <ErrorCard title="The practice subscription could not be read" failure={{ message: found.error.message }} plain />
      ) : !rows ? (
        <Skeleton label="Looking behind the scenes" lines={6} />
      ) : rows.length === 0 ? (
        <EmptyState icon="search" title={q ? 'Nothing like that' : `No ${kindWords(kind).many.toLowerCase()}`}>
          {q ? 'Other words may find it.' : 'Nothing of this kind is in the practice subscription.'}
        </EmptyState>
      ) : (
        <div className="list-scroll">
          <Table kind={kind} rows={rows} />
          {found.hasNextPage ? (
            <Button className="list-more" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {found.isFetchingNextPage ? 'Reading …' : 'More'}
            </Button>
          ) : null}
        </div>
      )}
    </>
  );
}

function Table({ kind, rows }: { readonly kind: string; readonly rows: readonly PracticeResource[] }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <table className="list-table practice-table">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">In</th>
          <th scope="col">State</th>
          <th scope="col">{kindWords(kind).moment}</th>
          {kind === 'item' ? <th scope="col">Its backups</th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const isOpen = open === row.key;
          return (
            <Fragment key={row.key}>
              <tr data-testid="practice-row">
                <td>
                  <button
                    type="button"
                    className="practice-open"
                    aria-expanded={isOpen}
                    onClick={() => setOpen(isOpen ? null : row.key)}
                    title={row.key}
                  >
                    <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={16} />
                    {row.name}
                  </button>
                </td>
                <td className="practice-dim">{row.within ?? '–'}</td>
                <td>
                  {row.state ? (
                    <Pill tone={toneOf(row.state)} size="small">
                      {wordsOf(row.state)}
                    </Pill>
                  ) : (
                    '–'
                  )}
                </td>
                <td className="practice-dim" title={row.at ? exact(row.at) : undefined}>
                  {row.at ? moment(row.at) : '–'}
                </td>
                {kind === 'item' ? (
                  <td>
                    <Behaviour row={row} />
                  </td>
                ) : null}
              </tr>
              {isOpen ? (
                <tr>
                  <td colSpan={kind === 'item' ? 5 : 4} className="practice-document">
                    <JsonText text={JSON.stringify(row.document, null, 2)} />
                  </td>
                </tr>
              ) : null}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function Behaviour({ row }: { readonly row: PracticeResource }) {
  const behave = useMutation({
    mutationFn: (fails: PracticeResource['fails']) => call('savePracticeBehaviour', { body: { key: row.key, fails } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['practice', 'resources'] }),
    onError: (thrown) => toastError('That could not be set', thrown),
  });
  return (
    <select
      className="field-input practice-behaviour"
      aria-label={`Backups of ${row.name}`}
      value={row.fails ?? ''}
      disabled={behave.isPending}
      onChange={(event) => behave.mutate((event.target.value || null) as PracticeResource['fails'])}
    >
      <option value="">succeed</option>
      <option value="next">fail once</option>
      <option value="always">always fail</option>
    </select>
  );
}

const tones: { readonly [state: string]: Tone } = {
  Protected: 'green',
  Completed: 'green',
  Succeeded: 'green',
  running: 'green',
  InProgress: 'blue',
  IRPending: 'blue',
  Cancelling: 'grey',
  CompletedWithWarnings: 'amber',
  ProtectionStopped: 'amber',
  BackupsSuspended: 'amber',
  Failed: 'red',
  ProtectionError: 'red',
  Deleted: 'red',
};
const toneOf = (state: string): Tone => tones[state] ?? 'grey';

/** @example wordsOf('CompletedWithWarnings') // 'Completed with warnings' */
function wordsOf(state: string): string {
  if (state === 'IRPending') return 'First backup pending';
  const words = state.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
