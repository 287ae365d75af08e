// Azure's resources as nodes see them. Every kind of item and job has its own dialect on the wire; here they speak one.
import type { AzureVault, AzureVm, BackupJob, BackupPolicy, ProtectedItem, RecoveryPoint } from '../../../nodes/kit/capabilities-azure.ts';
import type { Json } from '../../../nodes/kit/json.ts';
import { adviceFor } from './advice.ts';
import { lastPart, partsOf, vaultOf } from './ids.ts';
import { policySummary } from './policy-summary.ts';
import { count, list, object, seconds, text, texts, time, words } from './wire.ts';

export function vaultView(raw: unknown): AzureVault {
  const { id, name, location } = object(raw);
  const { subscriptions = '', resourcegroups = '' } = partsOf(words(id));
  return { id: words(id), name: words(name), resourceGroup: resourcegroups, location: words(location), subscriptionId: subscriptions };
}

/** Databases report health where machines report an outcome. */
const backupStatus = (value: unknown): string | null => {
  const said = words(value).toLowerCase();
  if (said === '' || said === 'irpending') return null;
  return { healthy: 'Completed', unhealthy: 'Failed' }[said] ?? words(value);
};

export function itemView(raw: unknown): ProtectedItem {
  const { id, name, properties } = object(raw);
  const p = object(properties);
  const vault = vaultOf(words(id));
  const policyId = text(p.policyId);
  const deleted = p.isScheduledForDeferredDelete === true;
  const lastBackupStatus = backupStatus(p.lastBackupStatus);
  return {
    id: words(id),
    name: words(name),
    friendlyName: text(p.friendlyName) ?? lastPart(words(name)).split(';').at(-1) ?? '',
    vaultId: vault.id,
    vaultName: vault.name,
    containerName: text(p.containerName) ?? partsOf(words(id)).protectioncontainers ?? '',
    serverName: text(p.serverName) ?? text(p.computerName),
    managementType: words(p.backupManagementType),
    workloadType: words(p.workloadType),
    sourceResourceId: text(p.sourceResourceId) ?? text(p.virtualMachineId),
    policyId,
    policyName: text(p.policyName) ?? (policyId === null ? null : lastPart(policyId)),
    protectionState: words(p.protectionState),
    healthStatus: text(p.healthStatus) ?? text(p.protectionStatus) ?? text(p.protectedItemHealthStatus),
    lastBackupStatus,
    lastBackupTime: time(p.lastBackupTime),
    lastRecoveryPoint: time(p.lastRecoveryPoint),
    softDeleted: deleted,
    lastError: lastBackupStatus?.toLowerCase() === 'failed' ? lastError(p) : null,
  };
}

function lastError(p: { readonly [name: string]: unknown }): ProtectedItem['lastError'] {
  const kpi = object(object(p.kpisHealths).BackupOperationStatusKPI);
  const candidates = [
    object(p.lastBackupErrorDetail),
    ...list(p.healthDetails).map(object),
    ...list(kpi.resourceHealthDetails).map(object),
  ];
  const found = candidates.find((one) => text(one.message) !== null && !/^(success|0)$/i.test(words(one.code)));
  if (!found) return null;
  const code = text(found.title) ?? words(found.code);
  return { code, message: words(found.message), advice: [...texts(found.recommendations), ...adviceFor(code)] };
}

export function jobView(raw: unknown): BackupJob {
  const { id, name, properties } = object(raw);
  const p = object(properties);
  const info = object(p.extendedInfo);
  const vault = vaultOf(words(id));
  const percent = count(info.progressPercentage);
  const bag = Object.entries(object(info.propertyBag)).map(([key, value]): [string, string] => [key, words(value)]);
  const startTime = time(p.startTime);
  const endTime = time(p.endTime);
  return {
    id: words(id),
    jobId: text(name) ?? lastPart(words(id)),
    vaultId: vault.id,
    vaultName: vault.name,
    itemName: words(p.entityFriendlyName),
    containerName: text(p.containerName) ?? text(p.storageAccountName) ?? text(p.mabServerName),
    managementType: words(p.backupManagementType),
    operation: words(p.operation),
    status: text(p.status) ?? 'InProgress',
    startTime: startTime ?? '',
    endTime,
    durationSeconds: seconds(p.duration) ?? (startTime && endTime ? (Date.parse(endTime) - Date.parse(startTime)) / 1000 : null),
    progress: percent === null ? taskProgress(list(info.tasksList)) : Math.min(1, percent / 100),
    activityId: text(p.activityId),
    tasks: list(info.tasksList).map((task) => ({ name: words(object(task).taskId), status: words(object(task).status) })),
    properties: Object.fromEntries(bag),
    errors: list(p.errorDetails).map((entry) => jobError(object(entry))),
  };
}

function jobError(e: { readonly [name: string]: unknown }): BackupJob['errors'][number] {
  const code = symbolic(e.errorTitle) ?? text(e.errorCode) ?? 'Failed';
  return { code, title: words(e.errorTitle), message: words(e.errorString), advice: [...texts(e.recommendations), ...adviceFor(code)] };
}

/** Some kinds put the symbolic code where others put a sentence. */
const symbolic = (value: unknown): string | null => (typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_]+$/.test(value) ? value : null);

/** Without a percentage the finished tasks say how far it is. */
function taskProgress(tasks: readonly unknown[]): number | null {
  if (tasks.length === 0) return null;
  return tasks.filter((task) => /^completed/i.test(words(object(task).status))).length / tasks.length;
}

export function policyView(raw: unknown): BackupPolicy {
  const { id, name, properties } = object(raw);
  const p = object(properties);
  return {
    id: words(id),
    name: words(name),
    vaultId: vaultOf(words(id)).id,
    managementType: words(p.backupManagementType),
    workloadType: text(p.workLoadType) ?? text(p.workloadType),
    itemCount: count(p.protectedItemsCount) ?? 0,
    summary: policySummary(p),
    properties: p as Json,
  };
}

const tierNames = ['Invalid', 'InstantRP', 'HardenedRP', 'ArchivedRP'] as const;
const tierName = (value: unknown): string => (typeof value === 'number' ? (tierNames[value] ?? String(value)) : words(value));
/** Valid and Rehydrated tiers can be restored from; deleted and disabled ones not. */
const usable = (status: unknown): boolean =>
  typeof status !== 'number' ? !/deleted|disabled|invalid/i.test(words(status)) : status === 1 || status === 4;

export function pointView(raw: unknown): RecoveryPoint {
  const { id, name, properties } = object(raw);
  const p = object(properties);
  const tiers = list(p.recoveryPointTierDetails).map(object);
  return {
    id: words(id),
    name: words(name),
    time: time(p.recoveryPointTime) ?? time(p.recoveryPointTimeInUTC) ?? lastMoment(p.timeRanges) ?? '',
    kind: text(p.recoveryPointType) ?? text(p.type) ?? '',
    tiers: tiers.filter(({ status }) => usable(status)).map(({ type }) => tierName(type)),
  };
}

/** A log chain is no point but a range: its newest moment counts. */
const lastMoment = (ranges: unknown): string | null =>
  list(ranges)
    .flatMap((range) => time(object(range).endTime) ?? [])
    .sort()
    .at(-1) ?? null;

export function vmView(raw: unknown): AzureVm {
  const { id, name, location, tags, properties } = object(raw);
  const statuses = list(object(object(properties).instanceView).statuses).map((status) => words(object(status).code));
  const power = statuses.find((code) => code.startsWith('PowerState/'));
  return {
    id: words(id),
    name: words(name),
    resourceGroup: partsOf(words(id)).resourcegroups ?? '',
    location: words(location),
    tags: Object.fromEntries(Object.entries(object(tags)).map(([key, value]) => [key, words(value)])),
    powerState: power ? power.slice('PowerState/'.length) : null,
  };
}
