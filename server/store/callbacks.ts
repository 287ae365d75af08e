// Which callbacks were answered: the first answer counts. Notes are let go of after a year, when no run waits for so long.
import type { Database } from '../journal/database.ts';
import { change, one } from './statements.ts';

const KEPT_MS = 400 * 86_400_000;

export function createCallbackStore(database: Database, now: () => number) {
  const db = database.read;
  return {
    answered: (id: string): boolean => one(db, 'SELECT 1 FROM callbacks WHERE id = ?', id) !== undefined,
    /** Ask for it in the turn in which the answer is delivered: one commit for both. */
    async note(id: string, runId: string): Promise<void> {
      await database.enqueue((db) => {
        change(db, 'DELETE FROM callbacks WHERE at < ?', now() - KEPT_MS);
        change(db, 'INSERT INTO callbacks (id, run_id, at) VALUES (?, ?, ?)', id, runId, now());
      });
    },
  };
}
