// The second copy of a geo-redundant vault in the paired region: which recovery points have arrived there, and whether the
// vault may be restored from it at all. The service replicates vault data within hours.
import { keyOfItem } from '../state/keys.ts';
import type { Item, Point, Vault } from '../state/model.ts';
import type { Call, World } from '../wire/call.ts';
import { pairOf } from './regions.ts';

type Context = Pick<World, 'store'> & { at: number };

/** Lists of the paired region have the paths of the vault's own lists with a slash at their end, in their own API version. */
export const isSecondary = (call: Pick<Call, 'path' | 'apiVersion'>) => call.apiVersion === '2018-12-20' && call.path.endsWith('/');

/** How far the second region is behind. */
const lagMs = 12 * 3_600_000;

/** Where the vault's data can be restored besides its own region; null when it cannot. */
export const secondaryRegion = (vault: Vault): string | null =>
  vault.crossRegionRestore && vault.redundancy === 'GeoRedundant' ? pairOf(vault.location) : null;

/** Shares have only snapshots in their account; nothing of them is replicated. */
const replicates = (item: Item) => item.kind !== 'share' && !item.deleted;

export const hasArrived = (context: Context, item: Item, point: Point) =>
  replicates(item) && point.inVault !== false && point.archivedAt === undefined && point.at <= context.at - lagMs;

export const arrived = (context: Context, item: Item): Point[] =>
  context.store
    .list('point', keyOfItem(item))
    .map(({ doc }) => doc)
    .filter((point) => hasArrived(context, item, point));
