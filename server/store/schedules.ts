// When each armed schedule fires next, kept on disk: a server that was down knows what it missed. The rows say when, not what;
// what a planned time starts is in the flow's published version.
import type { Database } from '../journal/database.ts';
import type { ProjectActor } from '../security/actor.ts';
import { all, change, one } from './statements.ts';

export interface StoredSchedule {
  readonly flowId: string;
  readonly nodeId: string;
  readonly projectId: string;
  readonly pattern: string;
  readonly timeZone: string;
  /** The planned time that has not fired yet; null: never again. */
  readonly nextAt: number | null;
  /** Why its last planned time started nothing, in a sentence. */
  readonly trouble: string | null;
}

interface Row {
  readonly flow_id: string;
  readonly node_id: string;
  readonly project_id: string;
  readonly pattern: string;
  readonly time_zone: string;
  readonly next_at: number | null;
  readonly trouble: string | null;
}

const scheduleOf = (row: Row): StoredSchedule => ({
  flowId: row.flow_id,
  nodeId: row.node_id,
  projectId: row.project_id,
  pattern: row.pattern,
  timeZone: row.time_zone,
  nextAt: row.next_at,
  trouble: row.trouble,
});

export type WantedSchedule = Omit<StoredSchedule, 'trouble' | 'flowId' | 'projectId'>;

export function createScheduleStore(database: Database) {
  const db = database.read;
  return {
    /** The flow's schedules are these from now on. One whose pattern is unchanged keeps its planned time. */
    async arm({ projectId }: ProjectActor, flowId: string, wanted: readonly WantedSchedule[]): Promise<void> {
      await database.enqueue((db) => {
        const before = all<Row>(db, 'SELECT * FROM schedules WHERE flow_id = ?', flowId);
        change(db, 'DELETE FROM schedules WHERE flow_id = ?', flowId);
        for (const schedule of wanted) {
          const old = before.find(
            (row) => row.node_id === schedule.nodeId && row.pattern === schedule.pattern && row.time_zone === schedule.timeZone,
          );
          change(
            db,
            'INSERT INTO schedules VALUES (?, ?, ?, ?, ?, ?, ?)',
            flowId,
            schedule.nodeId,
            projectId,
            schedule.pattern,
            schedule.timeZone,
            old?.next_at ?? schedule.nextAt,
            old?.trouble ?? null,
          );
        }
      });
    },
    async disarm({ projectId }: ProjectActor, flowId: string): Promise<void> {
      await database.enqueue((db) => change(db, 'DELETE FROM schedules WHERE flow_id = ? AND project_id = ?', flowId, projectId));
    },
    /** Of all projects: the clock is everybody's. */
    due: (now: number): StoredSchedule[] =>
      all<Row>(db, 'SELECT * FROM schedules WHERE next_at <= ? ORDER BY next_at', now).map(scheduleOf),
    nextAt: (): number | null => one<{ at: number | null }>(db, 'SELECT min(next_at) AS at FROM schedules')?.at ?? null,
    of: ({ projectId }: ProjectActor, flowId: string): StoredSchedule[] =>
      all<Row>(db, 'SELECT * FROM schedules WHERE flow_id = ? AND project_id = ?', flowId, projectId).map(scheduleOf),
    /** `planned` is done with; a schedule armed anew meanwhile stays as it is. */
    async moveOn(
      { projectId }: ProjectActor,
      flowId: string,
      nodeId: string,
      planned: number,
      nextAt: number | null,
      trouble: string | null,
    ): Promise<void> {
      await database.enqueue((db) =>
        change(
          db,
          'UPDATE schedules SET next_at = ?, trouble = ? WHERE flow_id = ? AND node_id = ? AND next_at = ? AND project_id = ?',
          nextAt,
          trouble,
          flowId,
          nodeId,
          planned,
          projectId,
        ),
      );
    },
  };
}
