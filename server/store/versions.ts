// Flow versions: immutable, numbered, addressed by content: the same content is the same version. A run always has one, so
// what a run ran can be read for as long as the run can, also after its flow was deleted.
import { type Flow, parseFlow } from '../../nodes/kit/flow.ts';
import type { Actor } from '../../nodes/kit/records.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import { audit } from './audit.ts';
import { demandNotArchived, type FlowHead, flowRow, noteTriggerChange, type StoredFlow } from './flows.ts';
import { notFound, refuse } from './refusal.ts';
import type { Sql, StoreDatabase } from './sql.ts';

export interface StoredVersion {
  readonly number: number;
  readonly published: boolean;
  readonly current: boolean;
  readonly createdAt: number;
  readonly createdBy: Actor;
  readonly message: string | null;
  readonly text: string;
}

interface Row {
  readonly number: number;
  readonly published: number;
  readonly current: number;
  readonly created_at: number;
  readonly created_by: string;
  readonly message: string | null;
  readonly document: string;
}

const select = `SELECT v.number, v.published, CASE WHEN v.number = f.published_version THEN 1 ELSE 0 END AS current, v.created_at, v.created_by, v.message, v.document
  FROM flow_versions v JOIN flows f ON f.id = v.flow_id`;

const versionOf = (row: Row): StoredVersion => ({
  number: row.number,
  published: row.published === 1,
  current: row.current === 1,
  createdAt: row.created_at,
  createdBy: JSON.parse(row.created_by) as Actor,
  message: row.message,
  text: row.document,
});

/** How many parsed versions stay in memory; a busy server runs a few flows again and again. */
const KEPT = 200;

async function insertVersion(
  tx: Sql,
  actor: ProjectActor,
  flow: StoredFlow,
  at: number,
  published: boolean,
  message: string | null,
): Promise<number> {
  const same = await tx.one<{ number: number }>('SELECT number FROM flow_versions WHERE flow_id = ? AND hash = ?', flow.id, flow.etag);
  if (same) {
    if (published)
      await tx.change(
        'UPDATE flow_versions SET published = 1, message = coalesce(?, message) WHERE flow_id = ? AND number = ?',
        message,
        flow.id,
        same.number,
      );
    return same.number;
  }
  const last = await tx.one<{ n: number | null }>('SELECT max(number) AS n FROM flow_versions WHERE flow_id = ?', flow.id);
  const number = (last?.n ?? 0) + 1;
  await tx.change(
    'INSERT INTO flow_versions (flow_id, number, hash, document, published, created_at, created_by, message, edited_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    flow.id,
    number,
    flow.etag,
    flow.text,
    published ? 1 : 0,
    at,
    JSON.stringify(recorded(actor)),
    message,
    JSON.stringify(flow.updatedBy),
  );
  return number;
}

export function createVersionStore(database: StoreDatabase, now: () => number) {
  const db = database.read;
  const parsed = new Map<string, Flow>();

  /** The parsed document; the same object again while it is in use, so that whoever compiles it can keep that by identity. */
  async function flowOf({ projectId }: Pick<ProjectActor, 'projectId'>, flowId: string, number: number): Promise<Flow> {
    const key = `${projectId}/${flowId}/${number}`;
    const known = parsed.get(key);
    if (known) return known;
    const row = await db.one<{ document: string }>(
      'SELECT v.document FROM flow_versions v JOIN flows f ON f.id = v.flow_id WHERE v.flow_id = ? AND v.number = ? AND f.project_id = ?',
      flowId,
      number,
      projectId,
    );
    if (!row) throw notFound('version of that flow', String(number));
    // Whoever asked in the same moment has read it meanwhile.
    const read = parsed.get(key);
    if (read) return read;
    const result = parseFlow(JSON.parse(row.document));
    if (!('flow' in result)) throw refuse('flow_invalid', `Version ${number} cannot be read any more.`);
    if (parsed.size >= KEPT) parsed.delete(parsed.keys().next().value as string);
    parsed.set(key, result.flow);
    return result.flow;
  }

  return {
    flowOf,

    async list(
      actor: ProjectActor,
      flowId: string,
      options: { readonly before?: number; readonly limit: number },
    ): Promise<StoredVersion[]> {
      await flowRow(db, actor, flowId);
      const rows = await db.all<Row>(
        `${select} WHERE v.flow_id = ? AND v.number < ? ORDER BY v.number DESC LIMIT ?`,
        flowId,
        options.before ?? Number.MAX_SAFE_INTEGER,
        options.limit,
      );
      return rows.map(versionOf);
    },

    /** Readable also when the flow was deleted: runs show what they ran. */
    async get(actor: ProjectActor, flowId: string, number: number): Promise<StoredVersion> {
      const row = await db.one<Row>(`${select} WHERE v.flow_id = ? AND v.number = ? AND f.project_id = ?`, flowId, number, actor.projectId);
      if (!row) throw notFound('version of that flow', String(number));
      return versionOf(row);
    },

    /** Who froze it, and who had changed the draft last before. */
    async authors(
      actor: ProjectActor,
      flowId: string,
      number: number,
    ): Promise<{ readonly createdBy: Actor; readonly editedBy: Actor | null }> {
      const row = await db.one<{ created_by: string; edited_by: string | null }>(
        'SELECT v.created_by, v.edited_by FROM flow_versions v JOIN flows f ON f.id = v.flow_id WHERE v.flow_id = ? AND v.number = ? AND f.project_id = ?',
        flowId,
        number,
        actor.projectId,
      );
      if (!row) throw notFound('version of that flow', String(number));
      return {
        createdBy: JSON.parse(row.created_by) as Actor,
        editedBy: row.edited_by === null ? null : (JSON.parse(row.edited_by) as Actor),
      };
    },

    /** The version that has this content already. */
    async ofContent(flow: Pick<FlowHead, 'id' | 'etag'>): Promise<{ readonly number: number; readonly published: boolean } | null> {
      const known = await db.one<{ number: number; published: number }>(
        'SELECT number, published FROM flow_versions WHERE flow_id = ? AND hash = ?',
        flow.id,
        flow.etag,
      );
      return known ? { number: known.number, published: known.published === 1 } : null;
    },

    /** Freezes the draft as it was read; the same content is the same version. */
    async freeze(actor: ProjectActor, flow: StoredFlow): Promise<number> {
      return database.transaction(async (tx) => {
        await flowRow(tx, actor, flow.id);
        return insertVersion(tx, actor, flow, now(), false, null);
      });
    },

    /** Makes a published version of the draft and points the flow at it. */
    async publish(
      actor: ProjectActor,
      flow: StoredFlow,
      options: { readonly message?: string | undefined; readonly enable?: boolean | undefined },
    ): Promise<number> {
      const at = now();
      return database.transaction(async (tx) => {
        demandNotArchived(await flowRow(tx, actor, flow.id));
        const number = await insertVersion(tx, actor, flow, at, true, options.message ?? null);
        await tx.change(
          'UPDATE flows SET published_version = ?, published_hash = ?, enabled = coalesce(?, enabled) WHERE id = ?',
          number,
          flow.etag,
          options.enable === undefined ? null : options.enable ? 1 : 0,
          flow.id,
        );
        await noteTriggerChange(tx);
        await audit(tx, actor, at, 'flow.publish', flow.id, { version: number, enable: options.enable ?? null });
        return number;
      });
    },
  };
}
