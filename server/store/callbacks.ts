// Which callbacks were answered: the first answer counts. Notes are let go of after a year, when no run waits for so long.
import { FailureError } from '../../nodes/kit/errors.ts';
import type { StoreDatabase } from './sql.ts';

const KEPT_MS = 400 * 86_400_000;
/** So long an answer is being written; a process that died over it gives room to the caller's next try. */
const CLAIM_MS = 30_000;

interface Row {
  readonly claimed_until: number | null;
}

export function createCallbackStore(database: StoreDatabase, now: () => number) {
  const underWay = new Set<string>();

  const isAnswered = (row: Row | undefined): boolean => row !== undefined && (row.claimed_until === null || row.claimed_until > now());

  /** False: somebody else was first. */
  const claim = (id: string, runId: string, until: number | null): Promise<boolean> =>
    database.transaction(async (tx) => {
      await tx.change('DELETE FROM callbacks WHERE at < ?', now() - KEPT_MS);
      if (isAnswered(await tx.one<Row>('SELECT claimed_until FROM callbacks WHERE id = ?', id))) return false;
      await tx.change(
        `INSERT INTO callbacks (id, run_id, at, claimed_until) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET at = excluded.at, claimed_until = excluded.claimed_until`,
        id,
        runId,
        now(),
        until,
      );
      return true;
    });

  /** What could not be delivered was no answer. */
  async function letGo(id: string, error: unknown): Promise<never> {
    await database.transaction((tx) => tx.change('DELETE FROM callbacks WHERE id = ?', id));
    throw error;
  }

  async function noteAndDeliver(id: string, runId: string, deliver: () => Promise<unknown>): Promise<boolean> {
    if (isAnswered(await database.read.one<Row>('SELECT claimed_until FROM callbacks WHERE id = ?', id))) return false;
    if (database.sharesCommits) {
      await database.before(() => claim(id, runId, null), deliver).catch((error: unknown) => letGo(id, error));
      return true;
    }
    // The note cannot be one commit with the answer: it is a claim first, which ends by itself if nobody confirms it.
    if (!(await claim(id, runId, now() + CLAIM_MS))) return false;
    await deliver().catch((error: unknown) => {
      // Where the answer was lost, it may have been delivered: the claim runs out before anybody gives another.
      if (error instanceof FailureError) return letGo(id, error);
      throw error;
    });
    await database.transaction((tx) => tx.change('UPDATE callbacks SET claimed_until = NULL WHERE id = ?', id));
    return true;
  }

  return {
    /** Delivers the first answer and notes it. False: it was answered before, and nothing is delivered. */
    async answer(id: string, runId: string, deliver: () => Promise<unknown>): Promise<boolean> {
      if (underWay.has(id)) return false;
      underWay.add(id);
      try {
        return await noteAndDeliver(id, runId, deliver);
      } finally {
        underWay.delete(id);
      }
    },
  };
}
