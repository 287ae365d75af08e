// How a protected item stands: the one rule that the home page, the report and the metrics share. Pure: what Azure said of the item,
// what its policy promises and the time go in. What cannot be known is `unknown`, and never counted as safe.
import type { ProtectedItem } from '../capabilities-azure.ts';
import { type BackupPromise, lastDue, promiseSays } from './promise.ts';

/** In the order in which people want to hear of them. `deleted` items are kept by soft delete only and are not counted. */
export const standings = ['failing', 'late', 'unknown', 'waiting', 'stopped', 'safe', 'deleted'] as const;
export type StandingName = (typeof standings)[number];

export interface Standing {
  readonly state: StandingName;
  /** Why, in a sentence; empty for what is safe. */
  readonly says: string;
}

export type ItemFacts = Pick<
  ProtectedItem,
  'softDeleted' | 'protectionState' | 'lastBackupStatus' | 'lastBackupTime' | 'lastRecoveryPoint' | 'policyName'
> & { readonly lastError: { readonly message: string } | null };

export interface Known {
  /** Null: the policy is not known or its schedule cannot be read. */
  readonly promise: BackupPromise | null;
  /** By Azure's clock. */
  readonly now: number;
  /** Since when the item is known to be protected; null: nobody can say. */
  readonly since?: number | null;
  /** Azure is seen to count log backups as recovery points of this item: only then is their interval a promise that can be judged. */
  readonly followsLogs?: boolean;
}

const HOUR_MS = 3_600_000;
/** Clocks differ, and policies are moved by a few minutes. */
const EARLY_MS = 30 * 60_000;
/** We look once an hour: a log may be that old without anything being wrong. */
const LOG_GRACE_MS = 2 * HOUR_MS;

const time = (text: string | null): number | null => {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
};

const failed = (status: string | null): boolean => /^failed$/i.test(status ?? '');
const worked = (status: string | null): boolean => /^completed/i.test(status ?? '');

/** The newest recovery point that Azure told of. */
export function newestPoint({
  lastRecoveryPoint,
  lastBackupStatus,
  lastBackupTime,
}: Pick<ItemFacts, 'lastRecoveryPoint' | 'lastBackupStatus' | 'lastBackupTime'>): number | null {
  const times = [time(lastRecoveryPoint), worked(lastBackupStatus) ? time(lastBackupTime) : null].filter((at) => at !== null);
  return times.length === 0 ? null : Math.max(...times);
}

export function standingOf(item: ItemFacts, { promise, now, since = null, followsLogs = false }: Known): Standing {
  if (item.softDeleted) return { state: 'deleted', says: 'Deleted; soft delete still keeps its data' };
  if (/stopped|paused|suspended/i.test(item.protectionState)) return { state: 'stopped', says: stoppedSays(item.protectionState) };
  const point = newestPoint(item);
  const ended = time(item.lastBackupTime);
  if (failed(item.lastBackupStatus) && (point === null || ended === null || point <= ended))
    return { state: 'failing', says: item.lastError?.message || 'The last backup failed' };
  if (promise === null) return { state: 'unknown', says: policySays(item.policyName) };
  const due = lastDue(promise, now);
  if (point === null) {
    if (due === null || since === null || since > due) return { state: 'waiting', says: 'Waits for its first backup' };
    return { state: 'late', says: `No backup yet; its policy promises one ${promiseSays(promise)}` };
  }
  const log = followsLogs && promise.logMinutes !== null ? now - promise.logMinutes * 60_000 - LOG_GRACE_MS : null;
  if (due !== null && point < due - EARLY_MS) return { state: 'late', says: lateSays(point, now, promise) };
  if (log !== null && point < log) return { state: 'late', says: lateSays(point, now, promise) };
  return { state: 'safe', says: '' };
}

const stoppedSays = (state: string): string =>
  /paused|suspended/i.test(state) ? 'Backups are paused; what was backed up is kept' : 'Backups were stopped; what was backed up is kept';

const policySays = (name: string | null): string =>
  name === null ? 'It has no policy' : `The schedule of its policy ${name} could not be read`;

/** @example ageSays(31 * HOUR_MS) // '31 hours' */
export function ageSays(ms: number): string {
  const hours = Math.max(0, Math.floor(ms / HOUR_MS));
  if (hours < 1) return 'less than an hour';
  if (hours < 72) return hours === 1 ? '1 hour' : `${hours} hours`;
  return `${Math.floor(hours / 24)} days`;
}

const lateSays = (point: number, now: number, promise: BackupPromise): string =>
  `Last recovery point ${ageSays(now - point)} ago; promised ${promiseSays(promise)}`;

export interface EstateTotals {
  /** Everything that is counted: all but what is deleted. */
  readonly items: number;
  /** Those whose backups should be happening: what "62 of 64" is said of. */
  readonly promised: number;
  readonly safe: number;
  readonly late: number;
  readonly failing: number;
  readonly waiting: number;
  readonly stopped: number;
  readonly unknown: number;
}

/** The one way to count an estate. */
export function totalsOf(counts: { readonly [state in StandingName]?: number }): EstateTotals {
  const { safe = 0, late = 0, failing = 0, waiting = 0, stopped = 0, unknown = 0 } = counts;
  const promised = safe + late + failing + waiting + unknown;
  return { items: promised + stopped, promised, safe, late, failing, waiting, stopped, unknown };
}
