// Webhook addresses: one unguessable id per flow and trigger node. It survives new versions, renames and restarts; it goes with
// its flow. A hook's secret is sealed and shown once, when it is made; the one before is kept sealed too, so that a caller who
// still has it is let in for a while, and later told that it was replaced.
import { randomBytes } from 'node:crypto';
import type { Json } from '../../nodes/kit/json.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import type { Sealing } from '../security/sealing.ts';
import { audit } from './audit.ts';
import { unguessable } from './ids.ts';
import { iso } from './iso.ts';
import { places } from './sealed-places.ts';
import type { Sql, StoreDatabase } from './sql.ts';

export interface StoredHook {
  readonly id: string;
  readonly projectId: string;
  readonly flowId: string;
  readonly nodeId: string;
  readonly hasSecret: boolean;
  /** Until then the secret before the present one is good too. */
  readonly oldUntil: number | null;
  readonly disabledAt: number | null;
  /** Somebody in the editor waits for a call; `start`: it starts a run as well. */
  readonly listening: { readonly until: number; readonly start: boolean } | null;
  /** The last call that a listener caught. */
  readonly caughtAt: number | null;
  /** The last call that was refused while somebody listened. */
  readonly refused: { readonly at: number; readonly says: string } | null;
}

interface Row {
  readonly id: string;
  readonly project_id: string;
  readonly flow_id: string;
  readonly node_id: string;
  readonly secret: Uint8Array | null;
  readonly old_secret: Uint8Array | null;
  readonly old_until: number | null;
  readonly disabled_at: number | null;
  readonly listen_until: number | null;
  readonly listen_start: number | null;
  readonly caught_at: number | null;
  readonly refused_at: number | null;
  readonly refused_says: string | null;
}

const hookOf = (row: Row): StoredHook => ({
  id: row.id,
  projectId: row.project_id,
  flowId: row.flow_id,
  nodeId: row.node_id,
  hasSecret: row.secret !== null,
  oldUntil: row.old_until,
  disabledAt: row.disabled_at,
  listening: row.listen_until === null ? null : { until: row.listen_until, start: row.listen_start === 1 },
  caughtAt: row.caught_at,
  refused: row.refused_at === null ? null : { at: row.refused_at, says: row.refused_says ?? '' },
});

export interface NewSecret {
  /** Until when the old one stays good; left out: it ends at once. */
  readonly oldUntil?: number;
  /** In the form of Standard Webhooks: `whsec_` and base64. */
  readonly standard?: boolean;
}

export interface HookSecrets {
  readonly current: string | null;
  readonly old: { readonly secret: string; readonly until: number } | null;
}

/** What a listener caught, as the trigger would have handed it on. */
export type Caught = {
  readonly type: string;
  readonly nodeId: string;
  readonly at: string;
  readonly body: Json;
  readonly headers: { readonly [name: string]: string };
};

export function createHookStore(database: StoreDatabase, sealing: Sealing, now: () => number) {
  const db = database.read;
  const rowAt = (sql: Sql, flowId: string, nodeId: string) =>
    sql.one<Row>('SELECT * FROM hooks WHERE flow_id = ? AND node_id = ?', flowId, nodeId);

  async function ensure(actor: ProjectActor, flowId: string, nodeId: string): Promise<StoredHook> {
    const known = await rowAt(db, flowId, nodeId);
    if (known) return hookOf(known);
    return database.transaction(async (tx) => {
      await tx.change(
        'INSERT INTO hooks (id, project_id, flow_id, node_id, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        unguessable(),
        actor.projectId,
        flowId,
        nodeId,
        now(),
        JSON.stringify(recorded(actor)),
      );
      return hookOf((await rowAt(tx, flowId, nodeId)) as Row);
    });
  }

  return {
    ensure,
    /** By the id in the address: 192 random bits that stand for an actor. What is done with it is done as its trigger. */
    async byId(id: string): Promise<StoredHook | null> {
      const row = await db.one<Row>('SELECT * FROM hooks WHERE id = ?', id);
      return row ? hookOf(row) : null;
    },
    async at(actor: ProjectActor, flowId: string, nodeId: string): Promise<StoredHook | null> {
      const row = await rowAt(db, flowId, nodeId);
      return row?.project_id === actor.projectId ? hookOf(row) : null;
    },
    async secretOf(actor: ProjectActor, id: string): Promise<string | null> {
      const row = await db.one<Row>('SELECT * FROM hooks WHERE id = ? AND project_id = ?', id, actor.projectId);
      return row?.secret ? sealing.open(db, places.hook(id), row.secret) : null;
    },
    /** Both secrets that a caller may know. `until` of the old one may be over. */
    async secretsOf(actor: ProjectActor, id: string): Promise<HookSecrets> {
      const row = await db.one<Row>('SELECT * FROM hooks WHERE id = ? AND project_id = ?', id, actor.projectId);
      const open = (sealed: Uint8Array) => sealing.open(db, places.hook(id), sealed);
      return {
        current: row?.secret ? await open(row.secret) : null,
        old: row?.old_secret ? { secret: await open(row.old_secret), until: row.old_until ?? 0 } : null,
      };
    },
    async renewSecret(
      actor: ProjectActor,
      flowId: string,
      nodeId: string,
      { oldUntil = now(), standard = false }: NewSecret = {},
    ): Promise<{ readonly hook: StoredHook; readonly secret: string }> {
      const { id } = await ensure(actor, flowId, nodeId);
      const secret = standard ? `whsec_${randomBytes(32).toString('base64')}` : unguessable();
      const hook = await database.transaction(async (tx) => {
        const sealed = await sealing.seal(tx, places.hook(id), secret);
        await tx.change('UPDATE hooks SET old_until = ? WHERE id = ? AND secret IS NOT NULL', oldUntil, id);
        await tx.change('UPDATE hooks SET old_secret = secret, secret = ? WHERE id = ?', sealed, id);
        await audit(tx, actor, now(), 'hook.secret', flowId, { nodeId, oldUntil: iso(oldUntil) });
        return hookOf((await rowAt(tx, flowId, nodeId)) as Row);
      });
      return { hook, secret };
    },
    /** `disabledAt` null: switched on. */
    async setDisabled(actor: ProjectActor, flowId: string, nodeId: string, disabledAt: number | null): Promise<void> {
      const { id } = await ensure(actor, flowId, nodeId);
      await database.transaction(async (tx) => {
        await tx.change('UPDATE hooks SET disabled_at = ? WHERE id = ?', disabledAt, id);
        await audit(tx, actor, now(), disabledAt === null ? 'hook.enable' : 'hook.disable', flowId, { nodeId });
      });
    },
    /** From now on, until then; null: no longer. What was caught or refused before is forgotten. */
    async listen(actor: ProjectActor, flowId: string, nodeId: string, until: number | null, start: boolean): Promise<void> {
      const { id } = await ensure(actor, flowId, nodeId);
      await database.transaction(async (tx) => {
        if (until === null) {
          await tx.change('UPDATE hooks SET listen_until = NULL, listen_start = NULL WHERE id = ?', id);
          return;
        }
        const sql =
          'UPDATE hooks SET listen_until = ?, listen_start = ?, caught_at = NULL, refused_at = NULL, refused_says = NULL WHERE id = ?';
        await tx.change(sql, until, start ? 1 : 0, id);
        await audit(tx, actor, now(), 'hook.listen', flowId, { nodeId, until: iso(until), start });
      });
    },
    /** Ends the listening and keeps the call as the trigger's sample data. False: another call came first. */
    caught: (id: string, call: Caught, at: number): Promise<boolean> =>
      database.transaction(async (tx) => {
        const row = await tx.one<Row>('SELECT * FROM hooks WHERE id = ? AND listen_until > ?', id, at);
        if (!row) return false;
        await tx.change('UPDATE hooks SET listen_until = NULL, listen_start = NULL, caught_at = ? WHERE id = ?', at, id);
        await tx.change(
          'INSERT INTO flow_samples VALUES (?, ?, ?) ON CONFLICT (flow_id, node_id) DO UPDATE SET data = excluded.data',
          row.flow_id,
          row.node_id,
          JSON.stringify(call),
        );
        return true;
      }),
    noteRefused: (id: string, says: string, at: number): Promise<void> =>
      database.transaction(async (tx) => {
        await tx.change('UPDATE hooks SET refused_at = ?, refused_says = ? WHERE id = ? AND listen_until IS NOT NULL', at, says, id);
      }),
  };
}
