// The home page: what needs a person, what runs, what failed, what is next; and the estate, which asks Azure and is therefore
// kept apart, cached a minute and allowed to fail.
import type { BackupJob, ProtectedItem } from '../../nodes/kit/capabilities-azure.ts';
import type { RunStatus } from '../../nodes/kit/status.ts';
import type { EstateView, Overview } from '../../nodes/kit/wire/system.ts';
import type { Journal } from '../journal/contract.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { Services } from '../services/contract.ts';
import { iso } from '../store/iso.ts';
import { opened } from '../store/opened.ts';
import { refuse } from '../store/refusal.ts';
import type { Stores } from '../store/stores.ts';
import type { Triggers } from '../triggers/triggers.ts';

export interface HomeDeps {
  readonly stores: Stores;
  readonly journal: Journal;
  readonly triggers: Triggers;
  readonly services: () => Pick<Services, 'reading'>;
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
const CACHED_MS = 60_000;
/** A backup is late when a daily one is missing, with two hours of grace. */
const LATE_MS = 26 * 3_600_000;

export function createHome({ stores, journal, triggers, services, now }: HomeDeps) {
  const cache = new Map<string, { readonly at: number; readonly view: Promise<EstateView> }>();

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

    async estate(actor: ProjectActor): Promise<EstateView> {
      const connection = await stores.connections.defaultOf(actor, 'azure');
      if (!connection) throw refuse('binding_missing', 'There is no default Azure connection.');
      const key = `${connection.id}@${connection.revision}`;
      const kept = cache.get(key);
      if (kept && now() - kept.at < CACHED_MS) return kept.view;
      const view = opened(stores, actor, connection.id).then((open) =>
        readEstate(services().reading(open, AbortSignal.timeout(60_000)).azure, now()),
      );
      cache.clear();
      cache.set(key, { at: now(), view });
      view.catch(() => cache.delete(key));
      return view;
    },
  };
}

export type Home = ReturnType<typeof createHome>;

type Reading = Pick<import('../../nodes/kit/capabilities-azure.ts').AzureBackup, 'vaults' | 'items' | 'jobs'>;

async function readEstate(azure: Reading, at: number): Promise<EstateView> {
  const [vaults, items, jobs] = await Promise.all([
    Array.fromAsync(azure.vaults()),
    Array.fromAsync(azure.items(null)),
    Array.fromAsync(azure.jobs(null, { since: iso(at - 30 * DAY_MS), operation: 'Backup' })),
  ]);
  const protectedItems = items.filter((item) => !item.softDeleted && item.protectionState !== 'ProtectionStopped');
  const failing = protectedItems.filter((item) => item.lastBackupStatus === 'Failed');
  const late = protectedItems.filter((item) => !failing.includes(item) && isLate(item, at));
  return {
    at: iso(at),
    vaults: vaults.length,
    items: protectedItems.length,
    safe: protectedItems.length - failing.length - late.length,
    failing: failing.length,
    late: late.length,
    days: daysOf(jobs, at),
    worst: [
      ...failing.map((item) => ({ name: nameOf(item), says: item.lastError?.message ?? 'The last backup failed' })),
      ...late.map((item) => ({ name: nameOf(item), says: lateSays(item, at) })),
    ].slice(0, 8),
  };
}

/** Drives are all called alike: their machine comes first. */
const nameOf = ({ friendlyName, serverName, managementType }: ProtectedItem): string =>
  managementType === 'MAB' && serverName ? `${serverName} ${friendlyName}` : friendlyName;

const isLate = (item: ProtectedItem, at: number): boolean =>
  item.lastBackupTime === null ? item.protectionState === 'Protected' : Date.parse(item.lastBackupTime) < at - LATE_MS;

const lateSays = (item: ProtectedItem, at: number): string => {
  if (item.lastBackupTime === null) return 'No backup yet';
  const hours = Math.floor((at - Date.parse(item.lastBackupTime)) / 3_600_000);
  return hours < 72 ? `Last backup ${hours} hours ago` : `Last backup ${Math.floor(hours / 24)} days ago`;
};

function daysOf(jobs: readonly BackupJob[], at: number): EstateView['days'] {
  const days = new Map<string, { ok: number; failed: number }>();
  for (let back = 29; back >= 0; back--) days.set(iso(at - back * DAY_MS).slice(0, 10), { ok: 0, failed: 0 });
  for (const job of jobs) {
    const day = days.get(job.startTime.slice(0, 10));
    if (!day) continue;
    if (job.status === 'Failed') day.failed++;
    else if (job.status === 'Completed' || job.status === 'CompletedWithWarnings') day.ok++;
  }
  return [...days].map(([day, counts]) => ({ day, ...counts }));
}
