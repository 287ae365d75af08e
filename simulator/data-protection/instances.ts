// Backup instances: what a Backup vault protects. List, one, protect or change its policy, delete into soft delete, undelete.
import type { z } from 'zod';
import { checkBody } from '../requests/check.ts';
import { type Answer, isAnswer, ok } from '../wire/answer.ts';
import { type Call, param, workMs } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { keyOfBackupVault, keyOfInstance } from './keys.ts';
import { dataError, findInstance, I, inVault, ofInstance, policyOfId, V } from './lookups.ts';
import type { BackupInstance, BackupVault } from './model.ts';
import { acceptedData, startDataOperation } from './operations.ts';
import { instancePut, validateForBackup } from './requests.ts';
import { putInstance } from './settle.ts';
import { kindOfType, sources } from './sources.ts';
import { deletedView, instanceView } from './views.ts';

type Wanted = z.output<typeof instancePut>['properties'];

/** What the body asks for, or why the service would not. */
function wanted(
  call: Call,
  vault: BackupVault,
  properties: Wanted,
): Pick<BackupInstance, 'kind' | 'policy' | 'source' | 'sourceSet' | 'policyParameters'> | Answer {
  const { dataSourceInfo, dataSourceSetInfo, policyInfo } = properties;
  const kind = kindOfType(dataSourceInfo.datasourceType ?? '');
  if (kind === null)
    return dataError(400, 'UserErrorInvalidDatasourceType', `The datasource type '${dataSourceInfo.datasourceType ?? ''}' is not known.`);
  const policy = policyOfId(call, vault, policyInfo.policyId);
  if (!policy) return dataError(400, 'UserErrorPolicyNotFound', `The policy '${policyInfo.policyId}' was not found in this vault.`);
  const types = Array.isArray(policy.properties.datasourceTypes) ? policy.properties.datasourceTypes.map(String) : [];
  if (!types.some((type) => kindOfType(type) === kind))
    return dataError(
      400,
      'UserErrorPolicyDatasourceTypeMismatch',
      `The policy '${policy.name}' is for ${types.join(', ')}, not for ${sources[kind].type}.`,
    );
  if (kind === 'disk' && !policyInfo.policyParameters)
    return dataError(
      400,
      'UserErrorMissingPolicyParameters',
      'Backups of disks need the resource group for their snapshots (policyParameters).',
    );
  const { backupDatasourceParametersList: chosen } = policyInfo.policyParameters ?? {};
  if (
    kind === 'aks' &&
    !(Array.isArray(chosen) && chosen.some(({ objectType }) => objectType === 'KubernetesClusterBackupDatasourceParameters'))
  )
    return dataError(
      400,
      'UserErrorMissingPolicyParameters',
      'Backups of clusters say what of the cluster is backed up (backupDatasourceParametersList).',
    );
  const elsewhere = call.store
    .list('backupInstance')
    .find(
      ({ doc }) =>
        String(doc.source.resourceID).toLowerCase() === dataSourceInfo.resourceID.toLowerCase() && doc.vault !== keyOfBackupVault(vault),
    );
  if (elsewhere) return dataError(400, 'UserErrorDatasourceAlreadyProtected', 'The datasource is protected in another vault already.');
  return {
    kind,
    policy: policy.name,
    source: dataSourceInfo,
    sourceSet: dataSourceSetInfo ?? null,
    policyParameters: policyInfo.policyParameters ?? null,
  };
}

const put = (call: Call, vault: BackupVault): Answer => {
  const checked = checkBody(instancePut, call.body);
  if ('refused' in checked) return checked.refused;
  if (findInstance(call, vault, true))
    return dataError(409, 'UserErrorBackupInstanceSoftDeleted', 'The backup instance is soft-deleted. Undelete it first.');
  const asked = wanted(call, vault, checked.value.properties);
  if (isAnswer(asked)) return asked;
  const old = findInstance(call, vault);
  const seconds = 60;
  const instance: BackupInstance = {
    vault: keyOfBackupVault(vault),
    name: old?.name ?? param(call, 'instance'),
    friendlyName:
      checked.value.properties.friendlyName ?? old?.friendlyName ?? String(asked.source.resourceName ?? param(call, 'instance')),
    tags: checked.value.tags ?? old?.tags ?? {},
    ...asked,
    state: 'ConfiguringProtection',
    readyAt: call.at + workMs(call, seconds),
    createdAt: old?.createdAt ?? call.at,
    deleted: null,
    nextBackupAt: null,
  };
  putInstance(call, instance);
  return acceptedData(call, vault, startDataOperation(call, vault, { seconds }), {
    status: old ? 200 : 201,
    body: instanceView(vault, instance),
  });
};

const remove = (call: Call, vault: BackupVault): Answer => {
  const instance = findInstance(call, vault);
  if (!instance) return { status: 204 };
  if (vault.softDelete === 'Off') {
    for (const { key } of call.store.list('dataPoint', keyOfInstance(instance))) call.store.remove('dataPoint', key);
    call.store.remove('backupInstance', keyOfInstance(instance));
  } else {
    const purgeAt = call.at + vault.softDeleteDays * 86_400_000;
    putInstance(call, {
      ...instance,
      state: 'ProtectionStopped',
      nextBackupAt: null,
      deleted: { at: call.at, purgeAt, activityId: call.activityId },
    });
  }
  return acceptedData(call, vault, startDataOperation(call, vault, { seconds: 20 }));
};

const undelete = (call: Call, vault: BackupVault, instance: BackupInstance): Answer => {
  putInstance(call, { ...instance, deleted: null, state: 'ProtectionStopped' });
  return acceptedData(call, vault, startDataOperation(call, vault));
};

const validate = (call: Call, vault: BackupVault): Answer => {
  const checked = checkBody(validateForBackup, call.body);
  if ('refused' in checked) return checked.refused;
  const asked = wanted(call, vault, checked.value.backupInstance);
  // What is wrong shows in the operation, not in the answer to the call.
  const error = isAnswer(asked) ? (asked.body as { error: { code: string; message: string } }).error : null;
  return acceptedData(call, vault, startDataOperation(call, vault, error ? { error: { code: error.code, message: error.message } } : {}));
};

const instancesOf = (call: Call, vault: BackupVault, deleted: boolean) =>
  call.store
    .list('backupInstance', keyOfBackupVault(vault))
    .map(({ doc }) => doc)
    .filter((instance) => (instance.deleted !== null) === deleted);

export const instanceRoutes: Route[] = [
  inVault('GET', `${V}/backupInstances`, (call, vault) => page(call, instancesOf(call, vault, false), (one) => instanceView(vault, one))),
  ofInstance('GET', I, (_, vault, instance) => ok(instanceView(vault, instance))),
  inVault('PUT', I, put),
  inVault('DELETE', I, remove),
  inVault('POST', `${V}/validateForBackup`, validate),
  inVault('GET', `${V}/deletedBackupInstances`, (call, vault) =>
    page(call, instancesOf(call, vault, true), (one) => deletedView(vault, one)),
  ),
  ofInstance('GET', `${V}/deletedBackupInstances/{instance}`, (_, vault, instance) => ok(deletedView(vault, instance)), true),
  ofInstance('POST', `${V}/deletedBackupInstances/{instance}/undelete`, undelete, true),
];
