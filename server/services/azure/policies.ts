// What we add to the SDK's pipeline: the last look at effect and address before a request leaves, the budget, and retries for
// what only reads. A request that changes something is sent once; whether it is sent again is the engine's decision.
import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { type Effect, effectOrder } from '../../../nodes/kit/define.ts';
import { fail } from '../../../nodes/kit/errors.ts';
import { azureEffect, guardEffect } from '../effect-guard.ts';
import { demandSecondLook } from '../second-look.ts';
import type { Budgets } from './budget.ts';
import { partsOf } from './ids.ts';
import { sleep } from './pause.ts';
import { carried } from './transport.ts';

/** Says what the calling step may do; taken off before the request leaves. Without it only reads pass. */
export const effectHeader = 'x-vaultflow-effect';
const requestTimeout = 60_000;

const pathOf = (request: PipelineRequest): string => new URL(request.url).pathname;

export function guardPolicy(origin: string): PipelinePolicy {
  return {
    name: 'vaultflowGuard',
    async sendRequest(request, next) {
      const said = request.headers.get(effectHeader) as Effect | undefined;
      request.headers.delete(effectHeader);
      // Paging and status links come from the answer: a token must not follow them to another host.
      if (new URL(request.url).origin !== origin)
        throw fail('egress_blocked', `Azure sent us to ${new URL(request.url).host}, which is not its Resource Manager.`);
      const declared = said && effectOrder.includes(said) ? said : 'read';
      const does = azureEffect(request.method, pathOf(request));
      guardEffect(declared, does, `${request.method} ${pathOf(request)}`);
      await demandSecondLook({ method: request.method, url: request.url, body: request.body, does, declared });
      request.timeout ||= requestTimeout;
      return next(request);
    },
  };
}

export function budgetPolicy(budgets: Budgets, connectionId: string): PipelinePolicy {
  return {
    name: 'vaultflowBudget',
    async sendRequest(request, next) {
      const kind = azureEffect(request.method, pathOf(request)) === 'read' ? 'reads' : 'writes';
      const budget = budgets(connectionId, partsOf(pathOf(request)).subscriptions ?? 'tenant', kind);
      await budget.check();
      const response = await next(request);
      budget.learn(response.status, response.headers);
      return response;
    },
  };
}

const attempts = 3;
const longestPause = 10_000;

/** Reads are asked again after a broken connection or a 5xx; after 429 only when Azure wants a short pause. */
export const readRetryPolicy: PipelinePolicy = {
  name: 'vaultflowReadRetry',
  async sendRequest(request, next) {
    if (azureEffect(request.method, pathOf(request)) !== 'read') return next(request);
    const effect = request.headers.get(effectHeader);
    for (let attempt = 1; ; attempt += 1) {
      if (effect) request.headers.set(effectHeader, effect);
      let pause: number | null;
      try {
        const response = await next(request);
        pause = attempt < attempts ? pauseAfter(response, attempt) : null;
        if (pause === null) return response;
      } catch (error) {
        const failure = carried(error);
        if (attempt >= attempts || request.abortSignal?.aborted || (failure && !['network', 'unanswered'].includes(failure.failure.code)))
          throw error;
        pause = jitter(attempt);
      }
      await sleep(pause, request.abortSignal as AbortSignal | undefined);
    }
  },
};

function pauseAfter(response: PipelineResponse, attempt: number): number | null {
  if (response.status !== 429 && response.status < 500) return null;
  const after = Number(response.headers.get('retry-after') ?? Number.NaN) * 1000;
  if (Number.isNaN(after)) return response.status === 429 ? null : jitter(attempt);
  return after <= longestPause ? after : null;
}

/** Full jitter: not all of a fleet at once. */
const jitter = (attempt: number): number => Math.random() * Math.min(longestPause, 400 * 2 ** attempt);
