// Who did what: an append-only list, written in the transaction of the change itself. The database refuses to change a line, and
// to delete one of the last year. It never holds a secret, and never a whole document.
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Actor } from '../../nodes/kit/records.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import type { Sql, StoreDatabase } from './sql.ts';

/** Also in the database's own rule, see schema.ts. */
const AUDIT_KEPT_MS = 365 * 86_400_000;

export interface AuditLine {
  readonly seq: number;
  readonly at: number;
  readonly actor: Actor;
  readonly action: string;
  readonly resource: string;
  readonly details: JsonObject | null;
}

/** Call it inside the transaction of the change. */
export async function audit(
  tx: Sql,
  actor: ProjectActor,
  at: number,
  action: string,
  resource: string,
  details: JsonObject | null = null,
): Promise<void> {
  await tx.change(
    'INSERT INTO audit (project_id, at, actor, action, resource, details) VALUES (?, ?, ?, ?, ?, ?)',
    actor.projectId,
    at,
    JSON.stringify(recorded(actor)),
    action,
    resource,
    details && JSON.stringify(details),
  );
}

export function createAuditStore(database: StoreDatabase, now: () => number) {
  return {
    /** For what is no change of the store itself: a run that somebody cancelled. */
    record: (actor: ProjectActor, action: string, resource: string, details: JsonObject | null = null): Promise<void> =>
      database.transaction((tx) => audit(tx, actor, now(), action, resource, details)),
    /** Lines of more than a year before the newest one, the oldest first. Answers how many went. */
    forget: (limit: number): Promise<number> =>
      database.transaction((tx) =>
        tx.change(
          `DELETE FROM audit WHERE seq IN (SELECT seq FROM audit ORDER BY seq LIMIT ?1)
            AND at < ?2 - ${AUDIT_KEPT_MS} AND at < (SELECT at FROM audit ORDER BY seq DESC LIMIT 1) - ${AUDIT_KEPT_MS}`,
          limit,
          now(),
        ),
      ),
    lines: (actor: ProjectActor, limit: number, before?: number): Promise<AuditLine[]> => auditLines(database.read, actor, limit, before),
  };
}

interface Row {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly resource: string;
  readonly details: string | null;
}

/** Newest first. */
async function auditLines(db: Sql, actor: ProjectActor, limit: number, before = Number.MAX_SAFE_INTEGER): Promise<AuditLine[]> {
  const rows = await db.all<Row>(
    'SELECT seq, at, actor, action, resource, details FROM audit WHERE project_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
    actor.projectId,
    before,
    limit,
  );
  return rows.map((row) => ({
    ...row,
    actor: JSON.parse(row.actor) as Actor,
    details: row.details === null ? null : (JSON.parse(row.details) as JsonObject),
  }));
}
