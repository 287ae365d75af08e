// A run once more, as a new one that takes over what succeeded. Its secrets go along, for they are there before it is.
import { FailureError } from '../../nodes/kit/errors.ts';
import type { Run } from '../../nodes/kit/records.ts';
import type { Engine, RetryRequest } from '../engine/engine.ts';
import { newId } from '../engine/ids.ts';
import type { Created } from '../journal/contract.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import type { Stores } from '../store/stores.ts';
import type { Accept } from './accept.ts';

export interface RetryDeps {
  readonly stores: Stores;
  readonly accept: Pick<Accept, 'choose' | 'demandRunnable'>;
  readonly engine: () => Pick<Engine, 'retry'>;
  readonly now: () => number;
}

export interface RetryWish {
  readonly steps?: readonly string[] | undefined;
  /** On the flow version of today instead of its own. */
  readonly newest?: boolean | undefined;
  readonly dedup?: RetryRequest['dedup'];
}

export function createRetry({ stores, accept, engine, now }: RetryDeps) {
  return async (actor: ProjectActor, run: Run, { steps, newest, dedup }: RetryWish): Promise<Created> => {
    const flow = newest ? await stores.flows.head(actor, run.flowId) : null;
    const version = flow ? await accept.choose(actor, flow, undefined) : null;
    if (version) accept.demandRunnable(version.document);
    // Its secrets are there before it is: it may start at once.
    const id = newId(now());
    const secrets = await stores.runSecrets.hasAny(actor, run.id);
    if (secrets) await stores.runSecrets.copy(actor, run.id, id);
    const forget = async () => void (secrets && (await stores.runSecrets.forgetFor(id)));
    const retrying = engine().retry(run.id, {
      id,
      projectId: actor.projectId,
      actor: recorded(actor),
      ...(steps ? { steps } : {}),
      ...(version ? { version } : {}),
      dedup,
    });
    const created = await retrying.catch(async (error: unknown) => {
      // Where the answer was lost, the run may be there and need them; if it is not, strays.ts lets go of them.
      if (error instanceof FailureError) await forget();
      throw error;
    });
    if (created.run.id !== id) await forget();
    if (created.created) await stores.audit.record(actor, 'run.retry', run.id, { runId: created.run.id });
    return created;
  };
}

export type Retry = ReturnType<typeof createRetry>;
