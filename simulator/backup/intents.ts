// Protection intents: a policy for everything in an SQL instance, now and later. Discovery carries them out.
import { checkBody } from '../requests/check.ts';
import { intentRequest } from '../requests/intent.ts';
import { containerKey, keyOfVault, lastName, policyKey, vaultId } from '../state/keys.ts';
import type { Container, Intent, Json, Vault } from '../state/model.ts';
import { type Answer, objectNotFound, ok, serviceRefusal } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { discover } from './discovery.ts';
import { F, V, vaultRoute } from './lookups.ts';

const keyOf = (call: Call, vault: Vault) => containerKey(keyOfVault(vault), param(call, 'intent'));

const view = (vault: Vault, intent: Intent): Json => ({
  id: `${vaultId(vault)}/backupFabrics/Azure/backupProtectionIntent/${intent.name}`,
  name: intent.name,
  type: 'Microsoft.RecoveryServices/vaults/backupProtectionIntent',
  properties: intent.properties,
});

const list = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, ['backupManagementType', 'itemType', 'parentName', 'itemName']);
  if ('refused' in parsed) return parsed.refused;
  const intents = call.store
    .list('intent', keyOfVault(vault))
    .map(({ doc }) => doc)
    .filter((intent) => matches(parsed.filter.backupManagementType, String(intent.properties.backupManagementType ?? '')));
  return page(call, intents, (intent) => view(vault, intent));
};

const get = (call: Call, vault: Vault): Answer => {
  const intent = call.store.get('intent', keyOf(call, vault));
  return intent ? ok(view(vault, intent)) : objectNotFound(param(call, 'intent'));
};

/** The registered machine whose instance an intent names. */
function containerOf(call: Call, vault: Vault, itemId: string): Container | null {
  const name = decodeURIComponent(/\/protectionContainers\/([^/]+)/i.exec(itemId)?.[1] ?? '');
  return call.store.get('container', containerKey(keyOfVault(vault), name));
}

/** The service writes the item of an intent back in a form of its own. */
function rewritten(vault: Vault, container: Container, itemId: string): Json {
  const bare = container.name.replace(/^VMAppContainer;/i, '');
  const source = `${vaultId(vault)}/backupFabrics/Azure/protectionContainers/${bare}`;
  const instance = decodeURIComponent(lastName(itemId)).split(';').at(-1)?.toUpperCase();
  return { sourceResourceId: source, itemId: `${source}/protectableItems/${instance}` };
}

const put = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(intentRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const request = checked.value.properties;
  const backupManagementType =
    request.backupManagementType ?? (request.protectionIntentItemType === 'AzureResourceItem' ? 'AzureIaasVM' : 'AzureWorkload');
  const container = request.itemId && backupManagementType === 'AzureWorkload' ? containerOf(call, vault, request.itemId) : null;
  if (request.itemId && container && !call.store.get('policy', policyKey(container.vault, lastName(request.policyId)))) {
    return serviceRefusal(
      400,
      'BMSUserErrorPolicyNotFound',
      `The policy '${request.policyId}' was not found in the vault.`,
      'properties.policyId',
    );
  }
  const own = container && request.itemId ? rewritten(vault, container, request.itemId) : {};
  const properties = { ...request, ...own, backupManagementType, protectionState: 'NotProtected' };
  const intent: Intent = { vault: keyOfVault(vault), name: param(call, 'intent'), properties };
  call.store.put('intent', keyOf(call, vault), intent, { parent: intent.vault });
  // What is there already is protected with what will come.
  if (container) discover(call, container, call.at);
  return ok(view(vault, intent));
};

const remove = (call: Call, vault: Vault): Answer => {
  call.store.remove('intent', keyOf(call, vault));
  return { status: 204 };
};

export const intentRoutes: Route[] = [
  vaultRoute('GET', `${V}/backupProtectionIntents`, list),
  vaultRoute('GET', `${F}/backupProtectionIntent/{intent}`, get),
  vaultRoute('PUT', `${F}/backupProtectionIntent/{intent}`, put),
  vaultRoute('DELETE', `${F}/backupProtectionIntent/{intent}`, remove),
];
