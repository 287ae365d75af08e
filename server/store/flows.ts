// Flows and their drafts. The draft is kept as text in the one stable form of writeFlow; its ETag is the hash of that text. A
// save names the ETag it changed. Deleting hides the flow: versions stay, because runs that ended on them stay readable.
import { createHash } from 'node:crypto';
import { type Flow, parseFlow } from '../../nodes/kit/flow.ts';
import { writeFlow } from '../../nodes/kit/flow-text.ts';
import { readFolder, readTag } from '../../nodes/kit/library.ts';
import type { Actor } from '../../nodes/kit/records.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import { audit } from './audit.ts';
import { cursorOf, readCursor } from './cursor.ts';
import { storeId } from './ids.ts';
import { setTags } from './library-tags.ts';
import { notFound, refuse } from './refusal.ts';
import { containing, type Sql, type StoreDatabase } from './sql.ts';

export interface StoredFlow {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly description: string | null;
  readonly text: string;
  readonly etag: string;
  readonly enabled: boolean;
  readonly publishedVersion: number | null;
  readonly publishedHash: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: Actor;
  /** Where it lies in the library; '' for no folder. */
  readonly folder: string;
  readonly archivedAt: number | null;
}

interface Row {
  readonly id: string;
  readonly project_id: string;
  readonly name: string;
  readonly description: string | null;
  readonly document: string;
  readonly etag: string;
  readonly enabled: number;
  readonly published_version: number | null;
  readonly published_hash: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly updated_by: string;
  readonly folder: string;
  readonly archived_at: number | null;
}

const columns =
  'id, project_id, name, description, document, etag, enabled, published_version, published_hash, created_at, updated_at, updated_by, folder, archived_at';

const flowOf = (row: Row): StoredFlow => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  description: row.description,
  text: row.document,
  etag: row.etag,
  enabled: row.enabled === 1,
  publishedVersion: row.published_version,
  publishedHash: row.published_hash,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  updatedBy: JSON.parse(row.updated_by) as Actor,
  folder: row.folder,
  archivedAt: row.archived_at,
});

const contentHash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 27);

/** Reads any JSON as a flow document, or refuses with the places that are wrong. */
export function readDocument(document: unknown, at = '/document'): Flow {
  const parsed = parseFlow(document);
  if ('flow' in parsed) return parsed.flow;
  const [first] = parsed.problems;
  throw refuse(parsed.code, first ? `The flow cannot be read: ${at}${first.path} ${first.message}.` : 'The flow cannot be read.', {
    problems: parsed.problems.slice(0, 50).map((p) => ({ code: parsed.code, path: at + p.path, message: p.message })),
  });
}

/** What is known of a flow without reading its draft: enough to start its published version. */
export type FlowHead = Omit<StoredFlow, 'text' | 'description' | 'createdAt' | 'updatedAt' | 'updatedBy' | 'folder' | 'archivedAt'>;

/** How many parsed drafts stay in memory, for lists and problems. */
const KEPT = 100;

/** The flow that an actor may see. */
export async function flowRow(db: Sql, actor: ProjectActor, id: string): Promise<StoredFlow> {
  const row = await db.one<Row>(`SELECT ${columns} FROM flows WHERE id = ? AND project_id = ? AND deleted_at IS NULL`, id, actor.projectId);
  if (!row) throw notFound('flow', id);
  return flowOf(row);
}

/** Which connection slots the draft has, beside it: whoever asks what a connection is used for reads no documents. */
async function keepSlots(tx: Sql, flowId: string, { connections }: Flow): Promise<void> {
  const kept = await tx.all<{ slot: string; kind: string }>('SELECT slot, kind FROM flow_slots WHERE flow_id = ?', flowId);
  const same = ({ slot, kind }: { slot: string; kind: string }) => connections.some((c) => c.name === slot && c.kind === kind);
  if (kept.length === connections.length && kept.every(same)) return;
  await tx.change('DELETE FROM flow_slots WHERE flow_id = ?', flowId);
  for (const { name, kind } of connections)
    await tx.change('INSERT INTO flow_slots (flow_id, slot, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING', flowId, name, kind);
}

/** Which step types the draft uses, beside it: whoever looks for the flows with one reads no documents. */
async function keepSteps(tx: Sql, flowId: string, { nodes }: Flow): Promise<void> {
  const types = new Set(nodes.map(({ type }) => type));
  const kept = await tx.all<{ type: string }>('SELECT type FROM flow_steps WHERE flow_id = ?', flowId);
  if (kept.length === types.size && kept.every(({ type }) => types.has(type))) return;
  await tx.change('DELETE FROM flow_steps WHERE flow_id = ?', flowId);
  for (const type of types) await tx.change('INSERT INTO flow_steps (flow_id, type) VALUES (?, ?)', flowId, type);
}

/** Folder and tags stand in files only: here they lie beside the draft. What a file does not say stays as it is. */
async function keepPlace(tx: Sql, flowId: string, { folder, tags }: Pick<Flow, 'folder' | 'tags'>): Promise<void> {
  if (folder !== undefined) await tx.change('UPDATE flows SET folder = ? WHERE id = ?', readFolder(folder) ?? '', flowId);
  if (tags !== undefined)
    await setTags(
      tx,
      flowId,
      tags.flatMap((tag) => readTag(tag) ?? []),
    );
}

/** Call it in the transaction that publishes, enables, disables or deletes a flow. */
export const noteTriggerChange = (tx: Sql): Promise<number> => tx.change('UPDATE trigger_changes SET count = count + 1');

/** What was put away starts nothing by itself until somebody has taken it out again. */
export function demandNotArchived({ name, archivedAt }: Pick<StoredFlow, 'name' | 'archivedAt'>): void {
  if (archivedAt !== null) throw refuse('conflict', `“${name}” is archived. Restore it first.`);
}

export function createFlowStore(database: StoreDatabase, now: () => number) {
  const db = database.read;
  const drafts = new Map<string, Flow | null>();
  const heads = new Map<string, FlowHead>();
  let headsAt: number | null = null;
  return {
    get: (actor: ProjectActor, id: string): Promise<StoredFlow> => flowRow(db, actor, id),

    /** Every start of a run asks: remembered until something in the store changes. */
    async head(actor: ProjectActor, id: string): Promise<FlowHead> {
      const stamp = database.stamp();
      if (headsAt !== stamp || heads.size >= KEPT) {
        heads.clear();
        headsAt = stamp;
      }
      const known = heads.get(id);
      if (known && known.projectId === actor.projectId) return known;
      const row = await db.one<Pick<Row, 'name' | 'etag' | 'enabled' | 'published_version' | 'published_hash'>>(
        `SELECT name, etag, enabled, published_version, published_hash FROM flows WHERE id = ? AND project_id = ? AND deleted_at IS NULL`,
        id,
        actor.projectId,
      );
      if (!row) throw notFound('flow', id);
      const head: FlowHead = {
        id,
        projectId: actor.projectId,
        name: row.name,
        etag: row.etag,
        enabled: row.enabled === 1,
        publishedVersion: row.published_version,
        publishedHash: row.published_hash,
      };
      if (stamp !== null && stamp === database.stamp()) heads.set(id, head);
      return head;
    },

    /** The parsed draft, the same object while it is unchanged. Null: written by another version and not to be read. */
    draft({ id, etag, text }: StoredFlow): Flow | null {
      const key = `${id}/${etag}`;
      const known = drafts.get(key);
      if (known !== undefined) return known;
      const parsed = parseFlow(JSON.parse(text));
      const flow = 'flow' in parsed ? parsed.flow : null;
      if (drafts.size >= KEPT) drafts.delete(drafts.keys().next().value as string);
      drafts.set(key, flow);
      return flow;
    },

    /** Newest change first, without those that are archived. */
    async list(
      actor: ProjectActor,
      options: { readonly q?: string | undefined; readonly cursor?: string | undefined; readonly limit: number },
    ) {
      const from = readCursor(options.cursor);
      const rows = await db.all<Row>(
        `SELECT ${columns} FROM flows WHERE project_id = ?1 AND deleted_at IS NULL AND archived_at IS NULL AND (updated_at, id) < (?2, ?3)
           AND (CAST(?4 AS TEXT) IS NULL OR lower(name || ' ' || coalesce(description, '')) LIKE lower(?4) ESCAPE '\\')
         ORDER BY updated_at DESC, id DESC LIMIT ?5`,
        actor.projectId,
        from?.at ?? Number.MAX_SAFE_INTEGER,
        from?.id ?? '',
        options.q === undefined ? null : containing(options.q),
        options.limit + 1,
      );
      const items = rows.slice(0, options.limit).map(flowOf);
      const last = items.at(-1);
      return { items, next: rows.length > options.limit && last ? cursorOf(last.updatedAt, last.id) : null };
    },

    async create(actor: ProjectActor, { folder, tags, ...flow }: Flow): Promise<StoredFlow> {
      const id = storeId('flow');
      const text = writeFlow(flow);
      const at = now();
      const who = JSON.stringify(recorded(actor));
      return database.transaction(async (tx) => {
        await tx.change(
          `INSERT INTO flows (id, project_id, name, description, document, etag, created_at, created_by, updated_at, updated_by)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7, ?8)`,
          id,
          actor.projectId,
          flow.name,
          flow.description ?? null,
          text,
          contentHash(text),
          at,
          who,
        );
        await keepSlots(tx, id, flow);
        await keepSteps(tx, id, flow);
        await keepPlace(tx, id, { folder, tags });
        await audit(tx, actor, at, 'flow.create', id, { name: flow.name });
        return flowRow(tx, actor, id);
      });
    },

    /** Saves the draft if `etag` is still the present one. The same content again changes nothing. */
    async save(actor: ProjectActor, id: string, etag: string, { folder, tags, ...flow }: Flow): Promise<StoredFlow> {
      const text = writeFlow(flow);
      const hash = contentHash(text);
      const at = now();
      // What is answered is what this save left, whoever saves next in the same commit.
      return database.transaction(async (tx) => {
        const current = await flowRow(tx, actor, id);
        if (etag !== '*' && current.etag !== etag)
          throw refuse('stale', 'Somebody else has saved this flow since you opened it.', { headers: { ETag: `"${current.etag}"` } });
        await keepPlace(tx, id, { folder, tags });
        if (current.etag === hash) return flowRow(tx, actor, id);
        await tx.change(
          'UPDATE flows SET name = ?, description = ?, document = ?, etag = ?, updated_at = ?, updated_by = ? WHERE id = ?',
          flow.name,
          flow.description ?? null,
          text,
          hash,
          at,
          JSON.stringify(recorded(actor)),
          id,
        );
        await keepSlots(tx, id, flow);
        await keepSteps(tx, id, flow);
        await audit(tx, actor, at, 'flow.save', id, { etag: hash });
        return flowRow(tx, actor, id);
      });
    },

    async setEnabled(actor: ProjectActor, id: string, enabled: boolean): Promise<StoredFlow> {
      return database.transaction(async (tx) => {
        const flow = await flowRow(tx, actor, id);
        if (enabled && flow.publishedVersion === null)
          throw refuse('conflict', 'Publish the flow first: triggers start its published version.');
        if (enabled) demandNotArchived(flow);
        await tx.change('UPDATE flows SET enabled = ? WHERE id = ?', enabled ? 1 : 0, id);
        await noteTriggerChange(tx);
        await audit(tx, actor, now(), enabled ? 'flow.enable' : 'flow.disable', id);
        return flowRow(tx, actor, id);
      });
    },

    async remove(actor: ProjectActor, id: string): Promise<void> {
      const at = now();
      await database.transaction(async (tx) => {
        await flowRow(tx, actor, id);
        await tx.change('UPDATE flows SET deleted_at = ?, enabled = 0 WHERE id = ?', at, id);
        for (const table of [
          'flow_slots',
          'flow_steps',
          'flow_tags',
          'flow_favourites',
          'flow_samples',
          'hooks',
          'schedules',
          'missed_times',
        ])
          await tx.change(`DELETE FROM ${table} WHERE flow_id = ?`, id);
        await noteTriggerChange(tx);
        await audit(tx, actor, at, 'flow.delete', id);
      });
    },

    /** For what knows an id only: a run that goes on after a start. */
    async projectOf(id: string): Promise<string | null> {
      return (await db.one<{ project_id: string }>('SELECT project_id FROM flows WHERE id = ?', id))?.project_id ?? null;
    },

    /** Another number whenever a flow was published, enabled, disabled or deleted, by whatever process. */
    async triggerChanges(): Promise<number> {
      return (await db.one<{ count: number }>('SELECT count FROM trigger_changes'))?.count ?? 0;
    },

    /** Every published and enabled flow, of all projects: what a starting server arms. */
    async armed(): Promise<StoredFlow[]> {
      const sql = `SELECT ${columns} FROM flows WHERE enabled = 1 AND published_version IS NOT NULL AND deleted_at IS NULL`;
      return (await db.all<Row>(sql)).map(flowOf);
    },
  };
}
