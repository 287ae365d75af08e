// Which runs are listed: kept in the address, so that a link shows the same list. Reading and writing it; nothing else.
import { hasEnded, type RunStatus, runStatuses } from '../../nodes/kit/status.ts';

export interface RunFilter {
  readonly status: StatusFilter;
  readonly flow: string;
  readonly q: string;
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

const isStatus = (text: string | null): text is StatusFilter => statusFilters.some(({ key }) => key === text);

export function readFilter(search: string): RunFilter {
  const query = new URLSearchParams(search);
  const status = query.get('status');
  return { status: isStatus(status) ? status : 'all', flow: query.get('flow') ?? '', q: query.get('q') ?? '' };
}

/** @example writeFilter({ status: 'failed', flow: '', q: 'report' }) // 'status=failed&q=report' */
export function writeFilter({ status, flow, q }: RunFilter): string {
  const query = new URLSearchParams();
  if (status !== 'all') query.set('status', status);
  if (flow !== '') query.set('flow', flow);
  if (q.trim() !== '') query.set('q', q.trim());
  return query.toString();
}

/** The statuses that the server is asked for; empty means all. */
export function wantedStatuses(status: StatusFilter): readonly RunStatus[] {
  if (status === 'all') return [];
  if (status === 'active') return runStatuses.filter((known) => !hasEnded(known) && known !== 'needs-attention');
  return [status];
}
