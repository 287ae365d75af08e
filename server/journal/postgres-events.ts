// What is asked without changing anything: which runs are due, which waits stand, which run was accepted under a key.
import type { Journal } from './contract.ts';
import { type OpenStep, startedAt } from './open-steps.ts';
import { columns, type PgRunRow, runOf } from './postgres-read.ts';
import { borrow, type PostgresPool } from './postgres-session.ts';
import { runView, startOf } from './run-state.ts';

/** Runs whose time has come, and runs whose holder is dead; the earliest first. */
const dueNow = `SELECT id FROM (
    (SELECT id, wake_at, priority, rid FROM runs WHERE wake_at IS NOT NULL AND wake_at <= $1 ORDER BY wake_at, priority DESC, rid LIMIT $2)
    UNION ALL
    (SELECT r.id, 0, r.priority, r.rid FROM owners o JOIN runs r ON r.owner = o.owner
      WHERE o.beat < clock_timestamp() - $3 * interval '1 millisecond' LIMIT $2)) AS d
  ORDER BY wake_at, priority DESC, rid LIMIT $2`;

export function postgresEvents(pool: PostgresPool, deadMs: number): Pick<Journal, 'due' | 'openEvents' | 'acceptedBefore'> {
  return {
    due: (now, limit) =>
      borrow(pool, async (session) => {
        const [runs, next] = await Promise.all([
          session.all<{ id: string }>(dueNow, now, limit, deadMs),
          session.one<{ at: number | null }>('SELECT min(wake_at) AS at FROM runs WHERE wake_at IS NOT NULL AND wake_at > $1', now),
        ]);
        return { runs: runs.map(({ id }) => id), nextAt: next?.at ?? null };
      }),
    openEvents: (prefix) =>
      borrow(pool, async (session) => {
        const rows = await session.all<{ event: string; key: string; data: string; id: string; at: number }>(
          `SELECT o.event, o.key, o.data, r.id, r.at FROM open_steps o JOIN runs r ON r.rid = o.rid
            WHERE o.event >= $1 AND o.event < $2 ORDER BY o.event`,
          prefix,
          `${prefix}\u{10ffff}`,
        );
        return rows.map(({ event, id, key, data, at }) => ({
          event,
          runId: id,
          key,
          since: startedAt(JSON.parse(data) as OpenStep) ?? at,
        }));
      }),
    acceptedBefore: ({ projectId, at, dedup }) =>
      borrow(pool, async (session) => {
        const row = await session.one<PgRunRow & { hash: string }>(
          `SELECT r.*, a.hash FROM accepted a JOIN (SELECT ${columns} FROM runs) r ON r.id = a.run_id
            WHERE a.project = $1 AND a.key = $2 AND a.until > $3`,
          projectId,
          dedup.key,
          at,
        );
        if (!row) return null;
        const { head, state } = runOf(row);
        return { created: false, mismatch: row.hash !== dedup.hash, run: runView(head, state), start: startOf(state), cancelled: [] };
      }),
  };
}
