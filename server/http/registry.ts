// The one table of the API: binds a handler to every route that nodes/kit declares and refuses to start when one is missing or
// undeclared. It is the only place where a request is authorised and read, so no handler can forget either.
import type { Express, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { pointer } from '../../nodes/kit/flow.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import type { Access, Route } from '../../nodes/kit/wire/route.ts';
import { mayEnter, type ProjectActor } from '../security/actor.ts';
import type { Identity } from '../security/identity.ts';
import type { OriginGuard } from '../security/origin.ts';
import { refuse } from '../store/refusal.ts';
import { jsonBody, rawBody } from './body.ts';

type Params<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? { readonly [K in Name]: string } & Params<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? { readonly [K in Name]: string }
    : unknown;

/** What is answered may be read-only all through. */
type Frozen<T> = T extends readonly (infer U)[] ? readonly Frozen<U>[] : T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

export interface Call<R extends Route = Route> {
  readonly params: R extends { params: infer P extends z.ZodType } ? z.output<P> : Params<R['path']>;
  readonly query: R extends { query: infer Q extends z.ZodType } ? z.output<Q> : Record<never, never>;
  readonly body: R extends { body: infer B extends z.ZodType } ? z.output<B> : undefined;
  readonly actor: ProjectActor;
  /** Address of the caller. */
  readonly from: string | undefined;
  readonly request: Request;
  /** For headers and status; a handler of a route that does not answer JSON writes to it and ends it. */
  readonly response: Response;
}

type Answer<R extends Route> = R extends { answer: infer A extends z.ZodType } ? Frozen<z.input<A>> : undefined;
export type Handler<R extends Route> = (call: Call<R>) => Answer<R> | Promise<Answer<R>>;
export type Handlers<T extends { readonly [name: string]: Route }> = { readonly [N in keyof T]: Handler<T[N]> };

export interface RegistryOptions {
  readonly identity: Identity;
  readonly origin: OriginGuard;
  /** Check every answer against its schema: in tests. */
  readonly checkAnswers?: boolean;
  /** Told of every answer: method, path of the route, status, milliseconds. */
  readonly observe?: (route: Route, status: number, ms: number) => void;
}

const nobody: ProjectActor = { kind: 'system', id: 'nobody', name: 'nobody', projectId: '', role: 'viewer' };
const anyParam = z.string().min(1).max(300);

export function bindRoutes(
  app: Express,
  routes: { readonly [name: string]: Route },
  handlers: { readonly [name: string]: Handler<never> | undefined },
  options: RegistryOptions,
): void {
  const lacking = Object.keys(routes).filter((name) => typeof handlers[name] !== 'function');
  const undeclared = Object.keys(handlers).filter((name) => !Object.hasOwn(routes, name));
  if (lacking.length > 0) throw new Error(`no handler for the routes ${lacking.join(', ')}`);
  if (undeclared.length > 0) throw new Error(`no route for the handlers ${undeclared.join(', ')}`);

  const methods = new Map<string, string[]>();
  for (const [name, route] of Object.entries(routes)) {
    methods.set(route.path, [...(methods.get(route.path) ?? []), route.method]);
    const chain: RequestHandler[] = [enter(route, options), run(route, handlers[name] as Handler<Route>, options)];
    if (route.method === 'ANY') app.all(route.path, chain);
    else app[route.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'](route.path, chain);
  }
  for (const [path, offered] of methods)
    if (!offered.includes('ANY'))
      app.all(path, (request) => {
        const allow = offered.includes('GET') ? [...offered, 'HEAD'] : offered;
        throw refuse('method_not_allowed', `${request.method} is not offered here, only ${allow.join(', ')}.`, {
          headers: { Allow: allow.join(', ') },
        });
      });
}

const isHook = (route: Route) => route.method === 'ANY';

function closed({ outside, role }: ProjectActor, access: Access): string {
  if (access === 'admin') return 'This is for those who look after the whole installation.';
  return outside
    ? 'You have no role in this project. Whoever looks after it can give you one.'
    : `This needs the role “${access}”; you are “${role}”.`;
}

/** Whoever may not ask is turned away before the body is read. */
function enter(route: Route, options: RegistryOptions): RequestHandler {
  const admit = guard(route, options);
  const readBody = bodyReader(route);
  return async (request, response, next) => {
    await admit(request, response);
    if (readBody) readBody(request, response, next);
    else next();
  };
}

/** The project that a request means: browsers cannot send headers with a stream of events, so there it stands in the address. */
function projectOf(request: Request): string | undefined {
  const said = request.headers['vaultflow-project'] ?? (request.method === 'GET' ? request.query.project : undefined);
  return typeof said === 'string' && said !== '' ? said.slice(0, 100) : undefined;
}

/** Who asks, and may they? Hooks carry their own proof and never look at cookies. */
function guard(route: Route, { identity, origin }: RegistryOptions): (request: Request, response: Response) => Promise<void> {
  const changes = route.method !== 'GET';
  return async (request, response) => {
    if (isHook(route)) {
      response.locals.actor = nobody;
      return;
    }
    if (changes) origin.checkOrigin(request);
    const actor = await identity.who({ headers: request.headers, project: projectOf(request), from: request.ip });
    if (route.access !== 'public') {
      if (!actor) throw refuse('unauthenticated', 'Sign in, open the link that the server printed at its start, or send a bearer token.');
      if (!mayEnter(actor, route.access)) throw refuse('forbidden', closed(actor, route.access));
    }
    response.locals.actor = actor ?? nobody;
  };
}

function bodyReader(route: Route): RequestHandler | null {
  if (route.readsBody) return null;
  if (isHook(route) || route.takes) return rawBody(route.bodyLimit ?? 1_000_000);
  return route.body ? jsonBody(route.bodyLimit ?? 1_000_000) : null;
}

function read<T>(schema: z.ZodType<T>, value: unknown, at: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems: ProblemItem[] = parsed.error.issues
    .slice(0, 50)
    .map((issue) => ({ code: 'invalid_request', path: at + pointer(issue.path) || '/', message: issue.message }));
  const first = problems[0] as ProblemItem;
  throw refuse('invalid_request', `${first.path}: ${first.message}.`, { problems });
}

function run(route: Route, handler: Handler<Route>, { checkAnswers, observe }: RegistryOptions): RequestHandler {
  const params = (route as { params?: z.ZodType }).params ?? z.record(z.string(), anyParam);
  const hasParams = route.path.includes(':');
  const status = route.status ?? (route.answer || route.produces ? 200 : 204);
  const jsonAnswer = route.produces === undefined || route.produces === 'application/json';
  return async (request: Request, response: Response) => {
    const started = observe ? performance.now() : 0;
    if (observe) response.once('close', () => observe(route, response.statusCode, performance.now() - started));
    const call: Call<Route> = {
      params: (hasParams ? read(params, request.params, '/params') : {}) as Call<Route>['params'],
      query: (route.query ? read(route.query, request.query, '/query') : {}) as Call<Route>['query'],
      body: (route.body ? read(route.body, request.body, '') : undefined) as Call<Route>['body'],
      actor: response.locals.actor as ProjectActor,
      from: request.ip,
      request,
      response,
    };
    response.status(status);
    const answer: unknown = await handler(call);
    if (response.headersSent || response.writableEnded || !jsonAnswer) return;
    if (!route.answer) {
      response.end();
      return;
    }
    if (checkAnswers && response.statusCode < 300 && !isHook(route)) demandFits(route, route.answer, answer);
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(answer));
  };
}

/** A wrong answer is our mistake, not the caller's: it fails the test that made the request. */
function demandFits(route: Route, schema: z.ZodType, answer: unknown): void {
  const parsed = schema.safeParse(JSON.parse(JSON.stringify(answer ?? null)));
  if (!parsed.success)
    throw new Error(`the answer of ${route.method} ${route.path} does not fit its schema: ${z.prettifyError(parsed.error)}`);
}
