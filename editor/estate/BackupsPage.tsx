// Every protected item and how it stands: now, or at the end of a day that somebody clicked. What needs care comes first.
import { Button } from '@fluentui/react-components';
import { useDeferredValue, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { StandingName } from '../../nodes/kit/estate-health/standing.ts';
import { totalsSay } from '../home/estate-bars.ts';
import { LastLook } from '../home/LastLook.tsx';
import { PageFrame, Panel } from '../pages/frame/PageFrame.tsx';
import { SearchBox } from '../pages/frame/SearchBox.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { count, utcDay } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { PracticePill } from '../ui/StatusPill.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { BackupTable } from './BackupTable.tsx';
import { DaySteps } from './DaySteps.tsx';
import { standingWords } from './standing-words.ts';
import { type ItemsAsked, useEstate, useEstateItems } from './use-estate.ts';
import './BackupsPage.css';

type Filter = 'care' | 'all' | StandingName;
const filters = ['care', 'failing', 'late', 'safe', 'stopped', 'all'] as const;
const labels: { readonly [filter: string]: string } = { care: 'Needs care', all: 'All' };
const labelOf = (filter: Filter): string => labels[filter] ?? standingWords[filter as StandingName].word;

const isFilter = (text: string | null): text is Filter =>
  text !== null && (text === 'all' || text === 'care' || Object.hasOwn(standingWords, text));

export function BackupsPage() {
  const query = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const day = query.get('day');
  const state = query.get('state');
  const filter: Filter = isFilter(state) ? state : 'care';
  const [q, setQ] = useState('');
  const words = useDeferredValue(q.trim());
  const estate = useEstate();
  const asked: ItemsAsked = {
    ...(filter === 'care' ? { care: 'true' as const } : filter === 'all' ? {} : { state: filter }),
    ...(day === null ? {} : { day }),
    ...(words === '' ? {} : { q: words }),
  };
  const found = useEstateItems(asked);
  const items = found.data?.pages.flatMap((page) => page.items);
  const to = (next: { readonly state?: Filter; readonly day?: string | null }) => {
    const params = new URLSearchParams();
    const when = next.day === undefined ? day : next.day;
    const which = next.state ?? filter;
    if (when !== null) params.set('day', when);
    if (which !== 'care') params.set('state', which);
    go(`/backups${params.size > 0 ? `?${params}` : ''}`);
  };
  const health = estate.data;
  const ended = day === null ? null : health?.days.find((one) => one.day === day);
  const shown = filters.includes(filter as (typeof filters)[number]) ? filters : [...filters, filter];
  return (
    <PageFrame
      name="Backups"
      title={day === null ? 'Backups' : `Backups on ${utcDay(day)}`}
      sub={
        <>
          <span>
            {day === null
              ? health?.at
                ? `${totalsSay(health.totals)} · ${count(health.vaults.length, 'vault')}`
                : 'How every protected item stands'
              : ended?.totals
                ? `At the end of the day (UTC): ${totalsSay(ended.totals)}`
                : 'How every item stood at the end of the day (UTC)'}
          </span>
          {health?.connection.practice ? <PracticePill /> : null}
        </>
      }
      actions={<DaySteps days={health?.days ?? []} day={day} onDay={(next) => to({ day: next })} />}
    >
      <div className="list-bar">
        <Tabs
          tabs={shown.map((key) => ({ key, label: labelOf(key), testId: `backups-${key}` }))}
          value={filter}
          onChange={(key) => to({ state: key })}
          look="segmented"
          label="Which items"
        />
        <SearchBox label="Search items" value={q} onChange={setQ} says={items && count(items.length, 'item')} />
      </div>
      {found.error && !items ? (
        <ErrorCard
          title="The items could not be read"
          failure={{ message: found.error.message }}
          actions={<Button onClick={() => found.refetch()}>Try again</Button>}
        />
      ) : (
        <Panel title={labelOf(filter)} label="Items" className="backups" testId="backups">
          {items === undefined ? (
            <Skeleton label="Reading the items" lines={6} />
          ) : items.length === 0 ? (
            <Nothing filter={filter} day={day} q={words} asking={health !== undefined && health.at === null && health.looking} />
          ) : (
            <BackupTable items={items} past={day !== null} />
          )}
          {found.hasNextPage ? (
            <Button className="list-more" onClick={() => found.fetchNextPage()} disabled={found.isFetchingNextPage}>
              {found.isFetchingNextPage ? 'Reading …' : 'Show more'}
            </Button>
          ) : null}
        </Panel>
      )}
      {health && day === null ? <LastLook health={health} /> : null}
    </PageFrame>
  );
}

interface NothingProps {
  readonly filter: Filter;
  readonly day: string | null;
  readonly q: string;
  readonly asking: boolean;
}

function Nothing({ filter, day, q, asking }: NothingProps) {
  if (asking) return <Skeleton label="Asking Azure for vaults, items and jobs" lines={6} />;
  if (q !== '')
    return (
      <EmptyState
        icon="search"
        title="No item matches"
      >{`Nothing among “${labelOf(filter)}” has “${q}” in its name, machine, vault or policy.`}</EmptyState>
    );
  if (filter === 'care')
    return (
      <EmptyState icon="shield-checkmark" title={day === null ? 'Nothing needs care' : 'Nothing is known to have needed care'}>
        {day === null ? 'No item is failing, late or waiting.' : 'No item is known to have been failing or late at the end of that day.'}
      </EmptyState>
    );
  return (
    <EmptyState icon="shield" title="No such items">
      {day === null ? 'No item stands like that now.' : 'Nobody knows of an item that stood like that.'}
    </EmptyState>
  );
}
