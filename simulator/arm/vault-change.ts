// Creating, changing and deleting a vault. A vault that still has items, also soft-deleted ones, cannot be deleted.
import { encryptionProblem } from '../backup/encryption.ts';
import { guarded } from '../backup/guard.ts';
import { immutabilityOf, isImmutable, stateChangeProblem } from '../backup/immutability.ts';
import { findGroup, findVault, V, vaultRoute } from '../backup/lookups.ts';
import { connectionsOf } from '../backup/private-endpoints.ts';
import { crossRegionProblem, hasItems, softDeleteProblem, storageLocked } from '../backup/vault-rules.ts';
import { checkBody } from '../requests/check.ts';
import { type VaultChange, vaultPatch, vaultPut } from '../requests/vault.ts';
import { keyOfVault, vaultKey } from '../state/keys.ts';
import { addDefaultPolicies } from '../state/load.ts';
import type { Vault } from '../state/model.ts';
import { shelve } from '../state/shelf.ts';
import { type Answer, invalidInput, isAnswer, serviceRefusal } from '../wire/answer.ts';
import { asJson, type Call, param } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { deletedVaultsSince } from './deleted-vaults.ts';
import { acceptOperation } from './operations.ts';
import { vaultView } from './vault-view.ts';

const etagAt = (at: number) => `W/"datetime'${encodeURIComponent(new Date(at).toISOString())}'"`;

/** What a client may send back from a GET, and the service does not take over. */
const readOnly = new Set([
  'provisioningState',
  'privateEndpointConnections',
  'privateEndpointStateForBackup',
  'privateEndpointStateForSiteRecovery',
  'moveDetails',
  'moveState',
  'upgradeDetails',
  'backupStorageVersion',
  'secureScore',
  'bcdrSecurityLevel',
  'resourceGuardOperationRequests',
]);
type Settings = Omit<NonNullable<VaultChange['properties']>, 'redundancySettings' | 'securitySettings'>;

/** Applies a change, or says why the service would not. */
function changedVault(call: Call, vault: Vault, change: VaultChange): Vault | Answer {
  const { redundancySettings, securitySettings, ...rest } = change.properties ?? {};
  const extra = Object.fromEntries(Object.entries(rest).filter(([name]) => !readOnly.has(name))) as Settings;
  const soft = securitySettings?.softDeleteSettings;
  const requests = change.properties?.resourceGuardOperationRequests;
  const wanted = securitySettings?.immutabilitySettings?.state;
  const problem =
    softDeleteProblem(call, vault, soft?.softDeleteState, requests) ??
    (wanted ? stateChangeProblem(immutabilityOf(vault), wanted) : null) ??
    (wanted === 'Disabled' && isImmutable(vault) ? guarded(call, vault, 'disableSoftDelete', requests) : null) ??
    (extra.encryption ? encryptionProblem(call, { ...vault, identity: change.identity ?? vault.identity }, extra.encryption) : null);
  if (problem) return problem;
  const kept = asJson(vault.extra.securitySettings);
  const immutability = securitySettings?.immutabilitySettings ?? kept.immutabilitySettings;
  const settings = {
    ...kept,
    ...(immutability ? { immutabilitySettings: immutability } : {}),
  };
  const flag = redundancySettings?.crossRegionRestore;
  const principal = { principalId: call.newId(), tenantId: call.store.setting('tenantId') ?? '' };
  const redundancy = redundancySettings?.standardTierStorageRedundancy ?? vault.redundancy;
  if (redundancy !== vault.redundancy && hasItems(call, vault)) return storageLocked;
  const next: Vault = {
    ...vault,
    tags: change.tags ?? vault.tags,
    sku: change.sku?.name === 'Standard' ? { name: 'Standard' } : vault.sku,
    identity: change.identity ? { ...(change.identity.type === 'None' ? {} : principal), ...change.identity } : vault.identity,
    extra: { ...vault.extra, ...extra, ...(Object.keys(settings).length > 0 ? { securitySettings: settings } : {}) },
    redundancy,
    crossRegionRestore: flag === undefined ? vault.crossRegionRestore : flag === 'Enabled',
    softDelete: soft?.softDeleteState ?? vault.softDelete,
    softDeleteDays: soft?.softDeleteRetentionPeriodInDays ?? vault.softDeleteDays,
    enhancedSecurity: soft?.enhancedSecurityState === 'Disabled' ? 'Disabled' : soft ? 'Enabled' : vault.enhancedSecurity,
    etag: etagAt(call.at),
  };
  return crossRegionProblem(call, vault, next) ?? next;
}

function store(call: Call, vault: Vault | Answer, status: number): Answer {
  if (isAnswer(vault)) return vault;
  call.store.put('vault', keyOfVault(vault), vault, { parent: vault.subscription.toLowerCase() });
  return { status, body: vaultView(vault) };
}

const put = (call: Call): Answer => {
  const missing = findGroup(call);
  if (missing) return missing;
  const checked = checkBody(vaultPut, call.body);
  if ('refused' in checked) return checked.refused;
  const [subscription, resourceGroup, name] = [param(call, 'sub'), param(call, 'group'), param(call, 'vault')];
  const old = call.store.get('vault', vaultKey(subscription, resourceGroup, name));
  const location = checked.value.location.replaceAll(' ', '').toLowerCase();
  if (old && old.location !== location)
    return invalidInput('location', `The vault exists in '${old.location}' and cannot move to '${location}'.`);
  if (!/^[A-Za-z][A-Za-z0-9-]{1,49}$/.test(name)) return invalidInput('vaultName', 'A vault name has 2 to 50 letters, digits and hyphens.');
  if (old) return store(call, changedVault(call, old, checked.value), 200);
  const blank: Vault = {
    subscription,
    resourceGroup,
    name,
    location,
    tags: {},
    sku: { name: 'RS0', tier: 'Standard' },
    identity: null,
    extra: {},
    etag: '',
    redundancy: 'GeoRedundant',
    crossRegionRestore: false,
    softDelete: 'Enabled',
    softDeleteDays: 14,
    enhancedSecurity: 'Enabled',
  };
  const made = store(call, changedVault(call, blank, checked.value), 201);
  if (made.status === 201) addDefaultPolicies(call.store, keyOfVault(blank), call.at);
  return made;
};

const patch = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(vaultPatch, call.body);
  return 'refused' in checked ? checked.refused : store(call, changedVault(call, vault, checked.value), 200);
};

const remove = (call: Call): Answer => {
  const vault = findVault(call);
  if (isAnswer(vault))
    return vault.status === 404 && call.store.get('subscription', param(call, 'sub').toLowerCase()) ? { status: 204 } : vault;
  const key = keyOfVault(vault);
  const items = call.store.list('item', key).map(({ doc }) => doc);
  const containers = call.store.list('container', key).map(({ doc }) => doc);
  const soft = items.filter((item) => item.deleted);
  const servers = call.store.list('engine', key).map(({ doc }) => doc.name);
  const endpoints = connectionsOf(call, vault).map(({ name }) => name);
  const more =
    'Please ensure all containers have been unregistered from the vault and all private endpoints associated with the vault have been deleted, and retry operation. For more details, see https://aka.ms/AB-AA4ecq5';
  if (soft.length > 0 && soft.length === items.length) {
    if (call.apiVersion >= deletedVaultsSince && vault.softDelete !== 'Disabled' && servers.length + endpoints.length === 0) {
      shelve(call.store, vault, call.at);
      return acceptOperation(call, { seconds: 30 });
    }
    const names = soft.map((item) => item.friendlyName).join(',');
    const message = `Recovery Services vault cannot be deleted as there are backup items in soft deleted state in the vault. The soft deleted items are permanently deleted after ${vault.softDeleteDays} days of delete operation. Please try vault deletion after the backup items are permanently deleted and there is no item in soft deleted state left in the vault.For more information, refer https://aka.ms/SoftDeleteCloudWorkloads. The registered items are : ${names}\n${more}`;
    return serviceRefusal(400, 'ServiceResourceNotEmptyWithBackendMessage', message);
  }
  if (items.length + containers.length + servers.length + endpoints.length > 0) {
    const names = [...containers.map((container) => container.friendlyName), ...servers, ...endpoints].join(',');
    const message = `Recovery Services vault cannot be deleted as there are existing resources within the vault. The registered items are : ${names}\n${more}`;
    return serviceRefusal(400, 'ServiceResourceNotEmptyWithBackendMessage', message);
  }
  for (const kind of ['policy', 'job', 'operation', 'intent', 'guardProxy'] as const) {
    for (const { key: child } of call.store.list(kind, key)) call.store.remove(kind, child);
  }
  call.store.remove('vault', key);
  // Newer api-versions document 204 for a vault that is gone at once, older ones 200.
  return { status: call.apiVersion >= '2023-01-01' ? 204 : 200 };
};

export const vaultChangeRoutes: Route[] = [route('PUT', V, put), vaultRoute('PATCH', V, patch), route('DELETE', V, remove)];
