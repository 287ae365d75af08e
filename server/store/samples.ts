// Sample data of nodes, beside the flow: for previews and partial runs in the editor. It never reaches a real run's records.
import type { Json } from '../../nodes/kit/json.ts';
import type { ProjectActor } from '../security/actor.ts';
import { flowRow } from './flows.ts';
import type { StoreDatabase } from './sql.ts';

export function createSampleStore(database: StoreDatabase) {
  const db = database.read;
  return {
    async get(actor: ProjectActor, flowId: string): Promise<{ [nodeId: string]: Json }> {
      await flowRow(db, actor, flowId);
      const rows = await db.all<{ node_id: string; data: string }>(
        'SELECT node_id, data FROM flow_samples WHERE flow_id = ? ORDER BY node_id',
        flowId,
      );
      return Object.fromEntries(rows.map((row) => [row.node_id, JSON.parse(row.data) as Json]));
    },

    /** Replaces all of them. */
    async save(actor: ProjectActor, flowId: string, samples: { readonly [nodeId: string]: Json }): Promise<void> {
      await database.transaction(async (tx) => {
        await flowRow(tx, actor, flowId);
        await tx.change('DELETE FROM flow_samples WHERE flow_id = ?', flowId);
        for (const [nodeId, data] of Object.entries(samples))
          await tx.change('INSERT INTO flow_samples VALUES (?, ?, ?)', flowId, nodeId, JSON.stringify(data));
      });
    },
  };
}
