// The flows on the home page: all, those whose last run went wrong, or one's own; and how many of them start by themselves.
import { useState } from 'react';
import { Link } from 'wouter';
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { useMe } from '../api.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { count } from '../ui/format.ts';
import { Pill } from '../ui/StatusPill.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { FlowRows } from './FlowRows.tsx';
import { isFailing } from './run-bars.ts';

const shown = 12;
const filters = [
  { key: 'all', label: 'All' },
  { key: 'failing', label: 'Failing', testId: 'flows-failing' },
  { key: 'mine', label: 'Mine', testId: 'flows-mine' },
] as const;
type Filter = (typeof filters)[number]['key'];

interface FlowsPanelProps {
  readonly flows: readonly FlowSummary[];
  readonly armed: number | undefined;
}

export function FlowsPanel({ flows, armed }: FlowsPanelProps) {
  const [filter, setFilter] = useState<Filter>('all');
  const { data: me } = useMe();
  const wanted = flows.filter((flow) =>
    filter === 'failing' ? isFailing(flow.lastRuns) : filter === 'mine' ? flow.updatedBy.id === me?.actor.id : true,
  );
  return (
    <Panel
      title="Flows"
      beside={armed === undefined ? null : <Pill tone="outline">{armed} armed</Pill>}
      end={<Tabs tabs={filters} value={filter} onChange={setFilter} look="segmented" label="Which flows" />}
      testId="flows-panel"
    >
      {wanted.length === 0 ? (
        <p className="home-none">{filter === 'failing' ? 'No flow is failing.' : 'You have not changed a flow yet.'}</p>
      ) : (
        <FlowRows flows={wanted.slice(0, shown)} />
      )}
      {wanted.length > shown ? (
        <Link href="/flows" className="home-more">
          {count(wanted.length, 'flow')} in all
        </Link>
      ) : null}
    </Panel>
  );
}
