// Flows as a library: found by words, folder, tag and step type, put into folders, tagged, liked, archived. What is listed is read
// without a single document. Order and pages are the reader's: names sort as people sort them, on every database.
import { folderRule, MOST_TAGS, readFolder } from '../../nodes/kit/library.ts';
import type { Actor } from '../../nodes/kit/records.ts';
import { type ProjectActor, personOf } from '../security/actor.ts';
import { audit } from './audit.ts';
import { flowRow, noteTriggerChange } from './flows.ts';
import { setTags } from './library-tags.ts';
import { refuse } from './refusal.ts';
import { containing, type SqlValue, type StoreDatabase } from './sql.ts';

export interface LibraryFilter {
  /** Each word has to stand in name, description, folder or a tag, or name one of `steps`. */
  readonly words?: readonly { readonly word: string; readonly steps: readonly string[] }[];
  /** With everything in it; '' for what lies in none. */
  readonly folder?: string | undefined;
  readonly tag?: string | undefined;
  /** A step type that the draft uses. */
  readonly step?: string | undefined;
  readonly favourite?: boolean | undefined;
  readonly archived: boolean;
  readonly state?: 'armed' | 'off' | 'draft' | undefined;
}

/** As much of a flow as is needed to sort it in. */
export interface ShelfMark {
  readonly id: string;
  readonly name: string;
  readonly updatedAt: number;
  /** The next planned time of its schedules. */
  readonly nextAt: number | null;
}

/** A flow as a list shows it: everything but its document. */
export interface ListedFlow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly etag: string;
  readonly enabled: boolean;
  readonly publishedVersion: number | null;
  readonly publishedHash: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly updatedBy: Actor;
  readonly folder: string;
  readonly tags: readonly string[];
  readonly favourite: boolean;
  readonly archivedAt: number | null;
  readonly nextAt: number | null;
}

interface ListedRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly etag: string;
  readonly enabled: number;
  readonly published_version: number | null;
  readonly published_hash: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly updated_by: string;
  readonly folder: string;
  readonly archived_at: number | null;
  readonly next_at: number | null;
  readonly favourite: number;
}

const nextAt = '(SELECT min(s.next_at) FROM schedules s WHERE s.flow_id = f.id) AS next_at';
const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

function condition(actor: ProjectActor, filter: LibraryFilter): { readonly where: string; readonly values: SqlValue[] } {
  const parts = ['f.project_id = ? AND f.deleted_at IS NULL'];
  const values: SqlValue[] = [actor.projectId];
  const add = (part: string, ...more: readonly SqlValue[]) => {
    parts.push(part);
    values.push(...more);
  };
  add(filter.archived ? 'f.archived_at IS NOT NULL' : 'f.archived_at IS NULL');
  if (filter.folder === '') add("f.folder = ''");
  else if (filter.folder !== undefined) add("(f.folder = ? OR f.folder LIKE ? ESCAPE '\\')", filter.folder, inside(filter.folder));
  if (filter.tag !== undefined) add('EXISTS (SELECT 1 FROM flow_tags t WHERE t.flow_id = f.id AND t.tag = ?)', filter.tag);
  if (filter.step !== undefined) add('EXISTS (SELECT 1 FROM flow_steps t WHERE t.flow_id = f.id AND t.type = ?)', filter.step);
  if (filter.favourite)
    add('EXISTS (SELECT 1 FROM flow_favourites l WHERE l.flow_id = f.id AND l.person = ?)', personOf(actor) ?? actor.id);
  if (filter.state === 'draft') add('f.published_version IS NULL');
  if (filter.state === 'armed') add('f.published_version IS NOT NULL AND f.enabled = 1');
  if (filter.state === 'off') add('f.published_version IS NOT NULL AND f.enabled = 0');
  for (const { word, steps } of filter.words ?? []) {
    const text = containing(word);
    const inText = "lower(f.name || ' ' || coalesce(f.description, '') || ' ' || f.folder) LIKE lower(?) ESCAPE '\\'";
    const inTag = "EXISTS (SELECT 1 FROM flow_tags t WHERE t.flow_id = f.id AND t.tag LIKE lower(?) ESCAPE '\\')";
    const inStep =
      steps.length === 0 ? '' : ` OR EXISTS (SELECT 1 FROM flow_steps t WHERE t.flow_id = f.id AND t.type IN (${marks(steps)}))`;
    add(`(${inText} OR ${inTag}${inStep})`, text, text, ...steps);
  }
  return { where: parts.join(' AND '), values };
}

/** Pattern of the folders in a folder. */
const inside = (folder: string): string => `${containing(folder).slice(1, -1)}/%`;

export function createLibraryStore(database: StoreDatabase, now: () => number) {
  const db = database.read;

  const mine = (actor: ProjectActor): string => personOf(actor) ?? actor.id;

  return {
    /** Every flow that the filter finds, in no order. */
    async find(actor: ProjectActor, filter: LibraryFilter): Promise<ShelfMark[]> {
      const { where, values } = condition(actor, filter);
      const rows = await db.all<{ id: string; name: string; updated_at: number; next_at: number | null }>(
        `SELECT f.id, f.name, f.updated_at, ${nextAt} FROM flows f WHERE ${where}`,
        ...values,
      );
      return rows.map(({ id, name, updated_at: updatedAt, next_at: next }) => ({ id, name, updatedAt, nextAt: next }));
    },

    /** These flows, in this order; what the actor may not see is left out. */
    async listed(actor: ProjectActor, ids: readonly string[]): Promise<ListedFlow[]> {
      if (ids.length === 0) return [];
      const rows = await db.all<ListedRow>(
        `SELECT f.id, f.name, f.description, f.etag, f.enabled, f.published_version, f.published_hash, f.created_at, f.updated_at, f.updated_by,
           f.folder, f.archived_at, ${nextAt},
           CASE WHEN EXISTS (SELECT 1 FROM flow_favourites l WHERE l.flow_id = f.id AND l.person = ?) THEN 1 ELSE 0 END AS favourite
         FROM flows f WHERE f.project_id = ? AND f.deleted_at IS NULL AND f.id IN (${marks(ids)})`,
        mine(actor),
        actor.projectId,
        ...ids,
      );
      const tagged = await db.all<{ flow_id: string; tag: string }>(
        `SELECT flow_id, tag FROM flow_tags WHERE flow_id IN (${marks(ids)}) ORDER BY tag`,
        ...ids,
      );
      const tags = Map.groupBy(tagged, ({ flow_id }) => flow_id);
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.flatMap((id) => {
        const row = byId.get(id);
        return row ? [listedOf(row, tags.get(id)?.map(({ tag }) => tag) ?? [])] : [];
      });
    },

    /** What decides what starts them, as text: the published version, of a flow that never was published its draft. */
    async documents(actor: ProjectActor, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
      if (ids.length === 0) return new Map();
      const rows = await db.all<{ id: string; document: string }>(
        `SELECT f.id, coalesce(v.document, f.document) AS document FROM flows f
         LEFT JOIN flow_versions v ON v.flow_id = f.id AND v.number = f.published_version
         WHERE f.project_id = ? AND f.deleted_at IS NULL AND f.id IN (${marks(ids)})`,
        actor.projectId,
        ...ids,
      );
      return new Map(rows.map(({ id, document }) => [id, document]));
    },

    /** How many flows lie directly in each folder, have each tag, and in all. Archived ones are only counted. */
    async shelves(actor: ProjectActor) {
      const where = 'f.project_id = ? AND f.deleted_at IS NULL AND f.archived_at IS NULL';
      const folders = await db.all<{ folder: string; count: number }>(
        `SELECT f.folder, count(*) AS count FROM flows f WHERE ${where} GROUP BY f.folder ORDER BY f.folder`,
        actor.projectId,
      );
      const tags = await db.all<{ tag: string; count: number }>(
        `SELECT t.tag, count(*) AS count FROM flow_tags t JOIN flows f ON f.id = t.flow_id WHERE ${where} GROUP BY t.tag ORDER BY t.tag`,
        actor.projectId,
      );
      const archived = await db.one<{ count: number }>(
        'SELECT count(*) AS count FROM flows WHERE project_id = ? AND deleted_at IS NULL AND archived_at IS NOT NULL',
        actor.projectId,
      );
      const favourites = await db.one<{ count: number }>(
        `SELECT count(*) AS count FROM flow_favourites l JOIN flows f ON f.id = l.flow_id WHERE l.person = ? AND ${where}`,
        mine(actor),
        actor.projectId,
      );
      return {
        folders,
        tags,
        all: folders.reduce((sum, { count }) => sum + count, 0),
        favourites: favourites?.count ?? 0,
        archived: archived?.count ?? 0,
      };
    },

    async move(actor: ProjectActor, id: string, folder: string): Promise<boolean> {
      return database.transaction(async (tx) => {
        const flow = await flowRow(tx, actor, id);
        if (flow.folder === folder) return false;
        await tx.change('UPDATE flows SET folder = ? WHERE id = ?', folder, id);
        await audit(tx, actor, now(), 'flow.move', id, { from: flow.folder, to: folder });
        return true;
      });
    },

    /** False: it had those tags, and none of the others, already. */
    async tag(actor: ProjectActor, id: string, tags: { readonly add: readonly string[]; readonly remove: readonly string[] }) {
      return database.transaction(async (tx) => {
        await flowRow(tx, actor, id);
        const before = (await tx.all<{ tag: string }>('SELECT tag FROM flow_tags WHERE flow_id = ? ORDER BY tag', id)).map(
          ({ tag }) => tag,
        );
        const after = [...new Set([...before, ...tags.add])].filter((tag) => !tags.remove.includes(tag)).sort();
        if (after.length > MOST_TAGS) throw refuse('conflict', `A flow takes ${MOST_TAGS} tags at most.`);
        if (after.join() === before.join()) return false;
        await setTags(tx, id, after);
        await audit(tx, actor, now(), 'flow.tag', id, { tags: after });
        return true;
      });
    },

    /** Everything in a folder goes to another name; answers how many flows went. */
    async renameFolder(actor: ProjectActor, from: string, to: string): Promise<number> {
      return database.transaction(async (tx) => {
        const found = await tx.all<{ folder: string }>(
          `SELECT DISTINCT folder FROM flows WHERE project_id = ?1 AND deleted_at IS NULL AND (folder = ?2 OR folder LIKE ?3 ESCAPE '\\')`,
          actor.projectId,
          from,
          inside(from),
        );
        let flows = 0;
        for (const { folder } of found) {
          const renamed = readFolder(to + folder.slice(from.length));
          if (renamed === null) throw refuse('conflict', `“${to}${folder.slice(from.length)}” would be no folder. ${folderRule}.`);
          flows += await tx.change(
            'UPDATE flows SET folder = ? WHERE project_id = ? AND deleted_at IS NULL AND folder = ?',
            renamed,
            actor.projectId,
            folder,
          );
        }
        if (flows > 0) await audit(tx, actor, now(), 'folder.rename', from, { to, flows });
        return flows;
      });
    },

    /** Puts it away: nothing starts it by itself any more. Its runs, versions and address stay. */
    async archive(actor: ProjectActor, id: string): Promise<boolean> {
      const at = now();
      return database.transaction(async (tx) => {
        const flow = await flowRow(tx, actor, id);
        if (flow.archivedAt !== null) return false;
        await tx.change('UPDATE flows SET archived_at = ?, enabled = 0 WHERE id = ?', at, id);
        if (flow.enabled) await noteTriggerChange(tx);
        await audit(tx, actor, at, 'flow.archive', id, { wasEnabled: flow.enabled });
        return true;
      });
    },

    /** It is back, and switched off: whoever wants it to start by itself says so. */
    async restore(actor: ProjectActor, id: string): Promise<boolean> {
      return database.transaction(async (tx) => {
        const flow = await flowRow(tx, actor, id);
        if (flow.archivedAt === null) return false;
        await tx.change('UPDATE flows SET archived_at = NULL WHERE id = ?', id);
        await audit(tx, actor, now(), 'flow.restore', id);
        return true;
      });
    },

    /** For this person alone. */
    async favour(actor: ProjectActor, id: string, favourite: boolean): Promise<void> {
      await database.transaction(async (tx) => {
        await flowRow(tx, actor, id);
        if (favourite)
          await tx.change('INSERT INTO flow_favourites (flow_id, person) VALUES (?, ?) ON CONFLICT DO NOTHING', id, mine(actor));
        else await tx.change('DELETE FROM flow_favourites WHERE flow_id = ? AND person = ?', id, mine(actor));
      });
    },
  };
}

const listedOf = (row: ListedRow, tags: readonly string[]): ListedFlow => ({
  id: row.id,
  name: row.name,
  description: row.description,
  etag: row.etag,
  enabled: row.enabled === 1,
  publishedVersion: row.published_version,
  publishedHash: row.published_hash,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  updatedBy: JSON.parse(row.updated_by) as Actor,
  folder: row.folder,
  tags,
  favourite: row.favourite === 1,
  archivedAt: row.archived_at,
  nextAt: row.next_at,
});
