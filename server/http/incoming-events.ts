// Deliveries of Event Grid and Azure Monitor over HTTP. Who sends too much, or knocks at doors that are not there, is asked to slow
// down. The key stands in the address, because neither of the two can send a header of its own.
import { FailureError } from '../../nodes/kit/errors.ts';
import type { incomingRoutes } from '../../nodes/kit/wire/incoming.ts';
import { refuse } from '../store/refusal.ts';
import type { AppDeps } from './deps.ts';
import type { Handlers } from './registry.ts';

function demandPatience(waitMs: number): void {
  if (waitMs > 0)
    throw refuse('too_many_requests', 'Too many requests to this address.', {
      headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
    });
}

export function incomingEventHandlers({ incomingEvents, limits }: AppDeps): Handlers<Pick<typeof incomingRoutes, 'incomingEvent'>> {
  return {
    async incomingEvent({ params, query, request, response }) {
      response.set({
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
      });
      demandPatience(limits.hooks.take(params.id));
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      const answer = await incomingEvents
        .deliver({ id: params.id, code: query.code ?? '', method: request.method, headers: request.headers, body })
        .catch((error: unknown) => {
          const code = error instanceof FailureError ? error.failure.code : null;
          if (code === 'not_found' || code === 'unauthenticated') demandPatience(limits.strangers.take(request.socket.remoteAddress ?? ''));
          throw error;
        });
      response.set(answer.headers);
      return answer.body as { [name: string]: never };
    },
  };
}
