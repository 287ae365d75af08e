// Restores: of disks, of a machine to another or the same place, of shares, of databases; and the request that validates one
// without doing it. What a restore to another place makes exists when its job has succeeded.
import { randomUUID } from 'node:crypto';
import { checkBody } from '../requests/check.ts';
import { type RestoreRequest, restoreRequest, validateRequest } from '../requests/restore.ts';
import { armParts, keyOfVault, lastName, resourceKey, vaultId } from '../state/keys.ts';
import type { Item, Job, Json, Machine, Point, Vault } from '../state/model.ts';
import { type Answer, invalidInput, objectNotFound, ok, serviceRefusal } from '../wire/answer.ts';
import { asJson, type Call, param } from '../wire/call.ts';
import { type Route, route, router } from '../wire/router.ts';
import { dotNetDate } from '../wire/times.ts';
import { accepted } from './accepted.ts';
import { running } from './backup-now.ts';
import { findItem, I, itemRoute, V, vaultRoute } from './lookups.ts';
import { itemOperation } from './operations.ts';
import { findPoint, machineOf } from './points.ts';
import { restoreProblem } from './restore-rules.ts';
import { startJob, startOperation } from './start-job.ts';

type Bags = { bag: Record<string, string>; doneBag: Record<string, string>; internalBag: Record<string, string> };

const jobType: Record<string, string> = {
  RestoreDisks: 'Recover disks',
  AlternateLocation: 'Recover to an alternate virtual machine',
  OriginalLocation: 'Recover to the original virtual machine',
  Offline: 'Recover offline',
};

function machineBags(item: Item, at: number, request: RestoreRequest): Bags {
  if (!('storageAccountId' in request || 'identityBasedRestoreDetails' in request)) return { bag: {}, doneBag: {}, internalBag: {} };
  const staging = lastName(request.storageAccountId ?? request.identityBasedRestoreDetails?.targetStorageAccountId ?? '');
  const container = `${item.friendlyName.replace(/[^a-z0-9]/gi, '').toLowerCase()}-${randomUUID().replaceAll('-', '')}`;
  const blobs = `https://${staging}.blob.core.windows.net/${container}`;
  const group = lastName(request.targetResourceGroupId ?? '');
  return {
    bag: {
      'Job Type': jobType[request.recoveryType] ?? request.recoveryType,
      'Target VM Name': lastName(request.targetVirtualMachineId ?? '') || 'vmName',
      'Target Storage Account Name': staging,
      'Recovery point time ': dotNetDate(at),
      ...(group ? { 'Target resource group': group } : {}),
    },
    doneBag: {
      'Config Blob Name': 'config.json',
      'Config Blob Container Name': container,
      'Config Blob Uri': `${blobs}/config.json`,
      'Template Blob Uri': `${blobs}/azuredeploy.json`,
      'Restored disk(s)': `${item.friendlyName}_OsDisk_1`,
    },
    internalBag: { restoreLocationType: request.recoveryType },
  };
}

function otherBags(item: Item, at: number, request: RestoreRequest): Bags {
  const original = request.recoveryType === 'OriginalLocation';
  if (request.objectType === 'AzureFileShareRestoreRequest') {
    const target = original
      ? `${item.server}/${item.friendlyName}/`
      : `${lastName(request.targetDetails?.targetResourceId ?? '')}/${request.targetDetails?.name ?? ''}/`;
    return {
      bag: {
        'Source File Share Name': item.friendlyName,
        'Source Storage Account Name': item.server,
        'Job Type': original ? 'Recovering to the original file share' : 'Recovering to an alternate file share',
        RestoreDestination: target,
      },
      doneBag: {
        RestoreRecoveryPointTime: dotNetDate(at),
        'Data Transferred (in MB)': '412',
        'Number Of Restored Files': String(request.restoreFileSpecs?.length ?? 2150),
        'Number Of Skipped Files': '0',
        'Number Of Failed Files': '0',
      },
      internalBag: {},
    };
  }
  const name = 'targetInfo' in request ? request.targetInfo?.databaseName : undefined;
  return {
    bag: { 'Job Type': original ? 'Recovery to the original database' : 'Recovery to an alternate database' },
    doneBag: {
      RestoreRecoveryPointTime: new Date(at).toISOString(),
      RestoreDestination: original || !name ? `${item.server}/${item.parent}/${item.friendlyName}` : name,
    },
    internalBag: {},
  };
}

function makes(call: Call, item: Item, request: RestoreRequest): Job['makes'] {
  if (request.recoveryType !== 'AlternateLocation') return null;
  if (request.objectType === 'AzureFileShareRestoreRequest') {
    const account = armParts(request.targetDetails?.targetResourceId ?? '');
    const share = request.targetDetails?.name;
    return account && share ? { account: resourceKey(account.subscription, account.resourceGroup, account.name), share } : null;
  }
  const target = 'targetVirtualMachineId' in request ? armParts(request.targetVirtualMachineId ?? '') : null;
  const source = machineOf(call, item);
  if (!target || !source || item.kind !== 'vm') return null;
  const { subscription, resourceGroup, name } = target;
  const machine: Machine = { ...source, subscription, resourceGroup, name, tags: {}, databases: [], vmId: call.newId() };
  return { machine };
}

/** The point that the path names; a point in time of a database needs none but the range. */
function pointOf(call: Call, item: Item): Pick<Point, 'at'> | null {
  if (param(call, 'point') === 'DefaultRangeRecoveryPoint') return item.newestPoint === null ? null : { at: item.newestPoint };
  return findPoint(call, item);
}

const trigger = (call: Call, vault: Vault, item: Item): Answer => {
  const checked = checkBody(restoreRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const request = checked.value.properties;
  const point = pointOf(call, item);
  if (!point) return objectNotFound(param(call, 'point'));
  if (item.deleted) {
    const message = 'The backup item is in soft deleted state. Undelete it before restoring from it.';
    return serviceRefusal(400, 'UserErrorItemInSoftDeletedState', message, item.friendlyName);
  }
  const problem = restoreProblem(call, item, request);
  if (problem) return problem;
  const inPlace = request.recoveryType === 'OriginalLocation';
  if (inPlace && running(call, vault, item, /^Restore/)) {
    return serviceRefusal(409, 'UserErrorRestoreOperationInProgress', 'Another restore of this item is in progress.', item.friendlyName);
  }
  const bags = item.kind === 'vm' ? machineBags(item, point.at, request) : otherBags(item, point.at, request);
  const job = startJob(call, item, {
    operation: 'Restore',
    startAt: call.at,
    activityId: call.activityId,
    userTriggered: true,
    ...bags,
    makes: makes(call, item, request),
  });
  return accepted(call, itemOperation(vault, item, startOperation(call, keyOfVault(vault), { jobId: job.id })));
};

const pointPath = router([route('GET', `${I}/recoveryPoints/{point}`, () => ({ status: 200 }))]);

/** The outcome of a validation: empty when the restore could start, else the error it would have met. */
function validation(call: Call, vault: Vault): { results: Json[] } | { refused: Answer } {
  const checked = checkBody(validateRequest, call.body);
  if ('refused' in checked) return checked;
  const found = pointPath('GET', checked.value.id);
  if (!found || found === 'wrong-method') return { refused: invalidInput('id') };
  const inner = { ...call, params: found.params };
  const item = findItem(inner, vault);
  if (!item || !pointOf(inner, item)) return { refused: objectNotFound(checked.value.id) };
  const problem = restoreProblem(inner, item, checked.value.properties.restoreRequest);
  if (!problem) return { results: [] };
  const error = asJson(asJson(problem.body).error);
  return { results: [{ code: error.code, message: error.message, recommendations: ['Correct the request and validate it again.'] }] };
}

const validate = (call: Call, vault: Vault): Answer => {
  const outcome = validation(call, vault);
  return 'refused' in outcome ? outcome.refused : ok({ validateOperationResponse: { validationResults: outcome.results } });
};

const triggerValidate = (call: Call, vault: Vault): Answer => {
  const outcome = validation(call, vault);
  if ('refused' in outcome) return outcome.refused;
  const response = { validationResults: outcome.results };
  const operation = startOperation(call, keyOfVault(vault), {
    details: { objectType: 'OperationStatusValidateOperationExtendedInfo', validateOperationResponse: response },
    result: { kind: 'body', body: { validateOperationResponse: response }, key: '' },
  });
  return accepted(call, {
    location: `${vaultId(vault)}/backupValidateOperationResults/${operation.id}`,
    status: `${vaultId(vault)}/backupValidateOperationsStatuses/${operation.id}`,
  });
};

export const restoreRoutes: Route[] = [
  itemRoute('POST', `${I}/recoveryPoints/{point}/restore`, trigger),
  vaultRoute('POST', `${V}/backupValidateOperation`, validate),
  vaultRoute('POST', `${V}/backupTriggerValidateOperation`, triggerValidate),
];
