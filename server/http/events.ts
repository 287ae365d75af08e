// GET /api/events: hands the connection to the event stream, with the question whether whoever opened it may still hear.
import { runRoutes } from '../../nodes/kit/wire/runs.ts';
import { mayEnter } from '../security/actor.ts';
import type { AppDeps } from './deps.ts';
import type { Handlers } from './registry.ts';

export function eventHandlers({ events, identity }: AppDeps): Handlers<Pick<typeof runRoutes, 'events'>> {
  return {
    async events({ actor, query, request, response }) {
      const header = Number(request.headers['last-event-id'] ?? Number.NaN);
      const after = Number.isSafeInteger(header) ? header : (query.after ?? null);
      const { headers } = request;
      await events.subscribe(actor, query, after, response, async () => {
        const now = await identity.who({ headers, project: actor.projectId, from: request.ip, quiet: true });
        return now !== null && now.projectId === actor.projectId && mayEnter(now, runRoutes.events.access);
      });
    },
  };
}
