// Who did what: an append-only list, written in the transaction of the change itself. The database refuses to change or
// delete a line. It never holds a secret, and never a whole document.
import type { DatabaseSync } from 'node:sqlite';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Actor } from '../../nodes/kit/records.ts';
import type { Database } from '../journal/database.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import { all, change } from './statements.ts';

export interface AuditLine {
  readonly seq: number;
  readonly at: number;
  readonly actor: Actor;
  readonly action: string;
  readonly resource: string;
  readonly details: JsonObject | null;
}

/** Call it inside the `work` of the change. */
export function audit(
  db: DatabaseSync,
  actor: ProjectActor,
  at: number,
  action: string,
  resource: string,
  details: JsonObject | null = null,
): void {
  change(
    db,
    'INSERT INTO audit (project_id, at, actor, action, resource, details) VALUES (?, ?, ?, ?, ?, ?)',
    actor.projectId,
    at,
    JSON.stringify(recorded(actor)),
    action,
    resource,
    details && JSON.stringify(details),
  );
}

export function createAuditStore(database: Database, now: () => number) {
  return {
    /** For what is no change of the store itself: a run that somebody cancelled. */
    record: (actor: ProjectActor, action: string, resource: string, details: JsonObject | null = null): Promise<void> =>
      database.enqueue((db) => audit(db, actor, now(), action, resource, details)),
    lines: (actor: ProjectActor, limit: number, before?: number) => auditLines(database.read, actor, limit, before),
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
const auditLines = (db: DatabaseSync, actor: ProjectActor, limit: number, before = Number.MAX_SAFE_INTEGER): AuditLine[] =>
  all<Row>(
    db,
    'SELECT seq, at, actor, action, resource, details FROM audit WHERE project_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
    actor.projectId,
    before,
    limit,
  ).map((row) => ({
    ...row,
    actor: JSON.parse(row.actor) as Actor,
    details: row.details === null ? null : (JSON.parse(row.details) as JsonObject),
  }));
