// A person steps through a run: what is said reaches the step that pauses, once. Values that are changed are checked before anything
// moves on, and the audit tells who changed which.

import type { Json } from '../../nodes/kit/json.ts';
import { continueEvent } from '../../nodes/kit/pauses.ts';
import { parseStepKey } from '../../nodes/kit/step-key.ts';
import type { pauseRoutes } from '../../nodes/kit/wire/pauses.ts';
import { notFound, refuse } from '../store/refusal.ts';
import type { AppDeps } from './deps.ts';
import type { Handlers } from './registry.ts';

export function pauseHandlers({ stores, journal, engine, nodeTypes }: AppDeps): Handlers<typeof pauseRoutes> {
  /** Refuses values that the step could not run with. Only what was changed is judged: the rest was evaluated. */
  async function demandFit(
    runFlow: { flowId: string; version: number },
    actor: Parameters<typeof stores.versions.flowOf>[0],
    nodeId: string,
    kept: Json,
    edited: { readonly [name: string]: Json },
  ) {
    const flow = await stores.versions.flowOf(actor, runFlow.flowId, runFlow.version);
    const node = flow.nodes.find(({ id }) => id === nodeId);
    const type = node && nodeTypes.find(node.type, node.version);
    if (!type) return;
    const unknown = Object.keys(edited).find((name) => !Object.hasOwn(type.params.shape, name));
    const parsed = type.params.safeParse({ ...(kept as object), ...edited });
    const issue = parsed.success
      ? undefined
      : parsed.error.issues.find(({ path }: { path: PropertyKey[] }) => Object.hasOwn(edited, path[0] ?? ''));
    if (unknown === undefined && !issue) return;
    const path =
      unknown === undefined ? `/params${issue?.path.map((part: PropertyKey) => `/${String(part)}`).join('')}` : `/params/${unknown}`;
    const message = unknown === undefined ? (issue?.message ?? 'does not fit') : 'is no value of this step';
    throw refuse('param_invalid', `${path}: ${message}`, { problems: [{ code: 'param_invalid', path, message }] });
  }

  return {
    async continueRun({ actor, params, body }) {
      const run = await journal.run(params.id);
      if (!run || run.projectId !== actor.projectId) throw notFound('run', params.id);
      const nodeId = parseStepKey(body.step)?.nodeId;
      const event = continueEvent(run.id, body.step);
      const open = nodeId !== undefined && (await journal.openEvents(event)).some((one) => one.event === event && one.runId === run.id);
      if (!open || nodeId === undefined)
        throw refuse('conflict', `The run is not paused before “${body.step}”.`, {
          problems: [{ code: 'conflict', path: '/step', message: 'does not pause' }],
        });
      const edited = (body.params ?? {}) as { readonly [name: string]: Json };
      if (Object.keys(edited).length > 0) await demandFit(run, actor, nodeId, await journal.params(run.id, body.step), edited);
      const before =
        body.until === 'end' ? [] : (body.pauseBefore ?? (await stores.runPauses.get(run.id))?.before ?? started(run.trigger.body));
      await stores.runPauses.save(run.id, { before, stepping: body.until === 'next' });
      await stores.audit.record(actor, 'run.continue', run.id, {
        step: body.step,
        until: body.until,
        ...(Object.keys(edited).length > 0 ? { changed: Object.keys(edited) } : {}),
      });
      await engine.deliver(event, {
        until: body.until,
        before,
        by: actor.name,
        ...(Object.keys(edited).length > 0 ? { params: edited } : {}),
      });
      const { projectId: _, ...now } = (await journal.run(run.id)) ?? run;
      return now;
    },
  };
}

/** Where it was told to pause at its start. */
function started(body: unknown): readonly string[] {
  const origin = (body as { readonly origin?: { readonly pauseBefore?: readonly string[] } } | null)?.origin;
  return origin?.pauseBefore ?? [];
}
