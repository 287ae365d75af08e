// The engine on SQLite with full durability: a lone run, many runs whose every step must be durable before the next, a loop
// over 10,000 items, 10,000 parked runs. Floors are raw inserts of the same rows: see engine-floor.ts.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Capabilities } from '../../nodes/kit/capabilities.ts';
import { defineNode, type NodeType, wait } from '../../nodes/kit/define.ts';
import { deferred, list } from '../../nodes/kit/fields.ts';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import { inProcessDispatcher } from '../../server/dispatch/in-process.ts';
import { createEngine, type Engine } from '../../server/engine/engine.ts';
import type { Journal } from '../../server/journal/contract.ts';
import { type Database, openDatabase } from '../../server/journal/database.ts';
import { sqliteJournal } from '../../server/journal/sqlite.ts';
import { raw, stepsLeft } from './engine-floor.ts';
import type { BenchRow } from './row.ts';

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
const text = 'A result of about two hundred bytes, as most results of nodes are. '.repeat(3);
const params = z.object({ value: z.json().optional() });

const types: readonly NodeType[] = [
  defineNode({ ...base, type: 'b.start', kind: 'trigger', effect: 'none', params, run: () => ({ port: 'done' }) }),
  defineNode({
    ...base,
    type: 'b.give',
    effect: 'none',
    params,
    run: ({ params: given }) => ({ port: 'done', data: { text, value: given.value } }),
  }),
  defineNode({ ...base, type: 'b.write', effect: 'write', params, run: () => ({ port: 'done', data: { text } }) }),
  defineNode({
    ...base,
    type: 'b.wait',
    effect: 'none',
    waits: true,
    params: z.object({ until: z.number() }),
    run: ({ params: given }) => wait({ until: given.until, state: null }),
    resume: async () => ({ port: 'done' }),
  }),
  defineNode({
    ...base,
    type: 'b.each',
    kind: 'container',
    container: 'for-each',
    effect: 'none',
    params: z.object({
      items: list(),
      concurrency: z.int().default(4),
      whenItemFails: z.string().default('continue'),
      collect: deferred().optional(),
    }),
  }),
];

const flow = (
  nodes: readonly { readonly id: string; readonly type: string; readonly params?: object; readonly parent?: string }[],
  edges: readonly string[],
): Flow =>
  flowSchema.parse({
    format: 1,
    name: 'Bench',
    nodes: nodes.map((node) => ({ ...node, type: `b.${node.type}`, version: 1, position: { x: 0, y: 0 } })),
    edges: edges.map((edge) => ({ from: edge.split('>')[0], port: 'done', to: edge.split('>')[1] })),
  });

const chain = (type: string): Flow => {
  const ids = Array.from({ length: 10 }, (_, i) => `n${i}`);
  return flow(
    [
      { id: 'start', type: 'start' },
      ...ids.map((id, i) => ({ id, type, params: { value: i === 0 ? '{{ inputs.n }}' : `{{ steps.n${i - 1}.value }}` } })),
    ],
    ids.map((id, i) => `${i === 0 ? 'start' : `n${i - 1}`}>${id}`),
  );
};

interface Bench {
  readonly database: Database;
  readonly journal: Journal;
  readonly engine: Engine;
  start(document: Flow, inputs?: { readonly [name: string]: number }): Promise<string>;
  stop(): Promise<void>;
}

async function open(file: string, known?: Flow): Promise<Bench> {
  const database = openDatabase(file);
  const journal = sqliteJournal(database);
  const flows = new Map<Flow, string>(known ? [[known, 'flow0']] : []);
  const engine = createEngine({
    journal,
    dispatcher: inProcessDispatcher({ journal, onError: (error) => process.stderr.write(`dispatch: ${String(error)}\n`) }),
    owner: 'bench',
    nodeType: (type) => types.find((one) => one.type === type),
    loadFlow: async (id) => [...flows].find(([, known]) => known === id)?.[0] as Flow,
    capabilities: () => ({}) as Capabilities,
    onTrouble: (runId, error) => process.stderr.write(`${runId}: ${String(error)}\n`),
  });
  await engine.boot();
  return {
    database,
    journal,
    engine,
    async start(document, inputs = {}) {
      const id = flows.get(document) ?? `flow${flows.size}`;
      flows.set(document, id);
      const { run } = await engine.start({
        projectId: 'default',
        flow: { id, name: 'Bench', version: 1, published: true, document },
        trigger: { type: 'api', nodeId: 'start', at: new Date().toISOString() },
        triggerNodeId: 'start',
        inputs,
        actor: { kind: 'system', id: 'bench', name: 'Bench' },
        world: 'practice',
      });
      return run.id;
    },
    async stop() {
      await engine.stop(1_000);
      await database.close();
    },
  };
}

const percentile = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? 0;
const round = (value: number, digits = 2) => Number(value.toFixed(digits));

async function loneRun(folder: string): Promise<BenchRow[]> {
  const bench = await open(join(folder, 'lone.db'));
  const document = chain('give');
  const times: number[] = [];
  let commits = 0;
  for (let i = 0; i < 400; i++) {
    if (i === 100) bench.database.join({ committed: () => commits++, rolledBack: () => undefined });
    const began = performance.now();
    await bench.engine.waitFor(await bench.start(document, { n: i }), 5_000);
    if (i >= 100) times.push(performance.now() - began);
  }
  const floor = ((await raw(folder, stepsLeft(bench.database), 400)) / 400) * 1_000;
  await bench.stop();
  return [
    {
      name: 'engine: a lone run of 10 effect-free steps, p50',
      value: round(percentile(times, 0.5)),
      unit: 'ms',
      floor: { name: 'its 11 steps raw, one commit (ms)', value: round(floor) },
      ratio: round(floor / percentile(times, 0.5)),
      goal: '<= 5 ms',
    },
    { name: 'engine: the same, p99', value: round(percentile(times, 0.99)), unit: 'ms' },
    { name: 'engine: commits per such run', value: round(commits / 300), unit: '', goal: '1' },
  ];
}

/** Passes that do not count: a server compiles its code once, in its first seconds. */
const warmUp = 4;

/**
 * `give`: steps without effect, durable with their run's end. `write`: every step changes the world, so its result is durable
 * before the next step's call, whose intent shares that commit; and so is its floor.
 */
async function manyRuns(folder: string, type: 'give' | 'write'): Promise<BenchRow> {
  const values: number[] = [];
  const floors: number[] = [];
  for (let pass = 0; pass < warmUp + 5; pass++) {
    const bench = await open(join(folder, `many-${type}-${pass}.db`));
    const document = chain(type);
    const together = async () => {
      const ids = await Promise.all(Array.from({ length: 100 }, (_, n) => bench.start(document, { n })));
      await Promise.all(ids.map((id) => bench.engine.waitFor(id, 30_000)));
    };
    let commits = 0;
    bench.database.join({ committed: () => commits++, rolledBack: () => undefined });
    const began = performance.now();
    for (let i = 0; i < 15; i++) await together();
    const seconds = (performance.now() - began) / 1_000;
    // With the trigger's step: eleven.
    const steps = 15 * 100 * 11;
    const left = stepsLeft(bench.database);
    await bench.stop();
    const floor = await raw(folder, left, commits, type === 'write');
    if (pass < warmUp) continue;
    values.push(steps / seconds);
    floors.push(steps / floor);
  }
  const [value, floor] = [percentile(values, 0.5), percentile(floors, 0.5)];
  // Each pass beside its own floor, so that what else the machine does meets both.
  const ratios = values.map((one, i) => one / (floors[i] as number));
  return {
    name: `engine: durable steps, 100 runs of 10 ${type === 'write' ? 'write' : 'effect-free'} steps at once`,
    value: Math.round(value),
    unit: '/s',
    floor: {
      name: type === 'write' ? 'their rows and intents raw, as many commits' : 'a row for each, raw, as many commits',
      value: Math.round(floor),
    },
    ratio: round(percentile(ratios, 0.5)),
    goal: '>= 0.5',
  };
}

async function bigLoop(folder: string): Promise<BenchRow[]> {
  const bench = await open(join(folder, 'loop.db'));
  const items = Array.from({ length: 10_000 }, (_, n) => ({ n, name: `vm-${n}` }));
  const document = flow(
    [
      { id: 'start', type: 'start' },
      { id: 'each', type: 'each', params: { items, collect: '{{ steps.c.value }}' } },
      ...['a', 'b', 'c'].map((id, i) => ({
        id,
        type: 'give',
        parent: 'each',
        params: { value: i === 0 ? '{{ item.name }}' : `{{ steps.${'ab'[i - 1]}.value }}` },
      })),
    ],
    ['start>each', 'a>b', 'b>c'],
  );
  await bench.engine.waitFor(await bench.start(document), 60_000);
  const times: number[] = [];
  let id = '';
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    id = await bench.start(document);
    await bench.engine.waitFor(id, 60_000);
    times.push(performance.now() - began);
  }
  const began = performance.now();
  const keys = ['a[0]', 'b[5000]', 'c[9999]'];
  for (const key of keys) if (!(await bench.journal.output(id, key))) throw new Error(`${key} cannot be read`);
  const read = (performance.now() - began) / keys.length;
  await bench.stop();
  return [
    { name: 'engine: 10,000 items through 3 nodes', value: round(percentile(times, 0.5) / 1_000), unit: 's', goal: '<= 0.5 s' },
    { name: 'engine: one of its steps read by key', value: round(read), unit: 'ms' },
  ];
}

const parkedFlow = flow(
  [
    { id: 'start', type: 'start' },
    { id: 'wait', type: 'wait', params: { until: '{{ inputs.until }}' } },
  ],
  ['start>wait'],
);
const parkedCount = 10_000;

/** Parks runs, then looks at a process that has started with them: what they cost it, and how soon after their time they go on. */
async function parkedRuns(folder: string): Promise<BenchRow[]> {
  const file = join(folder, 'parked.db');
  const bench = await open(file);
  const until = Date.now() + 15_000;
  const began = performance.now();
  for (let at = 0; at < parkedCount; at += 500) await Promise.all(Array.from({ length: 500 }, () => bench.start(parkedFlow, { until })));
  const parking = performance.now() - began;
  for (let left = 1; left > 0; await sleep(20))
    left = (await bench.journal.runs({ projectId: 'default', status: ['running', 'queued'], limit: 1 })).items.length;
  await bench.stop();
  const child = spawn(process.execPath, ['--expose-gc', new URL(import.meta.url).pathname, 'parked', file, String(until)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const part of child.stdout) said += part;
  const { before, parked, ready, last } = JSON.parse(said) as { readonly [name: string]: number };
  return [
    {
      name: 'engine: 10,000 parked runs, added to a process that starts with them',
      value: round((parked ?? 0) - (before ?? 0), 1),
      unit: 'MB',
      floor: { name: 'the process without them (MB)', value: round(before ?? 0, 0) },
      goal: '< 100 MB',
    },
    { name: 'engine: the same, ready after', value: round(ready ?? 0, 0), unit: 'ms' },
    { name: 'engine: the same, time to park them', value: round(parking / 1_000), unit: 's' },
    {
      name: 'engine: all resumed, ended and durable after their time',
      value: round(((last ?? 0) - until) / 1_000),
      unit: 's',
      goal: '<= 0.5 s',
    },
  ];
}

async function parkedProcess(file: string, until: number): Promise<void> {
  const memory = () => {
    globalThis.gc?.();
    return process.memoryUsage().rss / 2 ** 20;
  };
  const before = memory();
  const began = performance.now();
  const bench = await open(file, parkedFlow);
  const ready = performance.now() - began;
  await sleep(300);
  const parked = memory();
  let left = parkedCount;
  // The dispatcher alone does not keep a process alive; in a server the listening socket does.
  const alive = setInterval(() => undefined, 1_000);
  const last = await new Promise<number>((resolve) => {
    bench.journal.onCommit((events) => {
      for (const { change } of events) if (change.type === 'run' && change.run.endedAt !== null) left -= 1;
      if (left === 0) resolve(Date.now());
    });
  });
  clearInterval(alive);
  process.stdout.write(JSON.stringify({ before, parked, ready, last, until }));
  await bench.stop();
}

export async function engineBench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vaultflow-bench-'));
  try {
    return [
      ...(await loneRun(folder)),
      await manyRuns(folder, 'give'),
      await manyRuns(folder, 'write'),
      ...(await bigLoop(folder)),
      ...(await parkedRuns(folder)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [, , what, file = '', until = ''] = process.argv;
if (what === 'parked') await parkedProcess(file, Number(until));
