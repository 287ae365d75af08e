// The Azure jobs that steps of a run started: they go on in Azure whatever becomes of the run. Listed with their present state,
// and cancelled in Azure by a person, only here. A vault's jobs are read as one list: Azure allows few reads. Nothing of the
// run changes.
import type { BackupJob } from '../../nodes/kit/capabilities-azure.ts';
import { strongestEffect } from '../../nodes/kit/define.ts';
import { failureOf } from '../../nodes/kit/errors.ts';
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Run, Step } from '../../nodes/kit/records.ts';
import type { AzureJob, runRoutes } from '../../nodes/kit/wire/runs.ts';
import { stepId } from '../engine/ids.ts';
import type { ProjectActor } from '../security/actor.ts';
import { folded } from '../services/azure/ids.ts';
import type { AzureJobs } from '../services/contract.ts';
import { opened } from '../store/opened.ts';
import { notFound, refuse } from '../store/refusal.ts';
import { checkedCursor } from './cursor.ts';
import { type AppDeps, DEFAULT_LIMIT } from './deps.ts';
import type { Handlers } from './registry.ts';

const TIMEOUT_MS = 20_000;
/** Azure counts reads; the practice subscription does not. */
const CACHED_MS = { real: 30_000, practice: 500 } as const;
/** How far a job is stands only in the job itself: so many are asked for at a time. */
const ASKED_ALONE = { real: 1, practice: 20 } as const;
/** Clocks differ: a job may seem to have started a little before its step. */
const CLOCK_SKEW_MS = 10 * 60_000;

interface Started {
  readonly step: Step;
  readonly node: FlowNode;
  readonly vaultId: string;
  /** Null: the call ended without an answer. If it happened, its job carries the step's key. */
  readonly jobId: string | null;
  readonly itemName: string;
}

type Owned = Run & { readonly projectId: string };
type Answer = Awaited<ReturnType<Handlers<Pick<typeof runRoutes, 'listRunJobs'>>['listRunJobs']>>;

export function runJobHandlers(deps: AppDeps): Handlers<Pick<typeof runRoutes, 'listRunJobs' | 'cancelRunJob'>> {
  const { stores, journal, services, nodeTypes } = deps;
  const cache = new Map<string, { readonly until: number; readonly answer: Promise<Answer> }>();

  async function owned(actor: ProjectActor, id: string): Promise<Owned> {
    const run = await journal.run(id);
    if (!run || run.projectId !== actor.projectId) throw notFound('run', id);
    return run;
  }

  const changesAzure = (node: FlowNode): boolean => {
    const type = nodeTypes.find(node.type, node.version);
    return type?.connection === 'azure' && /^(write|destroy)$/.test(strongestEffect(type));
  };

  async function startedBy(actor: ProjectActor, run: Run, limit: number, from: { readonly cursor?: string }) {
    const flow = await stores.versions.flowOf(actor, run.flowId, run.version);
    const nodes = new Map(flow.nodes.flatMap((node) => (changesAzure(node) ? [[node.id, node]] : [])));
    if (nodes.size === 0) return { started: [], next: null };
    const page = await journal.steps(run.id, {
      nodeIds: [...nodes.keys()],
      status: ['succeeded', 'failed', 'cancelled'],
      limit,
      ...from,
    });
    const found = await Promise.all(page.items.map((step) => startedIn(run, step, nodes.get(step.nodeId) as FlowNode)));
    return { started: found.filter((one) => one !== null), next: page.next };
  }

  async function startedIn(run: Run, step: Step, node: FlowNode): Promise<Started | null> {
    if (step.takenFrom) return null;
    const answered = step.status === 'succeeded';
    const known = record(answered ? (await journal.output(run.id, step.key))?.data : await journal.params(run.id, step.key));
    // A job that was running already is somebody else's.
    if (known.joined === true) return null;
    const texts = Object.values(known).filter((value) => typeof value === 'string');
    const vaultId = texts.map((text) => vaultIn.exec(text)?.[0]).find((id) => id !== undefined);
    const jobId = answered && typeof known.jobId === 'string' ? known.jobId : null;
    if (vaultId === undefined || (answered && jobId === null)) return null;
    const item = texts.find((text) => text.length > vaultId.length && text.startsWith(vaultId)) ?? '';
    return { step, node, vaultId, jobId, itemName: item.split(/[/;]/).at(-1) ?? '' };
  }

  async function azureOf(actor: ProjectActor, run: Owned, flow: Flow, node: FlowNode): Promise<AzureJobs> {
    const slot = flow.connections.find(({ name }) => name === node.connection);
    const { flowId, id: runId, world } = run;
    const bound = slot && (await stores.bindings.connectionFor(actor, { flowId, runId, world }, slot));
    if (!bound) throw refuse('binding_missing', `The connection that “${node.title ?? node.id}” worked with is not there any more.`);
    return services.azureJobs(await opened(stores, actor, bound.id), AbortSignal.timeout(TIMEOUT_MS));
  }

  /** What Azure says of these jobs. What it does not know, or cannot be asked, is `unknown`. */
  async function look(
    actor: ProjectActor,
    run: Owned,
    started: readonly Started[],
  ): Promise<{ items: AzureJob[]; trouble: string | null }> {
    const flow = await stores.versions.flowOf(actor, run.flowId, run.version);
    const items: AzureJob[] = [];
    let trouble: string | null = null;
    let alone = ASKED_ALONE[run.world];
    for (const group of Map.groupBy(started, ({ node, vaultId }) => `${node.connection} ${folded(vaultId)}`).values()) {
      const [{ node, vaultId }] = group as [Started];
      const since = Math.min(...group.map(({ step }) => Date.parse(step.startedAt ?? run.createdAt))) - CLOCK_SKEW_MS;
      const wanted = new Map(group.map((one) => [one.jobId?.toLowerCase() ?? stepId(run.id, one.step.key), one]));
      let url: string | null = null;
      try {
        const azure = await azureOf(actor, run, flow, node);
        url = azure.page(vaultId);
        for await (const job of azure.jobs(vaultId, { since: new Date(since).toISOString() })) {
          for (const name of [job.jobId.toLowerCase(), job.activityId?.toLowerCase() ?? '']) {
            const one = wanted.get(name);
            if (!one || !wanted.delete(name)) continue;
            const full = job.endTime === null && alone-- > 0 ? await azure.job(vaultId, job.jobId).catch(() => job) : job;
            items.push(itemOf(one, full, url));
          }
          if (wanted.size === 0) break;
        }
      } catch (error) {
        trouble = failureOf(error, 'azure_error').message;
      }
      for (const one of wanted.values()) if (one.jobId !== null) items.push(itemOf({ ...one, jobId: one.jobId }, null, url));
    }
    const place = new Map(started.map(({ step }, index) => [step.key, index]));
    return { items: items.sort((a, b) => (place.get(a.stepKey) ?? 0) - (place.get(b.stepKey) ?? 0)), trouble };
  }

  function itemOf({ step, node, vaultId, itemName, jobId }: Started, job: BackupJob | null, url: string | null): AzureJob {
    return {
      stepKey: step.key,
      nodeId: node.id,
      vaultId,
      jobId: job?.jobId ?? (jobId as string),
      itemName: job?.itemName ?? itemName,
      operation: job?.operation ?? node.title ?? nodeTypes.find(node.type, node.version)?.title ?? node.type,
      status: job?.status ?? 'unknown',
      startTime: job?.startTime ?? step.startedAt ?? new Date(0).toISOString(),
      endTime: job?.endTime ?? null,
      progress: job?.progress ?? null,
      ...(url === null ? {} : { url }),
    };
  }

  /** The one with this job, on whatever page of the run's steps it stands. */
  async function find(actor: ProjectActor, run: Owned, jobId: string): Promise<{ readonly one: Started; readonly item: AzureJob }> {
    const wanted = jobId.toLowerCase();
    for (let cursor: string | undefined; ; ) {
      const { started, next } = await startedBy(actor, run, 200, cursor === undefined ? {} : { cursor });
      const answered = started.find((one) => one.jobId?.toLowerCase() === wanted);
      if (answered) return { one: answered, item: itemOf(answered, null, null) };
      const { items } = await look(
        actor,
        run,
        started.filter((one) => one.jobId === null),
      );
      const item = items.find((each) => each.jobId.toLowerCase() === wanted);
      const one = item && started.find(({ step }) => step.key === item.stepKey);
      if (one) return { one, item };
      if (next === null) throw notFound('Azure job of that run', jobId);
      cursor = next;
    }
  }

  return {
    async listRunJobs({ actor, params, query }) {
      const run = await owned(actor, params.id);
      const now = Date.now();
      for (const [key, { until }] of cache) if (until < now) cache.delete(key);
      const limit = query.limit ?? DEFAULT_LIMIT;
      const key = `${run.id} ${run.status} ${limit} ${query.cursor ?? ''}`;
      const known = cache.get(key);
      if (known) return known.answer;
      const answer = startedBy(actor, run, limit, checkedCursor(query.cursor)).then(async ({ started, next }) => ({
        ...(await look(actor, run, started)),
        next,
      }));
      cache.set(key, { until: now + CACHED_MS[run.world], answer });
      answer.catch(() => cache.delete(key));
      return answer;
    },

    async cancelRunJob({ actor, params }) {
      const run = await owned(actor, params.id);
      const { one, item } = await find(actor, run, params.jobId);
      const azure = await azureOf(actor, run, await stores.versions.flowOf(actor, run.flowId, run.version), one.node);
      const stands = () => azure.job(one.vaultId, item.jobId).catch(() => null);
      try {
        await azure.cancelJob(one.vaultId, item.jobId);
      } catch (error) {
        const ended = await stands();
        if (ended === null || ended.endTime === null) throw error;
        throw refuse('conflict', `The job of “${ended.itemName}” has ended already: Azure says ${ended.status}.`);
      }
      await stores.audit.record(actor, 'run.cancelJob', run.id, { step: item.stepKey, job: item.jobId, vault: item.vaultId });
      for (const key of cache.keys()) if (key.startsWith(`${run.id} `)) cache.delete(key);
      const url = azure.page(one.vaultId);
      // It is cancelled; how it stands now is only shown.
      const job = await stands();
      return job ? itemOf(one, job, url) : { ...item, status: 'Cancelling' };
    },
  };
}

const vaultIn = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.RecoveryServices\/vaults\/[^/?]+/i;

const record = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
