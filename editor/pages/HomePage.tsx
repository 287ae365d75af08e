// The operator's home: one sentence about the night, four questions answered, flows, decisions, thirty days.
import { Button } from '@fluentui/react-components';
import { useLocation } from 'wouter';
import { useMe } from '../api.ts';
import { useApprovals } from '../approvals/use-approvals.ts';
import { useEstate } from '../estate/use-estate.ts';
import { EstatePanel } from '../home/EstatePanel.tsx';
import { FirstStart } from '../home/FirstStart.tsx';
import { FlowsPanel } from '../home/FlowsPanel.tsx';
import { greeting, headline } from '../home/headline.ts';
import { NewFlowButton } from '../home/NewFlowButton.tsx';
import { Tiles } from '../home/Tiles.tsx';
import { useFlows, useOverview } from '../home/use-home.ts';
import { useLiveLists } from '../home/use-live-lists.ts';
import { useMinute } from '../home/use-minute.ts';
import { WaitingPanel } from '../home/WaitingPanel.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { count, today } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { PracticePill } from '../ui/StatusPill.tsx';
import { PageFrame, Panel } from './frame/PageFrame.tsx';
import './HomePage.css';

export function HomePage() {
  useLiveLists();
  const [, go] = useLocation();
  const { data: me } = useMe();
  const overview = useOverview();
  const estate = useEstate();
  const flows = useFlows();
  const approvals = useApprovals().data ?? [];
  const now = new Date(useMinute());
  const items = flows.data?.items;
  const health = estate.data;
  const title =
    health && health.at !== null ? (
      headline(health.totals, now)
    ) : (
      <>
        {greeting(now.getHours())}.{' '}
        {estate.error || (health && !health.looking) ? 'Azure could not be asked.' : <span className="home-asking">Asking Azure …</span>}
      </>
    );
  return (
    <PageFrame
      name="Home"
      title={title}
      titleTestId="home-headline"
      sub={
        <>
          <span>
            {[
              me?.project.name,
              health?.at ? count(health.vaults.length, 'vault') : null,
              health?.at ? count(health.totals.items, 'item') : null,
              today(now),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {overview.data?.connection?.practice ? <PracticePill /> : null}
        </>
      }
      actions={
        <>
          <Button onClick={() => go('/templates')}>Start from a template</Button>
          <NewFlowButton />
        </>
      }
    >
      {overview.error ? (
        <ErrorCard
          title="The overview could not be read"
          failure={{ message: overview.error.message }}
          actions={<Button onClick={() => overview.refetch()}>Try again</Button>}
        />
      ) : null}
      {items?.length === 0 ? (
        <>
          <FirstStart />
          <EstatePanel estate={estate} />
        </>
      ) : (
        <>
          <Tiles overview={overview.data} unknown={overview.isError} approvals={approvals.length} now={now.getTime()} />
          <div className="home-columns">
            {items ? (
              <FlowsPanel flows={items} armed={overview.data?.armed} />
            ) : (
              <Panel title="Flows">
                {flows.error ? (
                  <ErrorCard
                    title="The flows could not be read"
                    failure={{ message: flows.error.message }}
                    actions={<Button onClick={() => flows.refetch()}>Try again</Button>}
                    plain
                  />
                ) : (
                  <Skeleton label="Reading the flows" lines={4} />
                )}
              </Panel>
            )}
            <div className="home-side">
              <WaitingPanel waiting={overview.data?.needsPerson} unknown={overview.isError} approvals={approvals} />
              <EstatePanel estate={estate} />
            </div>
          </div>
        </>
      )}
    </PageFrame>
  );
}
