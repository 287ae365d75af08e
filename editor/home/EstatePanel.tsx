// How the protected items stand and how the last thirty days went. It asks Azure, so it may be slow and it may fail: both are
// said, and the rest of the home page does not wait for it.
import { Button } from '@fluentui/react-components';
import type { UseQueryResult } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import type { EstateView } from '../../nodes/kit/wire/system.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { utcDay } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { dayBars, daysSay } from './estate-bars.ts';
import './EstatePanel.css';

export function EstatePanel({ estate }: { readonly estate: UseQueryResult<EstateView> }) {
  const { data, error, refetch, isFetching } = estate;
  const [, go] = useLocation();
  return (
    <Panel title="Backups, last 30 days" testId="estate">
      {data ? (
        <Chart estate={data} />
      ) : error ? (
        <EmptyState
          icon="cloud"
          title="Azure could not be asked"
          actions={
            <>
              <Button onClick={() => refetch()} disabled={isFetching}>
                {isFetching ? 'Asking …' : 'Try again'}
              </Button>
              <Button appearance="subtle" onClick={() => go('/connections')}>
                Look at the connection
              </Button>
            </>
          }
        >
          {error.message}
        </EmptyState>
      ) : (
        <Skeleton label="Asking Azure for vaults, items and jobs" lines={4} />
      )}
    </Panel>
  );
}

const width = 560;
const height = 118;

function Chart({ estate }: { readonly estate: EstateView }) {
  const { days, safe, failing, late, worst } = estate;
  const first = days[0];
  return (
    <div className="estate">
      <svg className="estate-chart" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={daysSay(days)}>
        {dayBars(days, width, height).map((bar) => (
          <g key={bar.day}>
            <title>{bar.says}</title>
            <rect className="estate-hit" x={bar.x - 2.5} y={0} width={bar.width + 5} height={height} />
            <rect className="estate-ok" x={bar.x} y={bar.ok.y} width={bar.width} height={bar.ok.height} rx={1.5} />
            <rect className="estate-failed" x={bar.x} y={bar.failed.y} width={bar.width} height={bar.failed.height} rx={1.5} />
          </g>
        ))}
      </svg>
      <p className="estate-legend numbers">
        <span>{first ? utcDay(first.day) : ''}</span>
        <span className="estate-words">
          <span className="estate-key estate-key-ok">safe {safe}</span>
          <span className="estate-key estate-key-failed">failing {failing}</span>
          <span className="estate-key estate-key-late">late {late}</span>
        </span>
        <span>today</span>
      </p>
      {worst.length > 0 ? (
        <ul className="estate-worst" aria-label="Items that need care">
          {worst.slice(0, 3).map(({ name, says }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two machines may both protect a C:\\
            <li key={index} title={says}>
              <b>{name}</b> {says}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
