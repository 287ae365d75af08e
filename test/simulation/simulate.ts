// One world from one seed: the real engine, in-memory journal and dispatcher on a loop of our own, with everything going wrong
// that the seed says. Answers the promises that were broken, in words, and what happened on the way.
import { memoryJournal } from '../../server/journal/memory.ts';
import { drawCourse, type Fault } from './course.ts';
import { type Fate, fate } from './fate.ts';
import { judge } from './judge.ts';
import { ledger } from './ledger.ts';
import { simulatedLoop } from './loop.ts';
import { beginning, type World } from './machine.ts';
import { outside } from './outside.ts';
import { people } from './people.ts';
import type { Bug } from './planted-bugs.ts';
import { randomFrom } from './random.ts';

export interface Verdict {
  readonly seed: number;
  readonly problems: readonly string[];
  readonly turns: number;
  /** Simulated milliseconds. */
  readonly time: number;
  readonly runs: number;
  readonly steps: number;
  readonly faults: { readonly [fault in Fault]: number };
  /** Two worlds of one seed are the same when this is. */
  readonly print: string;
}

/** More than any honest world takes. */
const mostTurns = 40_000;

export async function simulate(seed: number, bug: Bug | null = null, tell: ((line: string) => void) | null = null): Promise<Verdict> {
  const random = randomFrom(seed);
  const course = drawCourse(seed, random);
  const loop = simulatedLoop(random, course.busy);
  const book = ledger(() => loop.now);
  const rejected = (error: unknown) => book.note(`nobody has caught: ${error instanceof Error ? error.stack : String(error)}`);
  process.on('unhandledRejection', rejected);
  let played: Fate['played'] = { crash: 0, freeze: 0, steal: 0, clock: 0, cancel: 0 };
  try {
    const memory = memoryJournal({ clock: () => beginning + Math.floor(loop.now) });
    const watched = book.watch(bug?.within?.(memory) ?? memory);
    const users = people(() => world);
    const world: World = {
      course,
      random,
      loop,
      bug,
      trace: tell && ((line) => tell(`${loop.turns} ${loop.now} ${line}`)),
      ledger: book,
      outside: outside(loop, random),
      journal: bug?.journal?.(watched) ?? watched,
      names: new Map(),
      tried: new Set(),
      machines: new Map(),
      calm: false,
      expect: users.expect,
    };
    const fates = fate(world, users);
    played = fates.played;
    loop.between = fates.between;
    fates.begin();
    users.begin();
    const ended = await loop.run(() => book.problems.length > 0 || (world.calm && users.waiting === 0 && book.open === 0), mostTurns);
    // Those who had lost their runs may still speak up.
    if (ended) await loop.run(() => false, loop.turns + (course.machines > 1 ? 120 : 20));
    loop.end();
    if (book.problems.length === 0) await judge(world, users);
  } finally {
    loop.end();
    process.off('unhandledRejection', rejected);
  }
  const steps = [...book.runs.values()].reduce((sum, run) => sum + run.steps.size, 0);
  const last = [...book.runs.values()].map(({ steps }) => [...steps].map(([key, step]) => [key, step.status, step.port]));
  return {
    seed,
    problems: book.problems,
    turns: loop.turns,
    time: loop.now,
    runs: book.runs.size,
    steps,
    faults: played,
    print: JSON.stringify([loop.turns, loop.now, played, last]),
  };
}
