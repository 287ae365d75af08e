// Deletes runs that ended long ago, and what has expired of keys and kept events. PostgreSQL's own cleaner makes the room free again.
import { borrow, type PostgresPool, type Session } from './postgres-session.ts';

const tables = ['steps', 'step_groups', 'open_steps', 'iterations', 'pages', 'chunks', 'logs', 'taken_over', 'runs'];

/** Two processes that clean up at once take different runs. A run that a kept one took results over from stays. */
export function deleteOldRuns(pool: PostgresPool, before: number, limit: number, now: number): Promise<readonly string[]> {
  return borrow(pool, async (session) => {
    try {
      await session.all('BEGIN');
      const deleted = await remove(session, before, limit, now);
      await session.all('COMMIT');
      return deleted;
    } catch (error) {
      await session.all('ROLLBACK').catch(() => undefined);
      throw error;
    }
  });
}

async function remove(session: Session, before: number, limit: number, now: number): Promise<readonly string[]> {
  await session.all('DELETE FROM accepted WHERE until <= $1', now);
  await session.all('DELETE FROM kept_events WHERE until <= $1', now);
  await session.all(
    "DELETE FROM owners o WHERE beat < clock_timestamp() - interval '1 day' AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.owner = o.owner)",
  );
  const old = await session.all<{ rid: number; id: string; changed: number }>(
    `SELECT rid, id, changed FROM runs WHERE ended_at IS NOT NULL AND ended_at < $1
      AND NOT EXISTS (SELECT 1 FROM taken_over t WHERE t.source = runs.rid) ORDER BY ended_at, rid LIMIT $2 FOR UPDATE SKIP LOCKED`,
    before,
    limit,
  );
  if (old.length === 0) return [];
  const rids = old.map(({ rid }) => rid);
  const newest = await session.one<{ seq: number | null }>(
    `SELECT greatest((SELECT max(seq) FROM steps WHERE rid = ANY($1)), (SELECT max(seq) FROM step_groups WHERE rid = ANY($1))) AS seq`,
    rids,
  );
  for (const table of tables) await session.all(`DELETE FROM ${table} WHERE rid = ANY($1)`, rids);
  const pruned = Math.max(newest?.seq ?? 0, ...old.map(({ changed }) => changed));
  await session.all(
    "INSERT INTO counters VALUES ('pruned', $1) ON CONFLICT (name) DO UPDATE SET value = greatest(counters.value, excluded.value)",
    pruned,
  );
  return old.map(({ id }) => id);
}
