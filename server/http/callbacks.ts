// Callbacks over HTTP. A machine gets JSON; a person who opened a link gets a page. Who knocks at doors that are not there is asked to
// slow down.
import { errorTable, FailureError } from '../../nodes/kit/errors.ts';
import type { incomingRoutes } from '../../nodes/kit/wire/incoming.ts';
import { refuse } from '../store/refusal.ts';
import type { AppDeps } from './deps.ts';
import { sendNotice } from './page.ts';
import type { Handlers } from './registry.ts';

export function callbackHandlers({ callbacks, limits }: AppDeps): Handlers<Pick<typeof incomingRoutes, 'callback'>> {
  function demandPatience(waitMs: number): void {
    if (waitMs > 0)
      throw refuse('too_many_requests', 'Too many requests to this address.', {
        headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
      });
  }

  return {
    async callback({ params, request, response }) {
      response.set({
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
      });
      demandPatience(limits.hooks.take(params.id));
      const forPeople = request.method === 'GET' && request.accepts(['json', 'html']) === 'html';
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      try {
        const { runId } = await callbacks.deliver({
          token: params.id,
          method: request.method,
          headers: request.headers,
          query: request.query,
          body,
        });
        if (forPeople) sendNotice(response, 200, 'Thank you', 'The answer has arrived. You can close this page.');
        return { runId };
      } catch (error) {
        const failure = error instanceof FailureError ? error.failure : null;
        if (failure?.code === 'not_found' || failure?.code === 'unauthenticated')
          demandPatience(limits.strangers.take(request.socket.remoteAddress ?? ''));
        if (!failure || !forPeople) throw error;
        sendNotice(response, errorTable[failure.code].status, errorTable[failure.code].title, failure.message);
        return { runId: '' };
      }
    },
  };
}
