// The estate as people read it. What a vault has not told for too long is unknown, whatever was known of it before: that is decided
// here, when somebody reads, and by nobody who has to notice that time has passed.
import { type StandingName, standings } from '../../nodes/kit/estate-health/standing.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { DayRow, ItemDocument, ItemRow, Trouble, VaultRow } from './estate.ts';
import { notFound, refuse } from './refusal.ts';
import { containing, type SqlValue, type StoreDatabase } from './sql.ts';

export type Counts = { readonly [state in StandingName]?: number };

export interface ItemFilter {
  readonly connectionId: string;
  /** By Azure's clock: what was told before then is no longer believed. */
  readonly staleBefore: number;
  readonly states?: readonly StandingName[];
  readonly q?: string | undefined;
  /** How it stood at the end of that day instead of now. */
  readonly day?: number | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface SeenItem extends Pick<ItemRow, 'id' | 'name' | 'state' | 'says' | 'pointAt' | 'document'> {
  readonly rank: number;
}

interface ItemColumns {
  readonly id: string;
  readonly vault_id: string;
  readonly name: string;
  readonly state: StandingName;
  readonly says: string | null;
  readonly state_since: number;
  readonly point_at: number | null;
  readonly first_seen: number;
  readonly document: string;
}

interface VaultColumns {
  readonly vault_id: string;
  readonly name: string;
  readonly looked_at: number | null;
  readonly azure_at: number | null;
  readonly jobs_from: number | null;
  readonly jobs_to: number | null;
  readonly policies: string | null;
  readonly policies_at: number | null;
  readonly trouble: string | null;
}

const vaultOf = (row: VaultColumns): VaultRow => ({
  vaultId: row.vault_id,
  name: row.name,
  lookedAt: row.looked_at,
  azureAt: row.azure_at,
  jobsFrom: row.jobs_from,
  jobsTo: row.jobs_to,
  policies: row.policies === null ? {} : (JSON.parse(row.policies) as VaultRow['policies']),
  policiesAt: row.policies_at,
  trouble: row.trouble === null ? null : (JSON.parse(row.trouble) as Trouble),
});

const itemOf = (row: ItemColumns): ItemRow => ({
  id: row.id,
  vaultId: row.vault_id,
  name: row.name,
  state: row.state,
  says: row.says ?? '',
  stateSince: row.state_since,
  pointAt: row.point_at,
  firstSeen: row.first_seen,
  document: JSON.parse(row.document) as ItemDocument,
});

const rank = `CASE state ${standings.map((name, index) => `WHEN '${name}' THEN ${index}`).join(' ')} ELSE 99 END`;
const silentSays = 'Azure has not told about its vault for too long';
/** Of `i` and `v`, with the time before which nobody is believed. */
const believed = `CASE WHEN v.azure_at < ? AND i.state <> 'deleted' THEN 'unknown' ELSE i.state END`;
const there = `FROM estate_items i JOIN estate_vaults v ON v.connection_id = i.connection_id AND v.vault_id = i.vault_id`;

type Place = readonly [rank: number, name: string, id: string];

function readPlace(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  try {
    const [at, name, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof at === 'number' && typeof name === 'string' && typeof id === 'string') return [at, name, id];
  } catch {
    // Falls through to the refusal.
  }
  throw refuse('invalid_request', 'The cursor is none that this server gave.');
}

export const placeOf = ({ rank: at, name, id }: SeenItem): string =>
  Buffer.from(JSON.stringify([at, name.toLowerCase(), id])).toString('base64url');

export function createEstateReads({ read: db }: StoreDatabase) {
  return {
    /** Those that Azure still lists. */
    async vaults(connectionId: string): Promise<VaultRow[]> {
      const rows = await db.all<VaultColumns>(
        'SELECT * FROM estate_vaults WHERE connection_id = ? AND gone = 0 ORDER BY name, vault_id',
        connectionId,
      );
      return rows.map(vaultOf);
    },

    /** As the last look has written them. */
    async itemsOf(connectionId: string, vaultId: string): Promise<ItemRow[]> {
      const rows = await db.all<ItemColumns>(
        'SELECT * FROM estate_items WHERE connection_id = ? AND vault_id = ? AND gone_at IS NULL',
        connectionId,
        vaultId,
      );
      return rows.map(itemOf);
    },

    /** How many are in which state, by vault. */
    counts: (
      connectionId: string,
      staleBefore: number,
    ): Promise<{ readonly vaultId: string; readonly state: StandingName; readonly n: number }[]> =>
      db.all<{ vaultId: string; state: StandingName; n: number }>(
        `SELECT "vaultId", state, count(*) AS n FROM (SELECT i.vault_id AS "vaultId", ${believed} AS state ${there}
           WHERE i.connection_id = ? AND i.gone_at IS NULL) AS seen GROUP BY "vaultId", state`,
        staleBefore,
        connectionId,
      ),

    /** How the days ended that are over; a day that nobody knows of is left out. */
    async daysOf(connectionId: string, from: number, to: number): Promise<Map<number, Counts>> {
      const rows = await db.all<{ day: number; counts: string }>(
        'SELECT day, counts FROM estate_totals WHERE connection_id = ? AND day BETWEEN ? AND ?',
        connectionId,
        from,
        to,
      );
      return new Map(rows.map(({ day, counts }) => [day, JSON.parse(counts) as Counts]));
    },

    async items(
      { projectId }: ProjectActor,
      { connectionId, staleBefore, states, q, day, cursor, limit }: ItemFilter,
    ): Promise<SeenItem[]> {
      const place = readPlace(cursor);
      const values: SqlValue[] = day === undefined ? [staleBefore, staleBefore, silentSays] : [day];
      const seen =
        day === undefined
          ? `SELECT i.id, i.name, lower(i.name) AS sorted, ${believed} AS state,
               CASE WHEN v.azure_at < ? THEN ? ELSE i.says END AS says, i.point_at, i.document ${there}
             WHERE i.gone_at IS NULL AND i.state <> 'deleted'`
          : `SELECT i.id, i.name, lower(i.name) AS sorted, d.state AS state, d.says AS says, d.point_at, i.document
             FROM estate_items i JOIN estate_days d ON d.item_id = i.id AND d.day = ? WHERE d.state <> 'deleted'`;
      values.push(connectionId, projectId);
      const wanted: string[] = [];
      if (states) {
        wanted.push(`state IN (${states.map(() => '?').join(', ')})`);
        values.push(...states);
      }
      if (q) {
        wanted.push(`(sorted LIKE ? ESCAPE '\\' OR lower(document) LIKE ? ESCAPE '\\')`);
        values.push(containing(q.toLowerCase()), containing(q.toLowerCase()));
      }
      if (place) {
        wanted.push('(rank > ? OR (rank = ? AND (sorted > ? OR (sorted = ? AND id > ?))))');
        values.push(place[0], place[0], place[1], place[1], place[2]);
      }
      const rows = await db.all<ItemColumns & { readonly rank: number }>(
        `SELECT * FROM (SELECT seen.*, ${rank} AS rank FROM (${seen} AND i.connection_id = ? AND i.project_id = ?) AS seen) AS ranked
         ${wanted.length > 0 ? `WHERE ${wanted.join(' AND ')}` : ''} ORDER BY rank, sorted, id LIMIT ?`,
        ...values,
        limit,
      );
      return rows.map((row) => ({ ...itemOf(row), rank: row.rank }));
    },

    /** One item with its days, oldest first. */
    async item(
      { projectId }: ProjectActor,
      id: string,
      staleBefore: (connectionId: string) => Promise<number>,
    ): Promise<ItemRow & { readonly vault: VaultRow; readonly connectionId: string; readonly days: DayRow[] }> {
      const row = await db.one<ItemColumns & { readonly connection_id: string }>(
        'SELECT * FROM estate_items WHERE id = ? AND project_id = ?',
        id,
        projectId,
      );
      if (!row) throw notFound('protected item', id);
      const vault = await db.one<VaultColumns>(
        'SELECT * FROM estate_vaults WHERE connection_id = ? AND vault_id = ?',
        row.connection_id,
        row.vault_id,
      );
      if (!vault) throw notFound('protected item', id);
      const days = await db.all<{ day: number; state: StandingName; says: string | null; point_at: number | null }>(
        'SELECT day, state, says, point_at FROM estate_days WHERE item_id = ? ORDER BY day',
        id,
      );
      const item = itemOf(row);
      const silent = (vault.azure_at ?? 0) < (await staleBefore(row.connection_id));
      return {
        ...item,
        ...(silent ? { state: 'unknown' as const, says: silentSays } : {}),
        vault: vaultOf(vault),
        connectionId: row.connection_id,
        days: days.map(({ point_at: pointAt, says, ...day }) => ({ ...day, itemId: id, says: says ?? '', pointAt })),
      };
    },

    /** Of the whole installation, for /metrics. */
    figures: (staleBefore: number) =>
      db.all<{ connectionId: string; lookedAt: number | null; state: StandingName | null; n: number }>(
        `SELECT l.connection_id AS "connectionId", l.looked_at AS "lookedAt", s.state AS state, coalesce(s.n, 0) AS n FROM estate_looks l
         JOIN connections c ON c.id = l.connection_id
         LEFT JOIN (SELECT connection_id, state, count(*) AS n FROM (SELECT i.connection_id, CASE WHEN v.azure_at < seen_by.azure_at - seen_by.looked_at + ? THEN 'unknown' ELSE i.state END AS state
             ${there} JOIN estate_looks seen_by ON seen_by.connection_id = i.connection_id
           WHERE i.gone_at IS NULL AND i.state <> 'deleted') AS seen GROUP BY connection_id, state) AS s ON s.connection_id = l.connection_id
         ORDER BY l.connection_id`,
        staleBefore,
      ),
  };
}
