// What every changing node shares: its answer once Azure has accepted the call, and how an open intent is closed. Azure gives
// our client request id back as the job's activity id, so a job with the step's key proves that the call happened.
import type { AcceptedJob, AzureBackup } from '../kit/capabilities-azure.ts';
import type { Done, Recovery } from '../kit/define.ts';

export const accepted = (job: AcceptedJob, itemId: string, more: { readonly [name: string]: unknown } = {}): Done => ({
  port: 'done',
  data: { ...job, itemId, ...more },
});

interface Open {
  readonly azure: AzureBackup;
  readonly key: string;
  readonly intent: { readonly at: number };
}

/**
 * Happened when a job carries the step's key. `otherwise` looks at the item itself where the call may leave no job; `more` is
 * what the node's result holds besides.
 */
export async function closeByJob(
  { azure, key, intent }: Open,
  vaultId: string,
  itemId: string,
  otherwise: () => Promise<boolean> = () => Promise.resolve(false),
  more: { readonly [name: string]: unknown } = {},
): Promise<Recovery> {
  const job = await azure.findJobByKey(vaultId, key, intent.at);
  if (job) return { happened: accepted({ jobId: job.jobId, vaultId, operationId: null, requestId: key }, itemId, more) };
  if (await otherwise()) return { happened: accepted({ jobId: null, vaultId, operationId: null, requestId: key }, itemId, more) };
  return 'didNot';
}
