// Templates over HTTP, and the flow that is made from one.
import type { JsonObject } from '../../nodes/kit/json.ts';
import { instantiate } from '../../nodes/kit/template-document.ts';
import type { TemplateResource, TemplateSummary, templateRoutes } from '../../nodes/kit/wire/templates.ts';
import { iso } from '../store/iso.ts';
import { refuse } from '../store/refusal.ts';
import type { StoredTemplate } from '../store/templates.ts';
import { type AppDeps, DEFAULT_LIMIT } from './deps.ts';
import { documentProblems, flowResource } from './flow-view.ts';
import type { Handlers } from './registry.ts';

function summary({ id, shipped, template, updatedAt }: StoredTemplate): TemplateSummary {
  const nodes = (template.flow.nodes ?? []) as readonly { readonly type?: unknown }[];
  return {
    id,
    name: template.name,
    title: template.title,
    summary: template.summary,
    category: template.category ?? null,
    shipped,
    steps: Array.isArray(nodes) ? nodes.flatMap((node) => (typeof node?.type === 'string' ? [node.type] : [])) : [],
    updatedAt: updatedAt === null ? null : iso(updatedAt),
  };
}

export function templateHandlers(deps: AppDeps): Handlers<typeof templateRoutes> {
  const { stores, events } = deps;
  /** Problems are those of the flow with every parameter at its default, where all have one. */
  const view = (stored: StoredTemplate): TemplateResource => {
    const made = instantiate(stored.template, {});
    const problems = 'flow' in made ? documentProblems(deps, made.flow).map((p) => ({ ...p, path: `/flow${p.path}` })) : [];
    return { ...summary(stored), document: stored.document as TemplateResource['document'], problems };
  };

  return {
    async listTemplates({ actor, query }) {
      const all = await stores.templates.list(actor, query.q);
      const from = Number(query.cursor ?? 0);
      if (!Number.isInteger(from) || from < 0) throw refuse('invalid_request', 'The cursor is none that this server gave.');
      const limit = query.limit ?? DEFAULT_LIMIT;
      return { items: all.slice(from, from + limit).map(summary), next: all.length > from + limit ? String(from + limit) : null };
    },

    createTemplate: async ({ actor, body }) => view(await stores.templates.create(actor, body.document as JsonObject)),
    getTemplate: async ({ actor, params }) => view(await stores.templates.get(actor, params.id)),
    saveTemplate: async ({ actor, params, body }) => view(await stores.templates.save(actor, params.id, body.document as JsonObject)),
    async deleteTemplate({ actor, params }) {
      await stores.templates.remove(actor, params.id);
    },

    async createFlowFromTemplate({ actor, params, body, response }) {
      const { template } = await stores.templates.get(actor, params.id);
      const made = instantiate(template, body.parameters as JsonObject, body.name);
      if (!('flow' in made)) {
        const [first] = made.problems;
        throw refuse('template_parameter', `${first?.message ?? 'The parameters do not fit the template'}.`, {
          problems: made.problems.map((p) => ({ code: 'template_parameter', path: p.path, message: p.message })),
        });
      }
      const flow = await stores.flows.create(actor, made.flow);
      if (body.bindings) {
        try {
          await stores.bindings.choose(actor, flow.id, made.flow, body.bindings);
        } catch (error) {
          await stores.flows.remove(actor, flow.id);
          throw error;
        }
      }
      response.set({ ETag: `"${flow.etag}"`, Location: `/api/flows/${flow.id}` });
      events.flowChanged(actor.projectId, flow.id, flow.etag);
      return flowResource(deps, actor, flow);
    },
  };
}
