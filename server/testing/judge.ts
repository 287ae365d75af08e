// What a test expected and what came: differences by step, each with its place in the value. It reads the room's journal and changes
// nothing. Expressions see the run as it ended, the way a last step outside all loops would.
import { compileText } from '../../nodes/kit/expression/expression.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { Step } from '../../nodes/kit/records.ts';
import { differences } from '../../nodes/kit/testing/differences.ts';
import type { Difference, TestCase, TestResult } from '../../nodes/kit/testing/test-case.ts';
import type { Journal } from '../journal/contract.ts';
import type { Played } from './room.ts';

/** Results larger than this are not kept with a test's result. */
const shownSize = 64_000;
const mostItems = 10_000;
const mostSteps = 1_000;

export async function judge(flow: Flow, test: TestCase, played: Played): Promise<Omit<TestResult, 'name' | 'at' | 'ms' | 'passed'>> {
  const { run, journal, messages, answered, stuck, insideMs } = played;
  const steps = await stepsOf(journal, run.id, Object.keys(test.expect.steps));
  const found: Difference[] = [];
  const add = (step: string | null, what: Difference['what'], expected: Json, got: Json | undefined, path = '', says?: string) =>
    found.push({ step, what, path, expected, got: got ?? null, ...(says === undefined ? {} : { says }) });

  if (stuck !== null) add(null, 'stuck', test.expect.status, run.status, '', stuck);
  else if (run.status !== test.expect.status) add(null, 'status', test.expect.status, run.status, '', run.message ?? undefined);
  if (test.expect.failures !== undefined && run.failures !== test.expect.failures)
    add(null, 'failures', test.expect.failures, run.failures);
  for (const [key, wanted] of Object.entries(test.expect.steps)) {
    const step = steps.get(key);
    const because = step?.error?.message;
    if (wanted.status !== undefined && step?.status !== wanted.status) add(key, 'status', wanted.status, step?.status, '', because);
    else if (wanted.port !== undefined && step?.port !== wanted.port) add(key, 'port', wanted.port, step?.port, '', because);
    if (wanted.result === undefined) continue;
    const got = await resultOf(journal, run.id, step);
    for (const { path, expected, got: there } of differences(wanted.result, got)) add(key, 'result', expected, there, path);
  }
  const response = (await journal.response(run.id))?.body;
  if (test.expect.response !== undefined)
    for (const { path, expected, got } of differences(test.expect.response, response)) add(null, 'response', expected, got, path);
  if (test.expect.that.length > 0) await checkExpressions(flow, test, played, add);

  return {
    status: run.status,
    message: stuck ?? run.message,
    failures: run.failures,
    insideMs,
    differences: found,
    steps: await Promise.all(
      [...steps.values()].map(async (step) => {
        const result = await resultOf(journal, run.id, step);
        const small = result !== undefined && JSON.stringify(result).length <= shownSize;
        return {
          key: step.key,
          nodeId: step.nodeId,
          status: step.status,
          port: step.port,
          answered: answered.has(step.nodeId),
          error: step.error && { code: step.error.code, message: step.error.message },
          ...(small ? { result } : {}),
        };
      }),
    ),
    sends: messages.map(({ kind, to, subject }) => ({ kind, to, subject })),
    ...(response === undefined ? {} : { response }),
  };
}

/** Steps outside loops, and those that the test names. */
async function stepsOf(journal: Journal, runId: string, named: readonly string[]): Promise<ReadonlyMap<string, Step>> {
  const { items } = await journal.steps(runId, { parentPath: [], limit: mostSteps });
  const steps = new Map(items.map((step) => [step.key, step]));
  for (const key of named) {
    const step = steps.get(key) ?? (await journal.step(runId, key));
    if (step) steps.set(key, step);
  }
  return steps;
}

export async function resultOf(journal: Journal, runId: string, step: Step | undefined): Promise<Json | undefined> {
  if (!step?.hasOutput) return undefined;
  const output = await journal.output(runId, step.key);
  if (!output?.list) return output?.data;
  const items = await journal.items(runId, step.key, 0, mostItems);
  return { ...(output.data as object), [output.list.property]: [...items] } as Json;
}

async function checkExpressions(
  flow: Flow,
  { expect }: TestCase,
  { run, journal }: Played,
  add: (step: null, what: 'that', expected: Json, got: Json, path: string, says?: string) => void,
): Promise<void> {
  const known = new Map<string, { readonly step: Step; readonly result: Json }>();
  for (const { id } of flow.nodes) {
    const step = await journal.step(run.id, id);
    if (step) known.set(id, { step, result: (await resultOf(journal, run.id, step)) ?? null });
  }
  const memory = Object.fromEntries(Object.entries(await journal.memory(run.flowId)).map(([name, { value }]) => [name, value]));
  for (const [index, text] of expect.that.entries()) {
    const compiled = compileText(text.includes('{{') ? text : `{{ ${text} }}`);
    if (!('compiled' in compiled)) {
      add(null, 'that', true, null, `/that/${index}`, `${text}: ${compiled.problems[0]?.message ?? 'cannot be read'}`);
      continue;
    }
    const value = compiled.compiled.evaluate({
      inputs: run.inputs,
      trigger: run.trigger,
      run: { id: run.id, number: run.number, status: run.status, failures: run.failures },
      memory,
      loop: () => undefined,
      step: (id) => (known.get(id)?.step.status === 'succeeded' ? known.get(id)?.result : null),
      error: (id) => known.get(id)?.step.error ?? null,
      status: (id) => known.get(id)?.step.status ?? null,
      now: Date.parse(run.endedAt ?? run.createdAt),
      seed: run.id,
    });
    if (!value.ok) add(null, 'that', true, null, `/that/${index}`, `${text}: ${value.error.message}`);
    else if (value.value !== true) add(null, 'that', true, (value.value ?? null) as Json, `/that/${index}`, text);
  }
}
