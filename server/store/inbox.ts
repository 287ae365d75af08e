// The practice inbox: what practice runs would have sent to the outside. The newest thousand of a project are kept.
import type { Json } from '../../nodes/kit/json.ts';
import type { ProjectActor } from '../security/actor.ts';
import { cursorOf, readCursor } from './cursor.ts';
import { iso } from './iso.ts';
import type { StoreDatabase } from './sql.ts';

const KEPT = 1_000;

export interface PracticeMessage {
  readonly projectId: string;
  readonly runId: string | null;
  readonly flowName: string | null;
  readonly kind: string;
  readonly to: string;
  readonly subject: string;
  readonly body: Json;
  /** Key of the step that sent it: asking twice keeps one message. */
  readonly key: string;
}

interface Row {
  readonly id: number;
  readonly at: number;
  readonly run_id: string | null;
  readonly flow_name: string | null;
  readonly kind: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
}

export function createInboxStore(database: StoreDatabase, now: () => number) {
  const db = database.read;
  return {
    async put(message: PracticeMessage): Promise<void> {
      await database.transaction(async (tx) => {
        await tx.change(
          `INSERT INTO practice_inbox (project_id, at, run_id, flow_name, kind, recipient, subject, body, step)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (step) DO NOTHING`,
          message.projectId,
          now(),
          message.runId,
          message.flowName,
          message.kind,
          message.to,
          message.subject,
          JSON.stringify(message.body),
          message.key,
        );
        await tx.change(
          'DELETE FROM practice_inbox WHERE project_id = ?1 AND id <= (SELECT max(id) FROM practice_inbox WHERE project_id = ?1) - ?2',
          message.projectId,
          KEPT,
        );
      });
    },

    /** Messages of before then, the oldest first. Answers how many went. */
    forget: (before: number, limit: number): Promise<number> =>
      database.transaction((tx) =>
        tx.change('DELETE FROM practice_inbox WHERE id IN (SELECT id FROM practice_inbox WHERE at < ? ORDER BY id LIMIT ?)', before, limit),
      ),

    /** Null: there is none of that id in the actor's project. */
    async body(actor: ProjectActor, id: string): Promise<Json | null> {
      if (!/^\d{1,15}$/.test(id)) return null;
      const row = await db.one<Pick<Row, 'body'>>(
        'SELECT body FROM practice_inbox WHERE project_id = ? AND id = ?',
        actor.projectId,
        Number(id),
      );
      return row ? (JSON.parse(row.body) as Json) : null;
    },

    async list(
      actor: ProjectActor,
      options: { readonly run?: string | undefined; readonly cursor?: string | undefined; readonly limit: number },
    ) {
      const before = Number(readCursor(options.cursor)?.id ?? Number.MAX_SAFE_INTEGER);
      const rows = await db.all<Row>(
        `SELECT id, at, run_id, flow_name, kind, recipient, subject, body FROM practice_inbox
         WHERE project_id = ?1 AND id < ?2 AND (CAST(?3 AS TEXT) IS NULL OR run_id = ?3) ORDER BY id DESC LIMIT ?4`,
        actor.projectId,
        before,
        options.run ?? null,
        options.limit + 1,
      );
      const items = rows.slice(0, options.limit).map((row) => ({
        id: String(row.id),
        at: iso(row.at),
        runId: row.run_id,
        flowName: row.flow_name,
        kind: row.kind,
        to: row.recipient,
        subject: row.subject,
        body: JSON.parse(row.body) as Json,
      }));
      const last = rows[options.limit - 1];
      return { items, next: rows.length > options.limit && last ? cursorOf(last.at, last.id) : null };
    },
  };
}
