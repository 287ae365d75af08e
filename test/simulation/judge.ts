// When all has ended: does the journal say what was written to it, did every accepted run come to its end, and did the world and
// the flow see what the reference interpretation says, no more and no less?

import { stepId } from '../../server/engine/ids.ts';
import type { Journal } from '../../server/journal/contract.ts';
import type { Meaning } from '../reference/interpret.ts';
import { interpret } from '../reference/interpret.ts';
import type { PlannedRun } from './course.ts';
import type { KnownRun } from './ledger.ts';
import type { World } from './machine.ts';
import type { People } from './people.ts';

export async function judge(world: World, people: People): Promise<void> {
  const { ledger, journal, course } = world;
  const byKey = new Map<string, string>();
  for (const [runId, { run, name }] of ledger.runs) {
    const key = run.dedup?.key;
    if (key && byKey.has(key)) ledger.note(`${name} and another run were accepted for one delivery`);
    if (key) byKey.set(key, runId);
  }
  for (const { answer } of people.accepted) if (!ledger.runs.has(answer.run.id)) ledger.note('a run whose start was answered is lost');
  for (const [runId, known] of ledger.runs) {
    const planned = course.runs.find((run) => run.flowId === known.run.flowId) as PlannedRun;
    await judgeRun(world, journal, runId, known, planned);
  }
}

const passing: ReadonlySet<string> = new Set(['throttled', 'network', 'unanswered']);

async function judgeRun(world: World, journal: Journal, runId: string, known: KnownRun, planned: PlannedRun): Promise<void> {
  const { ledger, outside, course } = world;
  const { name, steps } = known;
  const run = await journal.run(runId);
  if (!run) {
    ledger.note(`${name} is lost`);
    return;
  }
  if (!run.endedAt) {
    ledger.note(`${name} has not ended: ${run.status} ${run.message ?? ''}`);
    return;
  }
  const { items } = await journal.steps(runId, { limit: 10_000 });
  for (const step of items) {
    const before = steps.get(step.key);
    if (!before) {
      if (step.status !== 'cancelled') ledger.note(`${name}: nobody has written ${step.key}, which is ${step.status}`);
      continue;
    }
    const output = step.hasOutput ? JSON.stringify((await journal.output(runId, step.key))?.data ?? null) : before.output;
    if (step.status !== before.status || step.port !== before.port || output !== before.output)
      ledger.note(`${name}: the checkpoint of ${step.key} has changed`);
  }
  if (items.length < steps.size) ledger.note(`${name}: ${steps.size - items.length} checkpoints are gone`);

  const meaning = interpret(planned.flow.plain, 'start');
  const whole = run.status === 'succeeded' || run.status === 'failed';
  if (!whole && known.cancelledAt === null && known.run.concurrency?.whenBusy !== 'skip') ledger.note(`${name} is ${run.status}`);
  for (const [key, { status, port, error }] of steps) {
    // In a run that ends early a person may speak for calls that could otherwise have been looked up.
    // A call that was refused is not made again then.
    if (status === 'cancelled' || (!whole && (known.saidSo.has(key) || passing.has(error ?? '')))) continue;
    const meant = meaning.steps.get(key);
    if (meant?.status !== status || meant.port !== port)
      ledger.note(`${name}: ${key} is ${status} by ${port}, and should be ${meant?.status} by ${meant?.port}`);
  }
  if (whole) judgeEnd(world, name, run, known, meaning);
  for (const { id, manner } of acts(planned)) {
    for (const key of keysOf(id, known)) {
      const effects = outside.effects.get(stepId(runId, key)) ?? 0;
      const calls = outside.calls.get(stepId(runId, key)) ?? 0;
      const done = known.steps.get(key)?.status === 'succeeded';
      if (manner === 'destroy' && calls > 1 + (known.saidNot.get(key) ?? 0)) ledger.note(`${name}: ${key} destroys ${calls} times`);
      if (effects === 0 && done) ledger.note(`${name}: ${key} has succeeded without doing anything`);
      // Who has lost a run, by a theft or a journal that does not answer, may have had a request on its way.
      const again = course.steals || course.link.refuses > 0 || (manner === 'blind' && course.repeatable);
      if (effects > 1 && !again) ledger.note(`${name}: ${key} was done ${effects} times`);
    }
  }
}

function judgeEnd(
  { ledger }: World,
  name: string,
  run: { status: string; failures: number; failedStep: string | null },
  known: KnownRun,
  meaning: Meaning,
) {
  if (run.status !== meaning.status) ledger.note(`${name} has ${run.status}, and should have ${meaning.status}`);
  if (run.failures !== meaning.failures) ledger.note(`${name} counts ${run.failures} failures instead of ${meaning.failures}`);
  if (run.failedStep !== meaning.failedStep) ledger.note(`${name} failed at ${run.failedStep} instead of ${meaning.failedStep}`);
  for (const [key, { status }] of meaning.steps)
    if (known.steps.get(key)?.status !== status) ledger.note(`${name}: ${key} is missing, and should be ${status}`);
}

/** Acts that change the world, as the document has them. */
function acts({ flow }: PlannedRun): { readonly id: string; readonly manner: string }[] {
  const changing = ['write', 'lost', 'throttled', 'blind', 'destroy'];
  return flow.flow.nodes.flatMap(({ id, type, params, settings }) => {
    const manner = String((params as { manner?: unknown }).manner);
    return type === 'plain.act' && !settings?.disabled && changing.includes(manner) ? [{ id, manner }] : [];
  });
}

const keysOf = (id: string, known: KnownRun): string[] => [...known.steps.keys()].filter((key) => key === id || key.startsWith(`${id}[`));
