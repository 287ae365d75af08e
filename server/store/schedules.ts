// When each armed schedule fires next, kept on disk: a server that was down knows what it missed. The rows say when, not what;
// what a planned time starts is in the flow's published version. Moving on and telling what did not run are one commit.
import type { CatchUp } from '../../nodes/kit/schedule.ts';
import type { ProjectActor } from '../security/actor.ts';
import { type Miss, noteMiss } from './missed-times.ts';
import type { StoreDatabase } from './sql.ts';

export interface StoredSchedule {
  readonly flowId: string;
  readonly nodeId: string;
  readonly projectId: string;
  readonly pattern: string;
  readonly timeZone: string;
  /** Bounds of its planned times, see readSchedule. */
  readonly startAt: string | null;
  readonly stopAt: string | null;
  readonly catchUp: CatchUp;
  /** How far back missed times are made up for. */
  readonly windowMs: number;
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
  readonly start_at: string | null;
  readonly stop_at: string | null;
  readonly catch_up: CatchUp;
  readonly window_ms: number;
}

const scheduleOf = (row: Row): StoredSchedule => ({
  flowId: row.flow_id,
  nodeId: row.node_id,
  projectId: row.project_id,
  pattern: row.pattern,
  timeZone: row.time_zone,
  startAt: row.start_at,
  stopAt: row.stop_at,
  catchUp: row.catch_up,
  windowMs: row.window_ms,
  nextAt: row.next_at,
  trouble: row.trouble,
});

export interface Move {
  /** Null: never again. */
  readonly nextAt: number | null;
  readonly trouble: string | null;
  readonly miss?: Miss | undefined;
}

export type WantedSchedule = Omit<StoredSchedule, 'trouble' | 'flowId' | 'projectId'>;

export function createScheduleStore(database: StoreDatabase) {
  const db = database.read;
  return {
    /** The flow's schedules are these from now on. One whose times are unchanged keeps its planned time. */
    async arm({ projectId }: ProjectActor, flowId: string, wanted: readonly WantedSchedule[]): Promise<void> {
      await database.transaction(async (tx) => {
        const before = await tx.all<Row>('SELECT * FROM schedules WHERE flow_id = ?', flowId);
        await tx.change('DELETE FROM schedules WHERE flow_id = ?', flowId);
        for (const schedule of wanted) {
          const old = before.find(
            (row) =>
              row.node_id === schedule.nodeId &&
              row.pattern === schedule.pattern &&
              row.time_zone === schedule.timeZone &&
              row.start_at === schedule.startAt &&
              row.stop_at === schedule.stopAt,
          );
          await tx.change(
            'INSERT INTO schedules VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
            flowId,
            schedule.nodeId,
            projectId,
            schedule.pattern,
            schedule.timeZone,
            old?.next_at ?? schedule.nextAt,
            old?.trouble ?? null,
            schedule.startAt,
            schedule.stopAt,
            schedule.catchUp,
            schedule.windowMs,
          );
        }
      });
    },
    async disarm({ projectId }: ProjectActor, flowId: string): Promise<void> {
      await database.transaction((tx) => tx.change('DELETE FROM schedules WHERE flow_id = ? AND project_id = ?', flowId, projectId));
    },
    /** Of all projects: the clock is everybody's. */
    async due(now: number): Promise<StoredSchedule[]> {
      return (await db.all<Row>('SELECT * FROM schedules WHERE next_at <= ? ORDER BY next_at', now)).map(scheduleOf);
    },
    async nextAt(): Promise<number | null> {
      return (await db.one<{ at: number | null }>('SELECT min(next_at) AS at FROM schedules'))?.at ?? null;
    },
    async of({ projectId }: ProjectActor, flowId: string): Promise<StoredSchedule[]> {
      const sql = 'SELECT * FROM schedules WHERE flow_id = ? AND project_id = ? ORDER BY node_id';
      return (await db.all<Row>(sql, flowId, projectId)).map(scheduleOf);
    },
    /** `planned` is done with, and what of it did not run is noted. False: the schedule was armed anew meanwhile and stays as it is. */
    moveOn(
      actor: ProjectActor,
      { flowId, nodeId }: Pick<StoredSchedule, 'flowId' | 'nodeId'>,
      planned: number,
      move: Move,
    ): Promise<boolean> {
      return database.transaction(async (tx) => {
        const moved = await tx.change(
          'UPDATE schedules SET next_at = ?, trouble = ? WHERE flow_id = ? AND node_id = ? AND next_at = ? AND project_id = ?',
          move.nextAt,
          move.trouble,
          flowId,
          nodeId,
          planned,
          actor.projectId,
        );
        if (moved > 0 && move.miss) await noteMiss(tx, actor, flowId, nodeId, move.miss);
        return moved > 0;
      });
    },
  };
}
