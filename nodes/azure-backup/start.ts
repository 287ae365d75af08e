// The end of every node that starts a job by an operation: the step parks until Azure has said which job it made, then gives
// the same answer as all the others. It does not wait for the job; "Wait for job" does.
import type { AzureAnswer, AzureBackup } from '../kit/capabilities-azure.ts';
import type { Done, Outcome } from '../kit/define.ts';
import type { Json } from '../kit/json.ts';
import { type OperationEnd, resumeOperation, settleOperation } from '../kit/long-running.ts';
import { accepted } from './accepted.ts';
import { object, text, words } from './answer.ts';
import { lastPart } from './place.ts';

interface About {
  readonly vaultId: string;
  /** What it is about: a protected item, or a container. */
  readonly itemId: string;
  /** What the node's result holds besides. */
  readonly more?: { readonly [name: string]: Json };
}

/** What `run` returns once Azure has taken the call. */
export function started(answer: AzureAnswer, { vaultId, itemId, more = {} }: About): Promise<Outcome> {
  const operation = answer.pending?.statusUrl ?? answer.pending?.resultUrl ?? null;
  return settleOperation(answer, {
    says: 'waits until Azure has started it',
    more: { vaultId, itemId, more, operationId: operation && lastPart(operation.split('?')[0] ?? ''), requestId: answer.requestId },
    finish: taken,
  });
}

/** The node's `resume`. */
export const resumeStart = ({ azure, state }: { readonly azure: AzureBackup; readonly state: Json }): Promise<Outcome> =>
  resumeOperation(azure, state, taken);

function taken({ jobId, more }: OperationEnd): Done {
  const about = object(more);
  const answer = { jobId, vaultId: words(about.vaultId), operationId: text(about.operationId), requestId: text(about.requestId) };
  return accepted(answer, words(about.itemId), object(about.more));
}
