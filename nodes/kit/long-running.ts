// Long-running operations of Azure without a job: the step parks between two looks at the operation's status, costs nothing
// meanwhile, and goes on after a crash because the operation's address is its state. After a day it is given up. Only reads here.
import type { AzureAnswer, AzureBackup, PendingOperation } from './capabilities-azure.ts';
import { type Done, type Outcome, wait } from './define.ts';
import { fail } from './errors.ts';
import type { Json } from './json.ts';

/** What a parked step keeps: the operation, and what the node needs again at the end. */
interface OperationState {
  readonly pending: PendingOperation;
  readonly more: Json;
  /** Milliseconds spent in pauses so far. */
  readonly waited?: number;
}

export interface OperationEnd {
  readonly body: Json;
  readonly jobId: string | null;
  readonly more: Json;
}

/** An operation that says nothing for this long is asked again. */
const longestPauseSeconds = 60;
/** Operations without a job are done in minutes. One that says "in progress" for this long will say so for ever. */
const longestWait = 24 * 3_600_000;

type Finish = (end: OperationEnd) => Done | Promise<Done>;

interface Settling {
  readonly says?: string;
  /** Given back to `finish` after the wait. */
  readonly more?: Json;
  /** The result of the step; unless said, what `more` holds. */
  readonly finish?: Finish;
}

const doneWithMore: Finish = ({ more }) => ({ port: 'done', data: more });

/** Finishes at once when Azure is done, else parks the step. `resumeOperation` belongs into the node's `resume`. */
export async function settleOperation(answer: AzureAnswer, { says, more = null, finish = doneWithMore }: Settling): Promise<Outcome> {
  if (!answer.pending) return finish({ body: answer.body, jobId: null, more });
  return park({ pending: answer.pending, more }, answer.pending.retryAfterSeconds, says);
}

/** One look. */
export async function resumeOperation(azure: Pick<AzureBackup, 'poll'>, state: Json, finish = doneWithMore): Promise<Outcome> {
  const known = state as unknown as OperationState;
  const { pending, more } = known;
  const stands = await azure.poll(pending);
  if (stands.done) return finish({ body: stands.body, jobId: stands.jobId, more });
  if ((known.waited ?? 0) >= longestWait)
    throw fail('timed_out', `Azure has not finished the operation within a day; it last said “${stands.status}”.`, {
      advice: ['Look in the Azure portal what became of it. What Azure has accepted may still happen.'],
    });
  return park(known, stands.retryAfterSeconds, stands.status);
}

function park(known: OperationState, seconds: number, says = 'waits for Azure'): Outcome {
  const afterMs = Math.min(Math.max(seconds, 0.05), longestPauseSeconds) * 1000;
  return wait({ afterMs, state: { ...known, waited: (known.waited ?? 0) + afterMs } as unknown as Json, says });
}
