// Who did what, from where: an append-only list, written in the transaction of the change itself and sealed line by line. The database
// refuses to change a line, and to delete one of the last year. It never holds a secret, and never a whole document.
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Actor } from '../../nodes/kit/records.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import { type Anchor, anchorNow, link, moveStart, type Verdict, verifyChain } from './audit-chain.ts';
import type { Sql, SqlValue, StoreDatabase } from './sql.ts';

/** Also in the database's own rule, see schema.ts. */
const AUDIT_KEPT_MS = 365 * 86_400_000;

export interface AuditLine {
  readonly seq: number;
  readonly at: number;
  readonly projectId: string;
  readonly actor: Actor;
  readonly action: string;
  readonly resource: string;
  readonly details: JsonObject | null;
  readonly from: string | null;
}

export interface AuditFilter {
  readonly q?: string | undefined;
  readonly action?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Of all projects. */
  readonly everywhere?: boolean;
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
  const line = {
    projectId: actor.projectId,
    at,
    actor: JSON.stringify(recorded(actor)),
    action,
    resource,
    details: details && JSON.stringify(details),
    from: actor.from ?? null,
  };
  const { number, hash } = await link(tx, line);
  await tx.change(
    'INSERT INTO audit (project_id, at, actor, action, resource, details, from_address, number, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    line.projectId,
    at,
    line.actor,
    action,
    resource,
    line.details,
    line.from,
    number,
    hash,
  );
}

export function createAuditStore(database: StoreDatabase, key: Uint8Array, now: () => number) {
  return {
    /** For what is no change of the store itself: a run that somebody cancelled. */
    record: (actor: ProjectActor, action: string, resource: string, details: JsonObject | null = null): Promise<void> =>
      database.transaction((tx) => audit(tx, actor, now(), action, resource, details)),

    /** Lines of more than a year before the newest one, from the first on and without a gap. Answers how many went. */
    forget: (limit: number): Promise<number> =>
      database.transaction(async (tx) => {
        const newest = await tx.one<{ at: number }>('SELECT at FROM audit ORDER BY seq DESC LIMIT 1');
        const before = Math.min(now(), newest?.at ?? 0) - AUDIT_KEPT_MS;
        const first = await tx.all<{ seq: number; at: number; number: number | null; hash: string | null }>(
          'SELECT seq, at, number, hash FROM audit ORDER BY seq LIMIT ?',
          limit,
        );
        // The clock may have been wrong for a while: a line behind one that stays stays too, or the chain would have a hole.
        const young = first.findIndex(({ at }) => at >= before);
        const old = young === -1 ? first : first.slice(0, young);
        const last = old.at(-1);
        if (!last) return 0;
        const sealed = old.findLast(({ number }) => number !== null);
        if (sealed) await moveStart(tx, { number: sealed.number as number, hash: sealed.hash as string });
        return tx.change('DELETE FROM audit WHERE seq <= ? AND at < ?', last.seq, before);
      }),

    /** Newest first. */
    lines: (actor: ProjectActor, limit: number, before?: number, filter: AuditFilter = {}): Promise<AuditLine[]> =>
      auditLines(database.read, actor, limit, before, filter),

    anchor: (): Promise<Anchor | null> => anchorNow(database.read, key),
    verify: (anchors: readonly Anchor[]): Promise<Verdict> => verifyChain(database.read, key, anchors),
  };
}

interface Row {
  readonly seq: number;
  readonly at: number;
  readonly project_id: string;
  readonly actor: string;
  readonly action: string;
  readonly resource: string;
  readonly details: string | null;
  readonly from_address: string | null;
}

async function auditLines(
  sql: Sql,
  actor: ProjectActor,
  limit: number,
  before: number | undefined,
  filter: AuditFilter,
): Promise<AuditLine[]> {
  const terms: string[] = ['seq < ?'];
  const values: SqlValue[] = [before ?? Number.MAX_SAFE_INTEGER];
  const add = (term: string, ...more: SqlValue[]) => {
    terms.push(term);
    values.push(...more);
  };
  if (!filter.everywhere) add('project_id = ?', actor.projectId);
  if (filter.action) add("action LIKE ? ESCAPE '\\'", `${escaped(filter.action)}%`);
  if (filter.since !== undefined) add('at >= ?', filter.since);
  if (filter.until !== undefined) add('at < ?', filter.until);
  if (filter.q)
    add(
      "lower(action || ' ' || resource || ' ' || actor || ' ' || coalesce(details, '') || ' ' || coalesce(from_address, '')) LIKE lower(?) ESCAPE '\\'",
      `%${escaped(filter.q)}%`,
    );
  const rows = await sql.all<Row>(
    `SELECT seq, at, project_id, actor, action, resource, details, from_address FROM audit WHERE ${terms.join(' AND ')} ORDER BY seq DESC LIMIT ?`,
    ...values,
    limit,
  );
  return rows.map(({ seq, at, project_id, actor, action, resource, details, from_address }) => ({
    seq,
    at,
    projectId: project_id,
    actor: JSON.parse(actor) as Actor,
    action,
    resource,
    details: details === null ? null : (JSON.parse(details) as JsonObject),
    from: from_address,
  }));
}

const escaped = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
