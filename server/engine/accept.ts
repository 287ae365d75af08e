// What a request to start becomes in the journal: the run's record, its place among others of the same key, its trigger. A
// request that cannot be accepted (the key cannot be computed, flows call each other too deep) is refused here, before anything.
import { fail } from '../../nodes/kit/errors.ts';
import { compileText } from '../../nodes/kit/expression/expression.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Run } from '../../nodes/kit/records.ts';
import type { Journal, NewRun } from '../journal/contract.ts';
import type { EngineLimits, StartRequest } from './engine.ts';
import { childRunId, newId } from './ids.ts';
import { type Trial, wrap } from './origin.ts';

type FamilyLimits = Pick<EngineLimits, 'depth' | 'descendants'>;

export async function newRunOf(request: StartRequest, journal: Journal, now: number, limits: FamilyLimits): Promise<NewRun> {
  const { flow, parent } = request;
  const family = parent ? await familyOf(parent, journal, limits) : null;
  const event = { ...request.trigger, nodeId: request.triggerNodeId };
  const { from, to, samples, pauseBefore } = request;
  const part: Trial | null =
    from !== undefined || to !== undefined || pauseBefore !== undefined
      ? {
          kind: pauseBefore === undefined ? 'part' : 'debug',
          trigger: event,
          from: from ?? null,
          to: to ?? null,
          samples: samples ?? {},
          ...(pauseBefore === undefined ? {} : { pauseBefore }),
        }
      : null;
  return {
    id: request.id ?? (parent ? childRunId(parent.runId, parent.stepKey) : newId(now)),
    projectId: request.projectId,
    flowId: flow.id,
    flowName: flow.name,
    version: flow.version,
    published: flow.published,
    world: family?.run.world ?? request.world,
    trigger: part ? wrap(part, event.at) : event,
    actor: family?.run.actor ?? request.actor,
    inputs: request.inputs,
    at: now,
    ...(request.priority === undefined ? {} : { priority: request.priority }),
    ...(request.retryOf === undefined ? {} : { retryOf: request.retryOf }),
    ...(request.dedup === undefined ? {} : { dedup: request.dedup }),
    ...(parent && family ? { parent: { ...parent, depth: family.depth, rootId: family.rootId } } : placeOf(request)),
  };
}

type Wanted = Pick<StartRequest, 'projectId' | 'inputs' | 'trigger'> & { readonly flow: { readonly id: string; readonly document: Flow } };

/** The place that a run wants among others of its flow's key. (A child run uses its parent's.) */
export function placeOf(wanted: Wanted): Pick<NewRun, 'concurrency'> {
  const rule = wanted.flow.document.settings.concurrency;
  if (!rule) return {};
  const owner = rule.scope === 'project' ? wanted.projectId : wanted.flow.id;
  return { concurrency: { key: `${owner}:${keyOf(wanted, rule.key ?? '')}`, limit: rule.limit, whenBusy: rule.whenBusy } };
}

function keyOf({ inputs, trigger }: Wanted, text: string): string {
  const result = compileText(text);
  if (!('compiled' in result)) {
    const [problem] = result.problems;
    throw fail(problem?.code ?? 'expression_syntax', `The concurrency key: ${problem?.message ?? text}`);
  }
  const value = result.compiled.evaluate({ ...nothingElse, inputs, trigger, now: Date.parse(trigger.at) });
  if (!value.ok) throw fail(value.error.code, `The concurrency key: ${value.error.message}`);
  return typeof value.value === 'string' ? value.value : JSON.stringify(value.value);
}

/** Before the run there are no steps, no loops, no memory. */
const nothingElse = {
  run: null,
  memory: null,
  loop: () => undefined,
  step: () => null,
  error: () => null,
  status: () => null,
  seed: '',
};

async function familyOf(parent: NonNullable<StartRequest['parent']>, journal: Journal, limits: FamilyLimits) {
  const run = await journal.run(parent.runId);
  if (!run) throw fail('not_found', `There is no run ${parent.runId}.`);
  let depth = 1;
  let root: Run = run;
  for (; root.parent; depth++) {
    const above = await journal.run(root.parent.runId);
    if (!above) break;
    root = above;
  }
  if (depth > limits.depth) throw fail('too_deep', `Flows call each other more than ${limits.depth} deep.`);
  // Asking again for a run that was started before is no further one.
  if ((await journal.descendants(root.id)) >= limits.descendants && !(await journal.run(childRunId(parent.runId, parent.stepKey))))
    throw fail(
      'too_deep',
      `Run ${root.number} of “${root.flowName}” has started ${limits.descendants.toLocaleString('en')} runs, directly and through other flows; more are not allowed.`,
    );
  return { run, depth, rootId: root.id };
}
