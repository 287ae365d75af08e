// plan() is a pure function of graph, records and time: properties over the records that real runs leave at random moments.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Played, playedTypes, type RandomFlow, randomFlow } from '../../test/reference/flows.ts';
import { rig, testTypes } from '../../test/reference/rig.ts';
import type { Journal, Loaded } from '../journal/contract.ts';
import { memoryJournal } from '../journal/memory.ts';
import { type CompiledFlow, compileFlow } from './compile.ts';
import { takes } from './frame.ts';
import { type Plan, plan, type Records } from './plan.ts';

/** Records as they stood at each claim of a run that was crashed again and again. */
async function claims(paces: readonly number[], crashes: readonly number[], random: RandomFlow) {
  let at = 0;
  const played: Played = { writes: new Map(), tried: new Set(), pace: () => paces[at++ % paces.length] ?? 0 };
  const loaded: Loaded[] = [];
  const journal = memoryJournal();
  const seen: Journal = {
    ...journal,
    claim: async (runId, owner) => {
      const found = await journal.claim(runId, owner);
      if (found) loaded.push(found);
      return found;
    },
  };
  // It dies more often than a step is called that seems to kill.
  const deps = { limits: { deaths: Number.POSITIVE_INFINITY } };
  const r = await rig({ journal: seen, types: (world, alive) => playedTypes(played, testTypes(world), alive), deps });
  const id = await r.start(random.flow, { triggerNodeId: 'start' });
  for (const turns of crashes) {
    for (let i = 0; i < turns; i++) await new Promise((next) => setImmediate(next));
    await r.crash();
  }
  await r.ended(id);
  await r.stop();
  const types = new Map(playedTypes(played, testTypes(r.world), () => true).map((type) => [type.type, type]));
  return { loaded, flow: compileFlow(random.flow, (type) => types.get(type)) };
}

const readable = ({ start, skip, begun, ended, inside, due, nextAt, ending, finished }: Plan) => ({
  start: start.map(({ key }) => key),
  skip: skip.map(({ key }) => key),
  begun: begun.map(({ key }) => key),
  ended: ended.map(({ body, suffix }) => `${body.container?.id}${suffix}`),
  inside: [...inside].map(([key, frames]) => [key, frames.map(({ suffix }) => suffix)]),
  due: [...due].sort(),
  nextAt,
  ending,
  finished,
});

const reversed = <K, V>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> => new Map([...map].reverse());
const otherOrder = (records: Records): Records => ({
  ...records,
  steps: reversed(records.steps),
  starts: reversed(records.starts),
  intents: reversed(records.intents),
  attempts: reversed(records.attempts),
  waits: reversed(records.waits),
  cursors: reversed(records.cursors),
});

function holds(flow: CompiledFlow, records: Loaded, now: number): void {
  const before = structuredClone({ ...records });
  const next = plan(flow, 'start', records, now);
  expect({ ...records }).toEqual(before);
  // The same records in another order, or asked again: the same plan.
  expect(readable(plan(flow, 'start', otherOrder(records), now))).toEqual(readable(next));
  // Nothing is both to be started, skipped or begun, and nothing of it is recorded as ended.
  const keys = [...next.start, ...next.skip, ...next.begun].map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  for (const key of keys) expect(records.steps.has(key)).toBe(false);
  for (const { frame, node } of [...next.start, ...next.begun]) {
    const ways = node.into.map(({ from, port }) => ({ settled: frame.settled[from], port }));
    expect(ways.every(({ settled }) => settled !== undefined)).toBe(true);
    expect(ways.length === 0 || ways.some(({ settled, port }) => settled && takes(settled.status, settled.port, port))).toBe(true);
  }
  for (const { frame, node } of next.skip)
    expect(
      node.into.some(({ from, port }) => takes(frame.settled[from]?.status ?? 'cancelled', frame.settled[from]?.port ?? null, port)),
    ).toBe(false);
  // Later, nothing less is due.
  const later = new Set(plan(flow, 'start', records, now + 60_000).due);
  for (const key of next.due) expect(later.has(key)).toBe(true);
  if (next.nextAt !== null) expect(plan(flow, 'start', records, next.nextAt).due.length).toBeGreaterThan(next.due.length);
}

test('a plan depends on the records alone: not on their order, not on who asked before', async () => {
  let looked = 0;
  await fc.assert(
    fc.asyncProperty(
      randomFlow,
      fc.array(fc.nat(7), { minLength: 1, maxLength: 9 }),
      fc.array(fc.nat(6), { minLength: 2, maxLength: 6 }),
      async (random, paces, crashes) => {
        const { loaded, flow } = await claims(paces, crashes, random);
        for (const records of loaded) holds(flow, records, Date.now());
        looked += loaded.length;
      },
    ),
    { numRuns: 100 },
  );
  expect(looked).toBeGreaterThan(100);
}, 60_000);
