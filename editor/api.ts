// The one way to the server: `call('getFlow', { params: { id } })`, typed by the route table in nodes/kit/wire. Also the
// query keys and the few reads that many parts share. It keeps no document and no run: those have stores of their own.
import { QueryClient, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { z } from 'zod';
import type { NodeTypeJson } from '../nodes/kit/node-type-json.ts';
import type { Problem, ProblemItem } from '../nodes/kit/wire/problem.ts';
import type { RouteName, routes } from '../nodes/kit/wire/routes.ts';
import { routeTable } from './route-table.ts';

type Routes = typeof routes;

type PathParams<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name]: string | number } & PathParams<Rest>
  : P extends `${string}:${infer Name}`
    ? { [K in Name]: string | number }
    : unknown;

type QueryOf<R> = R extends { readonly query: infer Q extends z.ZodType } ? { readonly query?: z.input<Q> } : unknown;
type BodyOf<R> = R extends { readonly body: infer B extends z.ZodType }
  ? undefined extends z.input<B>
    ? { readonly body?: z.input<B> }
    : { readonly body: z.input<B> }
  : unknown;
type ParamsOf<R> = R extends { readonly path: infer P extends string }
  ? unknown extends PathParams<P>
    ? unknown
    : { readonly params: PathParams<P> }
  : unknown;

type Request<N extends RouteName> = ParamsOf<Routes[N]> &
  QueryOf<Routes[N]> &
  BodyOf<Routes[N]> & { readonly headers?: { readonly [name: string]: string }; readonly signal?: AbortSignal };

export type Answer<N extends RouteName> = Routes[N] extends { readonly answer: infer A extends z.ZodType } ? z.output<A> : undefined;

/** What the server (or the way to it) said no with. `code` is from the error table, or `offline` when nothing answered. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly problems: readonly ProblemItem[];
  readonly requestId: string | undefined;
  constructor(problem: Omit<Problem, 'type' | 'title'>) {
    super(problem.detail);
    this.name = 'ApiError';
    this.code = problem.code;
    this.status = problem.status;
    this.problems = problem.problems ?? [];
    this.requestId = problem.requestId;
  }
}

interface LooseRequest {
  readonly params?: { readonly [name: string]: string | number };
  readonly query?: { readonly [name: string]: unknown };
  readonly body?: unknown;
  readonly headers?: { readonly [name: string]: string };
  readonly signal?: AbortSignal;
}

/** The address of a route with its parts and query filled in. */
export function urlOf(name: RouteName, { params = {}, query = {} }: Pick<LooseRequest, 'params' | 'query'> = {}): string {
  const path = routeTable[name].slice(routeTable[name].indexOf(' ') + 1).replace(/:([a-z]+)/gi, (_, part: string) => {
    const value = params[part];
    if (value === undefined) throw new Error(`${name} needs ${part}`);
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(key, String(value));
  return search.size > 0 ? `${path}?${search}` : path;
}

let project: string | null = null;

/** From now on every request says that it means this project; null: the one that the session opens with. */
export function nameProject(id: string | null): void {
  project = id;
}
/** For what cannot send headers: a stream of events. */
export const namedProject = (): string | undefined => project ?? undefined;

const listeners = new Set<() => void>();

/** Called whenever the server says that nobody is signed in. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function send(name: RouteName, request: LooseRequest): Promise<Response> {
  const method = routeTable[name].slice(0, routeTable[name].indexOf(' '));
  let response: Response;
  try {
    response = await fetch(urlOf(name, request), {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(project === null ? {} : { 'vaultflow-project': project }),
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.signal ? { signal: request.signal } : {}),
    });
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown;
    throw new ApiError({ code: 'offline', status: 0, detail: 'The server does not answer. Is Vaultflow still running?' });
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  if (response.status === 401 && name !== 'createSession' && name !== 'signIn') for (const listener of listeners) listener();
  throw new ApiError({
    code: problem?.code ?? (response.status >= 502 ? 'offline' : 'internal'),
    status: response.status,
    detail: problem?.detail ?? problem?.title ?? `The server answered ${response.status} ${response.statusText}.`,
    ...(problem?.problems ? { problems: problem.problems } : {}),
    ...(problem?.requestId ? { requestId: problem.requestId } : {}),
  });
}

const readBody = async (response: Response): Promise<unknown> =>
  response.status === 204 ? undefined : response.headers.get('content-type')?.includes('json') ? response.json() : response.text();

// A request without required parts may be left out whole: call('me').
type Arguments<N extends RouteName> = Record<never, never> extends Request<N> ? [request?: Request<N>] : [request: Request<N>];

/** @example const flow = await call('getFlow', { params: { id } }) */
export async function call<N extends RouteName>(name: N, ...[request]: Arguments<N>): Promise<Answer<N>> {
  return (await readBody(await send(name, (request ?? {}) as LooseRequest))) as Answer<N>;
}

/** Keys of everything that react-query keeps. `keys.flow(id)` is a prefix of all that belongs to that flow. */
export const keys = {
  me: ['me'],
  nodeTypes: ['node-types'],
  connectionKinds: ['connection-kinds'],
  connections: ['connections'],
  overview: ['overview'],
  estate: ['estate'],
  inbox: (runId?: string) => ['inbox', runId ?? null],
  flows: (q?: string) => (q === undefined ? ['flows'] : ['flows', q]),
  library: ['library'],
  flow: (id: string) => ['flow', id],
  bindings: (id: string) => ['flow', id, 'bindings'],
  versions: (id: string) => ['flow', id, 'versions'],
  version: (id: string, number: number) => ['flow', id, 'versions', number],
  memory: (id: string) => ['flow', id, 'memory'],
  tests: (id: string) => ['flow', id, 'tests'],
  samples: (id: string) => ['flow', id, 'samples'],
  triggers: (flowId?: string) => ['triggers', flowId ?? null],
  runs: (filter: { readonly flow?: string; readonly status?: string; readonly q?: string } = {}) => ['runs', filter],
  run: (runId: string) => ['run', runId],
  jobs: (runId: string) => ['run', runId, 'jobs'],
  step: (runId: string, key: string) => ['run', runId, 'step', key],
  output: (runId: string, key: string, from = 0) => ['run', runId, 'output', key, from],
  log: (runId: string, key: string) => ['run', runId, 'log', key],
  templates: ['templates'],
  template: (id: string) => ['template', id],
  approvals: ['approvals'],
  operations: ['operations'],
  practice: ['practice'],
  practiceResources: (filter: { readonly kind: string; readonly q: string }) => ['practice', 'resources', filter],
  practiceRequests: (filter: { readonly q: string; readonly failed: boolean }) => ['practice', 'requests', filter],
} as const;

/** Reads are tried again only when nothing answered: a refusal stays a refusal. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failed, error) => failed < 3 && error instanceof ApiError && (error.code === 'offline' || error.status >= 502),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});

export const useMe = () => useQuery({ queryKey: keys.me, queryFn: ({ signal }) => call('me', { signal }), staleTime: 60_000 });

export const useConnections = () =>
  useQuery({ queryKey: keys.connections, queryFn: async ({ signal }) => (await call('listConnections', { signal })).items });

export const useConnectionKinds = () =>
  useQuery({
    queryKey: keys.connectionKinds,
    queryFn: async ({ signal }) => (await call('connectionKinds', { signal })).items,
    staleTime: Number.POSITIVE_INFINITY,
  });

export interface NodeTypes {
  /** False until the server has said them. */
  readonly ready: boolean;
  readonly all: readonly NodeTypeJson[];
  /** The type of a node; null for one that is not known here. Without a version, or with an unknown one: the newest. */
  of(type: string, version?: number): NodeTypeJson | null;
}

const nodeTypesQuery = {
  queryKey: keys.nodeTypes,
  queryFn: async ({ signal }: { readonly signal: AbortSignal }) => (await call('nodeTypes', { signal })).items,
  staleTime: Number.POSITIVE_INFINITY,
};

/** Asks for the types of steps before anything on the page does. What goes wrong is said by who needs them. */
export const fetchNodeTypes = (): Promise<void> => queryClient.prefetchQuery({ ...nodeTypesQuery, retry: false });

const none: readonly NodeTypeJson[] = [];

export function useNodeTypes(): NodeTypes {
  const { data } = useQuery(nodeTypesQuery);
  return useMemo(() => indexNodeTypes(data), [data]);
}

/** Why the steps could not be read, and how to ask again; null while nothing is wrong. */
export function useNodeTypesProblem(): { readonly error: Error; readonly again: () => void } | null {
  const { data, error, refetch } = useQuery(nodeTypesQuery);
  return error && !data ? { error, again: () => void refetch() } : null;
}

/** The same outside React: for commands and stores. Empty until loaded. */
export const nodeTypesNow = (): NodeTypes => indexNodeTypes(queryClient.getQueryData<readonly NodeTypeJson[]>(keys.nodeTypes));

const indexes = new WeakMap<readonly NodeTypeJson[], NodeTypes>();

export function indexNodeTypes(items: readonly NodeTypeJson[] | undefined): NodeTypes {
  const all = items ?? none;
  const known = indexes.get(all);
  if (known) return known;
  const exact = new Map(all.map((type) => [`${type.type}@${type.version}`, type]));
  const newest = new Map<string, NodeTypeJson>();
  for (const type of all) if ((newest.get(type.type)?.version ?? 0) < type.version) newest.set(type.type, type);
  const index: NodeTypes = {
    ready: items !== undefined,
    all,
    of: (type, version) => (version === undefined ? undefined : exact.get(`${type}@${version}`)) ?? newest.get(type) ?? null,
  };
  if (items) indexes.set(all, index);
  return index;
}
