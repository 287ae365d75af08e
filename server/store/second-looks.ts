// Four eyes: requests that wait for somebody else's yes, and the answers. An agreement is for one request of one step of one run, to the
// letter; it counts once and for a limited time. Who may answer is decided in security/second-person.ts.
import { fail } from '../../nodes/kit/errors.ts';
import type { Actor } from '../../nodes/kit/records.ts';
import { type ProjectActor, recorded, systemActor } from '../security/actor.ts';
import { audit } from './audit.ts';
import { storeId } from './ids.ts';
import type { Sql, StoreDatabase } from './sql.ts';

/** How long one may answer, and how long a yes counts. */
const OPEN_FOR_MS = 4 * 3_600_000;
/** Letters of a body that somebody can be shown. Nobody is asked for a yes to what they cannot see whole. */
const LONGEST_BODY = 100_000;

export interface LookAsked {
  readonly projectId: string;
  readonly runId: string;
  readonly stepKey: string;
  readonly flowId: string;
  readonly version: number;
  readonly hash: string;
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
}

export interface StoredLook extends LookAsked {
  readonly id: string;
  readonly askedAt: number;
  readonly until: number;
  readonly decision: 'approved' | 'rejected' | null;
  readonly decidedBy: Actor | null;
  readonly comment: string;
}

interface Row {
  readonly id: string;
  readonly project_id: string;
  readonly run_id: string;
  readonly step_key: string;
  readonly flow_id: string;
  readonly version: number;
  readonly hash: string;
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
  readonly asked_at: number;
  readonly open_until: number;
  readonly decision: 'approved' | 'rejected' | null;
  readonly decided_by: string | null;
  readonly comment: string | null;
}

const columns =
  'id, project_id, run_id, step_key, flow_id, version, hash, method, url, body, asked_at, open_until, decision, decided_by, comment';

const lookOf = (row: Row): StoredLook => ({
  id: row.id,
  projectId: row.project_id,
  runId: row.run_id,
  stepKey: row.step_key,
  flowId: row.flow_id,
  version: row.version,
  hash: row.hash,
  method: row.method,
  url: row.url,
  body: row.body,
  askedAt: row.asked_at,
  until: row.open_until,
  decision: row.decision,
  decidedBy: row.decided_by === null ? null : (JSON.parse(row.decided_by) as Actor),
  comment: row.comment ?? '',
});

export const lookEvent = (id: string): string => `second-look:${id}`;

class Late extends Error {}

/** `go`: somebody has agreed, and that agreement is used up now. */
export type Looked = { readonly kind: 'go' } | { readonly kind: 'wait' | 'rejected'; readonly look: StoredLook };

export function createSecondLookStore(database: StoreDatabase, now: () => number) {
  const newest = (sql: Sql, { runId, stepKey, hash }: Pick<LookAsked, 'runId' | 'stepKey' | 'hash'>) =>
    sql.one<Row & { used_at: number | null }>(
      `SELECT ${columns}, used_at FROM second_looks WHERE run_id = ? AND step_key = ? AND hash = ? ORDER BY asked_at DESC, id DESC LIMIT 1`,
      runId,
      stepKey,
      hash,
    );

  return {
    /** A request is about to leave. */
    ask: (asked: LookAsked): Promise<Looked> =>
      database.transaction(async (tx): Promise<Looked> => {
        const length = asked.body?.length ?? 0;
        if (length > LONGEST_BODY)
          throw fail(
            'body_too_large',
            `needs a second person, who can be shown ${LONGEST_BODY} characters of a request: this one has ${length}. Make it smaller.`,
            { refused: true },
          );
        const at = now();
        const row = await newest(tx, asked);
        if (row && row.used_at === null && row.open_until > at) {
          const look = lookOf(row);
          if (look.decision === null) return { kind: 'wait', look };
          if (look.decision === 'rejected') return { kind: 'rejected', look };
          await tx.change('UPDATE second_looks SET used_at = ? WHERE id = ?', at, look.id);
          await audit(tx, systemActor(look.projectId), at, 'second-look.used', look.runId, {
            step: look.stepKey,
            look: look.id,
            hash: look.hash,
          });
          return { kind: 'go' };
        }
        const id = storeId('look');
        await tx.change(
          `INSERT INTO second_looks (id, project_id, run_id, step_key, flow_id, version, hash, method, url, body, asked_at, open_until)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          id,
          asked.projectId,
          asked.runId,
          asked.stepKey,
          asked.flowId,
          asked.version,
          asked.hash,
          asked.method,
          asked.url,
          asked.body,
          at,
          at + OPEN_FOR_MS,
        );
        await audit(tx, systemActor(asked.projectId), at, 'second-look.asked', asked.runId, {
          step: asked.stepKey,
          look: id,
          request: `${asked.method} ${asked.url}`,
          hash: asked.hash,
        });
        return { kind: 'wait', look: lookOf((await newest(tx, asked)) as Row) };
      }),

    async open(projectId: string, limit = 200): Promise<StoredLook[]> {
      const sql = `SELECT ${columns} FROM second_looks WHERE project_id = ? AND decision IS NULL AND open_until > ? ORDER BY asked_at, id LIMIT ?`;
      return (await database.read.all<Row>(sql, projectId, now(), limit)).map(lookOf);
    },

    /** What this step of a run waits for. */
    async of(projectId: string, runId: string, stepKey: string): Promise<StoredLook | null> {
      const row = await database.read.one<Row>(
        `SELECT ${columns} FROM second_looks WHERE project_id = ? AND run_id = ? AND step_key = ? AND decision IS NULL AND open_until > ?
         ORDER BY asked_at DESC, id DESC LIMIT 1`,
        projectId,
        runId,
        stepKey,
        now(),
      );
      return row ? lookOf(row) : null;
    },

    /** All that a run waits for, in the order in which it asked. */
    async openOf(projectId: string, runId: string): Promise<StoredLook[]> {
      const sql = `SELECT ${columns} FROM second_looks WHERE project_id = ? AND run_id = ? AND decision IS NULL AND open_until > ? ORDER BY asked_at, id`;
      return (await database.read.all<Row>(sql, projectId, runId, now())).map(lookOf);
    },

    /** All of them or none. False: somebody else has answered one, or its time is over. */
    decide: (actor: ProjectActor, looks: readonly StoredLook[], approved: boolean, comment: string): Promise<boolean> =>
      database
        .transaction(async (tx) => {
          const at = now();
          const decision = approved ? 'approved' : 'rejected';
          for (const look of looks) {
            const changed = await tx.change(
              `UPDATE second_looks SET decision = ?, decided_at = ?, decided_by = ?, comment = ?
               WHERE id = ? AND project_id = ? AND decision IS NULL AND open_until > ?`,
              decision,
              at,
              JSON.stringify(recorded(actor)),
              comment,
              look.id,
              actor.projectId,
              at,
            );
            // Takes back what was decided for those before it.
            if (changed === 0) throw new Late();
            const { stepKey, id, hash } = look;
            await audit(tx, actor, at, `second-look.${decision}`, look.runId, {
              step: stepKey,
              look: id,
              hash,
              comment,
              together: looks.length,
            });
          }
          return true;
        })
        .catch((error: unknown) => {
          if (error instanceof Late) return false;
          throw error;
        }),

    /** Answers that their runs may not have heard of: the process ended in between. */
    async unheard(): Promise<StoredLook[]> {
      const sql = `SELECT ${columns} FROM second_looks WHERE decision IS NOT NULL AND used_at IS NULL AND open_until > ? ORDER BY asked_at LIMIT 1000`;
      return (await database.read.all<Row>(sql, now())).map(lookOf);
    },

    forget: (before: number): Promise<number> =>
      database.transaction((tx) => tx.change('DELETE FROM second_looks WHERE open_until < ?', before)),
  };
}
