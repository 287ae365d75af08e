// Actions on many runs over HTTP. What is chosen is fixed before it is answered; what became of each run is read later.
import type { Run } from '../../nodes/kit/records.ts';
import { hasEnded, type RunStatus, runStatuses } from '../../nodes/kit/status.ts';
import { BULK_LIMIT, type BulkAction, type bulkRoutes, type RunFilterWire } from '../../nodes/kit/wire/runs-bulk.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { StoredBulk } from '../store/bulk-actions.ts';
import { cursorOf, readCursor } from '../store/cursor.ts';
import { iso } from '../store/iso.ts';
import { refuse } from '../store/refusal.ts';
import { type AppDeps, DEFAULT_LIMIT } from './deps.ts';
import type { Handlers } from './registry.ts';
import { runFilter } from './run-filter.ts';

/** Runs that the action can do something with. What succeeded is not retried, what is ending not cancelled. */
const able: { readonly [action in BulkAction]: readonly RunStatus[] } = {
  retry: ['failed', 'cancelled'],
  cancel: runStatuses.filter((status) => !hasEnded(status) && status !== 'cancelling'),
};

interface Choice {
  readonly action: BulkAction;
  readonly runs?: readonly string[] | undefined;
  readonly filter?: RunFilterWire | undefined;
}

export function bulkHandlers({ stores, journal, bulk }: AppDeps): Handlers<typeof bulkRoutes> {
  /** The runs that were chosen and that the action can do something with; one more than the limit when there are more. */
  async function chosen(actor: ProjectActor, { action, runs, filter }: Choice): Promise<Run[]> {
    if ((runs === undefined) === (filter === undefined))
      throw refuse('invalid_request', 'Name either runs or a filter.', {
        problems: [{ code: 'invalid_request', path: '/runs', message: 'either runs or filter' }],
      });
    if (runs) {
      const found = await Promise.all([...new Set(runs)].map((id) => journal.run(id)));
      return found.filter((run) => run !== null && run.projectId === actor.projectId && able[action].includes(run.status)) as Run[];
    }
    const wanted = runFilter(actor, filter ?? {}, '/filter', able[action]);
    if (wanted.status?.length === 0) return [];
    const all: Run[] = [];
    for (let cursor: string | null | undefined; cursor !== null && all.length <= BULK_LIMIT; ) {
      const page = await journal.runs({ ...wanted, limit: 200, ...(cursor === undefined ? {} : { cursor }) });
      all.push(...page.items);
      cursor = page.next;
    }
    return all.slice(0, BULK_LIMIT + 1);
  }

  const view = async (found: StoredBulk) => {
    const { pending, done, refused } = await stores.bulkActions.counts(found.id);
    const { id, action, actor, at, endedAt } = found;
    return {
      id,
      action,
      at: iso(at),
      actor,
      total: pending + done + refused,
      done,
      refused,
      endedAt: endedAt === null ? null : iso(endedAt),
    };
  };

  return {
    async countBulk({ actor, body }) {
      const runs = await chosen(actor, body);
      const flows = new Map<string, { count: number; real: number }>();
      for (const { flowName, world } of runs) {
        const { count, real } = flows.get(flowName) ?? { count: 0, real: 0 };
        flows.set(flowName, { count: count + 1, real: real + (world === 'real' ? 1 : 0) });
      }
      return {
        count: Math.min(runs.length, BULK_LIMIT),
        more: runs.length > BULK_LIMIT,
        flows: [...flows].map(([name, counts]) => ({ name, ...counts })).sort((a, b) => b.count - a.count),
      };
    },

    async startBulk({ actor, body }) {
      const runs = await chosen(actor, body);
      if (runs.length === 0) throw refuse('conflict', `None of these runs can be ${body.action === 'retry' ? 'retried' : 'cancelled'}.`);
      if (runs.length > BULK_LIMIT) throw refuse('conflict', `More than ${BULK_LIMIT} runs at once are not allowed. Narrow the filter.`);
      if (body.count !== undefined && body.count !== runs.length)
        throw refuse('conflict', `It would take ${runs.length} runs now, not ${body.count}. Look again.`);
      // The oldest first, as they came.
      const found = await stores.bulkActions.create(actor, body.action, runs.map(({ id }) => id).reverse());
      bulk.go(found);
      return view(found);
    },

    async getBulk({ actor, params, query }) {
      const found = await stores.bulkActions.get(actor, params.id);
      // Whoever had it may be gone.
      bulk.go(found);
      const limit = query.limit ?? DEFAULT_LIMIT;
      const rows = await stores.bulkActions.runs(found.id, {
        after: readCursor(query.cursor)?.at ?? -1,
        limit: limit + 1,
        outcome: query.outcome,
      });
      const kept = rows.slice(0, limit);
      const last = kept.at(-1);
      const items = await Promise.all(
        kept.map(async ({ runId, outcome, says, newRunId }) => {
          const run = await journal.run(runId);
          return {
            runId,
            number: run?.number ?? null,
            flowName: run?.flowName ?? null,
            status: run?.status ?? null,
            outcome,
            says,
            newRunId,
          };
        }),
      );
      return { ...(await view(found)), items, next: rows.length > limit && last ? cursorOf(last.place, '') : null };
    },
  };
}
