// Moves Recovery Services vaults to another resource group, of the same subscription or of another: with everything in them,
// under new ids. Other types of resources are not moved here. What forbids a move of a vault is told before anything is accepted.
import { connectionsOf } from '../backup/private-endpoints.ts';
import { checkBody } from '../requests/check.ts';
import { moveRequest } from '../requests/move.ts';
import { armParts, groupKey, keyOfVault, rekeyVault, vaultKey } from '../state/keys.ts';
import type { Vault } from '../state/model.ts';
import { type Answer, isAnswer, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { acceptOperation } from './operations.ts';

const failed = (message: string) => refuse(409, 'ResourceMoveProviderValidationFailed', `Resource move validation failed. ${message}`);

function movable(call: Call, id: string): Vault | Answer {
  const parts = armParts(id);
  const [subscription, group] = [param(call, 'sub'), param(call, 'group')];
  if (!parts || groupKey(parts.subscription, parts.resourceGroup) !== groupKey(subscription, group))
    return refuse(400, 'InvalidRequestContent', `The resource '${id}' is not in the resource group '${group}'.`);
  if (parts.type !== 'microsoft.recoveryservices/vaults')
    return refuse(409, 'ResourceMoveNotSupported', `Resources of type '${parts.type}' cannot be moved.`);
  const vault = call.store.get('vault', vaultKey(parts.subscription, parts.resourceGroup, parts.name));
  if (!vault) return refuse(404, 'ResourceNotFound', `The Resource '${id}' under resource group '${group}' was not found.`);
  if (connectionsOf(call, vault).length > 0) return failed(`The vault '${vault.name}' has private endpoints.`);
  return vault;
}

const move = (call: Call): Answer => {
  const checked = checkBody(moveRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const target = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/?$/i.exec(checked.value.targetResourceGroup);
  const group = target && call.store.get('resourceGroup', groupKey(target[1] ?? '', target[2] ?? ''));
  if (!group) {
    const name = target?.[2] ?? checked.value.targetResourceGroup;
    return refuse(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);
  }
  const vaults: Vault[] = [];
  for (const id of checked.value.resources) {
    const vault = movable(call, id);
    if (isAnswer(vault)) return vault;
    if (call.store.get('vault', vaultKey(group.subscription, group.name, vault.name)))
      return failed(`There is a vault called '${vault.name}' in '${group.name}' already.`);
    vaults.push(vault);
  }
  for (const vault of vaults) {
    const moved = { ...vault, subscription: group.subscription, resourceGroup: group.name };
    rekeyVault(call.store, keyOfVault(vault), keyOfVault(moved));
    call.store.put('vault', keyOfVault(moved), moved, { parent: group.subscription.toLowerCase() });
  }
  return acceptOperation(call, { seconds: 60 });
};

export const moveRoutes: Route[] = [route('POST', '/subscriptions/{sub}/resourceGroups/{group}/moveResources', move)];
