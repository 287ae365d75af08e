// Storing a protected item with the time when it next needs looking at, and removing one for good.
import type { World } from '../wire/call.ts';
import { containerKey, keyOfItem } from './keys.ts';
import type { Item } from './model.ts';

/** Stores an item with the time when it next needs looking at: its purge, or its next scheduled backup. */
export function putItem(world: Pick<World, 'store'>, item: Item, rank?: number) {
  const due = item.deleted ? item.deleted.purgeAt : item.nextBackupAt;
  world.store.put('item', keyOfItem(item), item, { parent: item.vault, due, ...(rank === undefined ? {} : { rank }) });
}

/** Removes an item for good, with its recovery points; a virtual machine's container goes with it. */
export function purge(world: Pick<World, 'store'>, item: Item) {
  if (item.kind === 'vm') world.store.remove('container', containerKey(item.vault, item.container));
  for (const { key } of world.store.list('point', keyOfItem(item))) world.store.remove('point', key);
  world.store.remove('item', keyOfItem(item));
}
