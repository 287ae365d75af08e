// The backup configuration of a vault (soft delete, enhanced security) and its storage configuration (redundancy).

import { checkBody } from '../requests/check.ts';
import { storageConfigRequest, vaultConfigRequest } from '../requests/vault.ts';
import { keyOfVault, vaultId } from '../state/keys.ts';
import type { Json, Vault } from '../state/model.ts';
import { type Answer, ok } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import type { Route } from '../wire/router.ts';
import { V, vaultRoute } from './lookups.ts';
import { crossRegionProblem, hasItems, softDeleteProblem, storageLocked } from './vault-rules.ts';

const storageState = (call: Call, vault: Vault) => (hasItems(call, vault) ? 'Locked' : 'Unlocked');

const view = (call: Call, vault: Vault): Json => ({
  id: `${vaultId(vault)}/backupconfig/vaultconfig`,
  name: 'vaultconfig',
  type: 'Microsoft.RecoveryServices/vaults/backupconfig',
  properties: {
    storageModelType: vault.redundancy,
    storageType: vault.redundancy,
    storageTypeState: storageState(call, vault),
    enhancedSecurityState: vault.enhancedSecurity,
    softDeleteFeatureState: vault.softDelete,
    softDeleteRetentionPeriodInDays: vault.softDeleteDays,
    isSoftDeleteFeatureStateEditable: vault.softDelete !== 'AlwaysON',
  },
});

const storageView = (call: Call, vault: Vault): Json => ({
  id: `${vaultId(vault)}/backupstorageconfig/vaultstorageconfig`,
  name: 'vaultstorageconfig',
  type: 'Microsoft.RecoveryServices/vaults/backupstorageconfig',
  properties: {
    storageModelType: vault.redundancy,
    storageType: vault.redundancy,
    storageTypeState: storageState(call, vault),
    crossRegionRestoreFlag: vault.crossRegionRestore,
    dedupState: 'Disabled',
    xcoolState: 'Disabled',
  },
});

const put = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(vaultConfigRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const change = checked.value.properties;
  const refused = softDeleteProblem(call, vault, change.softDeleteFeatureState, change.resourceGuardOperationRequests);
  if (refused) return refused;
  const next: Vault = {
    ...vault,
    softDelete: change.softDeleteFeatureState ?? vault.softDelete,
    softDeleteDays: change.softDeleteRetentionPeriodInDays ?? vault.softDeleteDays,
    enhancedSecurity: change.enhancedSecurityState ?? vault.enhancedSecurity,
  };
  call.store.put('vault', keyOfVault(vault), next);
  return ok(view(call, next));
};

function changeStorage(call: Call, vault: Vault): Vault | { refused: Answer } {
  const checked = checkBody(storageConfigRequest, call.body);
  if ('refused' in checked) return checked;
  const { storageType, storageModelType, crossRegionRestoreFlag } = checked.value.properties;
  const redundancy = storageType ?? storageModelType ?? vault.redundancy;
  if (redundancy !== vault.redundancy && hasItems(call, vault)) {
    return { refused: storageLocked };
  }
  const next = { ...vault, redundancy, crossRegionRestore: crossRegionRestoreFlag ?? vault.crossRegionRestore };
  const refused = crossRegionProblem(call, vault, next);
  if (refused) return { refused };
  call.store.put('vault', keyOfVault(vault), next);
  return next;
}

const putStorage = (call: Call, vault: Vault): Answer => {
  const next = changeStorage(call, vault);
  return 'refused' in next ? next.refused : ok(storageView(call, next));
};

const patchStorage = (call: Call, vault: Vault): Answer => {
  const next = changeStorage(call, vault);
  return 'refused' in next ? next.refused : { status: 204 };
};

const config = `${V}/backupconfig/vaultconfig`;
const storage = `${V}/backupstorageconfig/vaultstorageconfig`;

export const vaultConfigRoutes: Route[] = [
  vaultRoute('GET', config, (call, vault) => ok(view(call, vault))),
  vaultRoute('PUT', config, put),
  vaultRoute('PATCH', config, put),
  vaultRoute('GET', storage, (call, vault) => ok(storageView(call, vault))),
  vaultRoute('PUT', storage, putStorage),
  vaultRoute('PATCH', storage, patchStorage),
];
