// How the machine stands, counted in the database: the same answer from whichever process is asked. Reads only, each question with
// an index; what belongs to a project is asked with its id.
import type { Sql } from '../store/sql.ts';

export interface Queue {
  /** Runs that could go on now and that nobody has taken up yet. */
  readonly due: number;
  /** Since when the longest of them could. */
  readonly oldest: number | null;
  /** Runs that go on at a known time. */
  readonly asleep: number;
}

export interface Worker {
  readonly name: string;
  readonly at: number;
  readonly runs: number;
}

export interface Sleeper {
  readonly id: string;
  readonly number: number;
  readonly flowId: string;
  readonly flowName: string;
  readonly wakeAt: number;
}

export interface ScheduleFigure {
  readonly flowId: string;
  readonly flowName: string;
  readonly nodeId: string;
  readonly nextAt: number | null;
  readonly trouble: string | null;
}

export interface MissedFigure {
  readonly flowId: string;
  readonly flowName: string;
  readonly plannedAt: number;
  readonly count: number;
  readonly says: string;
}

/** Processes that have given no sign of life for so long are no longer listed. */
const FORGOTTEN_MS = 10 * 60_000;

export function createFigures(sql: Sql, fleet: boolean) {
  return {
    /** Throws when the database does not answer. */
    async ping(): Promise<void> {
      await sql.one('SELECT 1 AS one');
    },

    /** Runs that have not ended, by status. */
    async open(projectId?: string): Promise<{ readonly [status: string]: number }> {
      const where = projectId === undefined ? '' : 'AND project = ?';
      const rows = await sql.all<{ status: string; count: number }>(
        `SELECT status, count(*) AS count FROM runs WHERE ended_at IS NULL ${where} GROUP BY status`,
        ...(projectId === undefined ? [] : [projectId]),
      );
      return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
    },

    async queue(now: number): Promise<Queue> {
      const due = await sql.one<{ count: number; oldest: number | null }>(
        'SELECT count(*) AS count, min(CASE WHEN wake_at > 0 THEN wake_at WHEN started_at IS NULL THEN at END) AS oldest FROM runs WHERE wake_at IS NOT NULL AND wake_at <= ?',
        now,
      );
      const asleep = await sql.one<{ count: number }>('SELECT count(*) AS count FROM runs WHERE wake_at IS NOT NULL AND wake_at > ?', now);
      return { due: due?.count ?? 0, oldest: due?.oldest ?? null, asleep: asleep?.count ?? 0 };
    },

    sleepers: (projectId: string, now: number, limit: number): Promise<Sleeper[]> =>
      sql.all<Sleeper>(
        `SELECT id, number, flow AS "flowId", flow_name AS "flowName", wake_at AS "wakeAt" FROM runs
          WHERE wake_at IS NOT NULL AND wake_at > ? AND project = ? ORDER BY wake_at LIMIT ?`,
        now,
        projectId,
        limit,
      ),

    /** Every process of the fleet by its last sign of life; of one machine there is nobody to ask. */
    async workers(): Promise<readonly Worker[] | null> {
      if (!fleet) return null;
      return sql.all<Worker>(
        `SELECT o.owner AS name, CAST(extract(epoch FROM o.beat) * 1000 AS bigint) AS at,
            (SELECT count(*) FROM runs r WHERE r.owner = o.owner) AS runs
          FROM owners o WHERE o.beat > clock_timestamp() - ? * interval '1 millisecond' ORDER BY o.beat DESC LIMIT 100`,
        FORGOTTEN_MS,
      );
    },

    schedules: (projectId: string): Promise<ScheduleFigure[]> =>
      sql.all<ScheduleFigure>(
        `SELECT s.flow_id AS "flowId", f.name AS "flowName", s.node_id AS "nodeId", s.next_at AS "nextAt", s.trouble
          FROM schedules s JOIN flows f ON f.id = s.flow_id WHERE s.project_id = ? ORDER BY s.next_at, f.name, s.node_id LIMIT 200`,
        projectId,
      ),

    missed: (projectId: string, since: number): Promise<MissedFigure[]> =>
      sql.all<MissedFigure>(
        `SELECT m.flow_id AS "flowId", f.name AS "flowName", m.planned_at AS "plannedAt", m.count, m.says
          FROM missed_times m JOIN flows f ON f.id = m.flow_id WHERE m.project_id = ? AND m.at >= ? ORDER BY m.planned_at DESC LIMIT 50`,
        projectId,
        since,
      ),

    /** Bytes of a PostgreSQL; a file is measured where it lies. */
    async size(): Promise<number | null> {
      if (!fleet) return null;
      return (await sql.one<{ bytes: number }>('SELECT pg_database_size(current_database()) AS bytes'))?.bytes ?? null;
    },
  };
}

export type Figures = ReturnType<typeof createFigures>;
