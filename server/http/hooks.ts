// Webhooks over HTTP. Who sends too much, or knocks at doors that are not there, is asked to slow down. Answers are for machines:
// no page of this origin can be made of them.

import { FailureError } from '../../nodes/kit/errors.ts';
import { isHeader } from '../../nodes/kit/header-text.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { systemRoutes } from '../../nodes/kit/wire/system.ts';
import { refuse } from '../store/refusal.ts';
import type { AppDeps } from './deps.ts';
import { waitSeconds } from './prefer.ts';
import type { Handlers } from './registry.ts';

/** Headers that a flow may not set on an answer from this origin. */
const reserved =
  /^(set-cookie|content-security-policy|x-content-type-options|transfer-encoding|content-length|connection|access-control-.*)$/i;

function demandPatience(waitMs: number): void {
  if (waitMs > 0)
    throw refuse('too_many_requests', 'Too many requests to this webhook.', {
      headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
    });
}

export function hookHandlers({ webhooks, engine, limits }: AppDeps): Handlers<Pick<typeof systemRoutes, 'hook'>> {
  return {
    async hook({ params, request, response }) {
      response.set({
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
      });
      demandPatience(limits.hooks.take(params.id));
      const stranger = request.socket.remoteAddress ?? '';
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      const created = await webhooks
        .deliver({ id: params.id, method: request.method, headers: request.headers, query: request.query, body })
        .catch((error: unknown) => {
          const code = error instanceof FailureError ? error.failure.code : null;
          if (code === 'not_found' || code === 'unauthenticated') demandPatience(limits.strangers.take(stranger));
          throw error;
        });
      const accepted = { runId: created.run.id, status: created.run.status };
      const seconds = waitSeconds(request);
      const waited = seconds > 0 ? await engine.waitFor(created.run.id, seconds * 1_000) : null;
      if (!waited) return accepted;
      response.set('Preference-Applied', `wait=${seconds}`);
      if (!waited.response) {
        response.status(200);
        return { runId: waited.run.id, status: waited.run.status };
      }
      const { status, headers, body: answer } = waited.response;
      for (const [name, value] of Object.entries(headers)) {
        // Values can come from the caller; one that cannot be sent is left out.
        if (isHeader(name, value) && !reserved.test(name)) response.setHeader(name, value);
      }
      response.status(status);
      send(response, answer);
      return accepted;
    },
  };
}

function send(
  response: {
    headersSent: boolean;
    get(name: string): unknown;
    setHeader(name: string, value: string): unknown;
    end(text: string): unknown;
  },
  body: Json,
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  if (response.get('Content-Type') === undefined)
    response.setHeader('Content-Type', typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8');
  response.end(text);
}
