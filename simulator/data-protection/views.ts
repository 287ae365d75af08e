// Backup vaults and what is in them as the published specification writes them.
import type { Json } from '../state/model.ts';
import { asJson } from '../wire/call.ts';
import { instant } from '../wire/times.ts';
import { backupVaultId, dataJobId, dataPolicyId, instanceId } from './keys.ts';
import type { BackupInstance, BackupVault, DataJob, DataPoint, DataPolicy } from './model.ts';
import { sources } from './sources.ts';

export const vaultView = (vault: BackupVault): Json => ({
  id: backupVaultId(vault),
  name: vault.name,
  type: 'Microsoft.DataProtection/backupVaults',
  location: vault.location,
  eTag: vault.etag,
  tags: vault.tags,
  ...(vault.identity ? { identity: vault.identity } : {}),
  properties: {
    ...(vault.monitoring ? { monitoringSettings: vault.monitoring } : {}),
    provisioningState: 'Succeeded',
    resourceMoveState: 'Unknown',
    securitySettings: {
      softDeleteSettings: { state: vault.softDelete, retentionDurationInDays: vault.softDeleteDays },
      immutabilitySettings: { state: vault.immutability },
    },
    storageSettings: [{ datastoreType: 'VaultStore', type: vault.redundancy }],
    featureSettings: { crossRegionRestoreSettings: { state: vault.crossRegionRestore ? 'Enabled' : 'Disabled' } },
    isVaultProtectedByResourceGuard: false,
  },
});

export const policyView = (vault: BackupVault, policy: DataPolicy): Json => ({
  id: dataPolicyId(vault, policy),
  name: policy.name,
  type: 'Microsoft.DataProtection/backupVaults/backupPolicies',
  properties: policy.properties,
});

const configured = {
  ConfiguringProtection: 'ConfiguringProtection',
  ProtectionError: 'ConfiguringProtectionFailed',
  ProtectionStopped: 'ProtectionStopped',
};

const instanceProperties = (vault: BackupVault, instance: BackupInstance): Json => ({
  friendlyName: instance.friendlyName,
  dataSourceInfo: instance.source,
  ...(instance.sourceSet ? { dataSourceSetInfo: instance.sourceSet } : {}),
  policyInfo: {
    policyId: dataPolicyId(vault, { name: instance.policy }),
    policyVersion: '',
    ...(instance.policyParameters ? { policyParameters: instance.policyParameters } : {}),
  },
  provisioningState: instance.state === 'ConfiguringProtection' ? 'Provisioning' : 'Succeeded',
});

export const instanceView = (vault: BackupVault, instance: BackupInstance): Json => ({
  id: instanceId(vault, instance),
  name: instance.name,
  type: 'Microsoft.DataProtection/backupVaults/backupInstances',
  tags: instance.tags,
  properties: {
    ...instanceProperties(vault, instance),
    protectionStatus: { status: configured[instance.state as keyof typeof configured] ?? 'ProtectionConfigured' },
    currentProtectionState: instance.state,
    objectType: 'BackupInstance',
  },
});

export const deletedView = (vault: BackupVault, instance: BackupInstance): Json => ({
  id: `${backupVaultId(vault)}/deletedBackupInstances/${instance.name}`,
  name: instance.name,
  type: 'Microsoft.DataProtection/backupVaults/deletedBackupInstances',
  properties: {
    ...instanceProperties(vault, instance),
    deletionInfo: {
      deletionTime: instant(instance.deleted?.at ?? 0),
      scheduledPurgeTime: instant(instance.deleted?.purgeAt ?? 0),
      billingEndDate: instant(instance.deleted?.purgeAt ?? 0),
      deleteActivityID: instance.deleted?.activityId ?? '',
    },
    protectionStatus: { status: 'SoftDeleted' },
    currentProtectionState: 'SoftDeleted',
    objectType: 'DeletedBackupInstance',
  },
});

export const pointView = (vault: BackupVault, instance: BackupInstance, point: DataPoint): Json => ({
  id: `${instanceId(vault, instance)}/recoveryPoints/${point.id}`,
  name: point.id,
  type: 'Microsoft.DataProtection/backupVaults/backupInstances/recoveryPoints',
  properties: {
    objectType: 'AzureBackupDiscreteRecoveryPoint',
    recoveryPointId: point.id,
    recoveryPointTime: instant(point.at),
    recoveryPointType: sources[instance.kind].pointType,
    friendlyName: point.id,
    recoveryPointDataStoresDetails: [
      {
        id: point.id,
        type: point.store,
        creationTime: instant(point.at),
        expiryTime: instant(point.expiresAt),
        state: 'COMMITTED',
        visible: true,
      },
    ],
    retentionTagName: point.tag,
    policyName: instance.policy,
    expiryTime: instant(point.expiresAt),
    recoveryPointState: 'Completed',
  },
});

const jobStatus = (job: DataJob, now: number) => (now < job.endAt ? 'InProgress' : 'Completed');

/** 01:02:03.0000000, as this provider writes durations. */
const clock = (ms: number) => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
};

export function jobView(vault: BackupVault, instance: BackupInstance, job: DataJob, now: number, whole: boolean): Json {
  const status = jobStatus(job, now);
  const over = status !== 'InProgress';
  const source = asJson(instance.source);
  const set = asJson(instance.sourceSet);
  const sourceId = String(source.resourceID ?? '');
  const share = Math.min(1, (now - job.startAt) / Math.max(1, job.endAt - job.startAt));
  const tasks = job.operation === 'Backup' ? ['Trigger Backup', 'Take Snapshot'] : ['Trigger Restore', 'Restore data'];
  const done = (index: number) =>
    over || (index === 0 && share > 0.2) ? 'Completed' : index === 0 || share > 0.2 ? 'InProgress' : 'NotStarted';
  return {
    id: dataJobId(vault, job),
    name: job.id,
    type: 'Microsoft.DataProtection/backupVaults/backupJobs',
    properties: {
      activityID: job.activityId,
      subscriptionId: vault.subscription,
      backupInstanceId: instanceId(vault, instance),
      policyId: dataPolicyId(vault, { name: instance.policy }),
      policyName: instance.policy,
      dataSourceId: sourceId,
      vaultName: vault.name,
      backupInstanceFriendlyName: instance.friendlyName,
      sourceResourceGroup: /\/resourceGroups\/([^/]+)/i.exec(sourceId)?.[1] ?? '',
      dataSourceSetName: String(set.resourceName ?? source.resourceName ?? ''),
      dataSourceName: String(source.resourceName ?? ''),
      progressEnabled: false,
      sourceSubscriptionID: /\/subscriptions\/([^/]+)/i.exec(sourceId)?.[1] ?? vault.subscription,
      startTime: instant(job.startAt),
      ...(over ? { endTime: instant(job.endAt) } : {}),
      dataSourceType: sources[instance.kind].type,
      operationCategory: job.operation,
      operation: job.operation,
      status,
      isUserTriggered: job.userTriggered,
      supportedActions: [],
      duration: clock(Math.min(now, job.endAt) - job.startAt),
      dataSourceLocation: vault.location,
      ...(whole
        ? {
            extendedInfo: {
              subTasks: tasks.map((taskName, index) => ({ taskId: index + 1, taskName, taskStatus: done(index) })),
              additionalDetails: { PolicyRuleName: job.ruleName, RetentionTag: job.tag, TaskId: job.activityId },
              ...(job.restore ? { recoveryDestination: job.restore.target } : {}),
            },
          }
        : {}),
    },
  };
}
