// Runs as a table: how each stands, of which flow, who started it, how long it took, and why it ended like this.
import { Link } from 'wouter';
import type { Run } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { startedBy, statusSays } from '../runs/run-words.ts';
import { between, duration, exact, moment, number } from '../ui/format.ts';
import { PracticePill, StatusPill } from '../ui/StatusPill.tsx';
import { useNow } from '../ui/use-now.ts';
import './RunTable.css';

interface RunTableProps {
  readonly runs: readonly Run[];
  readonly selected: ReadonlySet<string>;
  readonly select: (ids: ReadonlySet<string>) => void;
}

export function RunTable({ runs, selected, select }: RunTableProps) {
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    select(next);
  };
  const all = runs.length > 0 && runs.every(({ id }) => selected.has(id));
  const now = useNow(runs.some(({ status }) => !hasEnded(status)));
  return (
    <table className="list-table run-table">
      <thead>
        <tr>
          <th scope="col" className="run-table-pick">
            <input
              type="checkbox"
              aria-label="Select all runs shown"
              checked={all}
              onChange={() => select(all ? new Set() : new Set(runs.map(({ id }) => id)))}
              data-testid="select-all-runs"
            />
          </th>
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
            <td className="run-table-pick">
              <input
                type="checkbox"
                aria-label={`Select run ${run.number} of ${run.flowName}`}
                checked={selected.has(run.id)}
                onChange={() => toggle(run.id)}
                data-testid={`select-run-${run.number}`}
              />
            </td>
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
