// In which tiers a recovery point lies, and whether it may move to the archive: one truth for views, restores, moves and
// costs. Times decide, so nothing ticks.
import type { Item, Point } from '../state/model.ts';

const day = 86_400_000;

type Tier = 'InstantRP' | 'HardenedRP' | 'ArchivedRP';
export interface TierState {
  type: Tier;
  status: 'Valid' | 'Deleted' | 'Rehydrated';
}

export const isMounted = (point: Point, now: number) => (point.mountedUntil ?? 0) > now;
const isRehydrated = (point: Point, now: number) =>
  point.rehydrated !== undefined && point.rehydrated.from <= now && now < point.rehydrated.until;

const hasSnapshot = (item: Item) => item.kind === 'vm';

export function tiersOf(item: Item, point: Point, now: number): TierState[] {
  const tiers: TierState[] = [];
  if (hasSnapshot(item)) tiers.push({ type: 'InstantRP', status: now < point.instantUntil ? 'Valid' : 'Deleted' });
  if (point.inVault !== false) tiers.push({ type: 'HardenedRP', status: point.archivedAt === undefined ? 'Valid' : 'Deleted' });
  if (point.archivedAt !== undefined) tiers.push({ type: 'ArchivedRP', status: isRehydrated(point, now) ? 'Rehydrated' : 'Valid' });
  return tiers;
}

/** The point exists in the archive only: a restore has to bring it back first. */
export const onlyArchived = (item: Item, point: Point, now: number) =>
  point.archivedAt !== undefined && !tiersOf(item, point, now).some(({ type, status }) => type !== 'ArchivedRP' && status === 'Valid');

/** Why the point may not move to the archive; null when it may. Ages are those of the service. */
export function notMovable(item: Item, point: Point, now: number): string | null {
  if (point.archivedAt !== undefined) return 'Recovery point is in the archive tier already.';
  if (item.kind === 'share' || item.kind === 'mars') return 'Recovery points of this workload cannot be moved to archive.';
  if (item.deleted) return 'The backup item is in soft deleted state.';
  if (point.inVault === false) return 'Recovery point is not in the vault tier.';
  const databases = item.kind !== 'vm';
  if (databases && !/full/i.test(point.type)) return 'Only full backups can be moved to archive.';
  if (!databases && now < point.instantUntil) return 'Recovery point is still in the snapshot tier.';
  const youngest = databases ? 45 : 90;
  if (now - point.at < youngest * day) return `Recovery point is younger than ${databases ? '45 days' : '3 months'}.`;
  if (point.expiresAt - now < 180 * day) return 'The remaining retention of the recovery point is less than 6 months.';
  return null;
}

/** How many bytes the point takes in the vault; the same point always takes the same. */
export const bytesOf = (item: Item, point: Point) =>
  (2_000 + (Number(item.dataId.slice(-6)) % 60_000) + (Number(point.id.slice(-4)) % 900)) * 1_048_576;
