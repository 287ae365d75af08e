// The Express app: guards first, then the API from the one table, then the editor. It does not listen, reads no environment and
// holds no logic of its own.
import { randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { routes } from '../nodes/kit/wire/routes.ts';
import { approvalHandlers } from './http/approvals.ts';
import { callbackHandlers } from './http/callbacks.ts';
import { connectionHandlers } from './http/connections.ts';
import type { AppDeps } from './http/deps.ts';
import { editorPages } from './http/editor.ts';
import { eventHandlers } from './http/events.ts';
import { flowHandlers } from './http/flows.ts';
import { formHandlers } from './http/forms.ts';
import { hookHandlers } from './http/hooks.ts';
import { incomingEventHandlers } from './http/incoming-events.ts';
import { practiceHandlers } from './http/practice.ts';
import { problemHandler } from './http/problem.ts';
import { bindRoutes } from './http/registry.ts';
import { runJobHandlers } from './http/run-jobs.ts';
import { runHandlers } from './http/runs.ts';
import { systemHandlers } from './http/system.ts';
import { templateHandlers } from './http/templates.ts';
import { refuse } from './store/refusal.ts';

/** Everything from this server alone; styles may be inline because the component library writes them at run time. */
const pageHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      workerSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginOpenerPolicy: { policy: 'same-origin' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  strictTransportSecurity: false,
  xPoweredBy: false,
});

const apiHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};
const apiHeaderList = Object.entries(apiHeaders);
const forMachines = ['/api', '/hooks', '/events', '/callbacks', '/metrics'];
const isForMachines = /^\/(?:api|hooks|events|callbacks|metrics)(?:[/?]|$)/;

export function createApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.enable('case sensitive routing');
  app.enable('strict routing');

  app.use((request, response, next) => {
    const requestId = randomUUID();
    response.locals.requestId = requestId;
    response.setHeader('X-Request-Id', requestId);
    deps.origin.checkHost(request);
    if (deps.stopping())
      throw refuse('shutting_down', 'The server is stopping. Try again in a moment.', { headers: { 'Retry-After': '5' } });
    if (isForMachines.test(request.url)) for (const [name, value] of apiHeaderList) response.setHeader(name, value);
    next();
  });

  const handlers = {
    ...systemHandlers(deps),
    ...connectionHandlers(deps),
    ...flowHandlers(deps),
    ...runHandlers(deps),
    ...runJobHandlers(deps),
    ...eventHandlers(deps),
    ...templateHandlers(deps),
    ...hookHandlers(deps),
    ...practiceHandlers(deps),
    ...approvalHandlers(deps),
    ...formHandlers(deps),
    ...callbackHandlers(deps),
    ...incomingEventHandlers(deps),
  };
  bindRoutes(app, routes, handlers as unknown as Parameters<typeof bindRoutes>[2], deps);

  app.use(forMachines, (request) => {
    throw refuse(
      'not_found',
      `There is nothing at ${request.method} ${request.originalUrl.split('?', 1)[0]}. /api/openapi.json lists what there is.`,
    );
  });
  app.use(pageHeaders, editorPages(deps.editorFolder));
  app.use((request) => {
    throw refuse('not_found', `There is nothing at ${request.method} ${request.path}.`);
  });
  app.use(problemHandler(deps.log));
  return app;
}
