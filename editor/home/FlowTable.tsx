// All flows as a table: what starts each, how its runs went, who changed it last.
import { Link } from 'wouter';
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { ago, exact, moment } from '../ui/format.ts';
import { Pill } from '../ui/StatusPill.tsx';
import { FlowMenu } from './FlowMenu.tsx';
import { LastStatus, TriggerTile } from './FlowRows.tsx';
import { armedSays } from './flow-words.ts';
import { RunBars } from './RunBars.tsx';
import { useMinute } from './use-minute.ts';
import './FlowTable.css';

export function FlowTable({ flows }: { readonly flows: readonly FlowSummary[] }) {
  const now = useMinute();
  return (
    <table className="list-table flow-table">
      <thead>
        <tr>
          <th scope="col">Flow</th>
          <th scope="col">Starts</th>
          <th scope="col">Last runs</th>
          <th scope="col">Newest run</th>
          <th scope="col">Changed</th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {flows.map((flow) => (
          <Row key={flow.id} flow={flow} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ flow, now }: { readonly flow: FlowSummary; readonly now: number }) {
  const { id, name, description, trigger, lastRuns, updatedAt, updatedBy, enabled, publishedVersion } = flow;
  return (
    <tr data-testid={`flow-row-${id}`}>
      <td className="flow-table-flow">
        <div className="flow-table-head">
          <TriggerTile type={trigger?.type} />
          <span className="flow-table-words">
            <Link href={`/flows/${id}`} className="list-table-link">
              {name}
            </Link>
            {description ? <span className="list-table-sub">{description}</span> : null}
          </span>
        </div>
      </td>
      <td className="flow-table-starts">
        <span>{!trigger ? 'No trigger' : trigger.type === 'core.manual' ? 'By hand' : trigger.says}</span>
        <span className="list-table-sub">
          <Pill tone={enabled ? 'green' : 'outline'} size="small" {...(enabled ? { icon: 'check' } : {})}>
            {armedSays(flow)}
          </Pill>
          {enabled && trigger?.next && publishedVersion !== null ? <span>next {moment(trigger.next, new Date(now))}</span> : null}
        </span>
      </td>
      <td>
        <RunBars runs={lastRuns} />
      </td>
      <td>
        <LastStatus flow={flow} />
      </td>
      <td className="flow-table-changed" title={exact(updatedAt)}>
        {ago(updatedAt, now)}
        <span className="list-table-sub">by {updatedBy.name}</span>
      </td>
      <td className="list-table-end">
        <FlowMenu flow={flow} />
      </td>
    </tr>
  );
}
