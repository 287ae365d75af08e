// Events and the waits that stand for them: delivered to every wait of that name, or kept until one appears. Inside the
// transaction of whoever delivers.
import type { DatabaseSync } from 'node:sqlite';
import type { Json } from '../../nodes/kit/json.ts';
import { type OpenStep, startedAt, withDelivery } from './open-steps.ts';
import type { Claims } from './sqlite-claims.ts';
import { type RunRecord, type RunRow, recordOf, runColumns } from './sqlite-runs.ts';
import { prepare } from './sqlite-schema.ts';

export function eventRows(db: DatabaseSync) {
  const standing = prepare<{ key: string; data: string; id: string }>(
    db,
    'SELECT o.key, o.data, r.id FROM open_steps o JOIN runs r USING (rid) WHERE o.event = ?',
  );
  const between = prepare<{ event: string; key: string; data: string; id: string; at: number }>(
    db,
    'SELECT o.event, o.key, o.data, r.id, r.at FROM open_steps o JOIN runs r USING (rid) WHERE o.event >= ? AND o.event < ? ORDER BY o.event',
  );
  const keep = prepare(db, 'INSERT INTO kept_events (event, payload, until) VALUES (?, ?, ?)');
  const oldest = prepare<{ id: number; payload: string }>(
    db,
    'SELECT id, payload FROM kept_events WHERE event = ? AND until > ? ORDER BY id LIMIT 1',
  );
  const drop = prepare(db, 'DELETE FROM kept_events WHERE id = ?');
  return {
    /** Hands the event to every wait that stands for it; keeps it when there is none. */
    deliver(event: string, payload: string, until: number, hand: (runId: string, key: string, step: OpenStep) => void): readonly string[] {
      const found = standing.all(event);
      if (found.length === 0) keep.run(event, payload, until);
      for (const row of found) hand(row.id, row.key, withDelivery(JSON.parse(row.data) as OpenStep, JSON.parse(payload) as Json));
      return [...new Set(found.map((row) => row.id))];
    },
    meet(event: string, now: number): { readonly payload: Json } | null {
      const row = oldest.get(event, now);
      if (!row) return null;
      drop.run(row.id);
      return { payload: JSON.parse(row.payload) as Json };
    },
    open: (prefix: string) =>
      between.all(prefix, `${prefix}\u{10ffff}`).map((row) => ({
        event: row.event,
        runId: row.id,
        key: row.key,
        since: startedAt(JSON.parse(row.data) as OpenStep) ?? row.at,
      })),
  };
}

/** Runs to advance now, and when the next one is due. */
export function dueRuns(db: DatabaseSync, claims: Claims) {
  const due = prepare<{ id: string; epoch: number }>(
    db,
    'SELECT id, epoch FROM runs WHERE wake_at IS NOT NULL AND wake_at <= ? ORDER BY wake_at, priority DESC, rid LIMIT ?',
  );
  const later = prepare<{ id: string; epoch: number; at: number }>(
    db,
    'SELECT id, epoch, wake_at AS at FROM runs WHERE wake_at IS NOT NULL AND wake_at > ? ORDER BY wake_at LIMIT ?',
  );
  // Some rows do not say yet that their runs are claimed.
  const free = (row: { readonly id: string; readonly epoch: number }): boolean => !claims.newerThan(row.epoch, row.id);
  return (now: number, limit: number) => ({
    runs: due
      .all(now, limit + claims.size)
      .filter(free)
      .slice(0, limit)
      .map((row) => row.id),
    nextAt: later.all(now, 1 + claims.size).find(free)?.at ?? null,
  });
}

/** Ended runs that nobody refers to, oldest first. */
export function oldRuns(db: DatabaseSync) {
  const select = prepare<RunRow>(
    db,
    `SELECT ${runColumns} FROM runs WHERE ended_at IS NOT NULL AND ended_at < ?
      AND NOT EXISTS (SELECT 1 FROM taken_over t WHERE t.source = runs.rid) ORDER BY ended_at LIMIT ?`,
  );
  const tables = ['steps', 'step_groups', 'open_steps', 'iterations', 'pages', 'chunks', 'logs', 'taken_over', 'runs'];
  const deletes = tables.map((table) => prepare(db, `DELETE FROM ${table} WHERE rid = ?`));
  const newest = prepare<{ seq: number }>(
    db,
    'SELECT max(coalesce((SELECT max(seq) FROM steps WHERE rid = ?1), 0), coalesce((SELECT max(seq) FROM step_groups WHERE rid = ?1), 0)) AS seq',
  );
  const pruned = prepare(
    db,
    "INSERT INTO counters VALUES ('pruned', ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
  );
  const expired = [prepare(db, 'DELETE FROM accepted WHERE until <= ?'), prepare(db, 'DELETE FROM kept_events WHERE until <= ?')];
  return {
    delete(before: number, limit: number, now: number): readonly RunRecord[] {
      for (const statement of expired) statement.run(now);
      const old = select.all(before, limit).map(recordOf);
      for (const run of old) {
        pruned.run(Math.max(run.changed, newest.get(run.rid)?.seq ?? 0));
        for (const statement of deletes) statement.run(run.rid);
      }
      return old;
    },
  };
}
