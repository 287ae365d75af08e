// Sample data of nodes, beside the flow: for previews and partial runs in the editor. It never reaches a real run's records.
import type { Json } from '../../nodes/kit/json.ts';
import type { Database } from '../journal/database.ts';
import type { ProjectActor } from '../security/actor.ts';
import { flowRow } from './flows.ts';
import { all, change } from './statements.ts';

export function createSampleStore(database: Database) {
  const db = database.read;
  return {
    get(actor: ProjectActor, flowId: string): { [nodeId: string]: Json } {
      flowRow(db, actor, flowId);
      const rows = all<{ node_id: string; data: string }>(
        db,
        'SELECT node_id, data FROM flow_samples WHERE flow_id = ? ORDER BY node_id',
        flowId,
      );
      return Object.fromEntries(rows.map((row) => [row.node_id, JSON.parse(row.data) as Json]));
    },

    /** Replaces all of them. */
    async save(actor: ProjectActor, flowId: string, samples: { readonly [nodeId: string]: Json }): Promise<void> {
      flowRow(db, actor, flowId);
      await database.enqueue((db) => {
        change(db, 'DELETE FROM flow_samples WHERE flow_id = ?', flowId);
        for (const [nodeId, data] of Object.entries(samples))
          change(db, 'INSERT INTO flow_samples VALUES (?, ?, ?)', flowId, nodeId, JSON.stringify(data));
      });
    },
  };
}
