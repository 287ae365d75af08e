// One look at one vault: what Azure tells of its items, policies and jobs becomes the rows that are kept. It reads through the
// connection's shared budget and writes nothing; the same answers give the same rows.
import { createHash } from 'node:crypto';
import type { AzureBackup, AzureVault, BackupJob, ProtectedItem } from '../../nodes/kit/capabilities-azure.ts';
import { type BackupPromise, plannedBefore, promiseSays, readPromise } from '../../nodes/kit/estate-health/promise.ts';
import { newestPoint, standingOf } from '../../nodes/kit/estate-health/standing.ts';
import type { EstateJob } from '../../nodes/kit/wire/estate.ts';
import type { DayRow, ItemRow, VaultRow } from '../store/estate.ts';
import { iso } from '../store/iso.ts';
import { jobRecord, jobsByItem, mergedJobs, oldestRunning, stoodAt } from './jobs.ts';

type Reading = Pick<AzureBackup, 'items' | 'jobs' | 'policies' | 'now'>;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** As far as the service's own list goes. */
const JOBS_BACK_MS = 30 * DAY_MS;
/** Policies change rarely, and one that an item names and nobody knows is asked for at once. */
const POLICIES_MS = DAY_MS;
/** 25 pages: a vault with more jobs than that is not told of as far back. */
const MOST_JOBS = 5_000;
const JOBS_KEPT = 14;
/** A day that was last looked at this long before its end has not been seen to its end. */
const SEEN_TO_END_MS = 2 * HOUR_MS;

export const dayOf = (at: number): number => Math.floor(at / DAY_MS);
const folded = (id: string): string => decodeURIComponent(id).replace(/\/+$/, '').toLowerCase();
export const vaultKey = (id: string): string => folded(id);

/** The same item of one connection has one id for ever. */
const itemKey = (connectionId: string, armId: string): string =>
  `item_${createHash('sha256')
    .update(`${connectionId}\n${folded(armId)}`)
    .digest('base64url')
    .slice(0, 20)}`;

export interface SeenVault {
  readonly vault: VaultRow;
  readonly ids: ReadonlySet<string>;
  /** Only what changed since the last look. */
  readonly items: readonly ItemRow[];
  readonly days: readonly DayRow[];
  /** The oldest day among them. */
  readonly firstDay: number;
  readonly azureAt: number;
}

export interface VaultBefore {
  readonly vault: VaultRow | null;
  readonly items: readonly ItemRow[];
}

export interface LookOptions {
  readonly connectionId: string;
  /** Our own clock. */
  readonly at: number;
  /** False: what Azure still allows is needed for others; jobs are asked for at the next look. */
  readonly withJobs: boolean;
}

async function policiesOf(azure: Reading, vault: AzureVault): Promise<VaultRow['policies']> {
  const found: { [id: string]: VaultRow['policies'][string] } = {};
  for await (const { id, name, properties } of azure.policies(vault.id)) found[folded(id)] = { name, properties };
  return found;
}

interface ReadJobs {
  readonly jobs: readonly BackupJob[];
  readonly from: number;
  readonly to: number;
}

/** Jobs that started since then; where there are too many, the span that was read. */
async function jobsSince(azure: Reading, vault: AzureVault, since: number, now: number): Promise<ReadJobs> {
  const jobs: BackupJob[] = [];
  for await (const job of azure.jobs(vault.id, { since: iso(since), until: iso(now + DAY_MS), operation: 'Backup' })) {
    if (job.startTime !== '') jobs.push(job);
    if (jobs.length >= MOST_JOBS) break;
  }
  if (jobs.length < MOST_JOBS) return { jobs, from: since, to: now };
  const [first, last] = [Date.parse(jobs[0]?.startTime ?? ''), Date.parse(jobs.at(-1)?.startTime ?? '')];
  return first >= last ? { jobs, from: last, to: now } : { jobs, from: since, to: last };
}

export async function lookAtVault(
  azure: Reading,
  vault: AzureVault,
  before: VaultBefore,
  { connectionId, at, withJobs }: LookOptions,
): Promise<SeenVault> {
  const seen: ProtectedItem[] = await Array.fromAsync(azure.items(vault.id));
  const now = await azure.now();
  // A clock that was set back is another estate: what was known is read anew.
  const known = before.vault?.azureAt != null && before.vault.azureAt <= now + HOUR_MS ? before.vault : null;
  let policies = known?.policies ?? {};
  let policiesAt = known?.policiesAt ?? null;
  const unread = seen.some(({ policyId, softDeleted }) => policyId !== null && !softDeleted && !(folded(policyId) in policies));
  if (unread || policiesAt === null || now - policiesAt >= POLICIES_MS) {
    policies = await policiesOf(azure, vault);
    policiesAt = now;
  }
  const rows = new Map(known ? before.items.map((row) => [row.id, row]) : []);
  const running = oldestRunning(
    [...rows.values()].flatMap(({ document }) => document.jobs),
    now,
  );
  const since =
    known?.jobsTo == null
      ? now - JOBS_BACK_MS
      : Math.max(Math.min(known.jobsTo, running ?? known.jobsTo) - 10 * 60_000, now - JOBS_BACK_MS);
  const read = withJobs ? await jobsSince(azure, vault, since, now) : null;
  const joined = read !== null && known?.jobsFrom != null && known.jobsTo != null && read.from <= known.jobsTo;
  const jobsFrom = read === null ? (known?.jobsFrom ?? null) : joined ? Math.min(known.jobsFrom ?? read.from, read.from) : read.from;
  const jobsTo = read === null ? (known?.jobsTo ?? null) : read.to;
  const jobsFor = jobsByItem(read?.jobs ?? []);
  const today = dayOf(now);
  const firstDay = read === null ? today : firstDayToTell(known, read.from, now);

  const ids = new Set<string>();
  const items: ItemRow[] = [];
  const days: DayRow[] = [];
  for (const item of seen) {
    const id = itemKey(connectionId, item.id);
    if (ids.has(id)) continue;
    ids.add(id);
    const old = rows.get(id);
    const policy = item.policyId === null ? undefined : policies[folded(item.policyId)];
    const promise = policy ? readPromise(policy.properties) : null;
    const all = mergedJobs(old?.document.jobs ?? [], jobsFor(item).map(jobRecord));
    const pointAt = newestPoint(item);
    const followsLogs = (old?.document.followsLogs ?? false) || isLog(promise, pointAt, all, jobsFrom);
    const standing = standingOf(item, { promise, now, since: old?.firstSeen ?? null, followsLogs });
    const row: ItemRow = {
      id,
      vaultId: vaultKey(vault.id),
      name: item.friendlyName,
      ...standing,
      stateSince: old?.state === standing.state ? old.stateSince : now,
      pointAt,
      firstSeen: old?.firstSeen ?? now,
      document: {
        armId: item.id,
        vaultName: vault.name,
        containerName: item.containerName,
        serverName: item.serverName,
        managementType: item.managementType,
        workloadType: item.workloadType,
        policyName: policy?.name ?? item.policyName,
        policySays: promise && promiseSays(promise),
        followsLogs,
        jobs: all.slice(0, JOBS_KEPT),
      },
    };
    if (JSON.stringify(row) !== JSON.stringify(old)) items.push(row);
    if (standing.state === 'deleted') continue;
    days.push({ itemId: id, day: today, ...standing, pointAt });
    if (jobsFrom === null || (standing.state === 'stopped' && old?.state !== 'stopped')) continue;
    for (let day = firstDay; day < today; day++) {
      if (standing.state === 'stopped') {
        days.push({ itemId: id, day, ...standing, pointAt });
        continue;
      }
      const stood = stoodAt((day + 1) * DAY_MS - 1, {
        promise,
        jobs: all,
        pointAt,
        coveredFrom: jobsFrom,
        policyName: row.document.policyName,
      });
      if (stood) days.push({ itemId: id, day, ...stood });
    }
  }
  return {
    vault: {
      vaultId: vaultKey(vault.id),
      name: vault.name,
      lookedAt: at,
      azureAt: now,
      jobsFrom,
      jobsTo,
      policies,
      policiesAt,
      trouble: null,
    },
    ids,
    items,
    days,
    firstDay,
    azureAt: now,
  };
}

/** Days since the last look that nobody saw to their end. */
function firstDayToTell(known: VaultRow | null, jobsFrom: number, now: number): number {
  if (known?.azureAt == null) return dayOf(jobsFrom) + 1;
  const last = dayOf(known.azureAt);
  const seenToEnd = known.azureAt >= (last + 1) * DAY_MS - SEEN_TO_END_MS;
  return Math.min(dayOf(now), Math.max(seenToEnd ? last + 1 : last, dayOf(jobsFrom)));
}

/** A point that no planned time and no job explains was made by a log backup: those are in no list. */
function isLog(promise: BackupPromise | null, pointAt: number | null, jobs: readonly EstateJob[], jobsFrom: number | null): boolean {
  if (promise?.logMinutes == null || pointAt === null || jobsFrom === null || jobsFrom > pointAt) return false;
  const planned = plannedBefore(promise, pointAt + HOUR_MS / 2);
  if (planned === null || pointAt - planned < 8 * HOUR_MS) return false;
  return !jobs.some(({ at, endAt }) => Date.parse(at) <= pointAt + 2 * HOUR_MS && Date.parse(endAt ?? at) >= pointAt - 2 * HOUR_MS);
}
