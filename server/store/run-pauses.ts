// Where a run that a person steps through pauses by now. Written before the person's word reaches the run, so that a crash between
// the two changes nothing but when it is said again. Goes with old runs' other belongings: a row lives for 30 days.
import type { Pauses } from '../../nodes/kit/pauses.ts';
import type { StoreDatabase } from './sql.ts';

const KEPT_MS = 30 * 86_400_000;

export function createRunPauseStore(database: StoreDatabase, now: () => number) {
  return {
    async get(runId: string): Promise<Pauses | null> {
      const row = await database.read.one<{ document: string }>('SELECT document FROM run_pauses WHERE run_id = ?', runId);
      return row ? (JSON.parse(row.document) as Pauses) : null;
    },

    /** The run is the caller's: whoever asks has been shown it. */
    save(runId: string, pauses: Pauses): Promise<void> {
      return database.transaction(async (tx) => {
        await tx.change('DELETE FROM run_pauses WHERE at < ?', now() - KEPT_MS);
        await tx.change(
          'INSERT INTO run_pauses (run_id, document, at) VALUES (?, ?, ?) ON CONFLICT (run_id) DO UPDATE SET document = excluded.document, at = excluded.at',
          runId,
          JSON.stringify(pauses),
          now(),
        );
      });
    },
  };
}
