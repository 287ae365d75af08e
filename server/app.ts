// The Express app: guards first, then the API from the one table, then the editor. It does not listen, reads no environment and
// holds no logic of its own.
import { randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import { routes } from '../nodes/kit/wire/routes.ts';
import { accountHandlers } from './http/account.ts';
import { approvalHandlers } from './http/approvals.ts';
import { auditHandlers } from './http/audit.ts';
import { callbackHandlers } from './http/callbacks.ts';
import { connectionHandlers } from './http/connections.ts';
import { everywhere } from './http/content-policy.ts';
import type { AppDeps } from './http/deps.ts';
import { editorPages } from './http/editor.ts';
import { estateHandlers } from './http/estate.ts';
import { eventHandlers } from './http/events.ts';
import { flowHandlers } from './http/flows.ts';
import { formHandlers } from './http/forms.ts';
import { hookHandlers } from './http/hooks.ts';
import { inboxPageHandlers } from './http/inbox-page.ts';
import { incomingEventHandlers } from './http/incoming-events.ts';
import { keyHandlers } from './http/keys.ts';
import { libraryHandlers } from './http/library.ts';
import { operationsHandlers } from './http/operations.ts';
import { peopleHandlers } from './http/people.ts';
import { practiceHandlers } from './http/practice.ts';
import { problemHandler } from './http/problem.ts';
import { bindRoutes } from './http/registry.ts';
import { runJobHandlers } from './http/run-jobs.ts';
import { runHandlers } from './http/runs.ts';
import { bulkHandlers } from './http/runs-bulk.ts';
import { pauseHandlers } from './http/runs-continue.ts';
import { systemHandlers } from './http/system.ts';
import { templateHandlers } from './http/templates.ts';
import { testHandlers } from './http/tests.ts';
import { refuse } from './store/refusal.ts';

const forMachines = ['/api', '/hooks', '/events', '/callbacks', '/metrics'];
const isForMachines = /^\/(?:api|hooks|events|callbacks|metrics)(?:[/?]|$)/;

export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  // One proxy, and only where one was announced: else anybody could say who calls.
  app.set('trust proxy', deps.behindProxy ? 1 : false);

  app.use((request, response, next) => {
    const requestId = randomUUID();
    response.locals.requestId = requestId;
    response.setHeader('X-Request-Id', requestId);
    for (const [name, value] of everywhere) response.setHeader(name, value);
    if (isForMachines.test(request.url)) response.setHeader('Cache-Control', 'no-store');
    deps.origin.checkHost(request);
    if (deps.stopping())
      throw refuse('shutting_down', 'The server is stopping. Try again in a moment.', { headers: { 'Retry-After': '5' } });
    next();
  });

  const handlers = {
    ...systemHandlers(deps),
    ...estateHandlers(deps),
    ...connectionHandlers(deps),
    ...flowHandlers(deps),
    ...libraryHandlers(deps),
    ...testHandlers(deps),
    ...pauseHandlers(deps),
    ...runHandlers(deps),
    ...runJobHandlers(deps),
    ...eventHandlers(deps),
    ...templateHandlers(deps),
    ...hookHandlers(deps),
    ...practiceHandlers(deps),
    ...inboxPageHandlers(deps),
    ...approvalHandlers(deps),
    ...formHandlers(deps),
    ...callbackHandlers(deps),
    ...incomingEventHandlers(deps),
    ...accountHandlers(deps),
    ...auditHandlers(deps),
    ...keyHandlers(deps),
    ...operationsHandlers(deps),
    ...peopleHandlers(deps),
    ...bulkHandlers(deps),
  };
  bindRoutes(app, routes, handlers as unknown as Parameters<typeof bindRoutes>[2], deps);

  app.use(forMachines, (request) => {
    throw refuse(
      'not_found',
      `There is nothing at ${request.method} ${request.originalUrl.split('?', 1)[0]}. /api/openapi.json lists what there is.`,
    );
  });
  app.use(editorPages(deps.editorFolder));
  app.use((request) => {
    throw refuse('not_found', `There is nothing at ${request.method} ${request.path}.`);
  });
  app.use(problemHandler(deps.log));
  return app;
}
