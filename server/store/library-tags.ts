// The tags of a flow, replaced as a whole. For whoever makes, saves or tags one: call it in that transaction.
import type { Sql } from './sql.ts';

export async function setTags(tx: Sql, flowId: string, tags: readonly string[]): Promise<void> {
  await tx.change('DELETE FROM flow_tags WHERE flow_id = ?', flowId);
  for (const tag of tags) await tx.change('INSERT INTO flow_tags (flow_id, tag) VALUES (?, ?) ON CONFLICT DO NOTHING', flowId, tag);
}
