// Connections: stored access to a system. What is secret is sealed and comes back only through `open`, for server/services;
// everything else may be shown. One connection per kind is the project's default and fills new slots.
import { leadsElsewhere } from '../../nodes/kit/connection-address.ts';
import {
  type ConnectionKind,
  connectionKindNames,
  connectionKinds,
  isConnectionKind,
  splitSecrets,
} from '../../nodes/kit/connection-kinds.ts';
import { pointer } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Actor } from '../../nodes/kit/records.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import type { Sealing } from '../security/sealing.ts';
import { audit } from './audit.ts';
import { storeId } from './ids.ts';
import { notFound, refuse } from './refusal.ts';
import { places } from './sealed-places.ts';
import type { Sql, StoreDatabase } from './sql.ts';

export interface StoredConnection {
  readonly id: string;
  readonly projectId: string;
  readonly kind: ConnectionKind;
  readonly name: string;
  readonly practice: boolean;
  readonly isDefault: boolean;
  readonly fields: JsonObject;
  readonly secretsSet: readonly string[];
  readonly createdAt: number;
  readonly createdBy: Actor;
  readonly tested: { readonly at: number; readonly ok: boolean; readonly says: string } | null;
  /** Counts up with every change: what was signed in with an older one is stale. */
  readonly revision: number;
}

export interface OpenConnection extends StoredConnection {
  /** Fields and secrets together, as the kind's schema gives them. */
  readonly values: JsonObject;
}

export interface NewConnection {
  readonly kind: string;
  readonly name: string;
  readonly fields: JsonObject;
  readonly isDefault?: boolean | undefined;
}

interface Row {
  readonly id: string;
  readonly project_id: string;
  readonly kind: string;
  readonly name: string;
  readonly is_default: number;
  readonly fields: string;
  readonly secret_names: string;
  readonly secrets: Uint8Array | null;
  readonly created_at: number;
  readonly created_by: string;
  readonly tested: string | null;
  readonly revision: number;
}

const select = 'SELECT * FROM connections';

function connectionOf(row: Row): StoredConnection {
  const fields = JSON.parse(row.fields) as JsonObject;
  return {
    id: row.id,
    projectId: row.project_id,
    kind: row.kind as ConnectionKind,
    name: row.name,
    practice: row.kind === 'azure' && fields.credential === 'practice',
    isDefault: row.is_default === 1,
    fields,
    secretsSet: JSON.parse(row.secret_names) as string[],
    createdAt: row.created_at,
    createdBy: JSON.parse(row.created_by) as Actor,
    tested: row.tested === null ? null : (JSON.parse(row.tested) as StoredConnection['tested']),
    revision: row.revision,
  };
}

async function rowOf(db: Sql, projectId: string, id: string): Promise<Row> {
  const row = await db.one<Row>(`${select} WHERE id = ? AND project_id = ?`, id, projectId);
  if (!row) throw notFound('connection', id);
  return row;
}

/** The connection that fills a slot nobody has chosen for: the project's default of that kind. */
export async function defaultConnection(db: Sql, projectId: string, kind: string): Promise<StoredConnection | null> {
  const row = await db.one<Row>(`${select} WHERE project_id = ? AND kind = ? AND is_default = 1`, projectId, kind);
  return row ? connectionOf(row) : null;
}

export async function connectionById(db: Sql, projectId: string, id: string): Promise<StoredConnection | null> {
  const row = await db.one<Row>(`${select} WHERE id = ? AND project_id = ?`, id, projectId);
  return row ? connectionOf(row) : null;
}

/** Flows with a slot of its kind that it fills: chosen, or as the default where nobody chose. */
async function usedBy(db: Sql, { projectId }: ProjectActor, id: string): Promise<number> {
  const found = await db.one<{ n: number }>(
    `SELECT count(DISTINCT f.id) AS n FROM connections c JOIN flow_slots s ON s.kind = c.kind JOIN flows f ON f.id = s.flow_id
       LEFT JOIN flow_bindings b ON b.flow_id = s.flow_id AND b.slot = s.slot
     WHERE c.id = ?1 AND f.project_id = ?2 AND f.deleted_at IS NULL
       AND (b.connection_id = c.id OR (b.connection_id IS NULL AND c.is_default = 1))`,
    id,
    projectId,
  );
  return found?.n ?? 0;
}

function checkedKind(kind: string): ConnectionKind {
  if (isConnectionKind(kind)) return kind;
  throw refuse('invalid_request', `There is no kind of connection called “${kind}”; there are ${connectionKindNames.join(', ')}.`, {
    problems: [{ code: 'invalid_request', path: '/kind', message: `must be one of ${connectionKindNames.join(', ')}` }],
  });
}

/** Checks the values against the kind and parts what may be shown from what may not. */
function checkedValues(kind: ConnectionKind, values: JsonObject) {
  const schema = connectionKinds[kind].fields;
  const parsed = schema.safeParse(values);
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(schema.shape, name));
  const problems = [
    ...unknown.map((name) => ({ code: 'invalid_request', path: `/fields${pointer([name])}`, message: 'is no field of this kind' })),
    ...(parsed.success
      ? []
      : parsed.error.issues.map((i) => ({ code: 'invalid_request', path: `/fields${pointer(i.path)}`, message: i.message }))),
  ];
  if (!parsed.success || problems.length > 0)
    throw refuse('invalid_request', 'Some fields of the connection are missing or wrong.', { problems });
  const { settings, secrets } = splitSecrets(kind, parsed.data as unknown as JsonObject);
  const set = Object.entries(secrets).filter(
    ([, v]) => v !== undefined && v !== '' && !(typeof v === 'object' && v && Object.keys(v).length === 0),
  );
  return { settings, secrets: Object.fromEntries(set) as { [name: string]: Json } };
}

/** A stored secret stays where it was entered for: what leads elsewhere now wants it typed again. */
function demandSecretsAgain(
  kind: ConnectionKind,
  before: JsonObject,
  next: { readonly settings: JsonObject; readonly secrets: JsonObject },
  given: JsonObject,
): void {
  const kept = Object.keys(next.secrets).filter((name) => given[name] === undefined);
  if (kept.length === 0 || !leadsElsewhere(kind, before, next.settings)) return;
  throw refuse(
    'invalid_request',
    'The connection leads elsewhere now. Enter its secrets again: stored ones are not sent to a new address.',
    {
      problems: kept.map((name) => ({
        code: 'invalid_request',
        path: `/fields${pointer([name])}`,
        message: 'Enter it again: the connection leads elsewhere now.',
      })),
    },
  );
}

export function createConnectionStore(database: StoreDatabase, sealing: Sealing, now: () => number) {
  const db = database.read;
  const opened = async (sql: Sql, row: Row): Promise<{ [name: string]: Json }> =>
    row.secrets ? JSON.parse(await sealing.open(sql, places.connection(row.id), row.secrets)) : {};
  const sealed = async (tx: Sql, id: string, secrets: JsonObject) =>
    Object.keys(secrets).length > 0 ? sealing.seal(tx, places.connection(id), JSON.stringify(secrets)) : null;
  const clearDefault = (tx: Sql, projectId: string, kind: string) =>
    tx.change('UPDATE connections SET is_default = 0 WHERE project_id = ? AND kind = ? AND is_default = 1', projectId, kind);

  async function createIn(tx: Sql, actor: ProjectActor, given: NewConnection): Promise<StoredConnection> {
    const kind = checkedKind(given.kind);
    const { settings, secrets } = checkedValues(kind, given.fields);
    const id = storeId('conn');
    const at = now();
    const first = (await defaultConnection(tx, actor.projectId, kind)) === null;
    if (given.isDefault) await clearDefault(tx, actor.projectId, kind);
    await tx.change(
      `INSERT INTO connections (id, project_id, kind, name, is_default, fields, secret_names, secrets, created_at, created_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      actor.projectId,
      kind,
      given.name,
      given.isDefault || first ? 1 : 0,
      JSON.stringify(settings),
      JSON.stringify(Object.keys(secrets)),
      await sealed(tx, id, secrets),
      at,
      JSON.stringify(recorded(actor)),
    );
    await audit(tx, actor, at, 'connection.create', id, { kind, name: given.name });
    return connectionOf(await rowOf(tx, actor.projectId, id));
  }

  return {
    get: async (actor: ProjectActor, id: string): Promise<StoredConnection> => connectionOf(await rowOf(db, actor.projectId, id)),
    defaultOf: (actor: ProjectActor, kind: string) => defaultConnection(db, actor.projectId, kind),
    async list(actor: ProjectActor): Promise<StoredConnection[]> {
      const rows = await db.all<Row>(`${select} WHERE project_id = ? ORDER BY kind, name, id`, actor.projectId);
      return rows.map(connectionOf);
    },

    /** With its secrets: for server/services alone. */
    async open(actor: ProjectActor, id: string): Promise<OpenConnection> {
      const row = await rowOf(db, actor.projectId, id);
      const shown = connectionOf(row);
      return { ...shown, values: { ...shown.fields, ...(await opened(db, row)) } };
    },

    /** For what lives longer than a step and knows the id only: a vault's watcher. Null: deleted since. */
    async projectOf(id: string): Promise<string | null> {
      return (await db.one<{ project_id: string }>('SELECT project_id FROM connections WHERE id = ?', id))?.project_id ?? null;
    },

    /** Flows with a slot that it fills: chosen, or as the default where nobody chose. */
    usedBy: (actor: ProjectActor, id: string): Promise<number> => usedBy(db, actor, id),

    create: (actor: ProjectActor, given: NewConnection): Promise<StoredConnection> =>
      database.transaction((tx) => createIn(tx, actor, given)),
    createIn,

    /** Secrets left out stay as they are; null takes one away. */
    async save(
      actor: ProjectActor,
      id: string,
      given: { name?: string | undefined; fields?: JsonObject | undefined; isDefault?: boolean | undefined },
    ) {
      const at = now();
      return database.transaction(async (tx) => {
        const before = await rowOf(tx, actor.projectId, id);
        const kind = before.kind as ConnectionKind;
        const old = given.fields ? await opened(tx, before) : {};
        const merged = Object.entries({ ...old, ...given.fields }).filter(([, value]) => value !== null);
        const next = given.fields ? checkedValues(kind, Object.fromEntries(merged) as JsonObject) : null;
        if (next && given.fields) demandSecretsAgain(kind, connectionOf(before).fields, next, given.fields);
        if (given.isDefault) await clearDefault(tx, actor.projectId, kind);
        if (given.isDefault !== undefined)
          await tx.change('UPDATE connections SET is_default = ? WHERE id = ?', given.isDefault ? 1 : 0, id);
        if (given.name !== undefined) await tx.change('UPDATE connections SET name = ? WHERE id = ?', given.name, id);
        if (next)
          await tx.change(
            'UPDATE connections SET fields = ?, secret_names = ?, secrets = ?, tested = NULL, revision = revision + 1 WHERE id = ?',
            JSON.stringify(next.settings),
            JSON.stringify(Object.keys(next.secrets)),
            await sealed(tx, id, next.secrets),
            id,
          );
        await audit(tx, actor, at, 'connection.change', id, { fields: given.fields ? Object.keys(given.fields) : [] });
        return connectionOf(await rowOf(tx, actor.projectId, id));
      });
    },

    async remove(actor: ProjectActor, id: string): Promise<void> {
      await database.transaction(async (tx) => {
        await rowOf(tx, actor.projectId, id);
        const users = await usedBy(tx, actor, id);
        if (users > 0)
          throw refuse(
            'conflict',
            `${users === 1 ? 'One flow uses' : `${users} flows use`} this connection. Choose another one there first.`,
          );
        await tx.change('DELETE FROM flow_bindings WHERE connection_id = ?', id);
        await tx.change('DELETE FROM connections WHERE id = ?', id);
        await audit(tx, actor, now(), 'connection.delete', id);
      });
    },

    async keepTest(actor: ProjectActor, id: string, ok: boolean, says: string): Promise<void> {
      const tested = JSON.stringify({ at: now(), ok, says });
      await database.transaction((tx) =>
        tx.change('UPDATE connections SET tested = ? WHERE id = ? AND project_id = ?', tested, id, actor.projectId),
      );
    },
  };
}

export type ConnectionStore = ReturnType<typeof createConnectionStore>;
