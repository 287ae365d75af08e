// How a job's end is judged, and how a param names a job. A job that failed becomes a failure with Azure's own code, words and
// recommendations.
import type { BackupJob } from '../kit/capabilities-azure.ts';
import { type FailureError, fail } from '../kit/errors.ts';

/** The GUID of a job, from the GUID itself or from the full id. */
export const jobGuid = (job: string): string =>
  job
    .split('/')
    .filter((part) => part !== '')
    .at(-1) ?? job;

export const hasEnded = (job: BackupJob): boolean => !/^(inprogress|cancelling)$/i.test(job.status);

/** Null: it ended well. */
export function failureOfJob(job: BackupJob, acceptWarnings: boolean): FailureError | null {
  const status = job.status.toLowerCase();
  if (status === 'completed' || (status === 'completedwithwarnings' && acceptWarnings)) return null;
  const first = job.errors[0];
  const says = { cancelled: 'was cancelled', completedwithwarnings: 'completed with warnings' }[status] ?? 'failed';
  return fail('azure_job_failed', `${job.operation} of ${job.itemName} ${says}.`, {
    ...(first
      ? { cause: first.message, azure: { code: first.code, target: job.itemName } }
      : { azure: { code: job.status, target: job.itemName } }),
    advice: [...new Set(job.errors.flatMap(({ advice }) => advice))],
    ...(job.activityId ? { requestId: job.activityId } : {}),
  });
}
