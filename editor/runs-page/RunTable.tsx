// Runs as a table: how each stands, of which flow, who started it, how long it took, and why it ended like this.
import { Link } from 'wouter';
import type { Run } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { startedBy, statusSays } from '../runs/run-words.ts';
import { between, duration, exact, moment, number } from '../ui/format.ts';
import { PracticePill, StatusPill } from '../ui/StatusPill.tsx';
import { useNow } from '../ui/use-now.ts';
import './RunTable.css';

export function RunTable({ runs }: { readonly runs: readonly Run[] }) {
  const now = useNow(runs.some(({ status }) => !hasEnded(status)));
  return (
    <table className="list-table run-table">
      <thead>
        <tr>
          <th scope="col">Run</th>
          <th scope="col">Status</th>
          <th scope="col">Flow</th>
          <th scope="col">Started</th>
          <th scope="col">Took</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id} data-testid={`run-row-${run.number}`}>
            <td className="numbers">
              <Link
                href={`/flows/${run.flowId}/runs/${run.id}`}
                className="list-table-link"
                aria-label={`Run ${run.number} of ${run.flowName}`}
              >
                {number(run.number)}
              </Link>
            </td>
            <td>
              <StatusPill status={run.status} failures={run.failures} says={statusSays(run)} />
            </td>
            <td className="run-table-flow">
              <span className="run-table-name">
                {run.flowName}
                <span className="run-table-version numbers">{run.published ? `v${run.version}` : 'draft'}</span>
                {run.world === 'practice' ? <PracticePill /> : null}
              </span>
              {run.message && run.status !== 'waiting' ? <span className="run-table-message">{run.message}</span> : null}
            </td>
            <td className="run-table-started" title={exact(run.createdAt)}>
              {moment(run.createdAt, new Date(now))}
              <span className="list-table-sub">{startedBy(run)}</span>
            </td>
            <td className="numbers run-table-took">{run.startedAt ? duration(between(run.startedAt, run.endedAt, now)) : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
