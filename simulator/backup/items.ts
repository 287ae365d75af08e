// Protected items: the vault's list with its filter, and one of them.
import { keyOfVault, lastName } from '../state/keys.ts';
import type { Item, Vault } from '../state/model.ts';
import { type Answer, ok } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { itemView } from './item-view.ts';
import { kinds } from './kinds.ts';
import { I, itemRoute, V, vaultRoute } from './lookups.ts';
import { asAsked } from './older-version.ts';
import { arrived, isSecondary, secondaryRegion } from './replica.ts';

const names = [
  'backupManagementType',
  'itemType',
  'policyName',
  'containerName',
  'backupEngineName',
  'friendlyName',
  'fabricName',
  'backupSetName',
  'healthState',
];

const healthOf = (item: Item) => (item.lastBackup?.status === 'Failed' ? 'ActionRequired' : 'Passed');

const list = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, names);
  if ('refused' in parsed) return parsed.refused;
  const { filter } = parsed;
  const elsewhere = isSecondary(call);
  if (elsewhere && !secondaryRegion(vault)) return ok({ value: [] });
  const items = call.store
    .list('item', keyOfVault(vault))
    .map(({ doc }) => doc)
    .filter(
      (item) =>
        matches(filter.backupManagementType, kinds[item.kind].management) &&
        matches(filter.itemType, kinds[item.kind].itemType) &&
        matches(filter.policyName && lastName(filter.policyName), item.policy) &&
        (matches(filter.containerName, item.container) || matches(filter.containerName, item.container.replace(/^[^;]+;/, ''))) &&
        matches(filter.friendlyName, item.friendlyName) &&
        matches(filter.fabricName, 'Azure') &&
        matches(filter.backupEngineName, null) &&
        matches(filter.backupSetName, null) &&
        matches(filter.healthState, healthOf(item)),
    );
  if (!elsewhere) return page(call, items, (item) => asAsked(call, itemView(call, vault, item, false)));
  const there = items.flatMap((item) => {
    const [newest] = arrived(call, item);
    return newest ? [{ ...item, newestPoint: newest.at }] : [];
  });
  return page(call, there, (item) => asAsked(call, itemView(call, vault, item, false)));
};

const get = (call: Call, vault: Vault, item: Item): Answer => {
  const parsed = parseFilter(call.query.$filter, ['expand']);
  if ('refused' in parsed) return parsed.refused;
  return ok(itemView(call, vault, item, parsed.filter.expand?.toLowerCase() === 'extendedinfo'));
};

export const itemRoutes: Route[] = [vaultRoute('GET', `${V}/backupProtectedItems`, list), itemRoute('GET', I, get)];
