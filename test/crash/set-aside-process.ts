// The process that its own steps kill: a real engine on a real SQLite file, with little memory. It starts what it is told to,
// `start <flow> <id>`, says `ended <id> <status>` of every run, and dies whenever a step makes it. `cured`: the steps are well.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Capabilities } from '../../nodes/kit/capabilities.ts';
import { defineNode } from '../../nodes/kit/define.ts';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { inProcessDispatcher } from '../../server/dispatch/in-process.ts';
import { createEngine } from '../../server/engine/engine.ts';
import { openDatabase } from '../../server/journal/database.ts';
import { sqliteJournal } from '../../server/journal/sqlite.ts';

const [, , file = '', state = ''] = process.argv;
const well = state === 'cured';

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
  params: z.object({}),
} as const;
const done = { port: 'done', data: null } as const;

function exhaust(): never {
  const kept: number[][] = [];
  for (;;) kept.push(new Array(500_000).fill(kept.length));
}

const types = [
  defineNode({ ...base, type: 'kill.start', kind: 'trigger', effect: 'none', run: () => done }),
  defineNode({ ...base, type: 'kill.plain', effect: 'none', run: () => done }),
  defineNode({ ...base, type: 'kill.at-once', effect: 'none', run: () => (well ? done : process.abort()) }),
  defineNode({
    ...base,
    type: 'kill.memory',
    effect: 'read',
    async run() {
      await sleep(40);
      return well ? done : exhaust();
    },
  }),
  defineNode({
    ...base,
    type: 'kill.write',
    effect: 'write',
    async run() {
      await sleep(20);
      return well ? done : process.abort();
    },
    recover: async () => 'didNot',
  }),
  // Nothing is wrong with it, it only takes longer than this process has lived so far.
  defineNode({
    ...base,
    type: 'kill.long',
    effect: 'read',
    async run() {
      await sleep(1_000);
      return done;
    },
  }),
];

const flowOf = (kind: string) =>
  flowSchema.parse({
    format: 1,
    name: kind,
    nodes: ['start', 'plain', kind, 'plain'].map((type, n) => ({
      id: n === 2 ? 'it' : `n${n}`,
      type: `kill.${type}`,
      version: 1,
      position: { x: 0, y: 0 },
      params: {},
    })),
    edges: ['n0', 'n1', 'it', 'n3'].slice(1).map((to, n) => ({ from: ['n0', 'n1', 'it'][n], port: 'done', to })),
  });

const journal = sqliteJournal(openDatabase(file));
const engine = createEngine({
  journal,
  dispatcher: inProcessDispatcher({ journal, sweepMs: 100 }),
  owner: `life-${process.pid}`,
  nodeType: (type) => types.find((one) => one.type === type),
  loadFlow: async (flowId) => flowOf(flowId),
  capabilities: () => ({}) as Capabilities,
});

journal.onCommit((events) => {
  for (const { runId, change } of events)
    if (change.type === 'run' && ['succeeded', 'failed', 'needs-attention'].includes(change.run.status))
      process.stdout.write(`ended ${runId} ${change.run.status}\n`);
});

createInterface({ input: process.stdin }).on('line', async (line) => {
  const [what, flow = '', id = ''] = line.split(' ');
  if (what === 'stop') {
    await engine.stop(0);
    process.exit(0);
  }
  if (what === 'retry') {
    const { run } = await engine.retry(id, { projectId: 'default', actor: { kind: 'system', id: 'test', name: 'Test' } });
    process.stdout.write(`retried ${run.id}\n`);
    return;
  }
  await engine.start({
    id,
    projectId: 'default',
    flow: { id: flow, name: flow, version: 1, published: true, document: flowOf(flow) },
    trigger: { type: 'kill.start', nodeId: 'n0', at: new Date().toISOString() },
    triggerNodeId: 'n0',
    inputs: {},
    actor: { kind: 'system', id: 'test', name: 'Test' },
    world: 'practice',
  });
});

await engine.boot();
process.stdout.write('ready\n');
