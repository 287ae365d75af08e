// Carries out an action on many runs, one after the other, each with a result that is kept. One process at a time works on one
// action; what a stopped process has left is gone on with by the next that starts or looks. Doing a run twice is harmless: a retry
// is accepted once per action and run, a cancel changes nothing the second time.
import { failureOf } from '../../nodes/kit/errors.ts';
import type { Engine } from '../engine/engine.ts';
import { newId } from '../engine/ids.ts';
import type { Journal } from '../journal/contract.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { Became, StoredBulk } from '../store/bulk-actions.ts';
import type { Stores } from '../store/stores.ts';
import type { Retry } from './retry.ts';

const LEASE_MS = 30_000;
const BATCH = 20;
const DEDUP_MS = 90 * 86_400_000;

export interface BulkDeps {
  readonly stores: Stores;
  readonly journal: Pick<Journal, 'run' | 'own' | 'disown'>;
  readonly engine: () => Pick<Engine, 'cancel'>;
  readonly retry: Retry;
  readonly now: () => number;
  readonly trouble: (error: unknown) => void;
}

export function createBulk({ stores, journal, engine, retry, now, trouble }: BulkDeps) {
  const owner = newId(now());
  const going = new Map<string, Promise<void>>();
  let stopped = false;

  async function one(bulk: StoredBulk, runId: string): Promise<Became> {
    const { id, projectId, action, role } = bulk;
    const actor: ProjectActor = { ...bulk.actor, projectId, role };
    const run = await journal.run(runId);
    if (!run || run.projectId !== projectId) return { outcome: 'refused', says: 'There is no such run any more.' };
    if (action === 'cancel') {
      if (!(await engine().cancel(runId))) return { outcome: 'refused', says: 'It had ended already.' };
      await stores.audit.record(actor, 'run.cancel', runId, { with: id });
      return { outcome: 'done' };
    }
    const { run: made } = await retry(actor, run, { dedup: { key: `bulk:${id}:${runId}`, hash: '', keepMs: DEDUP_MS } });
    return { outcome: 'done', newRunId: made.id };
  }

  async function work(bulk: StoredBulk): Promise<void> {
    const lease = `bulk:${bulk.id}`;
    for (;;) {
      const held = await journal.own(lease, owner, LEASE_MS, Date.now());
      if (!held || stopped) return;
      const batch = await stores.bulkActions.runs(bulk.id, { after: -1, limit: BATCH, outcome: 'pending' });
      for (const { place, runId } of batch) {
        if (stopped) return;
        const became = await one(bulk, runId).catch(
          (error: unknown): Became => ({ outcome: 'refused', says: failureOf(error, 'internal').message }),
        );
        await stores.bulkActions.became(bulk.id, place, became);
      }
      if (batch.length < BATCH) {
        await stores.bulkActions.ended(bulk.id);
        await journal.disown(lease, held.epoch);
        return;
      }
    }
  }

  /** Goes on with it here, unless somebody is at it. */
  function go(bulk: StoredBulk): void {
    if (stopped || bulk.endedAt !== null || going.has(bulk.id)) return;
    going.set(
      bulk.id,
      work(bulk)
        .catch(trouble)
        .finally(() => going.delete(bulk.id)),
    );
  }

  return {
    go,
    /** After a start: what was begun before. */
    async boot(): Promise<void> {
      for (const bulk of await stores.bulkActions.open()) go(bulk);
    },
    async stop(): Promise<void> {
      stopped = true;
      await Promise.all(going.values());
    },
  };
}

export type Bulk = ReturnType<typeof createBulk>;
