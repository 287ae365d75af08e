// Flows over HTTP: drafts with ETags, versions, publishing, bindings, samples, memory, triggers. Parse, call, answer.
import type { FlowResource, flowRoutes } from '../../nodes/kit/wire/flows.ts';
import type { ProjectActor } from '../security/actor.ts';
import { whyNotSecond } from '../security/second-person.ts';
import { demandBound } from '../store/bindings.ts';
import { cursorOf, readCursor } from '../store/cursor.ts';
import { readDocument, type StoredFlow } from '../store/flows.ts';
import { iso } from '../store/iso.ts';
import { refuse } from '../store/refusal.ts';
import type { StoredVersion } from '../store/versions.ts';
import { type AppDeps, DEFAULT_LIMIT } from './deps.ts';
import { pageOfFlows } from './flow-list.ts';
import { documentProblems, flowResource, flowSummaries } from './flow-view.ts';
import type { Handlers } from './registry.ts';

/** `"abc"`, `W/"abc"`, `abc` or `*`. */
const etagOf = (header: string | undefined): string | null => {
  const match = /^\s*(?:W\/)?"?([^"\s]+)"?\s*$/.exec(header ?? '');
  return match?.[1] ?? null;
};

const versionView = (version: StoredVersion) => ({
  number: version.number,
  published: version.published,
  current: version.current,
  createdAt: iso(version.createdAt),
  createdBy: version.createdBy,
  message: version.message,
});

export function flowHandlers(deps: AppDeps): Handlers<typeof flowRoutes> {
  const { stores, triggers, accept, journal, events } = deps;
  const view = (actor: ProjectActor, flow: StoredFlow): Promise<FlowResource> => flowResource(deps, actor, flow);
  const etag = (flow: StoredFlow) => `"${flow.etag}"`;
  /** Where a project wants it, whoever has changed a flow last does not publish it: somebody else has looked at it then. */
  async function demandReviewed(actor: ProjectActor, flow: StoredFlow): Promise<void> {
    if (!(await stores.projects.get(actor.projectId)).settings.reviewPublishing) return;
    const whyNot = whyNotSecond(actor, [{ actor: flow.updatedBy, did: 'were the last to change this flow' }], 'editor');
    if (whyNot !== null) throw refuse('forbidden', `Publishing needs a second person here. ${whyNot}`);
  }

  const bindings = async (actor: ProjectActor, id: string) => {
    const flow = await stores.flows.get(actor, id);
    const items = await stores.bindings.resolve(actor, id, readDocument(JSON.parse(flow.text)));
    return {
      items: items.map(({ slot, kind, connection, byDefault }) => ({
        slot,
        kind,
        connectionId: connection?.id ?? null,
        connectionName: connection?.name ?? null,
        practice: connection?.practice ?? false,
        byDefault,
      })),
    };
  };

  return {
    async listFlows({ actor, query }) {
      const { ids, next, total } = await pageOfFlows(deps, actor, query, { cursor: query.cursor, limit: query.limit ?? DEFAULT_LIMIT });
      return { items: await flowSummaries(deps, actor, await stores.library.listed(actor, ids)), next, total };
    },

    async createFlow({ actor, body, response }) {
      const flow = await stores.flows.create(actor, readDocument(body.document));
      response.set({ ETag: etag(flow), Location: `/api/flows/${flow.id}` });
      events.flowChanged(actor.projectId, flow.id, flow.etag);
      return view(actor, flow);
    },

    async getFlow({ actor, params, response }) {
      const flow = await stores.flows.get(actor, params.id);
      response.set('ETag', etag(flow));
      return view(actor, flow);
    },

    async saveFlow({ actor, params, body, request, response }) {
      await stores.flows.get(actor, params.id);
      const seen = etagOf(request.headers['if-match']);
      if (seen === null) throw refuse('precondition_required', 'Send If-Match with the ETag of the draft you changed.');
      const flow = await stores.flows.save(actor, params.id, seen, readDocument(body.document));
      response.set('ETag', etag(flow));
      if (flow.etag !== seen) events.flowChanged(actor.projectId, flow.id, flow.etag);
      return view(actor, flow);
    },

    async deleteFlow({ actor, params }) {
      const flow = await stores.flows.get(actor, params.id);
      await triggers.arm(actor, { ...flow, enabled: false });
      await stores.flows.remove(actor, params.id);
    },

    checkFlow: ({ body }) => ({ problems: documentProblems(deps, body.document) }),

    async listVersions({ actor, params, query }) {
      const limit = query.limit ?? DEFAULT_LIMIT;
      const before = readCursor(query.cursor);
      const found = await stores.versions.list(actor, params.id, { limit: limit + 1, ...(before ? { before: before.at } : {}) });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      return { items: items.map(versionView), next: found.length > limit && last ? cursorOf(last.number, '') : null };
    },

    async getVersion({ actor, params }) {
      const version = await stores.versions.get(actor, params.id, params.number);
      const document = await stores.versions.flowOf(actor, params.id, params.number);
      return { ...versionView(version), document: document as unknown as FlowResource['document'] };
    },

    async publishFlow({ actor, params, body }) {
      const flow = await stores.flows.get(actor, params.id);
      const document = readDocument(JSON.parse(flow.text));
      await demandReviewed(actor, flow);
      accept.demandRunnable(document);
      demandBound(await stores.bindings.resolve(actor, flow.id, document));
      await stores.versions.publish(actor, flow, { message: body?.message, enable: body?.enable });
      const published = await stores.flows.get(actor, params.id);
      await triggers.arm(actor, published);
      events.flowChanged(actor.projectId, flow.id, flow.etag);
      return view(actor, published);
    },

    async enableFlow({ actor, params }) {
      const flow = await stores.flows.setEnabled(actor, params.id, true);
      await triggers.arm(actor, flow);
      return view(actor, flow);
    },

    async disableFlow({ actor, params }) {
      const flow = await stores.flows.setEnabled(actor, params.id, false);
      await triggers.arm(actor, flow);
      return view(actor, flow);
    },

    getBindings: ({ actor, params }) => bindings(actor, params.id),

    async saveBindings({ actor, params, body }) {
      const flow = await stores.flows.get(actor, params.id);
      await stores.bindings.choose(actor, flow.id, readDocument(JSON.parse(flow.text)), body.bindings);
      return bindings(actor, params.id);
    },

    getSamples: async ({ actor, params }) => ({ samples: (await stores.samples.get(actor, params.id)) as FlowResource['document'] }),

    async saveSamples({ actor, params, body }) {
      await stores.samples.save(actor, params.id, body.samples);
      return { samples: body.samples };
    },

    async getMemory({ actor, params }) {
      await stores.flows.get(actor, params.id);
      const memory = await journal.memory(params.id);
      const items = Object.entries(memory).map(([name, { value, at, runId }]) => ({ name, value, at: iso(at), runId }));
      return { items: items };
    },

    async saveMemory({ actor, params, body }) {
      await stores.flows.get(actor, params.id);
      await journal.setMemory(params.id, params.name, body.value, Date.now());
    },

    async deleteMemory({ actor, params }) {
      await stores.flows.get(actor, params.id);
      await journal.setMemory(params.id, params.name, undefined, Date.now());
    },

    listTriggers: async ({ actor, query }) => ({ items: await triggers.list(actor, query.flow) }),

    renewHookSecret: ({ actor, params, body }) => triggers.renewSecret(actor, params.id, params.node, body?.keepOldHours),

    enableHook: ({ actor, params }) => triggers.setHookEnabled(actor, params.id, params.node, true),
    disableHook: ({ actor, params }) => triggers.setHookEnabled(actor, params.id, params.node, false),
    listenToHook: ({ actor, params, body }) => triggers.listen(actor, params.id, params.node, body?.start ?? false),
    stopListening: ({ actor, params }) => triggers.listen(actor, params.id, params.node, null),
  };
}
