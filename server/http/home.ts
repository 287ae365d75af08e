// The home page: what needs a person, what runs, what failed, what is next. How the backups stand is told by estate.ts.
import type { RunStatus } from '../../nodes/kit/status.ts';
import type { EstateView, Overview } from '../../nodes/kit/wire/system.ts';
import type { Journal } from '../journal/contract.ts';
import type { ProjectActor } from '../security/actor.ts';
import { iso } from '../store/iso.ts';
import type { Stores } from '../store/stores.ts';
import type { Triggers } from '../triggers/triggers.ts';
import type { EstateView as EstateHealthView } from './estate.ts';

export interface HomeDeps {
  readonly stores: Stores;
  readonly journal: Journal;
  readonly triggers: Triggers;
  readonly estate: Pick<EstateHealthView, 'health'>;
  readonly now: () => number;
}

const DAY_MS = 86_400_000;

export function createHome({ stores, journal, triggers, estate, now }: HomeDeps) {
  const runsOf = async (actor: ProjectActor, status: readonly RunStatus[], since?: number) => {
    const { items } = await journal.runs({ projectId: actor.projectId, status, limit: 200, ...(since === undefined ? {} : { since }) });
    return items;
  };

  async function needsPerson(actor: ProjectActor): Promise<Overview['needsPerson']> {
    const found: Overview['needsPerson'] = [];
    for (const run of (await runsOf(actor, ['needs-attention'])).slice(0, 20)) {
      const { items } = await journal.steps(run.id, { status: ['needs-attention'], limit: 5 });
      const { nodes } = await stores.versions.flowOf(actor, run.flowId, run.version);
      const titles = new Map(nodes.map((node) => [node.id, node.title]));
      for (const step of items)
        found.push({
          runId: run.id,
          number: run.number,
          flowName: run.flowName,
          stepKey: step.key,
          title: titles.get(step.nodeId) ?? step.nodeId,
          says: step.error?.message ?? step.says ?? 'It is not known whether the call happened.',
        });
    }
    return found;
  }

  /** @example '3 planned times did not run (Nightly report)'; nothing to say: '' */
  async function didNotRun(actor: ProjectActor): Promise<string> {
    const missed = await stores.missedTimes.since(actor, now() - DAY_MS);
    if (missed.length === 0) return '';
    const count = missed.reduce((sum, flow) => sum + flow.count, 0);
    const heads = await Promise.all(missed.slice(0, 3).map(({ flowId }) => stores.flows.head(actor, flowId)));
    const names = heads.map(({ name }) => name);
    const times = count === 1 ? '1 planned time' : `${count} planned times`;
    return `${times} did not run (${names.join(', ')}${missed.length > 3 ? ' …' : ''})`;
  }

  async function nextDue(actor: ProjectActor): Promise<{ readonly next: Overview['nextDue']; readonly armed: number }> {
    const armed = (await triggers.list(actor)).filter((trigger) => trigger.enabled);
    const due = armed.flatMap((trigger) => (trigger.next[0] ? [{ at: trigger.next[0], flowName: trigger.flowName }] : []));
    due.sort((a, b) => a.at.localeCompare(b.at));
    return { next: due[0] ?? null, armed: new Set(armed.map((trigger) => trigger.flowId)).size };
  }

  return {
    async overview(actor: ProjectActor): Promise<Overview> {
      const connection = await stores.connections.defaultOf(actor, 'azure');
      const { projectId } = actor;
      const active = await journal.countRuns({ projectId, status: ['queued', 'running', 'waiting', 'cancelling', 'needs-attention'] });
      const { failed: failures = 0 } = await journal.countRuns({ projectId, status: ['failed'], since: now() - DAY_MS });
      const failed = failures === 0 ? [] : await runsOf(actor, ['failed'], now() - DAY_MS);
      const names = [...new Set(failed.map((run) => run.flowName))];
      const unstarted = await didNotRun(actor);
      const nothing = unstarted ? `Nothing failed, but ${unstarted}` : 'Nothing failed since yesterday';
      const { next, armed } = await nextDue(actor);
      return {
        connection: connection && { id: connection.id, name: connection.name, practice: connection.practice },
        needsPerson: await needsPerson(actor),
        runningNow: { count: Object.values(active).reduce((sum, count) => sum + count, 0), waiting: active.waiting ?? 0 },
        failedSinceYesterday: {
          count: failures,
          says: failures === 0 ? nothing : `${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''}${unstarted && `; ${unstarted}`}`,
        },
        nextDue: next,
        armed,
      };
    },

    /** The short form of the estate, as it was told before there was a history. */
    async estate(actor: ProjectActor): Promise<EstateView> {
      const { at, vaults, totals, days, attention } = await estate.health(actor, {});
      return {
        at: at ?? iso(now()),
        vaults: vaults.length,
        items: totals.promised,
        safe: totals.safe,
        failing: totals.failing,
        late: totals.late,
        days: days.map((one) => ({
          day: one.day,
          ok: one.totals?.safe ?? 0,
          failed: (one.totals?.failing ?? 0) + (one.totals?.late ?? 0),
        })),
        worst: attention
          .filter(({ state }) => state === 'failing' || state === 'late')
          .slice(0, 8)
          .map(({ name, machine, says }) => ({ name: machine && machine !== name ? `${machine} ${name}` : name, says })),
      };
    },
  };
}

export type Home = ReturnType<typeof createHome>;
