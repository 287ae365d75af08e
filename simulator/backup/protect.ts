// PUT and DELETE of a protected item. What a PUT means follows from the item's state and three properties: isRehydrate
// (undelete), protectionState (stop or suspend), policyId (configure, change policy, resume). DELETE is a soft delete. What an
// immutable vault or a Resource Guard stands against is refused first.
import { checkBody } from '../requests/check.ts';
import { type ItemRequest, itemRequest } from '../requests/item.ts';
import { purge, putItem } from '../state/items.ts';
import { itemId, keyOfItem, keyOfVault, lastName, policyKey, vaultId } from '../state/keys.ts';
import type { Item, Policy, Vault } from '../state/model.ts';
import { type Answer, invalidInput, isAnswer, serviceRefusal } from '../wire/answer.ts';
import { asJson, type Call, param } from '../wire/call.ts';
import type { Route } from '../wire/router.ts';
import { accepted } from './accepted.ts';
import { running } from './backup-now.ts';
import { guarded, guardedDeletion } from './guard.ts';
import { deniedOnImmutable, isImmutable } from './immutability.ts';
import { kinds } from './kinds.ts';
import { withLogsClosed } from './logs.ts';
import { findItem, I, vaultRoute } from './lookups.ts';
import { backedUpElsewhere, newItem } from './new-item.ts';
import { itemOperation } from './operations.ts';
import { disksOf, machineOf } from './points.ts';
import { keepsShorter } from './policy-compare.ts';
import { nextRun } from './policy-times.ts';
import { startJob, startOperation } from './start-job.ts';

const dayMs = 86_400_000;

const policyNamed = (call: Call, item: Item) =>
  item.policy === null ? null : call.store.get('policy', policyKey(item.vault, item.policy));

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
  const about = `'${policy.name}' is for ${policy.properties.backupManagementType}${workload ? ` (${workload})` : ''}, not for ${kind.workload}.`;
  const message = `Policy is not valid for given provider type. Please choose valid policy for given provider: ${about}`;
  return serviceRefusal(400, 'BMSUserErrorInvalidPolicyForGivenProvider', message, 'properties.policyId');
}

/** Starts the job of a change and answers 202. */
function changed(call: Call, vault: Vault, item: Item, operation: string): Answer {
  putItem(call, item);
  const job = startJob(call, item, { operation, startAt: call.at, activityId: call.activityId, userTriggered: true });
  const key = `${item.vault}|${item.container}|${item.name}`.toLowerCase();
  const made = startOperation(call, item.vault, { jobId: job.id, result: { kind: 'item', key } });
  return accepted(call, itemOperation(vault, item, made));
}

/** Disks that the request selects must be attached. */
function unknownDisk(call: Call, item: Item, extended: unknown): Answer | null {
  const listed = asJson(asJson(extended).diskExclusionProperties).diskLunList;
  if (item.kind !== 'vm' || !Array.isArray(listed)) return null;
  const attached = new Set(disksOf(item, machineOf(call, item)).map(({ lun }) => lun));
  const stranger = listed.find((lun) => !attached.has(Number(lun)));
  const place = 'properties.extendedProperties.diskExclusionProperties.diskLunList';
  return stranger === undefined ? null : invalidInput(place, `The virtual machine has no data disk with LUN ${stranger}.`);
}

function underPolicy(call: Call, vault: Vault, item: Item, request: ItemRequest, policyId: string): Answer {
  const policy = policyFor(call, vault, item, policyId);
  if (isAnswer(policy)) return policy;
  const before = policyNamed(call, item);
  if (before && keepsShorter(before, policy)) {
    const refused =
      guarded(call, vault, 'changeItem', request.resourceGuardOperationRequests) ??
      (isImmutable(vault) ? deniedOnImmutable(item.friendlyName) : null);
    if (refused) return refused;
  }
  const scheduled = call.store.setting('scheduledBackups') === 'yes' ? nextRun(policy, call.at) : null;
  const extended = 'extendedProperties' in request ? request.extendedProperties : undefined;
  const noDisk = unknownDisk(call, item, extended);
  if (noDisk) return noDisk;
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
    const refused = guarded(call, vault, 'changeItem', request.resourceGuardOperationRequests);
    if (refused) return refused;
    // Keeping points as the policy says is a mode of immutable vaults; elsewhere the service denies it with these words.
    if (suspended && !isImmutable(vault)) return deniedOnImmutable(old.friendlyName);
    const next: Item = {
      ...withLogsClosed(call, old),
      state: suspended ? 'BackupsSuspended' : 'ProtectionStopped',
      policy: suspended ? old.policy : null,
      nextBackupAt: null,
    };
    return changed(call, vault, next, 'DisableBackup');
  }
  if (!request.policyId) return invalidInput('properties.policyId');
  const elsewhere = old?.kind === 'vm' ? backedUpElsewhere(call, vault, old.sourceId) : null;
  if (elsewhere) return elsewhere;
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
  const locked = isImmutable(vault) && call.store.count('point', keyOfItem(item)) > 0 ? deniedOnImmutable(item.friendlyName) : null;
  const refused = locked ?? guardedDeletion(call, vault, 'deleteItem', itemId(vault, item));
  if (refused) return refused;
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
    putItem(call, { ...withLogsClosed(call, item), deleted, state: 'ProtectionStopped', policy: null, nextBackupAt: null });
  }
  const operation = startOperation(call, item.vault, { jobId: job.id });
  return accepted(call, {
    location: `${vaultId(vault)}/backupOperationResults/${operation.id}`,
    status: `${vaultId(vault)}/backupOperations/${operation.id}`,
  });
};

export const protectRoutes: Route[] = [vaultRoute('PUT', I, put), vaultRoute('DELETE', I, remove)];
