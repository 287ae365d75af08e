// GET /api/events: hands the connection to the event stream.
import type { runRoutes } from '../../nodes/kit/wire/runs.ts';
import type { AppDeps } from './deps.ts';
import type { Handlers } from './registry.ts';

export function eventHandlers({ events }: AppDeps): Handlers<Pick<typeof runRoutes, 'events'>> {
  return {
    async events({ actor, query, request, response }) {
      const header = Number(request.headers['last-event-id'] ?? Number.NaN);
      const after = Number.isSafeInteger(header) ? header : (query.after ?? null);
      await events.subscribe(actor, query, after, response);
    },
  };
}
