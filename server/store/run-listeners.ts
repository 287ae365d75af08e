// Which published flows want to know of runs that ended, and how far the journal has been read for them. The mark moves only over
// runs that were dealt with: what ended while nobody looked is found again after a start.
import type { StoreDatabase } from './sql.ts';

export interface ListeningFlow {
  readonly flowId: string;
  readonly projectId: string;
  readonly version: number;
  /** Its triggers are armed. Its error flow counts in any case. */
  readonly enabled: boolean;
}

interface Row {
  readonly id: string;
  readonly project_id: string;
  readonly published_version: number;
  readonly enabled: number;
}

export function createRunListenerStore(database: StoreDatabase) {
  const db = database.read;
  return {
    /** Published flows whose document speaks of either: few of many, so the others are not read. */
    async listening(): Promise<ListeningFlow[]> {
      const rows = await db.all<Row>(`SELECT f.id, f.project_id, f.published_version, f.enabled FROM flows f
         JOIN flow_versions v ON v.flow_id = f.id AND v.number = f.published_version
         WHERE f.deleted_at IS NULL AND (v.document LIKE '%"core.run-ended"%' OR v.document LIKE '%"errorFlow"%')`);
      return rows.map((row) => ({ flowId: row.id, projectId: row.project_id, version: row.published_version, enabled: row.enabled === 1 }));
    },

    projects: async (): Promise<string[]> => (await db.all<{ id: string }>('SELECT id FROM projects')).map(({ id }) => id),

    /** Journal sequence up to which every ended run was dealt with. Null: nobody listened. */
    mark: async (): Promise<number | null> => (await db.one<{ seq: number }>('SELECT seq FROM runs_ended_mark'))?.seq ?? null,

    async setMark(seq: number | null): Promise<void> {
      await database.transaction(async (tx) => {
        if (seq === null) await tx.change('DELETE FROM runs_ended_mark');
        else await tx.change('INSERT INTO runs_ended_mark VALUES (1, ?) ON CONFLICT ("only") DO UPDATE SET seq = excluded.seq', seq);
      });
    },
  };
}
