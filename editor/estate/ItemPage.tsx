// One protected item: how it stands and why, every day that is known of it, its points and jobs, and the button that backs it up.
import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { Link, useLocation, useParams } from 'wouter';
import type { EstateItemHistory } from '../../nodes/kit/wire/estate.ts';
import { ApiError, useMe } from '../api.ts';
import { PageFrame, Panel } from '../pages/frame/PageFrame.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { between, dateTime, duration, exact } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toastError } from '../ui/toast.ts';
import { Standing } from './BackupTable.tsx';
import { backUpItem } from './back-up.ts';
import { DayStrip } from './DayStrip.tsx';
import './ItemPage.css';
import { itemName, kindWord } from './standing-words.ts';
import { useEstateItem } from './use-estate.ts';

export function ItemPage() {
  const { id = '' } = useParams<{ id: string }>();
  const [, go] = useLocation();
  const { data: me } = useMe();
  const { data: item, error, refetch } = useEstateItem(id);
  const backUp = useMutation({
    mutationFn: backUpItem,
    onSuccess: (to) => go(to),
    onError: (problem) => toastError('The backup could not be started', problem),
  });
  if (error && !item)
    return error instanceof ApiError && error.code === 'not_found' ? (
      <EmptyState page icon="search" title="There is no such item" actions={<Link href="/backups">All backups</Link>}>
        It was never seen, or nothing of it is kept any more.
      </EmptyState>
    ) : (
      <PageFrame name="Item" title="Item">
        <ErrorCard
          title="The item could not be read"
          failure={{ message: error.message }}
          actions={<Button onClick={() => refetch()}>Try again</Button>}
        />
      </PageFrame>
    );
  if (!item)
    return (
      <PageFrame name="Item" title="Item">
        <Panel title="How it stands">
          <Skeleton label="Reading the item" lines={4} />
        </Panel>
      </PageFrame>
    );
  const may = me !== undefined && me.role !== 'viewer';
  return (
    <PageFrame
      name={itemName(item)}
      title={itemName(item)}
      sub={
        <>
          <span>
            {kindWord(item.workloadType)} · {item.vaultName} · {item.policyName ?? 'no policy'}
          </span>
          <Link href="/backups">All backups</Link>
        </>
      }
      actions={
        <Button
          appearance="primary"
          disabled={!may || backUp.isPending || item.state === 'stopped'}
          onClick={() => backUp.mutate(item.armId)}
          data-testid="back-up-now"
        >
          {backUp.isPending ? 'Starting …' : 'Back up now'}
        </Button>
      }
    >
      <div className="item-columns">
        <Panel title="How it stands" beside={<Standing item={item} />} testId="item-standing">
          <Facts item={item} />
        </Panel>
        <Panel title="Day by day" testId="item-days">
          {item.days.length > 0 ? <DayStrip days={item.days} /> : <p className="item-none">No day is known yet.</p>}
        </Panel>
        <Panel title="Recovery points seen">
          {item.points.length > 0 ? (
            <ul className="item-points numbers" aria-label="Recovery points seen">
              {item.points.map((point) => (
                <li key={point}>
                  <time dateTime={point} title={exact(point)}>
                    {dateTime(point)}
                  </time>
                </li>
              ))}
            </ul>
          ) : (
            <p className="item-none">None has been seen.</p>
          )}
        </Panel>
        <Panel title="Last backup jobs" className="item-jobs">
          <Jobs jobs={item.jobs} />
        </Panel>
      </div>
    </PageFrame>
  );
}

function Facts({ item }: { readonly item: EstateItemHistory }) {
  const since = dateTime(item.stateSince);
  return (
    <dl className="item-facts numbers">
      <Fact name="Why">{item.says === '' ? 'Its newest recovery point is as new as its policy promises.' : item.says}</Fact>
      <Fact name="Newest recovery point">
        {item.pointAt === null ? (
          'None known'
        ) : (
          <time dateTime={item.pointAt} title={exact(item.pointAt)}>
            {dateTime(item.pointAt)}
          </time>
        )}
      </Fact>
      <Fact name="Its policy promises">{item.policySays ?? 'Not known'}</Fact>
      <Fact name="Like this since">{item.stateSince === item.firstSeen ? `the first look, ${since}` : since}</Fact>
      <Fact name="Last look">{item.at === null ? 'Never' : dateTime(item.at)}</Fact>
      {item.trouble ? <Fact name="Since then">{item.trouble.says}</Fact> : null}
    </dl>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

function Jobs({ jobs }: { readonly jobs: EstateItemHistory['jobs'] }) {
  if (jobs.length === 0) return <p className="item-none">No backup job is known. Log backups are in no list of jobs.</p>;
  return (
    <div className="list-scroll">
      <table className="list-table">
        <thead>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">Took</th>
            <th scope="col">Ended</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.id}>
              <td className="numbers">
                <time dateTime={job.at} title={exact(job.at)}>
                  {dateTime(job.at)}
                </time>
              </td>
              <td className="numbers">{job.endAt === null ? 'running' : duration(between(job.at, job.endAt))}</td>
              <td>
                {job.status}
                {job.says === '' ? null : <div className="list-table-sub">{job.says}</div>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
