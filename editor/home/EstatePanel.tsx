// How the protected items stand and how the last thirty days ended, as last seen. It never makes anybody ask Azure; how old it is, and
// why it may not be whole, is said below.
import { Button } from '@fluentui/react-components';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { itemName, standingWords } from '../estate/standing-words.ts';
import type { Health } from '../estate/use-estate.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { count, number, utcDay } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { DayBars } from './DayBars.tsx';
import './EstatePanel.css';
import { legendOf } from './estate-bars.ts';
import { LastLook } from './LastLook.tsx';

const named = 3;

export function EstatePanel({ estate }: { readonly estate: UseQueryResult<Health> }) {
  const { data, error, refetch, isFetching } = estate;
  const [, go] = useLocation();
  const again = (
    <>
      <Button onClick={() => refetch()} disabled={isFetching}>
        {isFetching ? 'Asking …' : 'Try again'}
      </Button>
      <Button appearance="subtle" onClick={() => go('/connections')}>
        Look at the connection
      </Button>
    </>
  );
  return (
    <Panel
      title="Protected items, 30 days"
      testId="estate"
      end={data && data.totals.items > 0 ? <Link href="/backups?state=all">All items</Link> : null}
    >
      {data && (data.at !== null || data.totals.items > 0) ? (
        data.totals.items > 0 ? (
          <Standing health={data} />
        ) : (
          <EmptyState icon="shield" title="Nothing is protected yet">
            <p>
              {data.trouble
                ? data.trouble.says
                : `${data.connection.name} has no protected items in ${count(data.vaults.length, 'vault')}.`}
            </p>
          </EmptyState>
        )
      ) : data && !data.looking ? (
        <EmptyState icon="cloud" title="Azure could not be asked" actions={again}>
          {data.trouble?.says ?? 'Nobody has looked yet.'}
        </EmptyState>
      ) : error && !data ? (
        <EmptyState icon="cloud" title="How the backups stand could not be read" actions={again}>
          {error.message}
        </EmptyState>
      ) : (
        <Skeleton label="Asking Azure for vaults, items and jobs" lines={4} />
      )}
    </Panel>
  );
}

function Standing({ health }: { readonly health: Health }) {
  const { days, totals, attention } = health;
  const first = days[0];
  const care = totals.failing + totals.late + totals.waiting + totals.unknown;
  return (
    <div className="estate">
      <DayBars days={days} />
      <p className="estate-legend numbers">
        <span>{first ? utcDay(first.day) : ''}</span>
        <span className="estate-words">
          {legendOf(totals).map(({ state, n }) => (
            <Link key={state} href={`/backups?state=${state}`} className={`estate-key estate-key-${state}`}>
              {standingWords[state].word.toLowerCase()} {number(n)}
            </Link>
          ))}
        </span>
        <span>today</span>
      </p>
      {care > 0 ? (
        <ul className="estate-worst" aria-label="Items that need care">
          {attention.slice(0, named).map((item) => (
            <li key={item.id} title={item.says}>
              <Link href={`/backups/${item.id}`}>{itemName(item)}</Link> {item.says}
            </li>
          ))}
          {care > named ? (
            <li>
              <Link href="/backups" data-testid="all-care">
                All {number(care)} that need care
              </Link>
            </li>
          ) : null}
        </ul>
      ) : null}
      <LastLook health={health} />
    </div>
  );
}
