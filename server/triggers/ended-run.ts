// What is told of a run that has ended, who wants to hear it, and where the run came from. A chain of flows that start each other
// by their ends has no circle and at most ten members. It starts nothing.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Run } from '../../nodes/kit/records.ts';
import { endingOf } from '../../nodes/kit/run-ending.ts';
import { isTrial, originOf } from '../engine/origin.ts';
import type { Journal } from '../journal/contract.ts';
import type { ListeningFlow } from '../store/run-listeners.ts';

export const RUN_ENDED = 'core.run-ended';

/** Larger results are left out of what is told: the run has them. */
const MOST_TOLD = 64_000;

/** A flow to be started when runs end. */
export interface Listener {
  readonly flowId: string;
  readonly projectId: string;
  /** The trigger node; null: as the error flow of `of`. */
  readonly nodeId: string | null;
  /** Runs of which flow; empty: of any other. */
  readonly of: string;
  readonly when: readonly string[];
}

export function listenersOf({ flowId, projectId, enabled }: ListeningFlow, { nodes, settings }: Flow): readonly Listener[] {
  const triggers = enabled ? nodes.filter(({ type, settings }) => type === RUN_ENDED && settings?.disabled !== true) : [];
  const { errorFlow } = settings;
  return [
    ...triggers.map(({ id, params }) => ({
      flowId,
      projectId,
      nodeId: id,
      of: typeof params.flow === 'string' ? params.flow : '',
      when: Array.isArray(params.when) ? params.when.map(String) : ['failed'],
    })),
    ...(errorFlow ? [{ flowId: errorFlow, projectId, nodeId: null, of: flowId, when: ['failed'] }] : []),
  ];
}

/** Trial runs (of a draft, or of some steps) start nothing; runs that a step started speak through the run it belongs to. */
export function hears({ flowId, nodeId, of, when, projectId }: Listener, run: Run, project: string): boolean {
  const ending = endingOf(run);
  if (ending === null || projectId !== project || !run.published || isTrial(originOf(run))) return false;
  if (flowId === run.flowId && nodeId !== null) return false;
  return when.includes(ending) && (of === run.flowId || (of === '' && run.parent === null));
}

/** The flows whose ends led to this run, the run's own last. Runs that steps started are followed to where they come from. */
export async function chainOf(run: Run, journal: Pick<Journal, 'run'>): Promise<readonly string[]> {
  const flows = [run.flowId];
  let root = run;
  for (let depth = 0; root.parent && depth < 20; depth++) {
    const above = await journal.run(root.parent.runId);
    if (!above) break;
    root = above;
    flows.unshift(root.flowId);
  }
  const { trigger } = originOf(root);
  const before = trigger.type === RUN_ENDED ? (trigger.body as { readonly chain?: readonly string[] } | undefined)?.chain : undefined;
  return [...new Set([...(before ?? []), ...flows])];
}

const small = (value: Json | undefined): Json => (value === undefined || JSON.stringify(value).length > MOST_TOLD ? null : value);

/** As flows see it in `trigger.body`. */
export async function told(
  run: Run,
  chain: readonly string[],
  journal: Pick<Journal, 'result' | 'response'>,
  address: string,
): Promise<JsonObject> {
  const [result, response] = await Promise.all([journal.result(run.id), journal.response(run.id)]);
  return {
    runId: run.id,
    number: run.number,
    flowId: run.flowId,
    flowName: run.flowName,
    version: run.version,
    ending: endingOf(run),
    status: run.status,
    failures: run.failures,
    message: run.message ?? run.error?.message ?? '',
    error: run.error ? { code: run.error.code, message: run.error.message, azure: (run.error.azure ?? null) as Json } : null,
    failedStep: run.failedStep,
    world: run.world,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    startedBy: run.actor.name,
    url: `${address}/flows/${run.flowId}/runs/${run.id}`,
    output: small(result),
    response: small(response?.body),
    chain: [...chain],
  };
}
