// The rest of the API: health, sign-in, who am I, node types with their live choices, home page, practice inbox, audit.

import type { Capabilities } from '../../nodes/kit/capabilities.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { systemRoutes } from '../../nodes/kit/wire/system.ts';
import { openApiDocument } from '../openapi.ts';
import { MACHINE, type ProjectActor, personOf } from '../security/actor.ts';
import { readDocument } from '../store/flows.ts';
import { opened } from '../store/opened.ts';
import { notFound, refuse } from '../store/refusal.ts';
import { type AppDeps, DEFAULT_LIMIT } from './deps.ts';
import { meOf } from './me.ts';
import { preparedJson } from './prepared.ts';
import type { Handlers } from './registry.ts';

/** Which connection a form means; the default of its kind where it says nothing. */
interface Wanted {
  readonly flowId?: string | undefined;
  readonly slot?: string | undefined;
  readonly connectionId?: string | undefined;
}

type Elsewhere =
  | 'connectionKinds'
  | 'listConnections'
  | 'createConnection'
  | 'getConnection'
  | 'saveConnection'
  | 'deleteConnection'
  | 'testConnection'
  | 'hook';

export function systemHandlers(deps: AppDeps): Handlers<Omit<typeof systemRoutes, Elsewhere>> {
  const { stores, identity, nodeTypes, services, home, limits } = deps;
  /** The connection that a form's choices read through: named, or bound to the node's slot, or the default of its kind. */
  async function connectionFor(actor: ProjectActor, kind: string, body: Wanted): Promise<string> {
    if (body.connectionId !== undefined) return (await stores.connections.get(actor, body.connectionId)).id;
    if (body.flowId !== undefined) {
      const flow = await stores.flows.get(actor, body.flowId);
      const bindings = await stores.bindings.resolve(actor, flow.id, readDocument(JSON.parse(flow.text)));
      const binding = bindings.find((b) => b.slot === body.slot && b.kind === kind);
      if (binding?.connection) return binding.connection.id;
    }
    const chosen = await stores.connections.defaultOf(actor, kind);
    if (!chosen) throw refuse('binding_missing', `There is no connection of kind “${kind}” yet.`);
    return chosen.id;
  }

  const allTypes = preparedJson(() => ({ items: nodeTypes.all() }));

  return {
    live: () => ({ ok: true }),
    health: () => ({ ok: !deps.stopping(), version: deps.version }),
    openApi: () => openApiDocument(deps.version) as JsonObject,

    async metrics({ response }) {
      response.type('text/plain; version=0.0.4; charset=utf-8').send(await deps.metrics());
    },

    async createSession({ body, request, response, from }) {
      const waitMs = limits.signIn.take(from ?? '');
      if (waitMs > 0)
        throw refuse('too_many_requests', 'Too many tries. Wait a moment.', {
          headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
        });
      const signedIn = await identity.byLink(body.token, request.headers, from);
      if (!signedIn)
        throw refuse('unauthenticated', 'This link was used already or is none of this server. `vaultflow link` prints a fresh one.');
      response.append('Set-Cookie', signedIn.cookie);
      return meOf(deps, signedIn.actor);
    },

    async deleteSession({ actor, request, response }) {
      response.append('Set-Cookie', await identity.signOut(actor, request.headers));
    },

    async createLink({ actor }) {
      // Whoever comes by it is nobody in particular: where people have accounts, only the machine itself gives one out.
      if (personOf(actor) !== MACHINE)
        throw refuse('conflict', 'You have an account. Invite others instead, so that it shows who did what.');
      return { url: `${deps.publicUrl()}/#token=${await identity.newLinkToken()}` };
    },

    me: ({ actor }) => meOf(deps, actor),

    nodeTypes: async ({ request, response }) => {
      // Half a megabyte that no run changes: it is written once, and what is answered here stays the declared answer.
      await allTypes(request, response);
      return { items: nodeTypes.all() };
    },

    async nodeChoices({ actor, params, body, response }) {
      const type = nodeTypes.newest(params.type);
      const choices = type?.choices && Object.hasOwn(type.choices, params.name) ? type.choices[params.name] : undefined;
      if (!type || !choices) throw notFound('list of choices', `${params.type}/${params.name}`);
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const flows = { list: () => deps.childRuns.list(actor) };
      const capabilities = type.connection
        ? services.reading(await opened(stores, actor, await connectionFor(actor, type.connection, body)), gone.signal, { remember: true })
        : null;
      const context = { ...capabilities, flows, params: body.params as { [name: string]: Json }, search: body.search };
      // A type without a connection chooses among flows only.
      const items = await choices(context as unknown as Capabilities & typeof context);
      return {
        items: items.slice(0, 1_000).map(({ value, label, detail }) => ({ value, label, ...(detail === undefined ? {} : { detail }) })),
      };
    },

    async nodeForm({ params }) {
      const form = await nodeTypes.newest(params.type)?.forms?.schema(params.value);
      if (!form) throw notFound('form', `${params.type}/${params.value}`);
      return form;
    },

    overview: ({ actor }) => home.overview(actor),
    estate: ({ actor }) => home.estate(actor),

    inbox: ({ actor, query }) => stores.inbox.list(actor, { run: query.run, cursor: query.cursor, limit: query.limit ?? DEFAULT_LIMIT }),
  };
}
