// Flows as a library over HTTP: shelves, changes of many at once, favourites, duplicates. Each flow of a change is a commit of its own:
// one that is refused keeps no other back.
import { failureOf } from '../../nodes/kit/errors.ts';
import { LIBRARY_LIMIT, type libraryRoutes } from '../../nodes/kit/wire/library.ts';
import type { ProjectActor } from '../security/actor.ts';
import { readDocument } from '../store/flows.ts';
import type { ListedFlow } from '../store/library.ts';
import { refuse } from '../store/refusal.ts';
import type { AppDeps } from './deps.ts';
import { findFlows } from './flow-list.ts';
import { flowResource } from './flow-view.ts';
import type { Call, Handlers } from './registry.ts';

type Change = Call<(typeof libraryRoutes)['changeFlows']>['body'];

/** What became of a flow; refused: with a sentence. */
type Became = 'done' | 'same' | { readonly id: string; readonly name: string | null; readonly says: string };

/** So many at once: what they write shares commits, and nobody else waits long. */
const TOGETHER = 16;

export function libraryHandlers(deps: AppDeps): Handlers<typeof libraryRoutes> {
  const { stores, triggers, events } = deps;
  const { library } = stores;

  async function chosen(actor: ProjectActor, { flows, filter, count }: Change): Promise<readonly string[]> {
    if ((flows === undefined) === (filter === undefined))
      throw refuse('invalid_request', 'Name either flows or a filter.', {
        problems: [{ code: 'invalid_request', path: '/flows', message: 'either flows or filter' }],
      });
    const ids = flows ? [...new Set(flows)] : (await findFlows(deps, actor, filter ?? {})).map(({ id }) => id);
    if (ids.length > LIBRARY_LIMIT)
      throw refuse('conflict', `More than ${LIBRARY_LIMIT} flows at once are not changed. Narrow the filter.`);
    if (count !== undefined && count !== ids.length)
      throw refuse('conflict', `It would take ${ids.length} flows now, not ${count}. Look again.`);
    return ids;
  }

  /** False: it was so already. */
  async function change(actor: ProjectActor, id: string, action: Change['action']): Promise<boolean> {
    switch (action.do) {
      case 'move':
        return library.move(actor, id, action.folder);
      case 'tag':
        return library.tag(actor, id, action);
      case 'restore':
        return library.restore(actor, id);
      case 'archive': {
        const changed = await library.archive(actor, id);
        if (changed) await triggers.arm(actor, await stores.flows.get(actor, id));
        return changed;
      }
      default: {
        const enabled = action.do === 'enable';
        const before = await stores.flows.get(actor, id);
        if (before.enabled === enabled && before.publishedVersion !== null && before.archivedAt === null) return false;
        await triggers.arm(actor, await stores.flows.setEnabled(actor, id, enabled));
        return before.enabled !== enabled;
      }
    }
  }

  async function changeOne(actor: ProjectActor, id: string, action: Change['action'], flow: ListedFlow | undefined): Promise<Became> {
    try {
      if (!(await change(actor, id, action))) return 'same';
      if (flow) events.flowChanged(actor.projectId, id, flow.etag);
      return 'done';
    } catch (error) {
      return { id, name: flow?.name ?? null, says: failureOf(error, 'internal').message };
    }
  }

  return {
    async library({ actor }) {
      return library.shelves(actor);
    },

    async changeFlows({ actor, body }) {
      const ids = await chosen(actor, body);
      const known = new Map((await library.listed(actor, ids)).map((flow) => [flow.id, flow]));
      const became: Became[] = [];
      for (let from = 0; from < ids.length; from += TOGETHER)
        became.push(...(await Promise.all(ids.slice(from, from + TOGETHER).map((id) => changeOne(actor, id, body.action, known.get(id))))));
      return {
        done: became.filter((one) => one === 'done').length,
        same: became.filter((one) => one === 'same').length,
        refused: became.filter((one) => typeof one === 'object'),
      };
    },

    renameFolder: async ({ actor, body }) => ({ flows: await library.renameFolder(actor, body.from, body.to) }),

    async favourFlow({ actor, params, body }) {
      await library.favour(actor, params.id, body.favourite);
    },

    async duplicateFlow({ actor, params, response }) {
      const flow = await stores.flows.get(actor, params.id);
      const document = readDocument(JSON.parse(flow.text));
      const [listed] = await library.listed(actor, [flow.id]);
      const bound = (await stores.bindings.resolve(actor, flow.id, document)).filter(({ byDefault }) => !byDefault);
      const samples = await stores.samples.get(actor, flow.id);
      const taken = new Set((await library.find(actor, { archived: false })).map(({ name }) => name));
      const copy = await stores.flows.create(actor, {
        ...document,
        name: copyName(flow.name, taken),
        folder: flow.folder,
        tags: [...(listed?.tags ?? [])],
      });
      await stores.samples.save(actor, copy.id, samples);
      for (const { test } of await stores.tests.list(actor, flow.id)) await stores.tests.create(actor, copy.id, test);
      // The same connections as the original: a copy that acted somewhere else would be a trap.
      await stores.bindings.choose(
        actor,
        copy.id,
        document,
        Object.fromEntries(bound.map((one) => [one.slot, one.connection?.id ?? null])),
      );
      response.set({ ETag: `"${copy.etag}"`, Location: `/api/flows/${copy.id}` });
      events.flowChanged(actor.projectId, copy.id, copy.etag);
      return flowResource(deps, actor, copy);
    },
  };
}

/** @example copyName('Report', new Set(['Report (copy)'])) // 'Report (copy 2)' */
function copyName(name: string, taken: ReadonlySet<string>): string {
  const base = name.replace(/ \(copy(?: \d+)?\)$/, '').slice(0, 180);
  for (let number = 1; ; number += 1) {
    const wished = `${base} (copy${number === 1 ? '' : ` ${number}`})`;
    if (!taken.has(wished)) return wished;
  }
}
