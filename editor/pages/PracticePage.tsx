// The practice subscription behind the scenes: its clock, what goes wrong in it, what it holds, what it was asked.
import { Button } from '@fluentui/react-components';
import { useLocation, useSearch } from 'wouter';
import { ClockPanel } from '../practice/ClockPanel.tsx';
import { FaultsPanel } from '../practice/FaultsPanel.tsx';
import { Requests } from '../practice/Requests.tsx';
import { Resources } from '../practice/Resources.tsx';
import { StartOver } from '../practice/StartOver.tsx';
import { usePractice } from '../practice/use-practice.ts';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { PageFrame, Panel } from './frame/PageFrame.tsx';
import '../inspector/Field.css';
import '../practice/Practice.css';
import '../runs/StepData.css';
import '../runs-page/RunTable.css';
import './frame/list-table.css';

const tabs = [
  { key: 'resources', label: 'Resources', testId: 'practice-resources' },
  { key: 'jobs', label: 'Jobs', testId: 'practice-jobs' },
  { key: 'requests', label: 'Requests', testId: 'practice-requests' },
] as const;
type TabKey = (typeof tabs)[number]['key'];

export function PracticePage() {
  const { data: practice, error, refetch } = usePractice();
  const [, go] = useLocation();
  const asked = new URLSearchParams(useSearch()).get('tab');
  const tab: TabKey = asked === 'jobs' || asked === 'requests' ? asked : 'resources';
  return (
    <PageFrame
      name="Practice"
      title="Practice subscription"
      sub="Azure, played by this server: the same requests, the same answers, nothing real. Move its clock, break things, look behind the scenes."
      actions={<StartOver />}
    >
      {error ? (
        <ErrorCard
          title="The practice subscription could not be opened"
          failure={{ message: error.message }}
          actions={<Button onClick={() => refetch()}>Try again</Button>}
        />
      ) : !practice ? (
        <Skeleton label="Opening the practice subscription" lines={6} />
      ) : (
        <>
          <div className="practice-levers">
            <ClockPanel practice={practice} />
            <FaultsPanel practice={practice} />
          </div>
          <Panel
            title="Behind the scenes"
            end={
              <Tabs
                tabs={tabs}
                value={tab}
                onChange={(key) => go(key === 'resources' ? '/practice' : `/practice?tab=${key}`, { replace: true })}
                look="segmented"
                label="What to look at"
              />
            }
          >
            {tab === 'requests' ? <Requests /> : <Resources key={tab} practice={practice} {...(tab === 'jobs' ? { only: 'job' } : {})} />}
          </Panel>
        </>
      )}
    </PageFrame>
  );
}
