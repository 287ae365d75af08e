// Protection intents (kept as they are put), and the small things of a vault: backup engines, of which this estate has none,
// the security PIN, the operations of the provider.
import { checkBody } from '../requests/check.ts';
import { intentRequest } from '../requests/intent.ts';
import { containerKey, keyOfVault, vaultId } from '../state/keys.ts';
import type { Intent, Json, Vault } from '../state/model.ts';
import { type Answer, objectNotFound, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
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

const put = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(intentRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const request = checked.value.properties;
  const backupManagementType =
    request.backupManagementType ?? (request.protectionIntentItemType === 'AzureResourceItem' ? 'AzureIaasVM' : 'AzureWorkload');
  const properties = { ...request, backupManagementType, protectionState: 'NotProtected' };
  const intent: Intent = { vault: keyOfVault(vault), name: param(call, 'intent'), properties };
  call.store.put('intent', keyOf(call, vault), intent, { parent: intent.vault });
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
