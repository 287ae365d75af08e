// Which jobs of a vault are backups of which item, and what they tell of days that nobody looked at. A day is told only as far as the
// list of jobs reaches: what it does not show is left unknown, never taken for late.
import type { BackupJob, ProtectedItem } from '../../nodes/kit/capabilities-azure.ts';
import { type BackupPromise, lastDue } from '../../nodes/kit/estate-health/promise.ts';
import { type Standing, standingOf } from '../../nodes/kit/estate-health/standing.ts';
import type { EstateJob } from '../../nodes/kit/wire/estate.ts';
import { iso } from '../store/iso.ts';

type Named = Pick<ProtectedItem, 'friendlyName' | 'containerName' | 'serverName' | 'managementType'>;

const folded = (text: string): string => text.trim().toLowerCase();
/** `VMAppContainer;Compute;rg;vm-sql-03` and `vm-sql-03.contoso.com` are one machine. */
const machine = (text: string): string => folded(text).split(';').at(-1)?.split('.')[0] ?? '';
/** Some kinds write `Orders [vm-sql-03]`. */
const plain = (name: string): string => folded(name).replace(/ \[[^\]]*\]$/, '');

const keyOf = (managementType: string, name: string): string => `${folded(managementType)}|${plain(name)}`;

/** Answers for an item its jobs among these. */
export function jobsByItem(jobs: readonly BackupJob[]): (item: Named) => BackupJob[] {
  const byName = new Map<string, BackupJob[]>();
  for (const job of jobs) {
    if (!/^backup/i.test(job.operation)) continue;
    const key = keyOf(job.managementType, job.itemName);
    byName.set(key, [...(byName.get(key) ?? []), job]);
  }
  return (item) => {
    const hosts = [machine(item.containerName), machine(item.serverName ?? '')].filter((host) => host !== '');
    return (byName.get(keyOf(item.managementType, item.friendlyName)) ?? []).filter(
      ({ containerName }) => containerName === null || hosts.includes(machine(containerName)),
    );
  };
}

export const jobRecord = (job: BackupJob): EstateJob => ({
  id: job.jobId,
  operation: job.operation,
  status: job.status,
  at: job.startTime,
  endAt: job.endTime,
  says: /^failed$/i.test(job.status) ? (job.errors[0]?.message ?? '') : '',
});

/** Newest first, each once: what is told now stands over what was told before. */
export function mergedJobs(before: readonly EstateJob[], now: readonly EstateJob[]): EstateJob[] {
  const byId = new Map([...before, ...now].map((job) => [job.id, job]));
  return [...byId.values()].sort((a, b) => b.at.localeCompare(a.at) || a.id.localeCompare(b.id));
}

const isRunning = ({ status }: Pick<EstateJob, 'status'>): boolean => !/^(completed|failed|cancelled)/i.test(status);

/** Start of the oldest job that has not ended; null: all have. Jobs of more than three days are not waited for. */
export function oldestRunning(jobs: readonly EstateJob[], now: number): number | null {
  const starts = jobs.filter(isRunning).map(({ at }) => Date.parse(at));
  const young = starts.filter((at) => at > now - 3 * 86_400_000);
  return young.length === 0 ? null : Math.min(...young);
}

export interface Past {
  readonly promise: BackupPromise | null;
  readonly jobs: readonly EstateJob[];
  /** The newest point that Azure tells of now. */
  readonly pointAt: number | null;
  /** All jobs since then are known. */
  readonly coveredFrom: number;
  readonly policyName: string | null;
}

/** How an item stood at a moment in the past, as its jobs tell; null: they do not. */
export function stoodAt(
  moment: number,
  { promise, jobs, pointAt, coveredFrom, policyName }: Past,
): (Standing & { readonly pointAt: number | null }) | null {
  const done = jobs.filter((job) => !isRunning(job) && Date.parse(job.endAt ?? job.at) <= moment && !/^cancelled/i.test(job.status));
  const points = done.filter(({ status }) => /^completed/i.test(status)).map(({ at }) => Date.parse(at));
  if (pointAt !== null && pointAt <= moment) points.push(pointAt);
  const last = done.reduce<EstateJob | null>((newest, job) => (newest === null || job.at > newest.at ? job : newest), null);
  if (points.length === 0 && last === null) return null;
  const point = points.length === 0 ? null : Math.max(...points);
  const standing = standingOf(
    {
      softDeleted: false,
      protectionState: 'Protected',
      policyName,
      lastBackupStatus: last?.status ?? null,
      lastBackupTime: last?.at ?? null,
      lastRecoveryPoint: point === null ? null : iso(point),
      lastError: last?.says ? { message: last.says } : null,
    },
    { promise, now: moment },
  );
  const told = standing.state === 'safe' || standing.state === 'failing';
  const due = promise === null ? null : lastDue(promise, moment);
  return told || (standing.state === 'late' && due !== null && coveredFrom <= due) ? { ...standing, pointAt: point } : null;
}
