// Which runs are listed: kept in the address, so that a link shows the same list. Reading and writing it; nothing else.
import { hasEnded, type RunStatus, runStatuses } from '../../nodes/kit/status.ts';

export interface RunFilter {
  readonly status: StatusFilter;
  readonly flow: string;
  readonly q: string;
  readonly world: '' | 'practice' | 'real';
  /** Type of what started it. */
  readonly trigger: string;
  /** Code of the error it ended with. */
  readonly error: string;
  /** How far back; empty for all that are kept. */
  readonly period: '' | Period;
}

export const statusFilters = [
  { key: 'all', label: 'All' },
  { key: 'active', label: 'Going on' },
  { key: 'needs-attention', label: 'Needs a person' },
  { key: 'failed', label: 'Failed' },
  { key: 'succeeded', label: 'Succeeded' },
  { key: 'cancelled', label: 'Cancelled' },
] as const;

export type StatusFilter = (typeof statusFilters)[number]['key'];

export const triggerFilters = [
  { key: 'api', label: 'By hand or API' },
  { key: 'core.schedule', label: 'By schedule' },
  { key: 'core.webhook', label: 'By webhook' },
  { key: 'core.form', label: 'By form' },
  { key: 'azure.event-grid', label: 'By Event Grid' },
  { key: 'azure.monitor-alert', label: 'By an alert' },
  { key: 'core.run-ended', label: 'By another run’s end' },
  { key: 'retry', label: 'As a retry' },
] as const;

const HOUR_MS = 3_600_000;

export const periodFilters = [
  { key: 'hour', label: 'In the last hour', ms: HOUR_MS },
  { key: 'day', label: 'In the last 24 hours', ms: 24 * HOUR_MS },
  { key: 'week', label: 'In the last 7 days', ms: 7 * 24 * HOUR_MS },
  { key: 'month', label: 'In the last 30 days', ms: 30 * 24 * HOUR_MS },
] as const;

export type Period = (typeof periodFilters)[number]['key'];

export const isPeriod = (text: string | null): text is Period => periodFilters.some(({ key }) => key === text);

const isStatus = (text: string | null): text is StatusFilter => statusFilters.some(({ key }) => key === text);

export function readFilter(search: string): RunFilter {
  const query = new URLSearchParams(search);
  const status = query.get('status');
  const world = query.get('world');
  const period = query.get('period');
  return {
    status: isStatus(status) ? status : 'all',
    flow: query.get('flow') ?? '',
    q: query.get('q') ?? '',
    world: world === 'practice' || world === 'real' ? world : '',
    trigger: query.get('trigger') ?? '',
    error: query.get('error') ?? '',
    period: isPeriod(period) ? period : '',
  };
}

export const noFilter: RunFilter = { status: 'all', flow: '', q: '', world: '', trigger: '', error: '', period: '' };

/** @example writeFilter({ ...noFilter, status: 'failed', q: 'report' }) // 'status=failed&q=report' */
export function writeFilter({ status, flow, q, world, trigger, error, period }: RunFilter): string {
  const query = new URLSearchParams();
  if (status !== 'all') query.set('status', status);
  for (const [name, value] of Object.entries({ flow, q: q.trim(), world, trigger, error, period }))
    if (value !== '') query.set(name, value);
  return query.toString();
}

/** The statuses that the server is asked for; empty means all. */
export function wantedStatuses(status: StatusFilter): readonly RunStatus[] {
  if (status === 'all') return [];
  if (status === 'active') return runStatuses.filter((known) => !hasEnded(known) && known !== 'needs-attention');
  return [status];
}

interface AskedFilter {
  readonly status?: string;
  readonly flow?: string;
  readonly q?: string;
  readonly world?: 'practice' | 'real';
  readonly trigger?: string;
  readonly error?: string;
  readonly since?: string;
}

const MINUTE_MS = 60_000;

/** As the server is asked. A period begins on a full minute, so that the same question stays the same for a while. */
export function askedFilter({ status, flow, q, world, trigger, error, period }: RunFilter, now: number = Date.now()): AskedFilter {
  const wanted = wantedStatuses(status).join(',');
  const length = periodFilters.find(({ key }) => key === period)?.ms;
  return {
    ...(wanted ? { status: wanted } : {}),
    ...(flow ? { flow } : {}),
    ...(q ? { q } : {}),
    ...(world ? { world } : {}),
    ...(trigger ? { trigger } : {}),
    ...(error ? { error } : {}),
    ...(length ? { since: new Date(Math.floor((now - length) / MINUTE_MS) * MINUTE_MS).toISOString() } : {}),
  };
}
