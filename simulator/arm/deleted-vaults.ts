// Vaults that were deleted with their soft-deleted items: kept out of sight for as long as the items, listed by region, and brought
// back with everything in them, to where they were or to another resource group. Known since api-version 2025-08-01.
import { findSubscription } from '../backup/lookups.ts';
import { checkBody } from '../requests/check.ts';
import { undeleteVault } from '../requests/deleted-vault.ts';
import { groupKey, vaultId, vaultKey } from '../state/keys.ts';
import type { DeletedVault, Json } from '../state/model.ts';
import { unshelve } from '../state/shelf.ts';
import { type Answer, isAnswer, ok, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { acceptOperation } from './operations.ts';

/** The first one that can delete a vault with soft-deleted items in it. */
export const deletedVaultsSince = '2025-08-01';

const placeOf = (call: Call) => param(call, 'location').replaceAll(' ', '').toLowerCase();

const view = ({ vault, deletedAt, purgeAt }: DeletedVault): Json => ({
  id: `/subscriptions/${vault.subscription}/providers/Microsoft.RecoveryServices/locations/${vault.location}/deletedVaults/${vault.name}`,
  name: vault.name,
  type: 'Microsoft.RecoveryServices/locations/deletedVaults',
  properties: {
    vaultId: vaultId(vault),
    vaultDeletionTime: new Date(deletedAt).toISOString(),
    purgeAt: new Date(purgeAt).toISOString(),
  },
});

function here(call: Call): DeletedVault[] {
  const all = call.store.list('deletedVault', param(call, 'sub').toLowerCase()).map(({ doc }) => doc);
  return all.filter(({ vault, purgeAt }) => purgeAt > call.at && vault.location.toLowerCase() === placeOf(call));
}

function find(call: Call): DeletedVault | Answer {
  const name = param(call, 'vault');
  const found = here(call).find(({ vault }) => vault.name.toLowerCase() === name.toLowerCase());
  return found ?? refuse(404, 'ResourceNotFound', `The deleted vault '${name}' was not found in '${placeOf(call)}'.`);
}

const undelete = (call: Call): Answer => {
  const found = find(call);
  if (isAnswer(found)) return found;
  const checked = checkBody(undeleteVault, call.body);
  if ('refused' in checked) return checked.refused;
  const target = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/?$/i.exec(checked.value.properties.recoveryResourceGroupId);
  const group = target && call.store.get('resourceGroup', groupKey(target[1] ?? '', target[2] ?? ''));
  if (!group) return refuse(404, 'ResourceGroupNotFound', `Resource group '${target?.[2] ?? ''}' could not be found.`);
  const vault = { ...found.vault, subscription: group.subscription, resourceGroup: group.name };
  if (call.store.get('vault', vaultKey(vault.subscription, vault.resourceGroup, vault.name)))
    return refuse(409, 'VaultAlreadyExists', `There is a vault called '${vault.name}' in '${group.name}' already.`);
  unshelve(call.store, found.vault, vault);
  return acceptOperation(call, { seconds: 60 });
};

const L = '/subscriptions/{sub}/providers/Microsoft.RecoveryServices/locations/{location}/deletedVaults';

export const deletedVaultRoutes: Route[] = [
  route('GET', L, (call) => findSubscription(call) ?? page(call, here(call), view)),
  route('GET', `${L}/{vault}`, (call) => {
    const found = findSubscription(call) ?? find(call);
    return isAnswer(found) ? found : ok(view(found));
  }),
  route('POST', `${L}/{vault}/undelete`, (call) => findSubscription(call) ?? undelete(call)),
];
