// Planned times that started nothing: what an operator looks for when a nightly job is not there in the morning. Several that were
// missed for one reason stand in one line. The newest hundred of each schedule are kept; the audit has them all.
import type { ProjectActor } from '../security/actor.ts';
import { audit } from './audit.ts';
import { iso } from './iso.ts';
import type { Sql, StoreDatabase } from './sql.ts';

/** `late`: nobody could start it in time. `overlap`: a run was going on. `refused`: the flow could not be started. */
type MissReason = 'late' | 'overlap' | 'refused';

export interface Miss {
  readonly plannedAt: number;
  /** The last one of those that this line stands for. */
  readonly lastAt: number;
  readonly count: number;
  /** There were more than could be counted. */
  readonly more: boolean;
  readonly reason: MissReason;
  readonly says: string;
  /** The run that was recorded as skipped. */
  readonly runId: string | null;
  /** When it was found out. */
  readonly at: number;
}

interface Row {
  readonly flow_id: string;
  readonly planned_at: number;
  readonly last_at: number;
  readonly count: number;
  readonly more: number;
  readonly reason: MissReason;
  readonly says: string;
  readonly run_id: string | null;
  readonly at: number;
}

const KEPT = 100;

/** Call it inside the transaction that moves the schedule on. */
export async function noteMiss(tx: Sql, actor: ProjectActor, flowId: string, nodeId: string, miss: Miss): Promise<void> {
  const added = await tx.change(
    'INSERT INTO missed_times VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    flowId,
    nodeId,
    miss.plannedAt,
    actor.projectId,
    miss.lastAt,
    miss.count,
    miss.more ? 1 : 0,
    miss.reason,
    miss.says,
    miss.runId,
    miss.at,
  );
  if (added === 0) return;
  await tx.change(
    `DELETE FROM missed_times WHERE flow_id = ?1 AND node_id = ?2 AND planned_at NOT IN
      (SELECT planned_at FROM missed_times WHERE flow_id = ?1 AND node_id = ?2 ORDER BY planned_at DESC LIMIT ${KEPT})`,
    flowId,
    nodeId,
  );
  const { count, reason, says } = miss;
  await audit(tx, actor, miss.at, 'schedule.missed', flowId, {
    nodeId,
    from: iso(miss.plannedAt),
    to: iso(miss.lastAt),
    count,
    reason,
    says,
  });
}

export function createMissedTimeStore(database: StoreDatabase) {
  const db = database.read;
  return {
    /** Newest first. */
    async of({ projectId }: ProjectActor, flowId: string, nodeId: string, limit: number): Promise<Miss[]> {
      const rows = await db.all<Row>(
        'SELECT * FROM missed_times WHERE flow_id = ? AND node_id = ? AND project_id = ? ORDER BY planned_at DESC LIMIT ?',
        flowId,
        nodeId,
        projectId,
        limit,
      );
      return rows.map((row) => ({
        plannedAt: row.planned_at,
        lastAt: row.last_at,
        count: row.count,
        more: row.more === 1,
        reason: row.reason,
        says: row.says,
        runId: row.run_id,
        at: row.at,
      }));
    },
    /** How many of which flow's planned times were found missing since then. */
    since: ({ projectId }: ProjectActor, at: number): Promise<{ readonly flowId: string; readonly count: number }[]> =>
      db.all<{ flowId: string; count: number }>(
        'SELECT flow_id AS "flowId", sum(count) AS count FROM missed_times WHERE project_id = ? AND at >= ? GROUP BY flow_id ORDER BY count DESC',
        projectId,
        at,
      ),
  };
}
