// Connections over HTTP. Secrets go in and never come out.
import { describeConnectionKinds } from '../../nodes/kit/connection-kinds.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Connection, systemRoutes } from '../../nodes/kit/wire/system.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { StoredConnection } from '../store/connections.ts';
import { iso } from '../store/iso.ts';
import { opened } from '../store/opened.ts';
import type { AppDeps } from './deps.ts';
import type { Handlers } from './registry.ts';

type Names =
  | 'connectionKinds'
  | 'listConnections'
  | 'createConnection'
  | 'getConnection'
  | 'saveConnection'
  | 'deleteConnection'
  | 'testConnection';

export function connectionHandlers({ stores, services }: AppDeps): Handlers<Pick<typeof systemRoutes, Names>> {
  const { connections } = stores;
  const view = async (actor: ProjectActor, connection: StoredConnection): Promise<Connection> => ({
    id: connection.id,
    kind: connection.kind,
    name: connection.name,
    practice: connection.practice,
    isDefault: connection.isDefault,
    fields: connection.fields as Connection['fields'],
    secretsSet: [...connection.secretsSet],
    createdAt: iso(connection.createdAt),
    createdBy: connection.createdBy,
    usedByFlows: await connections.usedBy(actor, connection.id),
    lastTest: connection.tested ? { ...connection.tested, at: iso(connection.tested.at) } : null,
  });

  return {
    connectionKinds: () => ({ items: describeConnectionKinds() }),
    async listConnections({ actor }) {
      const found = await connections.list(actor);
      return { items: await Promise.all(found.map((connection) => view(actor, connection))), next: null };
    },
    createConnection: async ({ actor, body }) =>
      view(actor, await connections.create(actor, { ...body, fields: body.fields as JsonObject })),
    getConnection: async ({ actor, params }) => view(actor, await connections.get(actor, params.id)),
    saveConnection: async ({ actor, params, body }) =>
      view(actor, await connections.save(actor, params.id, { ...body, fields: body.fields as JsonObject | undefined })),
    async deleteConnection({ actor, params }) {
      await connections.remove(actor, params.id);
    },
    async testConnection({ actor, params, response }) {
      await connections.get(actor, params.id);
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const result = await services.test(await opened(stores, actor, params.id), gone.signal);
      await connections.keepTest(actor, params.id, result.ok, result.says);
      return { ok: result.ok, says: result.says, details: [...result.details] };
    },
  };
}
