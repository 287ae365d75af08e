// What the page Operations shows: the machine as a whole in numbers, and what belongs to the asker's project by name.
import type { Operations, Readiness } from '../../nodes/kit/wire/operations.ts';
import type { Backups } from '../backup/backups.ts';
import type { Journal } from '../journal/contract.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { AzureBudget } from '../services/contract.ts';
import { iso } from '../store/iso.ts';
import type { Stores } from '../store/stores.ts';
import type { Figures, ScheduleFigure } from './figures.ts';

export interface OverviewDeps {
  readonly figures: Figures;
  readonly journal: Pick<Journal, 'runs'>;
  readonly stores: Pick<Stores, 'connections'>;
  readonly readiness: () => Promise<Readiness>;
  readonly budgets: () => readonly AzureBudget[];
  readonly owner: string;
  readonly keepDays: number;
  readonly backup: () => ReturnType<Backups['state']> | null;
  /** Bytes of the file; null: there is none. */
  readonly fileSize: (() => number) | null;
  readonly now?: () => number;
}

const WEEK_MS = 7 * 86_400_000;
const SLEEPERS = 50;
/** How far back the last run of a schedule is looked for among its flow's runs. */
const LOOK_BACK = 50;

const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

export function createOverview(deps: OverviewDeps) {
  const { figures, journal, stores, readiness, budgets, owner, keepDays, backup, fileSize, now = Date.now } = deps;

  /** One read a flow, however many schedules it has. */
  async function schedulesOf({ projectId }: ProjectActor): Promise<Operations['schedules']> {
    const schedules = await figures.schedules(projectId);
    const runsOf = new Map(
      await Promise.all(
        [...new Set(schedules.map(({ flowId }) => flowId))].map(
          async (flowId) => [flowId, (await journal.runs({ projectId, flowId, limit: LOOK_BACK })).items] as const,
        ),
      ),
    );
    const lastOf = ({ flowId, nodeId }: ScheduleFigure) => {
      const run = runsOf.get(flowId)?.find(({ trigger }) => trigger.nodeId === nodeId && trigger.plannedAt !== undefined);
      return run?.trigger.plannedAt ? { at: run.trigger.plannedAt, runId: run.id, status: run.status } : null;
    };
    return schedules.map((schedule) => ({
      flowId: schedule.flowId,
      flowName: schedule.flowName,
      nodeId: schedule.nodeId,
      nextAt: isoOrNull(schedule.nextAt),
      last: lastOf(schedule),
      trouble: schedule.trouble,
    }));
  }

  /** Of connections that the asker's project has; others are nobody's business. */
  async function budgetsOf(actor: ProjectActor): Promise<Operations['budgets']> {
    const names = new Map<string, string | null>();
    for (const { connectionId } of budgets())
      if (!names.has(connectionId))
        names.set(
          connectionId,
          await stores.connections.get(actor, connectionId).then(
            ({ name }) => name,
            () => null,
          ),
        );
    return budgets().flatMap(({ connectionId, subscription, kind, requests, left, blockedUntil }) => {
      const connectionName = names.get(connectionId);
      if (connectionName == null) return [];
      return [{ connectionId, connectionName, subscription, kind, requests, left, blockedUntil: isoOrNull(blockedUntil) }];
    });
  }

  return async (actor: ProjectActor): Promise<Operations> => {
    const at = now();
    const backups = backup();
    const [ready, open, queue, workers, next, schedules, missed, budgets, bytes] = await Promise.all([
      readiness(),
      figures.open(),
      figures.queue(at),
      figures.workers(),
      figures.sleepers(actor.projectId, at, SLEEPERS),
      schedulesOf(actor),
      figures.missed(actor.projectId, at - WEEK_MS),
      budgetsOf(actor),
      figures.size(),
    ]);
    const alone = [{ name: owner, at, runs: open.running ?? 0 }];
    return {
      at: iso(at),
      ready,
      queue: {
        due: queue.due,
        oldest: isoOrNull(queue.oldest),
        running: (open.running ?? 0) + (open.cancelling ?? 0),
        waiting: open.waiting ?? 0,
        needsPerson: open['needs-attention'] ?? 0,
        queued: open.queued ?? 0,
      },
      workers: (workers ?? alone).map(({ name, at: seen, runs }) => ({ name, self: name === owner, seenAt: iso(seen), runs })),
      sleeping: { count: queue.asleep, next: next.map(({ id, wakeAt, ...run }) => ({ runId: id, ...run, wakeAt: iso(wakeAt) })) },
      schedules,
      missed: missed.map(({ plannedAt, ...miss }) => ({ ...miss, plannedAt: iso(plannedAt) })),
      budgets,
      database: { kind: fileSize ? 'sqlite' : 'postgresql', bytes: fileSize ? fileSize() : bytes },
      backup: backups && { ...backups, last: backups.last && { ...backups.last, at: iso(backups.last.at) } },
      keepDays,
    };
  };
}
