// Webhook addresses: one unguessable id per flow and trigger node. It survives new versions, renames and restarts; it goes with
// its flow. A hook's secret is sealed and shown once, when it is made.
import type { Database } from '../journal/database.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import type { Sealing } from '../security/sealing.ts';
import { audit } from './audit.ts';
import { unguessable } from './ids.ts';
import { change, one } from './statements.ts';

export interface StoredHook {
  readonly id: string;
  readonly projectId: string;
  readonly flowId: string;
  readonly nodeId: string;
  readonly hasSecret: boolean;
}

interface Row {
  readonly id: string;
  readonly project_id: string;
  readonly flow_id: string;
  readonly node_id: string;
  readonly secret: Uint8Array | null;
}

const hookOf = (row: Row): StoredHook => ({
  id: row.id,
  projectId: row.project_id,
  flowId: row.flow_id,
  nodeId: row.node_id,
  hasSecret: row.secret !== null,
});

export function createHookStore(database: Database, sealing: Sealing, now: () => number) {
  const db = database.read;
  const rowAt = (flowId: string, nodeId: string) => one<Row>(db, 'SELECT * FROM hooks WHERE flow_id = ? AND node_id = ?', flowId, nodeId);

  async function ensure(actor: ProjectActor, flowId: string, nodeId: string): Promise<StoredHook> {
    const known = rowAt(flowId, nodeId);
    if (known) return hookOf(known);
    await database.enqueue((db) =>
      change(
        db,
        'INSERT INTO hooks (id, project_id, flow_id, node_id, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        unguessable(),
        actor.projectId,
        flowId,
        nodeId,
        now(),
        JSON.stringify(recorded(actor)),
      ),
    );
    return hookOf(rowAt(flowId, nodeId) as Row);
  }

  return {
    ensure,
    /** By the id in the address: 192 random bits that stand for an actor. What is done with it is done as its trigger. */
    byId(id: string): StoredHook | null {
      const row = one<Row>(db, 'SELECT * FROM hooks WHERE id = ?', id);
      return row ? hookOf(row) : null;
    },
    at(actor: ProjectActor, flowId: string, nodeId: string): StoredHook | null {
      const row = rowAt(flowId, nodeId);
      return row?.project_id === actor.projectId ? hookOf(row) : null;
    },
    secretOf(actor: ProjectActor, id: string): string | null {
      const row = one<Row>(db, 'SELECT * FROM hooks WHERE id = ? AND project_id = ?', id, actor.projectId);
      return row?.secret ? sealing.open(`hook/${id}`, row.secret) : null;
    },
    /** A new secret; the old one ends at once. */
    async renewSecret(
      actor: ProjectActor,
      flowId: string,
      nodeId: string,
    ): Promise<{ readonly hook: StoredHook; readonly secret: string }> {
      const { id } = await ensure(actor, flowId, nodeId);
      const secret = unguessable();
      await database.enqueue((db) => {
        change(db, 'UPDATE hooks SET secret = ? WHERE id = ?', sealing.seal(`hook/${id}`, secret), id);
        audit(db, actor, now(), 'hook.secret', flowId, { nodeId });
      });
      return { hook: hookOf(rowAt(flowId, nodeId) as Row), secret };
    },
  };
}
