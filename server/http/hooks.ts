// Webhooks over HTTP. Who sends too much, or knocks at doors that are not there, is asked to slow down. Answers are for machines:
// no page of this origin can be made of them.

import { FailureError } from '../../nodes/kit/errors.ts';
import { isHeader } from '../../nodes/kit/header-text.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { systemRoutes } from '../../nodes/kit/wire/system.ts';
import { refuse } from '../store/refusal.ts';
import { readRaw } from './body.ts';
import { machineAnswer } from './content-policy.ts';
import type { AppDeps } from './deps.ts';
import { waitSeconds } from './prefer.ts';
import type { Handlers } from './registry.ts';

/** Headers that a flow may not set on an answer from this origin. */
const reserved =
  /^(set-cookie|clear-site-data|content-security-policy.*|x-content-type-options|x-frame-options|x-request-id|transfer-encoding|content-length|content-encoding|connection|keep-alive|trailer|upgrade|strict-transport-security|service-worker-allowed|refresh|link|nel|report-to|reporting-endpoints|sourcemap|x-sourcemap|origin-agent-cluster|document-policy|permissions-policy|feature-policy|referrer-policy|alt-svc|speculation-rules|cross-origin-.*|access-control-.*|sec-.*)$/i;

/** Kinds of content that a page of this origin could load as script or style, or that would run on its own. */
const active =
  /^\s*(?:text|application)\/(?:x-)?(?:javascript|ecmascript|jscript|livescript|javascript1\.\d|css|wasm|speculationrules\+json|cache-manifest)\b/i;

/** How long a caller is kept for the flow's own answer. */
const RESPOND_SECONDS = 30;

function demandPatience(waitMs: number): void {
  if (waitMs > 0)
    throw refuse('too_many_requests', 'Too many requests to this webhook.', {
      headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
    });
}

export function hookHandlers({ webhooks, engine, limits, publicUrl }: AppDeps): Handlers<Pick<typeof systemRoutes, 'hook'>> {
  return {
    async hook({ params, request, response }) {
      response.set(machineAnswer);
      const stranger = request.socket.remoteAddress ?? '';
      const slowDown = (error: unknown): never => {
        const code = error instanceof FailureError ? error.failure.code : null;
        if (code === 'not_found' || code === 'unauthenticated') demandPatience(limits.strangers.take(stranger));
        throw error;
      };
      const door = await webhooks.admit(params.id, request.method).catch(slowDown);
      const { perMinute, maxBytes, answer } = door.settings;
      demandPatience(limits.hooks.take(params.id, { perMinute, burst: perMinute }));
      const body = await readRaw(request, response, maxBytes);
      const created = await webhooks
        .deliver(door, { headers: request.headers, query: request.query, body, from: request.ip })
        .catch(slowDown);
      if (created === null) {
        response.status(200);
        return { runId: null, status: 'captured', run: null };
      }
      const runUrl = `${publicUrl()}/api/runs/${created.run.id}`;
      const accepted = { runId: created.run.id, status: created.run.status, run: runUrl };
      const seconds = answer === 'respond' ? RESPOND_SECONDS : waitSeconds(request);
      const waited = seconds > 0 ? await engine.waitFor(created.run.id, seconds * 1_000) : null;
      if (!waited) {
        response.set('Location', runUrl);
        return accepted;
      }
      if (answer !== 'respond') response.set('Preference-Applied', `wait=${seconds}`);
      if (!waited.response) {
        response.status(200);
        return { ...accepted, status: waited.run.status };
      }
      const { status, headers, body: said } = waited.response;
      for (const [name, value] of Object.entries(headers)) {
        // Values can come from the caller; one that cannot be sent is left out.
        if (!isHeader(name, value) || reserved.test(name)) continue;
        const type = name.toLowerCase() === 'content-type';
        response.setHeader(name, type && active.test(value) ? 'text/plain; charset=utf-8' : value);
      }
      response.status(status);
      send(response, said);
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
