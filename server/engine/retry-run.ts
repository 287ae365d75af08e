// A retry is a new run that remembers what was asked for; what it takes over is decided when it starts (see take-over.ts).
import { fail } from '../../nodes/kit/errors.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import type { Journal, NewRun } from '../journal/contract.ts';
import type { RetryRequest } from './engine.ts';
import { newId } from './ids.ts';
import { isPart, originOf, wrap } from './origin.ts';

export async function newRetry(journal: Journal, runId: string, request: RetryRequest, now: number): Promise<NewRun> {
  const old = await journal.run(runId);
  if (!old || old.projectId !== request.projectId) throw fail('not_found', `There is no run ${runId}.`);
  if (!hasEnded(old.status)) throw fail('conflict', 'The run has not ended yet. Cancel it first, or wait for its end.');
  // What came before its part was given by a person, as a sample. A retry would make a run of its own of it, and samples reach none.
  if (isPart(originOf(old)))
    throw fail('conflict', 'Only a part of the flow ran, on results that it was given. Run that part again instead.');
  const version = request.version ?? { number: old.version, published: old.published };
  const origin = {
    kind: 'retry',
    trigger: originOf(old).trigger,
    of: runId,
    steps: request.steps ?? null,
  } as const;
  return {
    id: request.id ?? newId(now),
    projectId: old.projectId,
    flowId: old.flowId,
    flowName: old.flowName,
    version: version.number,
    published: version.published,
    world: old.world,
    trigger: wrap(origin, new Date(now).toISOString()),
    actor: request.actor,
    inputs: old.inputs,
    at: now,
    retryOf: runId,
  };
}
