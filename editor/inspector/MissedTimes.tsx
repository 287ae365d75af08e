// Planned times that started nothing, newest first, with why: of one schedule beside it, of all schedules in the flow's own panel.
// Shows nothing while there is nothing to show.
import { Link } from 'wouter';
import { count, dateTime } from '../ui/format.ts';
import { type Trigger, useTriggers } from './use-triggers.ts';
import './TriggerInfo.css';

type Missed = Trigger['missed'][number];

const SHOWN = 20;

/** @example missedWhen({ plannedAt, lastAt, count: 3, … }) // '3 times from 11 Mar 2026, 02:00 to 13 Mar 2026, 02:00' */
export const missedWhen = ({ plannedAt, lastAt, count: times, more }: Missed): string =>
  times === 1 && !more
    ? dateTime(plannedAt)
    : `${more ? 'More than ' : ''}${count(times, 'time')} from ${dateTime(plannedAt)} to ${dateTime(lastAt)}`;

export function MissedTimes({ flowId, nodeId }: { readonly flowId: string | null; readonly nodeId?: string }) {
  const { data } = useTriggers(flowId);
  const missed = (data ?? [])
    .filter((trigger) => nodeId === undefined || trigger.nodeId === nodeId)
    .flatMap((trigger) => trigger.missed.map((one) => ({ ...one, key: `${trigger.nodeId} ${one.plannedAt}` })))
    .sort((a, b) => b.plannedAt.localeCompare(a.plannedAt))
    .slice(0, SHOWN);
  if (missed.length === 0) return null;
  return (
    <section className={nodeId === undefined ? 'inspector-section' : 'field'} aria-label="Did not run" data-testid="missed-times">
      {nodeId === undefined ? <h3>Did not run</h3> : <span className="field-label">Did not run</span>}
      <ul className="trigger-info-missed">
        {missed.map((one) => (
          <li key={one.key}>
            <strong>{missedWhen(one)}</strong>
            <span>
              {one.says} {one.runId ? <Link href={`/flows/${flowId}/runs/${one.runId}`}>The skipped run</Link> : null}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
