// The process that the crash test kills: a real engine on a real SQLite file. It starts a run for each line `start <id>` on its
// standard input, and says `accepted <id>` once that is durable. Mode `broken` puts a journal between that answers too early;
// a point such as `before:3` is where it kills itself: between the intent and the call of its third change, or behind the call.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Capabilities } from '../../nodes/kit/capabilities.ts';
import { defineNode, type NodeType, wait } from '../../nodes/kit/define.ts';
import { inProcessDispatcher } from '../../server/dispatch/in-process.ts';
import { createEngine } from '../../server/engine/engine.ts';
import type { Journal } from '../../server/journal/contract.ts';
import { openDatabase } from '../../server/journal/database.ts';
import { sqliteJournal } from '../../server/journal/sqlite.ts';
import { containers, crashFlow } from './flow.ts';

const [, , file = '', url = '', mode = 'good', point = ''] = process.argv;
const [where, nth] = point.split(':');
let changes = 0;

/** Dies exactly here, at the n-th call that changes the world: no handler runs, nothing is written any more. */
function dieAt(here: 'before' | 'after', change: number): void {
  if (where === here && change === Number(nth)) process.kill(process.pid, 'SIGKILL');
}

const ask = async (what: string, key: string): Promise<unknown> => (await fetch(`${url}/${what}/${encodeURIComponent(key)}`)).json();

const base = {
  version: 1,
  group: 'logic',
  title: 'x',
  summary: 'x',
  icon: 'x',
  line: '',
  ports: ['done'],
  result: z.any(),
  examples: [],
} as const;
const params = z.object({ n: z.number() });

function changing(type: string, effect: 'write' | 'destroy', knows: boolean, repeatable = false): NodeType {
  return defineNode({
    ...base,
    type,
    effect,
    repeatable,
    params,
    async run({ key }) {
      changes += 1;
      const change = changes;
      dieAt('before', change);
      await ask('effect', key);
      dieAt('after', change);
      return { port: 'done', data: { key } };
    },
    async recover({ key }) {
      if (!knows) return 'unknown';
      return (await ask('happened', key)) ? { happened: { port: 'done', data: { key } } } : 'didNot';
    },
  });
}

const types: readonly NodeType[] = [
  defineNode({ ...base, type: 'crash.start', kind: 'trigger', effect: 'none', params: z.object({}), run: () => ({ port: 'done' }) }),
  defineNode({
    ...base,
    type: 'crash.read',
    effect: 'read',
    params,
    async run({ key }) {
      await ask('read', key);
      return { port: 'done', data: { key } };
    },
  }),
  defineNode({ ...base, type: 'crash.give', effect: 'none', params, run: ({ params: given }) => ({ port: 'done', data: given.n }) }),
  defineNode({
    ...base,
    type: 'crash.wait',
    effect: 'none',
    waits: true,
    params,
    run: ({ now }) => wait({ until: now + 15, state: null }),
    resume: async () => ({ port: 'done' }),
  }),
  changing('crash.write', 'write', true),
  changing('crash.destroy', 'destroy', true),
  changing('crash.blind', 'write', false),
  changing('crash.again', 'write', false, true),
  ...containers,
];

/** Answers at once and commits a little later: what a careless cache in front of the disk would do. */
const answersEarly = (good: Journal): Journal => ({
  ...good,
  async write(runId, epoch, writes) {
    void sleep(25)
      .then(() => good.write(runId, epoch, writes))
      .catch(() => undefined);
    return { woken: [] };
  },
});

const lines = createInterface({ input: process.stdin });
await new Promise((open) => lines.once('line', open));

const good = sqliteJournal(openDatabase(file));
const journal = mode === 'broken' ? answersEarly(good) : good;
const engine = createEngine({
  journal,
  dispatcher: inProcessDispatcher({ journal, sweepMs: 100 }),
  owner: 'crash',
  nodeType: (type) => types.find((one) => one.type === type),
  loadFlow: async () => crashFlow,
  capabilities: () => ({}) as Capabilities,
  // It is killed every few milliseconds: no step can be blamed for that. set-aside.test.ts is about those that can.
  // And a thousand kills may take longer than the quarter of an hour that a step has.
  limits: { graceMs: 2_000, deaths: Number.POSITIVE_INFINITY, stepTimeoutMs: 86_400_000 },
});

// What the journal calls finished is told to the witness: from then on it must not be called again. (Steps of a broken
// journal are finished when it says so, too early.)
journal.onCommit((events) => {
  for (const { runId, change } of events)
    if (change.type === 'step' && change.step.status === 'succeeded') process.stdout.write(`finished ${runId} ${change.step.key}\n`);
});

await engine.boot();
process.stdout.write('ready\n');

lines.on('line', async (line) => {
  const [what, id = '', key = '', outcome = ''] = line.split(' ');
  if (what === 'resolve') await engine.resolve(id, key, outcome === 'happened' ? { outcome, data: null } : { outcome: 'didNot' });
  if (what !== 'start') return;
  await engine.start({
    id,
    projectId: 'default',
    flow: { id: 'crash', name: 'Crash', version: 1, published: true, document: crashFlow },
    trigger: { type: 'crash.start', nodeId: 'start', at: new Date().toISOString() },
    triggerNodeId: 'start',
    inputs: {},
    actor: { kind: 'system', id: 'test', name: 'Test' },
    world: 'practice',
  });
  process.stdout.write(`accepted ${id}\n`);
});
