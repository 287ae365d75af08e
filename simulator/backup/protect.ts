// PUT and DELETE of a protected item. What a PUT means follows from the item's state and three properties: isRehydrate
// (undelete), protectionState (stop or suspend), policyId (configure, change policy, resume). DELETE is a soft delete.

import { checkBody } from '../requests/check.ts';
import { type ItemRequest, itemRequest } from '../requests/item.ts';
import { keyOfVault, lastName, policyKey, vaultId } from '../state/keys.ts';
import type { Item, Policy, Vault } from '../state/model.ts';
import { purge, putItem } from '../state/settle.ts';
import { type Answer, invalidInput, isAnswer, serviceRefusal } from '../wire/answer.ts';
import { asJson, type Call, param } from '../wire/call.ts';
import type { Route } from '../wire/router.ts';
import { accepted } from './accepted.ts';
import { running } from './backup-now.ts';
import { kinds } from './kinds.ts';
import { findItem, I, vaultRoute } from './lookups.ts';
import { newItem } from './new-item.ts';
import { itemOperation } from './operations.ts';
import { nextRun } from './policy-model.ts';
import { startJob, startOperation } from './start-job.ts';

const dayMs = 86_400_000;

/** The policy of this vault that a policyId names, if it fits the kind of item. */
function policyFor(call: Call, vault: Vault, item: Item, policyId: string): Policy | Answer {
  const policy = call.store.get('policy', policyKey(keyOfVault(vault), lastName(policyId)));
  const ours = policyId.toLowerCase().startsWith(`${vaultId(vault)}/backupPolicies/`.toLowerCase());
  if (!ours || !policy) {
    return serviceRefusal(400, 'BMSUserErrorPolicyNotFound', `The policy '${policyId}' was not found in the vault.`, 'properties.policyId');
  }
  const kind = kinds[item.kind];
  const workload = policy.properties.workLoadType;
  const fits = policy.properties.backupManagementType === kind.management && (workload === undefined || workload === kind.workload);
  if (fits) return policy;
  const message = `The policy '${policy.name}' is for ${policy.properties.backupManagementType}${workload ? ` (${workload})` : ''}, not for ${kind.workload}.`;
  return serviceRefusal(400, 'BMSUserErrorPolicyTypeMismatch', message, 'properties.policyId');
}

/** Starts the job of a change and answers 202. */
function changed(call: Call, vault: Vault, item: Item, operation: string): Answer {
  putItem(call, item);
  const job = startJob(call, item, { operation, startAt: call.at, activityId: call.activityId, userTriggered: true });
  const key = `${item.vault}|${item.container}|${item.name}`.toLowerCase();
  const made = startOperation(call, item.vault, { jobId: job.id, result: { kind: 'item', key } });
  return accepted(call, itemOperation(vault, item, made));
}

function underPolicy(call: Call, vault: Vault, item: Item, request: ItemRequest, policyId: string): Answer {
  const policy = policyFor(call, vault, item, policyId);
  if (isAnswer(policy)) return policy;
  const scheduled = call.store.setting('scheduledBackups') === 'yes' ? nextRun(policy, call.at) : null;
  const extended = 'extendedProperties' in request ? request.extendedProperties : undefined;
  const state = item.newestPoint === null ? 'IRPending' : 'Protected';
  const extendedProperties = extended === undefined ? item.extendedProperties : extended === null ? null : asJson(extended);
  return changed(call, vault, { ...item, policy: policy.name, state, extendedProperties, nextBackupAt: scheduled }, 'ConfigureBackup');
}

const put = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(itemRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const request = checked.value.properties;
  const old = findItem(call, vault);
  if (old && kinds[old.kind].protectedItemType.toLowerCase() !== request.protectedItemType.toLowerCase()) {
    return invalidInput('properties.protectedItemType');
  }
  if (old?.deleted) {
    if (request.isRehydrate === true) return changed(call, vault, { ...old, deleted: null, state: 'ProtectionStopped' }, 'Undelete');
    const message = 'The backup item is in soft deleted state. Undelete it (isRehydrate) before changing its protection.';
    return serviceRefusal(400, 'UserErrorItemInSoftDeletedState', message, old.friendlyName);
  }
  const stop = request.protectionState === 'ProtectionStopped' || request.protectionState === 'BackupsSuspended';
  if (stop) {
    if (!old) return serviceRefusal(404, 'BMSUserErrorObjectNotFound', `The protected item '${param(call, 'item')}' does not exist.`);
    const suspended = request.protectionState === 'BackupsSuspended';
    const next: Item = {
      ...old,
      state: suspended ? 'BackupsSuspended' : 'ProtectionStopped',
      policy: suspended ? old.policy : null,
      nextBackupAt: null,
    };
    return changed(call, vault, next, 'DisableBackup');
  }
  if (!request.policyId) return invalidInput('properties.policyId');
  const item = old ?? newItem(call, vault, request);
  return isAnswer(item) ? item : underPolicy(call, vault, item, request, request.policyId);
};

const remove = (call: Call, vault: Vault): Answer => {
  const item = findItem(call, vault);
  if (!item) return { status: 204 };
  if (item.deleted) {
    const message = 'The backup item is already in soft deleted state and is deleted for good when its retention ends.';
    return serviceRefusal(400, 'UserErrorItemAlreadyInSoftDeletedState', message, item.friendlyName);
  }
  if (running(call, vault, item, /^(Backup|Restore)/)) {
    const message = 'The operation is not possible while a backup or restore of the item is in progress.';
    return serviceRefusal(409, 'UserErrorOperationInProgress', message, item.friendlyName);
  }
  const job = startJob(call, item, {
    operation: 'DeleteBackupData',
    startAt: call.at,
    activityId: call.activityId,
    userTriggered: true,
    bag:
      item.kind === 'vm'
        ? { 'Number of Recovery Points': String(call.store.count('point', `${item.vault}|${item.container}|${item.name}`.toLowerCase())) }
        : {},
  });
  if (vault.softDelete === 'Disabled') purge(call, item);
  else {
    const deleted = { at: call.at, purgeAt: call.at + vault.softDeleteDays * dayMs };
    putItem(call, { ...item, deleted, state: 'ProtectionStopped', policy: null, nextBackupAt: null });
  }
  const operation = startOperation(call, item.vault, { jobId: job.id });
  return accepted(call, {
    location: `${vaultId(vault)}/backupOperationResults/${operation.id}`,
    status: `${vaultId(vault)}/backupOperations/${operation.id}`,
  });
};

export const protectRoutes: Route[] = [vaultRoute('PUT', I, put), vaultRoute('DELETE', I, remove)];
