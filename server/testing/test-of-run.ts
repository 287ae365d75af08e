// A run that went as it should, as a test: the same start, the answers that the outside gave, and what came out. What is new at every
// run (times, ids, random values) is left out, by running the test at once and keeping only what came out the same.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Run, Step, TriggerEvent } from '../../nodes/kit/records.ts';
import { isSecretHandle } from '../../nodes/kit/secret-handle.ts';
import { type Answer, type TestCase, testCaseSchema } from '../../nodes/kit/testing/test-case.ts';
import type { Journal } from '../journal/contract.ts';
import type { NodeTypes } from '../node-types.ts';
import { resultOf } from './judge.ts';

/** A test is for people to read: of a long list the first items make the point. */
const mostSteps = 2_000;
const largest = 200_000;

interface Taken {
  readonly test: TestCase;
  /** What could not be taken over, in words. */
  readonly left: readonly string[];
}

export async function testOfRun(
  { journal, nodeTypes }: { readonly journal: Journal; readonly nodeTypes: Pick<NodeTypes, 'find'> },
  flow: Flow,
  run: Run,
  trigger: TriggerEvent,
): Promise<Taken> {
  const left: string[] = [];
  const answers: { [key: string]: Answer } = {};
  const expected: { [key: string]: TestCase['expect']['steps'][string] } = {};
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]));
  for (const step of await everyStep(journal, run.id, left)) {
    const node = nodes.get(step.nodeId);
    const type = node && nodeTypes.find(node.type, node.version);
    if (!type || !['succeeded', 'failed', 'skipped'].includes(step.status)) continue;
    const status = step.status as 'succeeded' | 'failed' | 'skipped';
    const result = await resultOf(journal, run.id, step);
    const small = result !== undefined && JSON.stringify(result).length <= largest;
    const outside = type.kind !== 'trigger' && type.kind !== 'container' && (type.effect !== 'none' || type.waits === true);
    if (outside && status !== 'skipped' && node.settings?.disabled !== true) {
      if (status === 'failed' && step.error) answers[step.key] = { fails: { code: step.error.code, message: step.error.message } };
      else if (small || result === undefined)
        answers[step.key] = { ...(step.port === null ? {} : { port: step.port }), result: result ?? null };
      else left.push(`The result of “${step.key}” is too large to be an answer: it is asked of the practice subscription.`);
    }
    if (step.path.length === 0)
      expected[step.key] = {
        status,
        ...(step.port === null ? {} : { port: step.port }),
        ...(small && !outside && type.kind !== 'trigger' ? { result } : {}),
      };
  }
  const secrets = Object.keys(run.inputs).filter((name) => isSecretHandle(run.inputs[name]));
  if (secrets.length > 0)
    left.push(`${secrets.map((name) => `“${name}”`).join(', ')} is secret: the test has a stand-in that opens nothing.`);
  const response = (await journal.response(run.id))?.body;
  const test = testCaseSchema.parse({
    name: `Run ${run.number}`,
    ...(trigger.nodeId === null ? {} : { trigger: firedBy(trigger) }),
    at: run.startedAt ?? run.createdAt,
    inputs: Object.fromEntries(Object.entries(run.inputs).filter(([name]) => !secrets.includes(name))),
    answers,
    expect: {
      status: run.status,
      ...(run.failures > 0 ? { failures: run.failures } : {}),
      steps: expected,
      ...(response === undefined ? {} : { response }),
    },
  });
  return { test, left };
}

/** Only what the flow itself can see of it again: a person who presses Run brings no event. */
function firedBy({ type, nodeId, body, headers, plannedAt }: TriggerEvent): TestCase['trigger'] {
  if (type === 'api' || nodeId === null) return nodeId === null ? undefined : { node: nodeId };
  return {
    node: nodeId,
    ...(body === undefined ? {} : { body: body as Json }),
    ...(headers === undefined ? {} : { headers }),
    ...(plannedAt === undefined ? {} : { plannedAt }),
  };
}

async function everyStep(journal: Journal, runId: string, left: string[]): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await journal.steps(runId, { limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    steps.push(...page.items);
    cursor = page.next;
    if (steps.length < mostSteps || cursor === null) continue;
    left.push(`The run has more than ${mostSteps.toLocaleString('en')} steps: later items of its loops have no answer in the test.`);
    break;
  }
  return steps;
}

/** Keeps of what is expected only what came out again. */
export function steady(
  test: TestCase,
  again: readonly { readonly key: string; readonly result?: Json | undefined }[],
  response: Json | undefined,
): TestCase {
  const came = new Map(again.map(({ key, result }) => [key, result]));
  const steps = Object.fromEntries(
    Object.entries(test.expect.steps).map(([key, { result, ...rest }]) => {
      const same = result === undefined ? undefined : inBoth(result, came.get(key));
      return [key, same === undefined ? rest : { ...rest, result: same }];
    }),
  );
  const { response: wanted, ...expect } = test.expect;
  const answered = wanted === undefined ? undefined : inBoth(wanted, response);
  return { ...test, expect: { ...expect, steps, ...(answered === undefined ? {} : { response: answered }) } };
}

/** Members that are the same in both; undefined: nothing is. A list with any difference inside is left out as a whole. */
function inBoth(first: Json, second: Json | undefined): Json | undefined {
  if (typeof first !== 'object' || first === null) return first === second ? first : undefined;
  if (Array.isArray(first)) {
    if (!Array.isArray(second) || first.length !== second.length) return undefined;
    const items = first.map((item, index) => inBoth(item as Json, second[index] as Json));
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  if (typeof second !== 'object' || second === null || Array.isArray(second)) return undefined;
  const members = Object.entries(first as JsonObject).flatMap(([name, value]) => {
    const same = inBoth(value, (second as JsonObject)[name]);
    return same === undefined ? [] : [[name, same] as const];
  });
  return members.length === 0 && Object.keys(first).length > 0 ? undefined : Object.fromEntries(members);
}
