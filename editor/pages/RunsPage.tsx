// All runs of the project, and the messages that practice runs kept to themselves.
import { useLocation, useSearch } from 'wouter';
import { useLiveLists } from '../home/use-live-lists.ts';
import { CompareRuns } from '../runs-page/CompareRuns.tsx';
import { Inbox } from '../runs-page/Inbox.tsx';
import { OpenRun } from '../runs-page/OpenRun.tsx';
import { RunList } from '../runs-page/RunList.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { PageFrame } from './frame/PageFrame.tsx';

const tabs = [
  { key: 'runs', label: 'Runs' },
  { key: 'messages', label: 'Practice inbox', testId: 'runs-messages' },
] as const;

export function RunsPage() {
  useLiveLists();
  const query = new URLSearchParams(useSearch());
  const [, go] = useLocation();
  const run = query.get('run');
  if (run) return <OpenRun runId={run} />;
  const [older, newer] = (query.get('compare') ?? '').split(',');
  const tab = query.get('tab') === 'messages' ? 'messages' : 'runs';
  return (
    <PageFrame
      name={tab === 'runs' ? 'Runs' : 'Messages'}
      title="Runs"
      sub="Every run stays readable: what started it, what each step did, why it ended like this."
      actions={
        <Tabs
          tabs={tabs}
          value={tab}
          onChange={(key) => go(key === 'messages' ? '/runs?tab=messages' : '/runs')}
          look="segmented"
          label="Runs or messages"
        />
      }
    >
      {tab === 'messages' ? <Inbox /> : older && newer ? <CompareRuns older={older} newer={newer} /> : <RunList />}
    </PageFrame>
  );
}
