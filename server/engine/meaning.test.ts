// Random flows mean the same to the engine as to a plain reference interpretation: however branches race, and wherever the
// engine dies and another one goes on. And nothing that had changed the world is done twice.
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { continueEvent } from '../../nodes/kit/pauses.ts';
import { stopTestDatabases } from '../../test/postgres.ts';
import { type Played, playedTypes, type RandomFlow, randomFlow } from '../../test/reference/flows.ts';
import { interpret, type Meaning } from '../../test/reference/interpret.ts';
import { type Rig, rig, testTypes } from '../../test/reference/rig.ts';
import type { Journal } from '../journal/contract.ts';
import { openDatabase } from '../journal/database.ts';
import { postgresJournal } from '../journal/postgres.ts';
import { sqliteJournal } from '../journal/sqlite.ts';
import { freshSchema } from '../journal/test/fleet.ts';

afterAll(stopTestDatabases);

interface Course {
  readonly random: RandomFlow;
  /** Paces of slow acts; a crash after each of these many turns of the event loop. */
  readonly paces: readonly number[];
  readonly crashes: readonly number[];
  /** Every step whose place in the flow is one of these, modulo ten, is paused before until somebody says to go on. */
  readonly breakpoints?: readonly number[];
}

const course = (crashes: fc.Arbitrary<readonly number[]>): fc.Arbitrary<Course> =>
  fc.record({ random: randomFlow, paces: fc.array(fc.nat(7), { minLength: 1, maxLength: 20 }), crashes });

/** It dies more often than a step is called that seems to kill: set-aside.test.ts is about those. */
const killed = { limits: { deaths: Number.POSITIVE_INFINITY } };

async function play(
  { random, paces, crashes, breakpoints }: Course,
  given?: Journal,
): Promise<{ readonly meaning: Meaning; readonly played: Played }> {
  let at = 0;
  let over = false;
  const played: Played = { writes: new Map(), tried: new Set(), pace: () => paces[at++ % paces.length] ?? 0 };
  const r = await rig({
    ...(given ? { journal: given } : {}),
    types: (world, alive) => playedTypes(played, testTypes(world), alive),
    deps: killed,
  });
  try {
    const before = breakpoints && random.flow.nodes.filter((_, index) => breakpoints.includes(index % 10)).map((node) => node.id);
    const id = await r.start(random.flow, { triggerNodeId: 'start', ...(before ? { pauseBefore: before } : {}) });
    if (before) void goOnForEver(r, id, before, () => over);
    for (const turns of crashes) {
      for (let i = 0; i < turns; i++) await new Promise((next) => setImmediate(next));
      await r.crash();
    }
    return { meaning: await meaningOf(r, r.journal, id), played };
  } finally {
    over = true;
    await r.stop();
  }
}

/** A person who looks at every pause and says to go on, also to an engine that has just died. */
async function goOnForEver(r: Rig, id: string, before: readonly string[], over: () => boolean): Promise<void> {
  while (!over()) {
    for (const { event } of await r.journal.openEvents(continueEvent(id, '')))
      await Promise.race([
        r.engine.deliver(event, { until: 'breakpoint', before, by: 'Ada' }),
        new Promise((next) => setTimeout(next, 20)),
      ]);
    await new Promise((next) => setTimeout(next, 1));
  }
}

async function meaningOf(r: Rig, journal: Journal, id: string): Promise<Meaning> {
  const { run, steps } = await r.ended(id);
  const items = new Map<string, readonly string[]>();
  for (const step of steps.values()) {
    if (step.loop === null || (await journal.output(id, step.key))?.list == null) continue;
    items.set(
      step.key,
      (await journal.items(id, step.key, 0, 100)).map((item) => (item as { status: string }).status),
    );
  }
  const plain = [...steps.values()].map((step) => [step.key, { status: step.status, port: step.port }] as const);
  return {
    status: run.status as Meaning['status'],
    failures: run.failures,
    failedStep: run.failedStep,
    steps: new Map(plain) as Meaning['steps'],
    items,
  };
}

const sorted = <T>(map: ReadonlyMap<string, T>) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
const readable = ({ steps, items, ...rest }: Meaning) => {
  // Loops that were skipped or switched off have no items to either; the plain interpretation lists only loops that ran.
  const lists = new Map([...items].filter(([key]) => steps.get(key)?.status !== 'skipped'));
  return { ...rest, steps: sorted(steps), items: sorted(lists) };
};

async function check(course: Course, journal?: Journal): Promise<void> {
  const { meaning, played } = await play(course, journal);
  expect(readable(meaning)).toEqual(readable(interpret(course.random.plain, 'start')));
  expect([...played.writes.values()].filter((times) => times > 1)).toEqual([]);
}

test('random flows mean the same, however branches race', async () => {
  await fc.assert(
    fc.asyncProperty(course(fc.constant([])), (one) => check(one)),
    { numRuns: 400 },
  );
}, 60_000);

test('random flows mean the same when the engine dies at any moment, and no write is made twice', async () => {
  const crashes = fc.array(fc.nat(12), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(course(crashes), (one) => check(one)),
    { numRuns: 400 },
  );
}, 60_000);

test('the same when it pauses at breakpoints on the way, dies there and is told to go on', async () => {
  const crashes = fc.array(fc.nat(12), { maxLength: 4 });
  const paused = fc.record({ one: course(crashes), breakpoints: fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 10 }) });
  await fc.assert(
    fc.asyncProperty(paused, ({ one, breakpoints }) => check({ ...one, breakpoints })),
    { numRuns: 100 },
  );
}, 60_000);

test('the same on SQLite', async () => {
  const database = openDatabase(':memory:');
  const journal = sqliteJournal(database);
  const crashes = fc.array(fc.nat(12), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(course(crashes), (one) => check(one, journal)),
    { numRuns: 150 },
  );
  await database.close();
}, 60_000);

test('the same on PostgreSQL', async () => {
  const pool = new pg.Pool(await freshSchema());
  const journal = await postgresJournal({ pool, owner: 'engine' });
  const crashes = fc.array(fc.nat(12), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(course(crashes), (one) => check(one, journal)),
    { numRuns: 40 },
  );
  await journal.close();
  await pool.end();
}, 60_000);
