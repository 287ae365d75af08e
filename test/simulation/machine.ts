// One process of the simulated world: the real engine and the real dispatcher, with its own way to the journal and its own idea
// of the time. It can die at any moment; who comes after it in its place knows only what the journal knows.
import type { Capabilities } from '../../nodes/kit/capabilities.ts';
import type { Effect } from '../../nodes/kit/define.ts';
import { failureOf } from '../../nodes/kit/errors.ts';
import { inProcessDispatcher } from '../../server/dispatch/in-process.ts';
import { createEngine, type Engine } from '../../server/engine/engine.ts';
import type { Journal } from '../../server/journal/contract.ts';
import { actsOn } from './acts.ts';
import type { Course } from './course.ts';
import { faultProne } from './fault-prone-dispatch.ts';
import type { Ledger } from './ledger.ts';
import { linkTo, Refused } from './link.ts';
import type { Loop } from './loop.ts';
import type { Outside } from './outside.ts';
import type { Bug } from './planted-bugs.ts';
import type { Random } from './random.ts';

export interface World {
  readonly course: Course;
  readonly random: Random;
  readonly loop: Loop;
  readonly outside: Outside;
  readonly ledger: Ledger;
  readonly journal: Journal;
  readonly bug: Bug | null;
  readonly trace: ((line: string) => void) | null;
  /** What a step's key stands for. */
  readonly names: Map<string, { readonly runId: string; readonly key: string }>;
  readonly tried: Set<string>;
  readonly machines: Map<string, Machine>;
  /** No more faults: everything has to come to its end now. */
  calm: boolean;
  expect(event: string, payload: number): void;
}

export interface Machine {
  readonly slot: string;
  readonly task: string;
  readonly engine: Engine;
  /** Its clock is wrong by so much. */
  offset: number;
  thawsAt: number;
  booted: boolean;
  /** Somebody else calls out that the run is to be left. */
  abort(runId: string): void;
  crash(): void;
}

/** The simulated world begins here. */
export const beginning = Date.UTC(2026, 0, 1);

export function startMachine(world: World, slot: string, life: number): Machine {
  const { course, loop, random, ledger, bug } = world;
  const task = `${slot}#${life}`;
  const clock = () => beginning + Math.floor(loop.now) + machine.offset;
  const rough = () => machine.booted && !world.calm;
  const calmLink = { ...course.link, refuses: 0, loses: 0 };
  const link = linkTo(world.journal, { task, slot }, world, () => (rough() ? course.link : calmLink));
  const trouble = (error: unknown) => {
    // A run whose acceptance was refused may have been written to already: that is refused, and nothing more.
    const expected = error instanceof Refused || (course.link.refuses > 0 && failureOf(error).code === 'not_found');
    if (!expected) ledger.note(`${slot}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  };
  const inner = inProcessDispatcher({ journal: bug?.due?.(link.journal) ?? link.journal, clock, onError: trouble });
  const dispatcher = faultProne(bug?.dispatcher?.(inner) ?? inner, {
    random,
    held: (runId) => (ledger.runs.get(runId)?.holder ?? slot) === slot,
    told(abort) {
      machine.abort = abort;
    },
    rules: () => (rough() ? course.dispatch : { late: 0, twice: 0, lost: 0 }),
    callOut(runId) {
      for (const other of world.machines.values())
        if (other.slot !== slot) loop.send(other.task, random.below(500), () => other.abort(runId));
    },
  });
  const types = actsOn({
    ...world,
    owner: task,
    repeatable: course.repeatable,
    called: (key, effect) => called(world, machine, key, effect),
  });
  const engine = createEngine({
    journal: bug?.engineJournal?.(link.journal) ?? link.journal,
    dispatcher,
    owner: slot,
    nodeType: (type) => {
      const found = types.get(type);
      return found && (bug?.nodeType?.(found) ?? found);
    },
    loadFlow: async (flowId) => course.runs.find((run) => run.flowId === flowId)?.flow.flow as never,
    capabilities(step) {
      world.names.set(step.key, { runId: step.run.id, key: step.stepKey });
      return {} as Capabilities;
    },
    clock: { now: clock },
    limits: { runs: course.atOnce },
    onTrouble: (_, error) => trouble(error),
  });
  const machine: Machine = {
    slot,
    task,
    engine,
    offset: 0,
    thawsAt: 0,
    booted: false,
    abort: () => undefined,
    crash() {
      loop.kill(task);
      link.cut();
      world.outside.died(task);
      world.machines.delete(slot);
    },
  };
  world.machines.set(slot, machine);
  loop.send(task, 0, () => {
    engine.boot().then(() => {
      machine.booted = true;
    }, trouble);
  });
  return machine;
}

/** A cancel reaches everybody within this time. */
const cancelReaches = 1_000;

/** A node is called. Somebody who has lost the run may not know it yet; everybody else has to keep to the promises. */
function called(world: World, machine: Machine, key: string, effect: Effect): void {
  const { ledger, loop, names } = world;
  const name = names.get(key);
  world.trace?.(`${machine.task} calls ${name?.runId} ${name?.key} ${effect}`);
  const known = ledger.runs.get(name?.runId ?? '');
  if (!name || !known) {
    if (effect === 'write' || effect === 'destroy') ledger.note('a run that nobody has accepted changes the world');
    return;
  }
  if (known.holder !== machine.slot) return;
  const step = `${known.name} ${name.key}`;
  if (known.steps.has(name.key)) ledger.note(`${step} was finished and is called again`);
  if ((effect === 'write' || effect === 'destroy') && !known.intents.has(name.key))
    ledger.note(`${step} is called without a durable intent`);
  // Where work is left lying, time goes by without anybody having had the chance to hear of it.
  const late =
    world.course.busy === 0 && known.cancelledAt !== null && loop.now - Math.max(known.cancelledAt, machine.thawsAt) > cancelReaches;
  if (late) ledger.note(`${step} starts long after the run was cancelled`);
}
