// How a job looks on the wire, per kind of workload, in the list (short) and alone (with extendedInfo). In quirks mode enums
// become the numbers that the real service sends.
import { jobId, shortContainer } from '../state/keys.ts';
import type { Job, Json, Vault } from '../state/model.ts';
import { instant, isoDuration } from '../wire/times.ts';
import { endOf, isOver, progressOf, statusOf, tasksOf } from './job-model.ts';

const cancellable = (job: Job) => /^(Backup|Restore)/.test(job.operation) && job.management !== 'MAB';

/** "64 GBs / 127 GBs Transferred": how far the transfer of a machine's disks is. */
function transferred(job: Job, status: string, now: number): string {
  const total = Math.max(1, Math.round(Number.parseInt(job.doneBag['Backup Size'] ?? '130048', 10) / 1024));
  const share = status === 'Completed' ? 1 : progressOf(job, now) / 100;
  return `${Math.round(total * share)} GBs / ${total} GBs Transferred`;
}

function tasks(job: Job, now: number): Json[] {
  return tasksOf(job, now).map(({ id, status, startAt, endAt }) => {
    if (job.management === 'AzureStorage' || job.management === 'AzureWorkload') return { taskId: id, status };
    const duration = startAt === null ? 'PT0S' : isoDuration((endAt ?? now) - startAt);
    const moved =
      job.management === 'AzureIaasVM' && /^Transfer/.test(id) && startAt !== null
        ? { taskExecutionDetails: transferred(job, status, now) }
        : {};
    const times = { ...(startAt === null ? {} : { startTime: instant(startAt) }), ...(endAt === null ? {} : { endTime: instant(endAt) }) };
    return { taskId: id, ...times, duration, status, ...moved };
  });
}

function errors(job: Job, now: number): Json {
  const status = statusOf(job, now);
  if (!job.error || (status !== 'Failed' && status !== 'CompletedWithWarnings')) return {};
  const { code, number, message, recommendations } = job.error;
  // Each kind of job has its own idea of an error: only machines and databases carry the symbolic code.
  const shapes: Record<Job['management'], Json> = {
    AzureIaasVM: { errorCode: number, errorTitle: code, errorString: message, recommendations },
    AzureWorkload: { errorCode: number, errorTitle: code, errorString: message, recommendations },
    AzureStorage: { errorCode: number, errorString: message, recommendations },
    MAB: { errorString: message, recommendations },
  };
  return { errorDetails: [shapes[job.management]] };
}

function extendedInfo(job: Job, now: number): Json {
  const done = isOver(job, now) && statusOf(job, now).startsWith('Completed');
  const info: Json = { tasksList: tasks(job, now), propertyBag: { ...job.bag, ...(done ? job.doneBag : {}) } };
  if (job.management !== 'AzureIaasVM') return info;
  const rest = job.endAt - now;
  return {
    ...info,
    internalPropertyBag: job.internalBag,
    ...(job.tasks.length > 0 ? { progressPercentage: progressOf(job, now) } : {}),
    ...(job.tasks.length > 0 && !isOver(job, now) && rest > 0 ? { estimatedRemainingDuration: isoDuration(rest) } : {}),
  };
}

function jobProperties(job: Job, now: number, shape: { full: boolean; quirks: boolean }): Json {
  const over = isOver(job, now);
  const common = {
    entityFriendlyName: job.friendlyName,
    backupManagementType: job.management,
    operation: job.operation,
    status: statusOf(job, now),
    startTime: instant(job.startAt),
    ...(over ? { endTime: instant(endOf(job)) } : {}),
    activityId: job.activityId,
  };
  const work = {
    duration: isoDuration((over ? endOf(job) : now) - job.startAt),
    ...(cancellable(job) ? { actionsInfo: [shape.quirks ? 1 : 'Cancellable'] } : {}),
    ...errors(job, now),
    ...(shape.full ? { extendedInfo: extendedInfo(job, now) } : {}),
  };
  const host = job.containerName.split(';').at(-1) ?? '';
  switch (job.management) {
    case 'AzureIaasVM':
      return {
        jobType: 'AzureIaaSVMJob',
        containerName: shortContainer(job.management, job.containerName),
        virtualMachineVersion: 'Compute',
        isUserTriggered: job.userTriggered,
        ...work,
        ...common,
      };
    case 'AzureStorage':
      return {
        jobType: 'AzureStorageJob',
        storageAccountName: host,
        storageAccountVersion: 'Storage',
        isUserTriggered: job.userTriggered,
        ...work,
        ...common,
      };
    case 'AzureWorkload':
      return {
        jobType: 'AzureWorkloadJob',
        workloadType: job.kind === 'hana' ? 'SAPHanaDatabase' : 'SQLDataBase',
        ...(shape.quirks ? { isUserTriggered: job.userTriggered } : {}),
        ...work,
        ...common,
        // The service tells the kind of a restore when it has succeeded.
        ...(job.operation === 'Restore' && common.status === 'Completed' ? { operation: 'Restore (Full)' } : {}),
      };
    case 'MAB':
      return {
        jobType: 'MabJob',
        mabServerName: host,
        mabServerType: 'Windows',
        workloadType: 'FileFolder',
        ...work,
        ...common,
      };
  }
}

export const jobView = (vault: Vault, job: Job, now: number, shape: { full: boolean; quirks: boolean }): Json => ({
  id: jobId(vault, job),
  name: job.id,
  type: 'Microsoft.RecoveryServices/vaults/backupJobs',
  properties: jobProperties(job, now, shape),
});
