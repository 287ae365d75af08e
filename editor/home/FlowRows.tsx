// Flows as rows: what starts each, how its last fourteen runs went, how the newest stands. A row is a link to the flow.
import { Link } from 'wouter';
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { useNodeTypes } from '../api.ts';
import { IconTile } from '../ui/IconTile.tsx';
import { Pill, StatusPill } from '../ui/StatusPill.tsx';
import { flowLine } from './flow-words.ts';
import { RunBars } from './RunBars.tsx';
import './FlowRows.css';

export function FlowRows({ flows }: { readonly flows: readonly FlowSummary[] }) {
  return (
    <ul className="flow-rows">
      {flows.map((flow) => (
        <li key={flow.id} className="flow-rows-row" data-testid={`flow-row-${flow.id}`}>
          <TriggerTile type={flow.trigger?.type} />
          <span className="flow-rows-words">
            <Link href={`/flows/${flow.id}`} className="flow-rows-name">
              {flow.name}
            </Link>
            <span className="flow-rows-line">{flowLine(flow)}</span>
          </span>
          <RunBars runs={flow.lastRuns} />
          <span className="flow-rows-status">
            <LastStatus flow={flow} />
          </span>
        </li>
      ))}
    </ul>
  );
}

export function TriggerTile({ type }: { readonly type: string | undefined }) {
  const trigger = useNodeTypes().of(type ?? '');
  return <IconTile icon={trigger?.icon ?? 'flow'} group={trigger?.group ?? 'logic'} size={32} />;
}

export function LastStatus({ flow }: { readonly flow: FlowSummary }) {
  const last = flow.lastRuns.at(-1);
  return last ? <StatusPill status={last.status} failures={last.failures} /> : <Pill tone="outline">Not run yet</Pill>;
}
