// The four questions of an operator: what needs me, what runs, what failed, what is next. Each tile leads to its answer.
import { Link } from 'wouter';
import type { Overview } from '../../nodes/kit/wire/system.ts';
import { count, moment, number } from '../ui/format.ts';
import './Tiles.css';

interface TilesProps {
  readonly overview: Overview | undefined;
  /** The server did not say. */
  readonly unknown: boolean;
  /** Questions that wait for a yes or no. */
  readonly approvals: number;
  readonly now: number;
}

export function Tiles({ overview, unknown, approvals, now }: TilesProps) {
  const asking = unknown ? 'Not known now' : 'Asking …';
  const unsure = overview?.needsPerson.length ?? 0;
  const needs = unsure + approvals;
  const running = overview?.runningNow;
  const failed = overview?.failedSinceYesterday;
  const next = overview?.nextDue ?? null;
  return (
    <nav className="tiles" aria-label="At a glance">
      <Tile
        name="needs-person"
        tone="amber"
        label="Needs a person"
        value={overview && number(needs)}
        says={needs === 0 ? 'Nothing waits for you' : waitingSays(unsure, approvals)}
        asking={asking}
        to={approvals > 0 ? '/approvals' : '/runs?status=needs-attention'}
      />
      <Tile
        name="running"
        tone="blue"
        label="Running now"
        value={running && number(running.count)}
        says={running && running.waiting > 0 ? `${number(running.waiting)} waiting` : running?.count ? 'All at work' : 'Nothing runs'}
        asking={asking}
        to="/runs?status=active"
      />
      <Tile
        name="failed"
        tone="red"
        label="Failed since yesterday"
        value={failed && number(failed.count)}
        says={failed?.says ?? ''}
        asking={asking}
        to="/runs?status=failed"
      />
      <Tile
        name="next-due"
        tone="green"
        label="Next due"
        value={overview && (next ? moment(next.at, new Date(now)) : 'None')}
        says={next ? next.flowName : 'No schedule is armed'}
        asking={asking}
        to="/flows"
      />
    </nav>
  );
}

/** @example waitingSays(1, 2) // '1 unsure step, 2 approvals' */
const waitingSays = (unsure: number, approvals: number): string =>
  [unsure > 0 ? count(unsure, 'unsure step') : '', approvals > 0 ? count(approvals, 'approval') : '']
    .filter((part) => part !== '')
    .join(', ');

interface TileProps {
  /** What it says while there is no value. */
  readonly asking: string;
  readonly name: string;
  readonly tone: 'amber' | 'blue' | 'red' | 'green';
  readonly label: string;
  readonly value: string | undefined;
  readonly says: string;
  readonly to: string;
}

const Tile = ({ name, tone, label, value, says, asking, to }: TileProps) => (
  <Link href={to} className="tile" data-tone={tone} data-testid={`tile-${name}`} aria-busy={value === undefined && asking.endsWith('…')}>
    <span className="tile-label">
      <span className="tile-dot" aria-hidden="true" />
      {label}
    </span>
    <span className="tile-value" data-long={value !== undefined && value.length > 7 ? '' : undefined}>
      {value === undefined ? '–' : value.charAt(0).toUpperCase() + value.slice(1)}
    </span>
    <span className="tile-says" title={says}>
      {value === undefined ? asking : says}
    </span>
  </Link>
);
