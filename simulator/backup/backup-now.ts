// On-demand backup: starts the job, or says why not (stopped, soft deleted, one is running, wrong kind of request).

import { backupRequest } from '../requests/backup.ts';
import { checkBody } from '../requests/check.ts';
import { keyOfItem, keyOfVault, policyKey } from '../state/keys.ts';
import type { Item, ItemKind, JobFate, Vault } from '../state/model.ts';
import { type Answer, invalidInput, serviceRefusal } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { accepted } from './accepted.ts';
import { isOver } from './job-model.ts';
import { hasChain } from './logs.ts';
import { I, itemRoute } from './lookups.ts';
import { itemOperation } from './operations.ts';
import { consistency, pointWish, startJob, startOperation } from './start-job.ts';

const wanted: Partial<Record<ItemKind, string>> = {
  vm: 'IaasVMBackupRequest',
  share: 'AzureFileShareBackupRequest',
  sql: 'AzureWorkloadBackupRequest',
  hana: 'AzureWorkloadBackupRequest',
};
const days = 86_400_000;

/** A job of this item that has not ended, if any. */
export function running(call: Pick<Call, 'store' | 'at'>, vault: Vault, item: Item, operation: RegExp) {
  const key = keyOfItem(item);
  return call.store
    .list('job', keyOfVault(vault))
    .map(({ doc }) => doc)
    .find((job) => job.item === key && operation.test(job.operation) && !isOver(job, call.at));
}

/** On-demand backups of one database that the service takes in a day. */
const databaseBackupsADay = 9;

function tooMany(call: Call, vault: Vault, item: Item): boolean {
  const key = keyOfItem(item);
  const recent = call.store.list('job', keyOfVault(vault)).filter(({ doc }) => {
    const byHand = doc.userTriggered && doc.operation.startsWith('Backup');
    return byHand && doc.item === key && call.at - doc.startAt < days;
  });
  return recent.length >= databaseBackupsADay;
}

/** A backup that builds on a full one fails as a job when there is none. */
const noFull = (item: Item): JobFate | null =>
  item.newestPoint !== null && hasChain(item)
    ? null
    : {
        ends: 'Failed',
        error: {
          code: 'UserErrorParentFullBackupMissing',
          number: 520017,
          message: 'First full backup is missing for this data source.',
          recommendations: ['Take an on-demand full backup of the database, then start this backup again.'],
        },
      };

const onlyFor: Partial<Record<string, ItemKind>> = {
  Incremental: 'hana',
  CopyOnlyFull: 'sql',
  SnapshotFull: 'hana',
  SnapshotCopyOnlyFull: 'hana',
};

const trigger = (call: Call, vault: Vault, item: Item): Answer => {
  const checked = checkBody(backupRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const request = checked.value.properties;
  if (wanted[item.kind] !== request.objectType) return invalidInput('properties.objectType');
  if (item.deleted) {
    const message = 'The backup item is in soft deleted state. Undelete it and resume protection before backing it up.';
    return serviceRefusal(400, 'UserErrorItemInSoftDeletedState', message, item.friendlyName);
  }
  if (item.state === 'ProtectionStopped') {
    const message = 'Backup cannot be triggered because protection of the item is stopped. Resume protection and try again.';
    return serviceRefusal(400, 'BMSUserErrorProtectionStopped', message, item.friendlyName);
  }
  if (running(call, vault, item, /^Backup/)) {
    const message = 'Unable to initiate backup as another backup operation is currently in progress.';
    return serviceRefusal(409, 'UserErrorBackupOperationInProgress', message, item.friendlyName);
  }
  const until = request.recoveryPointExpiryTimeInUTC;
  const expiresAt = until === undefined ? call.at + 30 * days : Date.parse(/Z|[+-]\d\d:\d\d$/.test(until) ? until : `${until}Z`);
  if (Number.isNaN(expiresAt) || expiresAt <= call.at) {
    return invalidInput('properties.recoveryPointExpiryTimeInUTC', 'The recovery point expiry time must lie in the future.');
  }
  const type = request.objectType === 'AzureWorkloadBackupRequest' ? (request.backupType ?? 'Full') : null;
  if (type && (onlyFor[type] ?? item.kind) !== item.kind) {
    return invalidInput('properties.backupType', `Backups of type ${type} do not exist for this kind of database.`);
  }
  if (type && tooMany(call, vault, item)) {
    const message = 'Operation is blocked for some time as it has been attempted beyond a limit.';
    return serviceRefusal(400, 'CloudDosTimeboudLimitReached', message, item.friendlyName);
  }
  const pointType = type ?? consistency(call, item);
  const policy = item.policy === null ? null : call.store.get('policy', policyKey(item.vault, item.policy));
  const lacking = type && ['Differential', 'Incremental', 'Log'].includes(type) ? noFull(item) : null;
  const job = startJob(call, item, {
    operation: type ? `Backup (${type})` : 'Backup',
    startAt: call.at,
    activityId: call.activityId,
    userTriggered: true,
    point: pointWish(item, policy, pointType, expiresAt),
    ...(lacking ? { fate: lacking } : {}),
  });
  const operation = startOperation(call, keyOfVault(vault), { jobId: job.id });
  return accepted(call, itemOperation(vault, item, operation));
};

export const backupNowRoutes = [itemRoute('POST', `${I}/backup`, trigger)];
