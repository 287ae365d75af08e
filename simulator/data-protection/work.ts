// Work on backup instances: backup now, restore, stop, suspend and resume; recovery points, restorable times, jobs.

import type { z } from 'zod';
import { checkBody } from '../requests/check.ts';
import { type Answer, isAnswer, ok } from '../wire/answer.ts';
import { type Call, param, workMs } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { instant } from '../wire/times.ts';
import { childKey, keyOfBackupVault, keyOfInstance } from './keys.ts';
import { dataError, I, inVault, ofInstance, V } from './lookups.ts';
import type { BackupInstance, BackupVault, DataJob, InstanceState } from './model.ts';
import { acceptedData, startDataOperation } from './operations.ts';
import { keptMs, retentionNames } from './policy.ts';
import { adhocBackup, restoreRequest, timeRanges, validateRestore } from './requests.ts';
import { putInstance, putJob, startBackup } from './settle.ts';
import { sources } from './sources.ts';
import { jobView, pointView } from './views.ts';

const busy = (call: Call, instance: BackupInstance) =>
  call.store
    .list('dataJob', instance.vault)
    .some(({ doc }) => doc.instance === keyOfInstance(instance) && doc.operation === 'Backup' && doc.endAt > call.at);

const backup = (call: Call, vault: BackupVault, instance: BackupInstance): Answer => {
  const checked = checkBody(adhocBackup, call.body);
  if ('refused' in checked) return checked.refused;
  const { ruleName, triggerOption } = checked.value.backupRuleOptions;
  if (instance.state !== 'ProtectionConfigured')
    return dataError(400, 'UserErrorBackupInstanceNotInProtectedState', `Backups cannot start while the instance is ${instance.state}.`);
  if (sources[instance.kind].continuous)
    return dataError(400, 'UserErrorAdhocBackupNotSupported', 'Operational backup of blobs is continuous: there is nothing to trigger.');
  if (busy(call, instance))
    return dataError(409, 'UserErrorConflictingOperationInProgress', 'Another backup of this instance is in progress.');
  const policy = call.store.get('dataPolicy', childKey(instance.vault, instance.policy));
  const tag = triggerOption.retentionTagOverride || 'Default';
  if (policy && !retentionNames(policy).includes(tag))
    return dataError(400, 'UserErrorInvalidRetentionTag', `The policy has no retention rule '${tag}'.`);
  const job = startBackup(call, instance, call.at, { activityId: call.activityId, userTriggered: true, ruleName, tag });
  return acceptedData(call, vault, startDataOperation(call, vault, { jobId: job.id }));
};

type Restore = z.output<typeof restoreRequest>;

/** What a restore would do, or why the service would not. */
function restoreOf(call: Call, instance: BackupInstance, request: Restore): DataJob['restore'] | Answer {
  const { restoreTargetInfo: target, recoveryPointId, recoveryPointTime } = request;
  const source = sources[instance.kind];
  if (request.objectType === 'AzureBackupRecoveryTimeBasedRestoreRequest') {
    if (!source.continuous) return dataError(400, 'UserErrorInvalidRestoreRequest', 'Only blobs are restored to a point in time.');
    const at = Date.parse(recoveryPointTime ?? '');
    const policy = call.store.get('dataPolicy', childKey(instance.vault, instance.policy));
    const oldest = Math.max(instance.createdAt, call.at - (policy ? keptMs(policy, 'Default') : 0));
    if (Number.isNaN(at) || at > call.at || at < oldest)
      return dataError(400, 'UserErrorRestorePointInTimeOutOfRange', `The time must lie between ${instant(oldest)} and now.`);
  } else {
    const point = call.store.get('dataPoint', childKey(keyOfInstance(instance), recoveryPointId ?? ''));
    if (!point) return dataError(400, 'UserErrorRecoveryPointNotFound', `The recovery point '${recoveryPointId ?? ''}' was not found.`);
    if (point.store !== request.sourceDataStoreType)
      return dataError(
        400,
        'UserErrorInvalidSourceDataStore',
        `The recovery point lies in ${point.store}, not in ${request.sourceDataStoreType}.`,
      );
  }
  const where = target.datasourceInfo?.resourceID ?? target.targetDetails?.url ?? '';
  if (where === '') return dataError(400, 'UserErrorInvalidRestoreRequest', 'The restore names no target.');
  if ((instance.kind === 'aks') !== (target.objectType === 'ItemLevelRestoreTargetInfo'))
    return dataError(400, 'UserErrorInvalidRestoreRequest', `A restore of ${source.type} does not take ${target.objectType}.`);
  if (instance.kind === 'aks' && !target.restoreCriteria?.some(({ objectType }) => objectType === 'KubernetesClusterRestoreCriteria'))
    return dataError(400, 'UserErrorInvalidRestoreRequest', 'A restore of a cluster says what of it is restored (restoreCriteria).');
  if (instance.kind === 'postgres' && target.datasourceInfo && !target.datasourceSetInfo)
    return dataError(400, 'UserErrorInvalidRestoreRequest', 'A restore of a database names its server (datasourceSetInfo).');
  const exists =
    instance.kind !== 'blob' && instance.kind !== 'aks' && where.toLowerCase() === String(instance.source.resourceID).toLowerCase();
  if (exists) return dataError(400, 'UserErrorRestoreTargetExists', 'The target exists already, and recoveryOption is FailIfExists.');
  return { pointId: recoveryPointId ?? recoveryPointTime ?? '', target: where };
}

const restore = (call: Call, vault: BackupVault, instance: BackupInstance): Answer => {
  const checked = checkBody(restoreRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const what = restoreOf(call, instance, checked.value);
  if (isAnswer(what)) return what;
  const job: DataJob = {
    vault: instance.vault,
    id: call.newId(),
    instance: keyOfInstance(instance),
    operation: 'Restore',
    activityId: call.activityId,
    userTriggered: true,
    startAt: call.at,
    endAt: call.at + workMs(call, sources[instance.kind].restoreSeconds),
    ruleName: '',
    tag: '',
    restore: what,
    settled: false,
  };
  putJob(call, job);
  return acceptedData(call, vault, startDataOperation(call, vault, { jobId: job.id }));
};

const checkRestore = (call: Call, vault: BackupVault, instance: BackupInstance): Answer => {
  const checked = checkBody(validateRestore, call.body);
  if ('refused' in checked) return checked.refused;
  const what = restoreOf(call, instance, checked.value.restoreRequestObject);
  const error = isAnswer(what) ? (what.body as { error: { code: string; message: string } }).error : null;
  return acceptedData(call, vault, startDataOperation(call, vault, error ? { error: { code: error.code, message: error.message } } : {}));
};

/** From which states an instance may go to another. */
const change =
  (from: readonly InstanceState[], to: InstanceState) =>
  (call: Call, vault: BackupVault, instance: BackupInstance): Answer => {
    if (!from.includes(instance.state))
      return dataError(400, 'UserErrorInvalidProtectionState', `That is not possible while the instance is ${instance.state}.`);
    putInstance(call, {
      ...instance,
      state: to,
      nextBackupAt: null,
      readyAt: to === 'ConfiguringProtection' ? call.at + workMs(call, 20) : instance.readyAt,
    });
    return acceptedData(call, vault, startDataOperation(call, vault, { seconds: 20 }));
  };

const pointsOf = (call: Call, instance: BackupInstance) => call.store.list('dataPoint', keyOfInstance(instance)).map(({ doc }) => doc);

const points = (call: Call, vault: BackupVault, instance: BackupInstance): Answer => {
  // `$filter=startDate ge '…' and endDate le '…'`
  const bound = (name: string) => Date.parse(new RegExp(`${name}\\s+\\w+\\s+'([^']+)'`, 'i').exec(call.query.$filter ?? '')?.[1] ?? '');
  const [from, to] = [bound('startDate'), bound('endDate')];
  const found = pointsOf(call, instance).filter(({ at }) => !(at < from) && !(at > to));
  return page(call, found, (point) => pointView(vault, instance, point));
};

const point = (call: Call, vault: BackupVault, instance: BackupInstance): Answer => {
  const found = call.store.get('dataPoint', childKey(keyOfInstance(instance), param(call, 'point')));
  return found
    ? ok(pointView(vault, instance, found))
    : dataError(404, 'RecoveryPointNotFound', `The recovery point '${param(call, 'point')}' was not found.`);
};

const ranges = (call: Call, _: BackupVault, instance: BackupInstance): Answer => {
  const checked = checkBody(timeRanges, call.body);
  if ('refused' in checked) return checked.refused;
  if (!sources[instance.kind].continuous)
    return ok({ properties: { restorableTimeRanges: [], objectType: 'AzureBackupFindRestorableTimeRangesResponse' } });
  const policy = call.store.get('dataPolicy', childKey(instance.vault, instance.policy));
  const start = Math.max(instance.createdAt, call.at - (policy ? keptMs(policy, 'Default') : 0));
  const range = { startTime: instant(start), endTime: instant(call.at), objectType: 'RestorableTimeRange' };
  return ok({
    id: call.path,
    name: 'default',
    type: 'Microsoft.DataProtection/backupVaults/backupInstances/findRestorableTimeRanges',
    properties: { restorableTimeRanges: [range], objectType: 'AzureBackupFindRestorableTimeRangesResponse' },
  });
};

const shownJob = (call: Call, vault: BackupVault, job: DataJob, whole: boolean) => {
  const instance = call.store.get('backupInstance', job.instance);
  return instance ? jobView(vault, instance, job, call.at, whole) : null;
};

const jobs = (call: Call, vault: BackupVault): Answer => {
  const known = call.store
    .list('dataJob', keyOfBackupVault(vault))
    .map(({ doc }) => doc)
    .filter((job) => call.store.get('backupInstance', job.instance) !== null);
  return page(call, known, (job) => shownJob(call, vault, job, false));
};

const job = (call: Call, vault: BackupVault): Answer => {
  const found = call.store.get('dataJob', childKey(keyOfBackupVault(vault), param(call, 'job')));
  const shown = found && shownJob(call, vault, found, true);
  return shown ? ok(shown) : dataError(404, 'JobNotFound', `The job '${param(call, 'job')}' was not found.`);
};

export const workRoutes: Route[] = [
  ofInstance('POST', `${I}/backup`, backup),
  ofInstance('POST', `${I}/restore`, restore),
  ofInstance('POST', `${I}/validateRestore`, checkRestore),
  ofInstance(
    'POST',
    `${I}/stopProtection`,
    change(['ProtectionConfigured', 'BackupSchedulesSuspended', 'ConfiguringProtection'], 'ProtectionStopped'),
  ),
  ofInstance('POST', `${I}/suspendBackups`, change(['ProtectionConfigured'], 'BackupSchedulesSuspended')),
  ofInstance('POST', `${I}/resumeBackups`, change(['BackupSchedulesSuspended'], 'ConfiguringProtection')),
  ofInstance('POST', `${I}/resumeProtection`, change(['ProtectionStopped', 'BackupSchedulesSuspended'], 'ConfiguringProtection')),
  ofInstance('GET', `${I}/recoveryPoints`, points),
  ofInstance('GET', `${I}/recoveryPoints/{point}`, point),
  ofInstance('POST', `${I}/findRestorableTimeRanges`, ranges),
  inVault('GET', `${V}/backupJobs`, jobs),
  inVault('GET', `${V}/backupJobs/{job}`, job),
];
