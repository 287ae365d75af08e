// Long-running operations of Azure without a job: the step parks between two looks at the operation's status, costs nothing
// meanwhile, and goes on after a crash because the operation's address is its state. Only reads here.
import type { AzureAnswer, AzureBackup, PendingOperation } from './capabilities-azure.ts';
import { type Done, type Outcome, wait } from './define.ts';
import type { Json } from './json.ts';

/** What a parked step keeps: the operation, and what the node needs again at the end. */
interface OperationState {
  readonly pending: PendingOperation;
  readonly more: Json;
}

export interface OperationEnd {
  readonly body: Json;
  readonly jobId: string | null;
  readonly more: Json;
}

/** An operation that says nothing for this long is asked again. */
const longestPauseSeconds = 60;

interface Settling {
  readonly says?: string;
  /** Given back to `finish` after the wait. */
  readonly more?: Json;
  finish(end: OperationEnd): Done | Promise<Done>;
}

/** Finishes at once when Azure is done, else parks the step. `resumeOperation` belongs into the node's `resume`. */
export async function settleOperation(answer: AzureAnswer, { says, more = null, finish }: Settling): Promise<Outcome> {
  if (!answer.pending) return finish({ body: answer.body, jobId: null, more });
  return park(answer.pending, answer.pending.retryAfterSeconds, more, says);
}

/** One look. */
export async function resumeOperation(
  azure: Pick<AzureBackup, 'poll'>,
  state: Json,
  finish: (end: OperationEnd) => Done | Promise<Done>,
): Promise<Outcome> {
  const { pending, more } = state as unknown as OperationState;
  const stands = await azure.poll(pending);
  if (stands.done) return finish({ body: stands.body, jobId: stands.jobId, more });
  return park(pending, stands.retryAfterSeconds, more, stands.status);
}

const park = (pending: PendingOperation, seconds: number, more: Json, says?: string): Outcome =>
  wait({
    afterMs: Math.min(Math.max(seconds, 0.05), longestPauseSeconds) * 1000,
    state: { pending, more } as unknown as Json,
    says: says ?? 'waits for Azure',
  });
