// The end of every step that changes something in a Backup vault: it parks until Azure's operation is through and names the job,
// if there is one. An open intent is closed by the job that carries the step's key.
import type { AzureAnswer, AzureBackup } from '../../kit/capabilities-azure.ts';
import type { Done, Outcome, Recovery } from '../../kit/define.ts';
import type { Json } from '../../kit/json.ts';
import { type OperationEnd, resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { object, text, words } from '../answer.ts';
import { sameId } from '../place.ts';
import { lookUntilSettled } from '../settling.ts';
import { jobsOf } from './jobs.ts';

interface About {
  readonly vaultId: string;
  readonly instanceId: string;
}

const taken = ({ jobId, body, more }: OperationEnd): Done => {
  const { vaultId, instanceId, requestId } = object(more);
  // The result of the operation names the job too, and a client may see only that.
  const job = jobId ?? text(object(body).jobId);
  return { port: 'done', data: { jobId: job, vaultId: words(vaultId), instanceId: words(instanceId), requestId: text(requestId) } };
};

export const dataStarted = (answer: AzureAnswer, about: About): Promise<Outcome> =>
  settleOperation(answer, { says: 'waits until Azure has started it', more: { ...about, requestId: answer.requestId }, finish: taken });

export const resumeDataStart = ({ azure, state }: { readonly azure: AzureBackup; readonly state: Json }): Promise<Outcome> =>
  resumeOperation(azure, state, taken);

/** Clocks differ. */
const skewMs = 10 * 60_000;

interface Open {
  readonly azure: AzureBackup;
  readonly key: string;
  readonly run: { readonly world: 'practice' | 'real' };
  readonly intent: { readonly at: number };
  readonly signal: AbortSignal;
}

/**
 * `otherwise` looks at the instance itself where the call leaves no job. That these jobs repeat our key is not promised anywhere: a
 * job that a person started on the instance since the call may be ours, so a person has to say.
 */
export async function closeByDataJob(open: Open, about: About, otherwise: () => Promise<boolean>): Promise<Recovery> {
  const { azure, key, intent } = open;
  let maybe = false;
  const jobId = await lookUntilSettled(open, async () => {
    maybe = false;
    for await (const job of jobsOf(azure, about.vaultId)) {
      if (job.startTime !== null && Date.parse(job.startTime) < intent.at - skewMs) continue;
      if (job.activityId?.toLowerCase() === key.toLowerCase()) return job.jobId;
      maybe ||= job.userTriggered && sameId(job.instanceId, about.instanceId);
    }
    return null;
  });
  if (jobId === null && !(await otherwise())) return maybe ? 'unknown' : 'didNot';
  return { happened: { port: 'done', data: { ...about, jobId, requestId: key } } };
}
