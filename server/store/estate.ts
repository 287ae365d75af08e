// What the collector has seen of the estate: written vault by vault, each in one transaction that a collector with an older epoch is
// refused. One row per item and day; days older than 400 are let go. It judges nothing: states come as they are.
import type { StandingName } from '../../nodes/kit/estate-health/standing.ts';
import type { EstateJob } from '../../nodes/kit/wire/estate.ts';
import type { ProjectActor } from '../security/actor.ts';
import { createEstateReads } from './estate-reads.ts';
import type { Sql, StoreDatabase } from './sql.ts';

export const DAYS_KEPT = 400;

export interface Trouble {
  readonly code: string;
  readonly says: string;
}

export interface LookRow {
  readonly revision: string;
  readonly askedAt: number;
  /** The last look that Azure answered, by our clock and by Azure's. */
  readonly lookedAt: number | null;
  readonly azureAt: number | null;
  readonly nextAt: number;
  readonly trouble: Trouble | null;
}

export interface VaultRow {
  readonly vaultId: string;
  readonly name: string;
  readonly lookedAt: number | null;
  readonly azureAt: number | null;
  /** The jobs of this span have been read, by Azure's clock. */
  readonly jobsFrom: number | null;
  readonly jobsTo: number | null;
  /** By folded id, as Azure has them. */
  readonly policies: { readonly [id: string]: { readonly name: string; readonly properties: unknown } };
  readonly policiesAt: number | null;
  readonly trouble: Trouble | null;
}

/** Of an item, besides what has a column. */
export interface ItemDocument {
  readonly armId: string;
  readonly vaultName: string;
  readonly containerName: string;
  readonly serverName: string | null;
  readonly managementType: string;
  readonly workloadType: string;
  readonly policyName: string | null;
  readonly policySays: string | null;
  readonly followsLogs: boolean;
  /** Newest first. */
  readonly jobs: readonly EstateJob[];
}

export interface ItemRow {
  readonly id: string;
  readonly vaultId: string;
  readonly name: string;
  readonly state: StandingName;
  readonly says: string;
  readonly stateSince: number;
  readonly pointAt: number | null;
  readonly firstSeen: number;
  readonly document: ItemDocument;
}

export interface DayRow {
  readonly itemId: string;
  readonly day: number;
  readonly state: StandingName;
  readonly says: string;
  readonly pointAt: number | null;
}

export interface VaultLook {
  readonly connectionId: string;
  readonly epoch: number;
  readonly vault: VaultRow;
  readonly askedAt: number;
  /** Ids of all that it holds. */
  readonly items: ReadonlySet<string>;
  /** By Azure's clock. */
  readonly today: number;
}

interface LookColumns {
  readonly revision: string;
  readonly asked_at: number;
  readonly looked_at: number | null;
  readonly azure_at: number | null;
  readonly next_at: number;
  readonly trouble: string | null;
}

const text = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** A newer owner has taken over: whoever gets this stops looking. */
export class EstateTaken extends Error {}

async function demandEpoch(tx: Sql, connectionId: string, epoch: number): Promise<void> {
  const row = await tx.one<{ epoch: number }>('SELECT epoch FROM estate_looks WHERE connection_id = ?', connectionId);
  if (row?.epoch !== epoch) throw new EstateTaken('somebody else looks after this connection now');
}

async function putDay(tx: Sql, { itemId, day, state, says, pointAt }: DayRow): Promise<void> {
  await tx.change(
    `INSERT INTO estate_days (item_id, day, state, says, point_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (item_id, day) DO UPDATE SET state = excluded.state, says = excluded.says, point_at = excluded.point_at
     WHERE estate_days.state <> excluded.state OR coalesce(estate_days.says, '') <> coalesce(excluded.says, '')
       OR coalesce(estate_days.point_at, 0) <> coalesce(excluded.point_at, 0)`,
    itemId,
    day,
    state,
    says === '' ? null : says,
    pointAt,
  );
}

const putItem = (tx: Sql, projectId: string, connectionId: string, item: ItemRow): Promise<number> =>
  tx.change(
    `INSERT INTO estate_items (id, connection_id, project_id, vault_id, name, state, says, state_since, point_at, first_seen, document)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, state = excluded.state, says = excluded.says,
       state_since = excluded.state_since, point_at = excluded.point_at, document = excluded.document, gone_at = NULL`,
    item.id,
    connectionId,
    projectId,
    item.vaultId,
    item.name,
    item.state,
    item.says,
    item.stateSince,
    item.pointAt,
    item.firstSeen,
    JSON.stringify(item.document),
  );

export function createEstateStore(database: StoreDatabase) {
  const db = database.read;
  return {
    ...createEstateReads(database),

    async look(connectionId: string): Promise<LookRow | null> {
      const row = await db.one<LookColumns>('SELECT * FROM estate_looks WHERE connection_id = ?', connectionId);
      return (
        (row && {
          revision: row.revision,
          askedAt: row.asked_at,
          lookedAt: row.looked_at,
          azureAt: row.azure_at,
          nextAt: row.next_at,
          trouble: row.trouble === null ? null : (JSON.parse(row.trouble) as Trouble),
        }) ??
        null
      );
    },

    /** Whoever holds the connection with this epoch begins a look. */
    begin: ({ projectId }: ProjectActor, connectionId: string, revision: string, epoch: number, askedAt: number): Promise<void> =>
      database.transaction(async (tx) => {
        const taken = await tx.change(
          `INSERT INTO estate_looks (connection_id, project_id, revision, epoch, asked_at, next_at) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (connection_id) DO UPDATE SET revision = excluded.revision, epoch = excluded.epoch, asked_at = excluded.asked_at
           WHERE estate_looks.epoch <= excluded.epoch`,
          connectionId,
          projectId,
          revision,
          epoch,
          askedAt,
          askedAt,
        );
        if (taken === 0) throw new EstateTaken('somebody else looks after this connection now');
      }),

    /** The look is over. `azureAt` is null when Azure did not answer at all: then the last look stays the last one. */
    end: (
      connectionId: string,
      epoch: number,
      {
        at,
        azureAt,
        nextAt,
        trouble,
        vaults,
      }: {
        readonly at: number;
        readonly azureAt: number | null;
        readonly nextAt: number;
        readonly trouble: Trouble | null;
        /** All that Azure listed; null when it did not. */
        readonly vaults: readonly string[] | null;
      },
    ): Promise<void> =>
      database.transaction(async (tx) => {
        await demandEpoch(tx, connectionId, epoch);
        await tx.change('UPDATE estate_looks SET next_at = ?, trouble = ? WHERE connection_id = ?', nextAt, text(trouble), connectionId);
        if (azureAt !== null)
          await tx.change('UPDATE estate_looks SET looked_at = ?, azure_at = ? WHERE connection_id = ?', at, azureAt, connectionId);
        if (vaults === null) return;
        const known = await tx.all<{ vault_id: string }>(
          'SELECT vault_id FROM estate_vaults WHERE connection_id = ? AND gone = 0',
          connectionId,
        );
        for (const { vault_id: vaultId } of known.filter((row) => !vaults.includes(row.vault_id))) {
          await tx.change('UPDATE estate_vaults SET gone = 1 WHERE connection_id = ? AND vault_id = ?', connectionId, vaultId);
          await tx.change(
            'UPDATE estate_items SET gone_at = ? WHERE connection_id = ? AND vault_id = ? AND gone_at IS NULL',
            at,
            connectionId,
            vaultId,
          );
        }
      }),

    /** What changed of items, a piece at a time; whoever is written twice is written the same. */
    putItems: (
      { projectId }: ProjectActor,
      connectionId: string,
      epoch: number,
      items: readonly ItemRow[],
      days: readonly DayRow[],
    ): Promise<void> =>
      database.transaction(async (tx) => {
        await demandEpoch(tx, connectionId, epoch);
        for (const item of items) await putItem(tx, projectId, connectionId, item);
        for (const day of days) await putDay(tx, day);
      }),

    /** The vault has told everything: its marks move on, and items that it no longer has are gone. */
    putVault: ({ connectionId, epoch, vault, askedAt, items, today }: VaultLook): Promise<void> =>
      database.transaction(async (tx) => {
        await demandEpoch(tx, connectionId, epoch);
        await tx.change(
          `INSERT INTO estate_vaults (connection_id, vault_id, name, asked_at, looked_at, azure_at, jobs_from, jobs_to, policies, policies_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (connection_id, vault_id) DO UPDATE SET name = excluded.name, asked_at = excluded.asked_at,
             looked_at = excluded.looked_at, azure_at = excluded.azure_at, jobs_from = excluded.jobs_from, jobs_to = excluded.jobs_to,
             policies = excluded.policies, policies_at = excluded.policies_at, trouble = NULL, gone = 0`,
          connectionId,
          vault.vaultId,
          vault.name,
          askedAt,
          vault.lookedAt,
          vault.azureAt,
          vault.jobsFrom,
          vault.jobsTo,
          text(vault.policies),
          vault.policiesAt,
        );
        const mine = 'connection_id = ? AND vault_id = ?';
        const known = await tx.all<{ id: string }>(
          `SELECT id FROM estate_items WHERE ${mine} AND gone_at IS NULL`,
          connectionId,
          vault.vaultId,
        );
        for (const { id } of known) if (!items.has(id)) await tx.change('UPDATE estate_items SET gone_at = ? WHERE id = ?', askedAt, id);
        // A clock that was set back leaves days that have not come yet.
        await tx.change(
          `DELETE FROM estate_days WHERE day > ? AND item_id IN (SELECT id FROM estate_items WHERE ${mine})`,
          today,
          connectionId,
          vault.vaultId,
        );
      }),

    /** Azure did not tell about this vault: what was known of it stays, with the reason beside it. */
    vaultTrouble: (
      connectionId: string,
      epoch: number,
      vault: { readonly vaultId: string; readonly name: string },
      askedAt: number,
      trouble: Trouble,
    ): Promise<void> =>
      database.transaction(async (tx) => {
        await demandEpoch(tx, connectionId, epoch);
        await tx.change(
          `INSERT INTO estate_vaults (connection_id, vault_id, name, asked_at, trouble) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (connection_id, vault_id) DO UPDATE SET asked_at = excluded.asked_at, trouble = excluded.trouble, gone = 0`,
          connectionId,
          vault.vaultId,
          vault.name,
          askedAt,
          text(trouble),
        );
      }),

    /** Counts days anew that changed. */
    countDays: (connectionId: string, epoch: number, from: number, to: number): Promise<void> =>
      database.transaction(async (tx) => {
        await demandEpoch(tx, connectionId, epoch);
        const rows = await tx.all<{ day: number; state: StandingName; n: number }>(
          `SELECT d.day AS day, d.state AS state, count(*) AS n FROM estate_items i JOIN estate_days d ON d.item_id = i.id
           WHERE i.connection_id = ? AND d.day BETWEEN ? AND ? GROUP BY d.day, d.state`,
          connectionId,
          from,
          to,
        );
        const days = new Map<number, { [state in StandingName]?: number }>();
        for (const { day, state, n } of rows) days.set(day, { ...days.get(day), [state]: n });
        await tx.change(
          'DELETE FROM estate_totals WHERE connection_id = ? AND (day BETWEEN ? AND ? OR day > ?)',
          connectionId,
          from,
          to,
          to,
        );
        for (const [day, counts] of days)
          await tx.change('INSERT INTO estate_totals VALUES (?, ?, ?)', connectionId, day, JSON.stringify(counts));
      }),

    /** Days older than 400, items that have none left, and what belongs to connections that are no more. Answers how many rows went. */
    forget: (today: number, limit: number): Promise<number> =>
      database.transaction(async (tx) => {
        const dead = `SELECT id FROM estate_items WHERE connection_id NOT IN (SELECT id FROM connections)`;
        const before = today - DAYS_KEPT;
        const days = await tx.change(
          `DELETE FROM estate_days WHERE (item_id, day) IN
             (SELECT item_id, day FROM estate_days WHERE day <= ? OR item_id IN (${dead}) LIMIT ?)`,
          before,
          limit,
        );
        if (days > 0) return days;
        let gone = await tx.change(
          `DELETE FROM estate_items WHERE id IN (SELECT i.id FROM estate_items i WHERE (i.gone_at IS NOT NULL OR i.id IN (${dead}))
             AND NOT EXISTS (SELECT 1 FROM estate_days d WHERE d.item_id = i.id) LIMIT ?)`,
          limit,
        );
        gone += await tx.change('DELETE FROM estate_totals WHERE day <= ? OR connection_id NOT IN (SELECT id FROM connections)', before);
        gone += await tx.change('DELETE FROM estate_vaults WHERE connection_id NOT IN (SELECT id FROM connections)');
        gone += await tx.change('DELETE FROM estate_looks WHERE connection_id NOT IN (SELECT id FROM connections)');
        return gone;
      }),
  };
}

export type EstateStore = ReturnType<typeof createEstateStore>;
