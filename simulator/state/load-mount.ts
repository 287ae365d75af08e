// A recovery point of an estate that is mounted for file recovery at the moment of seeding, and the operation that mounted it.
import type { EstateItem } from '../../nodes/kit/estate.ts';
import { mountDetails, sessionMs } from '../backup/mount.ts';
import { startOperation } from '../backup/start-job.ts';
import { chance } from '../seed/random.ts';
import { keyOfItem, keyOfVault, pointKey } from './keys.ts';
import type { Loading } from './load.ts';
import type { Item, Vault } from './model.ts';

const minute = 60_000;

export function loadMount({ store, now, seed, machines }: Loading, vault: Vault, items: readonly Item[], wanted: EstateItem): void {
  if (wanted.mount === undefined) return;
  const item = items.find(({ friendlyName }) => friendlyName === wanted.name);
  const points = item ? store.list('point', keyOfItem(item)).map(({ doc }) => doc) : [];
  const newest = points.sort((a, b) => b.at - a.at)[0];
  if (!item || !newest) throw new Error(`The estate mounts ${wanted.name}, which has no recovery point.`);
  store.put('point', pointKey(newest.item, newest.id), { ...newest, mountedUntil: now + sessionMs });
  const luck = chance(seed, `${newest.item}|mount`);
  const at = now - minute;
  const world = { store, now: () => at, at, timeScale: 1, pageSize: 1, quirks: false, newId: luck.guid, newNumber: luck.digits };
  const linux = [...machines.values()]
    .flat()
    .some(({ name, os }) => name.toLowerCase() === item.friendlyName.toLowerCase() && os === 'Linux');
  startOperation(world, keyOfVault(vault), { id: wanted.mount, details: mountDetails(vault, item, newest, !linux) });
}
