// Flows and their drafts. The draft is kept as text in the one stable form of writeFlow; its ETag is the hash of that text. A
// save names the ETag it changed. Deleting hides the flow: versions stay, because runs that ended on them stay readable.
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Flow, parseFlow } from '../../nodes/kit/flow.ts';
import { writeFlow } from '../../nodes/kit/flow-text.ts';
import type { Actor } from '../../nodes/kit/records.ts';
import type { Database } from '../journal/database.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import { audit } from './audit.ts';
import { cursorOf, readCursor } from './cursor.ts';
import { storeId } from './ids.ts';
import { notFound, refuse } from './refusal.ts';
import { all, change, changeCount, one } from './statements.ts';

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
}

const columns =
  'id, project_id, name, description, document, etag, enabled, published_version, published_hash, created_at, updated_at, updated_by';

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
export type FlowHead = Omit<StoredFlow, 'text' | 'description' | 'createdAt' | 'updatedAt' | 'updatedBy'>;

/** How many parsed drafts stay in memory, for lists and problems. */
const KEPT = 100;

/** The flow that an actor may see. */
export function flowRow(db: DatabaseSync, actor: ProjectActor, id: string): StoredFlow {
  const row = one<Row>(db, `SELECT ${columns} FROM flows WHERE id = ? AND project_id = ? AND deleted_at IS NULL`, id, actor.projectId);
  if (!row) throw notFound('flow', id);
  return flowOf(row);
}

export function createFlowStore(database: Database, now: () => number) {
  const db = database.read;
  const drafts = new Map<string, Flow | null>();
  const heads = new Map<string, FlowHead>();
  let headsAt = -1;
  return {
    get: (actor: ProjectActor, id: string): StoredFlow => flowRow(db, actor, id),

    /** Every start of a run asks: remembered until something in the store changes. */
    head(actor: ProjectActor, id: string): FlowHead {
      if (headsAt !== changeCount(db) || heads.size >= KEPT) {
        heads.clear();
        headsAt = changeCount(db);
      }
      const known = heads.get(id);
      if (known && known.projectId === actor.projectId) return known;
      const row = one<Pick<Row, 'name' | 'etag' | 'enabled' | 'published_version' | 'published_hash'>>(
        db,
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
      heads.set(id, head);
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

    /** Newest change first. */
    list(actor: ProjectActor, options: { readonly q?: string | undefined; readonly cursor?: string | undefined; readonly limit: number }) {
      const from = readCursor(options.cursor);
      const rows = all<Row>(
        db,
        `SELECT ${columns} FROM flows WHERE project_id = ?1 AND deleted_at IS NULL AND (updated_at, id) < (?2, ?3)
           AND (?4 IS NULL OR instr(lower(name || ' ' || coalesce(description, '')), lower(?4)) > 0)
         ORDER BY updated_at DESC, id DESC LIMIT ?5`,
        actor.projectId,
        from?.at ?? Number.MAX_SAFE_INTEGER,
        from?.id ?? '',
        options.q ?? null,
        options.limit + 1,
      );
      const items = rows.slice(0, options.limit).map(flowOf);
      const last = items.at(-1);
      return { items, next: rows.length > options.limit && last ? cursorOf(last.updatedAt, last.id) : null };
    },

    async create(actor: ProjectActor, flow: Flow): Promise<StoredFlow> {
      const id = storeId('flow');
      const text = writeFlow(flow);
      const at = now();
      const who = JSON.stringify(recorded(actor));
      return database.enqueue((db) => {
        change(
          db,
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
        audit(db, actor, at, 'flow.create', id, { name: flow.name });
        return flowRow(db, actor, id);
      });
    },

    /** Saves the draft if `etag` is still the present one. The same content again changes nothing. */
    async save(actor: ProjectActor, id: string, etag: string, flow: Flow): Promise<StoredFlow> {
      const text = writeFlow(flow);
      const hash = contentHash(text);
      const at = now();
      flowRow(db, actor, id);
      // What is answered is what this save left, whoever saves next in the same commit.
      return database.enqueue((db) => {
        const current = flowRow(db, actor, id);
        if (etag !== '*' && current.etag !== etag)
          throw refuse('stale', 'Somebody else has saved this flow since you opened it.', { headers: { ETag: `"${current.etag}"` } });
        if (current.etag === hash) return current;
        change(
          db,
          'UPDATE flows SET name = ?, description = ?, document = ?, etag = ?, updated_at = ?, updated_by = ? WHERE id = ?',
          flow.name,
          flow.description ?? null,
          text,
          hash,
          at,
          JSON.stringify(recorded(actor)),
          id,
        );
        audit(db, actor, at, 'flow.save', id, { etag: hash });
        return flowRow(db, actor, id);
      });
    },

    async setEnabled(actor: ProjectActor, id: string, enabled: boolean): Promise<StoredFlow> {
      const flow = flowRow(db, actor, id);
      if (enabled && flow.publishedVersion === null)
        throw refuse('conflict', 'Publish the flow first: triggers start its published version.');
      await database.enqueue((db) => {
        change(db, 'UPDATE flows SET enabled = ? WHERE id = ?', enabled ? 1 : 0, id);
        audit(db, actor, now(), enabled ? 'flow.enable' : 'flow.disable', id);
      });
      return flowRow(db, actor, id);
    },

    async remove(actor: ProjectActor, id: string): Promise<void> {
      flowRow(db, actor, id);
      const at = now();
      await database.enqueue((db) => {
        change(db, 'UPDATE flows SET deleted_at = ?, enabled = 0 WHERE id = ?', at, id);
        for (const table of ['flow_samples', 'hooks', 'schedules', 'missed_times'])
          change(db, `DELETE FROM ${table} WHERE flow_id = ?`, id);
        audit(db, actor, at, 'flow.delete', id);
      });
    },

    /** For what knows an id only: a run that goes on after a start. */
    projectOf: (id: string): string | null =>
      one<{ project_id: string }>(db, 'SELECT project_id FROM flows WHERE id = ?', id)?.project_id ?? null,

    /** Every published and enabled flow, of all projects: what a starting server arms. */
    armed: (): StoredFlow[] =>
      all<Row>(db, `SELECT ${columns} FROM flows WHERE enabled = 1 AND published_version IS NOT NULL AND deleted_at IS NULL`).map(flowOf),
  };
}
