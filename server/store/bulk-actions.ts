// Actions on many runs: which runs were chosen, and what became of each, one row per run. The list is fixed when the action is
// accepted; who carries it out writes each result as it comes, so that a crash in the middle leaves no run without one.
import type { Actor } from '../../nodes/kit/records.ts';
import type { BulkAction } from '../../nodes/kit/wire/runs-bulk.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import { audit } from './audit.ts';
import { storeId } from './ids.ts';
import { notFound } from './refusal.ts';
import type { SchemaStep, Sql, StoreDatabase } from './sql.ts';

export const bulkSteps: readonly SchemaStep[] = [
  {
    both: `
CREATE TABLE bulk_actions (
  id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects, action TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,
  role TEXT NOT NULL, ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_open ON bulk_actions (at) WHERE ended_at IS NULL;
CREATE TABLE bulk_runs (
  bulk_id TEXT NOT NULL REFERENCES bulk_actions, place INTEGER NOT NULL, run_id TEXT NOT NULL, outcome TEXT NOT NULL, says TEXT,
  new_run_id TEXT, PRIMARY KEY (bulk_id, place)
) STRICT, WITHOUT ROWID;
`,
  },
];

/** How long results are kept. */
const KEPT_MS = 90 * 86_400_000;

export type Outcome = 'pending' | 'done' | 'refused';

export interface StoredBulk {
  readonly id: string;
  readonly projectId: string;
  readonly action: BulkAction;
  readonly at: number;
  readonly actor: Actor;
  readonly role: ProjectActor['role'];
  readonly endedAt: number | null;
}

export interface BulkRun {
  readonly place: number;
  readonly runId: string;
  readonly outcome: Outcome;
  readonly says: string | null;
  readonly newRunId: string | null;
}

interface Row {
  readonly id: string;
  readonly project_id: string;
  readonly action: BulkAction;
  readonly at: number;
  readonly actor: string;
  readonly role: ProjectActor['role'];
  readonly ended_at: number | null;
}

const columns = 'id, project_id, action, at, actor, role, ended_at';
const bulkOf = ({ id, project_id: projectId, action, at, actor, role, ended_at: endedAt }: Row): StoredBulk => ({
  id,
  projectId,
  action,
  at,
  actor: JSON.parse(actor) as Actor,
  role,
  endedAt,
});

export function createBulkStore(database: StoreDatabase, now: () => number) {
  const db = database.read;

  const row = async (sql: Sql, actor: ProjectActor, id: string): Promise<StoredBulk> => {
    const found = await sql.one<Row>(`SELECT ${columns} FROM bulk_actions WHERE id = ? AND project_id = ?`, id, actor.projectId);
    if (!found) throw notFound('action on runs', id);
    return bulkOf(found);
  };

  return {
    get: (actor: ProjectActor, id: string): Promise<StoredBulk> => row(db, actor, id),

    create: (actor: ProjectActor, action: BulkAction, runIds: readonly string[]): Promise<StoredBulk> => {
      const id = storeId('bulk');
      const at = now();
      return database.transaction(async (tx) => {
        const old = 'SELECT id FROM bulk_actions WHERE ended_at < ?';
        await tx.change(`DELETE FROM bulk_runs WHERE bulk_id IN (${old})`, at - KEPT_MS);
        await tx.change('DELETE FROM bulk_actions WHERE ended_at < ?', at - KEPT_MS);
        await tx.change(
          'INSERT INTO bulk_actions (id, project_id, action, at, actor, role) VALUES (?, ?, ?, ?, ?, ?)',
          id,
          actor.projectId,
          action,
          at,
          JSON.stringify(recorded(actor)),
          actor.role,
        );
        for (const [place, runId] of runIds.entries())
          await tx.change("INSERT INTO bulk_runs (bulk_id, place, run_id, outcome) VALUES (?, ?, ?, 'pending')", id, place, runId);
        await audit(tx, actor, at, `run.${action}-many`, id, { runs: runIds.length });
        return row(tx, actor, id);
      });
    },

    async counts(id: string): Promise<{ readonly [outcome in Outcome]: number }> {
      const sql = 'SELECT outcome, count(*) AS count FROM bulk_runs WHERE bulk_id = ? GROUP BY outcome';
      const rows = await db.all<{ outcome: Outcome; count: number }>(sql, id);
      return { pending: 0, done: 0, refused: 0, ...Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count])) };
    },

    async runs(
      id: string,
      page: { readonly after: number; readonly limit: number; readonly outcome?: Outcome | undefined },
    ): Promise<BulkRun[]> {
      const rows = await db.all<{ place: number; run_id: string; outcome: Outcome; says: string | null; new_run_id: string | null }>(
        `SELECT place, run_id, outcome, says, new_run_id FROM bulk_runs WHERE bulk_id = ?1 AND place > ?2
           AND (CAST(?3 AS TEXT) IS NULL OR outcome = ?3) ORDER BY place LIMIT ?4`,
        id,
        page.after,
        page.outcome ?? null,
        page.limit,
      );
      return rows.map(({ place, run_id: runId, outcome, says, new_run_id: newRunId }) => ({ place, runId, outcome, says, newRunId }));
    },

    async became(id: string, place: number, { outcome, says, newRunId }: Became): Promise<void> {
      await database.transaction((tx) =>
        tx.change(
          'UPDATE bulk_runs SET outcome = ?, says = ?, new_run_id = ? WHERE bulk_id = ? AND place = ?',
          outcome,
          says ?? null,
          newRunId ?? null,
          id,
          place,
        ),
      );
    },

    async ended(id: string): Promise<void> {
      await database.transaction((tx) => tx.change('UPDATE bulk_actions SET ended_at = ? WHERE id = ?', now(), id));
    },

    /** Of all projects: what was begun and has not ended, oldest first. */
    open: async (): Promise<StoredBulk[]> =>
      (await db.all<Row>(`SELECT ${columns} FROM bulk_actions WHERE ended_at IS NULL ORDER BY at`)).map(bulkOf),
  };
}

export interface Became {
  readonly outcome: 'done' | 'refused';
  readonly says?: string | undefined;
  readonly newRunId?: string | undefined;
}
