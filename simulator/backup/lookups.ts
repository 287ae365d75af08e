// Finds what a path names, or says in Azure's words that it is not there. Used by every route below a vault.
import { itemKey, keyOfVault, vaultKey } from '../state/keys.ts';
import type { Item, Vault } from '../state/model.ts';
import { type Answer, invalidInput, isAnswer, notFound, objectNotFound, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';

export function findSubscription(call: Call): Answer | null {
  const id = param(call, 'sub');
  if (call.store.get('subscription', id.toLowerCase())) return null;
  return refuse(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
}

export function findGroup(call: Call): Answer | null {
  const gone = findSubscription(call);
  if (gone) return gone;
  const [sub, group] = [param(call, 'sub'), param(call, 'group')];
  if (call.store.get('resourceGroup', `${sub}|${group}`.toLowerCase())) return null;
  return refuse(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`);
}

export function findVault(call: Call): Vault | Answer {
  const gone = findGroup(call);
  if (gone) return gone;
  const [group, name] = [param(call, 'group'), param(call, 'vault')];
  const vault = call.store.get('vault', vaultKey(param(call, 'sub'), group, name));
  return vault ?? notFound(`Microsoft.RecoveryServices/vaults/${name}`, group);
}

export const V = '/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.RecoveryServices/vaults/{vault}';
export const F = `${V}/backupFabrics/{fabric}`;
export const C = `${F}/protectionContainers/{container}`;
export const I = `${C}/protectedItems/{item}`;

export type VaultHandler = (call: Call, vault: Vault) => Answer;
export type ItemHandler = (call: Call, vault: Vault, item: Item) => Answer;

/** A route below a vault; the vault is there and the fabric, if named, is Azure. */
export const vaultRoute = (method: string, pattern: string, handler: VaultHandler): Route =>
  route(method, pattern, (call) => {
    const vault = findVault(call);
    if (isAnswer(vault)) return vault;
    const fabric = call.params.fabric;
    return fabric !== undefined && fabric.toLowerCase() !== 'azure' ? invalidInput('fabricName') : handler(call, vault);
  });

export const findItem = (call: Call, vault: Vault): Item | null =>
  call.store.get('item', itemKey(keyOfVault(vault), param(call, 'container'), param(call, 'item')));

/** A route below a protected item that exists. */
export const itemRoute = (method: string, pattern: string, handler: ItemHandler): Route =>
  vaultRoute(method, pattern, (call, vault) => {
    const item = findItem(call, vault);
    return item ? handler(call, vault, item) : objectNotFound(param(call, 'item'));
  });
