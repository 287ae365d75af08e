// Runs over HTTP: start, look inside, cancel, retry, resolve. What is answered is durable; a caller may wait for the end.
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Run } from '../../nodes/kit/records.ts';
import { stepStatuses } from '../../nodes/kit/status.ts';
import { parseStepKey } from '../../nodes/kit/step-key.ts';
import type { Accepted, runRoutes } from '../../nodes/kit/wire/runs.ts';
import type { Created } from '../journal/contract.ts';
import type { ProjectActor } from '../security/actor.ts';
import { notFound, refuse } from '../store/refusal.ts';
import { checkedCursor } from './cursor.ts';
import { type AppDeps, DEFAULT_LIMIT } from './deps.ts';
import { isScope, nodesInside } from './inside.ts';
import { waitSeconds } from './prefer.ts';
import type { Handlers } from './registry.ts';
import { listed, runFilter } from './run-filter.ts';

const IDEMPOTENCY_MS = 24 * 3_600_000;

const runView = (run: Run & { readonly projectId?: string }): Run => {
  const { projectId: _, ...rest } = run;
  return rest;
};

/** `of`: the flow that is started or the run that is retried. What is kept of the body says nothing of it: it may hold secrets. */
function dedupOf(prove: (text: string) => string, request: Request, actor: ProjectActor, of: string, body: unknown) {
  const given = request.headers['idempotency-key'];
  if (given === undefined) return undefined;
  const key = String(given);
  if (key.length === 0 || key.length > 200) throw refuse('invalid_request', 'The Idempotency-Key must have 1 to 200 characters.');
  return { key: `api:${actor.projectId}:${of}:${key}`, hash: prove(JSON.stringify(body ?? null)), keepMs: IDEMPOTENCY_MS };
}

/** What a person tries out on the draft stays there: no other run takes samples, none of them stops for a person on the way. */
function demandTrial(body: StartBody): void {
  const wrong = (path: string, message: string) =>
    refuse('invalid_request', message, { problems: [{ code: 'invalid_request', path, message }] });
  if (body?.pauseBefore && body.version !== 'draft') throw wrong('/pauseBefore', 'Breakpoints are for the draft: say version “draft”.');
  if (!body?.samples || Object.keys(body.samples).length === 0) return;
  if (body.version !== 'draft') throw wrong('/samples', 'Samples are for trying out the draft: say version “draft”.');
  if (body.from === undefined && body.to === undefined)
    throw wrong('/samples', 'Samples are for running a part of the flow: say from where or to where.');
}

type StartBody = z.output<typeof runRoutes.startRun.body>;

export function runHandlers(deps: AppDeps): Handlers<Omit<typeof runRoutes, 'events' | 'listRunJobs' | 'cancelRunJob'>> {
  const { stores, accept, engine, journal, nodeTypes, retry } = deps;

  const owned = async (actor: ProjectActor, id: string): Promise<Run> => {
    const run = await journal.run(id);
    if (!run || run.projectId !== actor.projectId) throw notFound('run', id);
    return runView(run);
  };
  const step = async (actor: ProjectActor, id: string, key: string) => {
    await owned(actor, id);
    const found = parseStepKey(key) ? await journal.step(id, key) : null;
    if (!found) throw notFound('step in that run', key);
    return found;
  };
  const accepted = ({ run }: Created): Accepted => ({ runId: run.id, number: run.number, url: `/api/runs/${run.id}`, status: run.status });

  /** Steps that a retry names: of the run's own version, whether they were reached or not. */
  const demandSteps = async (actor: ProjectActor, run: Run, keys: readonly string[]) => {
    const document = await stores.versions.flowOf(actor, run.flowId, run.version);
    const nodes = new Set(document.nodes.map((node) => node.id));
    const wrong = keys.findIndex((key) => !nodes.has(parseStepKey(key)?.nodeId ?? ''));
    if (wrong >= 0)
      throw refuse('invalid_request', `“${keys[wrong]}” is no step of that run.`, {
        problems: [{ code: 'invalid_request', path: `/steps/${wrong}`, message: 'is no step of that run' }],
      });
  };

  /** 202 with the run; with `Prefer: wait` what became of it, if that comes in time. */
  async function answerStart(actor: ProjectActor, created: Created, request: Request, response: Response): Promise<Accepted> {
    if (created.mismatch) throw refuse('idempotency_mismatch', 'This Idempotency-Key was used with another body in the last 24 hours.');
    response.set('Location', `/api/runs/${created.run.id}`);
    const seconds = waitSeconds(request);
    if (seconds === 0) return accepted(created);
    const waited = await engine.waitFor(created.run.id, seconds * 1_000);
    response.set('Preference-Applied', `wait=${seconds}`);
    if (!waited) return accepted({ ...created, run: await owned(actor, created.run.id) });
    response.status(200);
    const answer = accepted({ ...created, run: waited.run });
    if (!waited.response) return answer;
    const { status, body } = waited.response;
    return { ...answer, response: { status, body: body as NonNullable<Accepted['response']>['body'] } };
  }

  return {
    async startRun({ actor, params, body, request, response }) {
      demandTrial(body);
      const before = body?.resubmits === undefined ? null : await owned(actor, body.resubmits);
      if (before && before.flowId !== params.id)
        throw refuse('invalid_request', 'That run is one of another flow.', {
          problems: [{ code: 'invalid_request', path: '/resubmits', message: 'is a run of another flow' }],
        });
      const created = await accept.accept({
        actor,
        flow: await stores.flows.head(actor, params.id),
        version: body?.version,
        arrival: { type: 'api', nodeId: body?.trigger },
        inputs: (body?.inputs ?? {}) as JsonObject,
        ...(before ? { secretsOf: before } : {}),
        dedup: dedupOf(stores.proof, request, actor, params.id, body),
        from: body?.from,
        to: body?.to,
        samples: body?.samples as { [nodeId: string]: Json } | undefined,
        pauseBefore: body?.pauseBefore,
      });
      return answerStart(actor, created, request, response);
    },

    async listRuns({ actor, query }) {
      const page = await journal.runs({
        ...runFilter(actor, query, '/query'),
        limit: query.limit ?? DEFAULT_LIMIT,
        ...checkedCursor(query.cursor),
      });
      return { items: page.items.map(runView), next: page.next };
    },

    async getRun({ actor, params }) {
      const run = await owned(actor, params.id);
      const result = run.endedAt === null ? undefined : await journal.result(params.id);
      return { ...run, ...(result === undefined ? {} : { result }) };
    },

    async cancelRun({ actor, params }) {
      await owned(actor, params.id);
      if (!(await engine.cancel(params.id))) throw refuse('conflict', 'The run has ended already.');
      await stores.audit.record(actor, 'run.cancel', params.id);
      return await owned(actor, params.id);
    },

    async retryRun({ actor, params, body, request, response }) {
      const run = await owned(actor, params.id);
      const dedup = dedupOf(stores.proof, request, actor, params.id, body);
      const before = dedup ? await journal.acceptedBefore({ projectId: actor.projectId, at: Date.now(), dedup }) : null;
      if (before) return answerStart(actor, before, request, response);
      if (body?.steps) await demandSteps(actor, run, body.steps);
      const created = await retry(actor, run, { steps: body?.steps, newest: body?.version === 'newest', dedup });
      return answerStart(actor, created, request, response);
    },

    async resolveStep({ actor, params, body }) {
      await owned(actor, params.id);
      const resolution =
        body.outcome === 'happened'
          ? { outcome: 'happened' as const, data: (body.data ?? null) as Json }
          : body.outcome === 'fail'
            ? { outcome: 'fail' as const, message: body.message ?? `${actor.name} said that it failed.` }
            : { outcome: 'didNot' as const };
      if (!(await engine.resolve(params.id, body.step, resolution)))
        throw refuse('conflict', `Step “${body.step}” does not wait for a person.`, {
          problems: [{ code: 'conflict', path: '/step', message: 'does not wait for a person' }],
        });
      await stores.audit.record(actor, 'run.resolve', params.id, { step: body.step, outcome: body.outcome });
      return await owned(actor, params.id);
    },

    async listSteps({ actor, params, query }) {
      const run = await owned(actor, params.id);
      const status = listed(query.status, stepStatuses, '/query/status');
      const parent = query.parent === undefined ? null : parseStepKey(query.parent);
      if (query.parent !== undefined && !parent)
        throw refuse('invalid_request', `“${query.parent}” is no step key.`, {
          problems: [{ code: 'invalid_request', path: '/query/parent', message: 'must be a step key such as eachVault[3]' }],
        });
      const flow = parent && (await stores.versions.flowOf(actor, run.flowId, run.version));
      const scope = isScope(
        flow?.nodes.find(({ id }) => id === parent?.nodeId),
        nodeTypes,
      );
      if (scope && query.index !== undefined)
        throw refuse('invalid_request', `“${query.parent}” is no loop: its steps have no index of their own.`, {
          problems: [{ code: 'invalid_request', path: '/query/index', message: 'only loops have iterations' }],
        });
      const page = await journal.steps(params.id, {
        limit: query.limit ?? 200,
        ...(parent && flow ? { nodeIds: nodesInside(flow, parent.nodeId, nodeTypes).map((node) => node.id) } : {}),
        ...(parent && !scope && query.index === undefined
          ? { within: parent.path }
          : { parentPath: [...(parent?.path ?? []), ...(query.index === undefined ? [] : [query.index])] }),
        ...(status ? { status } : {}),
        ...checkedCursor(query.cursor),
      });
      return { items: page.items, next: page.next };
    },

    async getStep({ actor, params }) {
      const found = await step(actor, params.id, params.key);
      return { ...found, params: await journal.params(params.id, params.key) };
    },

    async getStepOutput({ actor, params, query }) {
      await step(actor, params.id, params.key);
      const output = await journal.output(params.id, params.key);
      if (!output) return { data: null, list: null };
      const from = query.from ?? 0;
      const list = output.list && {
        ...output.list,
        from,
        items: [...(await journal.items(params.id, params.key, from, query.limit ?? 100))],
      };
      return { data: output.data, list };
    },

    async getStepLog({ actor, params }) {
      await step(actor, params.id, params.key);
      return { items: [...(await journal.log(params.id, params.key))] };
    },
  };
}
