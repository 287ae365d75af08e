// Jobs of Backup vaults, as one shape.
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { type FailureError, fail } from '../../kit/errors.ts';
import { entries, list, object, text, texts, time, words } from '../answer.ts';
import { lastPart, partOf } from '../place.ts';
import { apiVersion, kindOf } from './backup-vault.ts';

export interface DataJob {
  readonly id: string;
  readonly jobId: string;
  readonly vaultId: string;
  readonly vaultName: string;
  readonly instanceId: string;
  readonly instanceName: string;
  readonly kind: string;
  readonly operation: string;
  /** InProgress, Completed, CompletedWithWarnings, Failed, Cancelled. */
  readonly status: string;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly activityId: string | null;
  /** Started by a person or a program, not by the schedule. */
  readonly userTriggered: boolean;
  readonly tasks: readonly { readonly name: string; readonly status: string }[];
  readonly errors: readonly { readonly code: string; readonly message: string; readonly advice: readonly string[] }[];
}

function jobOf(raw: { readonly [name: string]: unknown }, vaultId: string): DataJob {
  const properties = object(raw.properties);
  const id = words(raw.id);
  return {
    id,
    jobId: words(raw.name) || lastPart(id),
    vaultId,
    vaultName: words(properties.vaultName) || (partOf(vaultId, 'backupVaults') ?? ''),
    instanceId: words(properties.backupInstanceId),
    instanceName: words(properties.backupInstanceFriendlyName),
    kind: kindOf(words(properties.dataSourceType)),
    operation: words(properties.operation),
    // The service also says Started.
    status: /^started$/i.test(words(properties.status)) ? 'InProgress' : words(properties.status),
    startTime: time(properties.startTime),
    endTime: time(properties.endTime),
    activityId: text(properties.activityID),
    userTriggered: properties.isUserTriggered === true,
    tasks: list(object(properties.extendedInfo).subTasks)
      .map(object)
      .map((task) => ({ name: words(task.taskName), status: words(task.taskStatus) })),
    errors: list(properties.errorDetails)
      .map(object)
      .map((error) => ({ code: words(error.code), message: words(error.message), advice: texts(error.recommendedAction) })),
  };
}

export async function* jobsOf(azure: AzureBackup, vaultId: string): AsyncGenerator<DataJob> {
  const { body } = await azure.arm({ method: 'GET', path: `${vaultId}/backupJobs`, apiVersion });
  for (const raw of entries(body)) yield jobOf(raw, vaultId);
}

export async function jobById(azure: AzureBackup, vaultId: string, jobId: string): Promise<DataJob> {
  const { body } = await azure.arm({ method: 'GET', path: `${vaultId}/backupJobs/${encodeURIComponent(lastPart(jobId))}`, apiVersion });
  return jobOf(object(body), vaultId);
}

export const isOver = ({ status }: DataJob): boolean => /^(completed|completedwithwarnings|failed|cancelled|canceled)$/i.test(status);

/** The failure of a job that ended badly; null when it is good enough. */
export function failureOfDataJob(job: DataJob): FailureError | null {
  if (/^completed/i.test(job.status)) return null;
  const [first] = job.errors;
  return fail('azure_job_failed', first?.message || `The ${job.operation.toLowerCase()} of ${job.instanceName} ended as ${job.status}.`, {
    azure: { code: first?.code || job.status },
    ...(first && first.advice.length > 0 ? { advice: first.advice } : {}),
    ...(job.activityId ? { requestId: job.activityId } : {}),
  });
}
