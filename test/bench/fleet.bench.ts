// Many machines: runs accepted by one engine and advanced by another, over a PostgreSQL whose commits go to the disk and a queue on
// it or on Redis. Both engines, the database and Redis share the cores; the floor is the same runs without a queue between.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import type { Capabilities } from '../../nodes/kit/capabilities.ts';
import { defineNode, type NodeType } from '../../nodes/kit/define.ts';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { bullmqDispatcher } from '../../server/dispatch/bullmq.ts';
import type { Dispatcher } from '../../server/dispatch/contract.ts';
import { inProcessDispatcher } from '../../server/dispatch/in-process.ts';
import { createEngine, type Engine } from '../../server/engine/engine.ts';
import { postgresJournal } from '../../server/journal/postgres.ts';
import { databaseUrl, stopTestDatabases, testDatabase } from '../postgres.ts';
import { redisThere, stopTestRedis, testRedis } from '../redis.ts';
import type { BenchRow } from './row.ts';

const stepsPerRun = 10;
const together = 100;
const rounds = 15;
const warmUp = 5;
const loneRuns = 60;

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
const types: readonly NodeType[] = [
  defineNode({ ...base, type: 'b.start', kind: 'trigger', effect: 'none', params: z.object({}), run: () => ({ port: 'done' }) }),
  defineNode({ ...base, type: 'b.write', effect: 'write', params: z.object({}), run: () => ({ port: 'done', data: { text } }) }),
];
const ids = Array.from({ length: stepsPerRun }, (_, i) => `n${i}`);
const document = flowSchema.parse({
  format: 1,
  name: 'Bench',
  nodes: [{ id: 'start', type: 'b.start' }, ...ids.map((id) => ({ id, type: 'b.write' }))].map((node) => ({
    ...node,
    version: 1,
    position: { x: 0, y: 0 },
    params: {},
  })),
  edges: ids.map((id, i) => ({ from: i === 0 ? 'start' : ids[i - 1], port: 'done', to: id })),
});

async function engineOver(url: string, owner: string, runs: number, dispatch: 'alone' | string) {
  const pool = new pg.Pool({ connectionString: url, max: 6, pipeline: true });
  const journal = await postgresJournal({ pool, owner });
  const onError = (error: unknown) => process.stderr.write(`dispatch: ${String(error)}\n`);
  const dispatcher: Dispatcher =
    dispatch === 'alone'
      ? inProcessDispatcher({ journal, onError })
      : bullmqDispatcher({ journal, connection: dispatch, name: 'bench', onError });
  const engine = createEngine({
    journal,
    dispatcher,
    owner,
    nodeType: (type) => types.find((one) => one.type === type),
    loadFlow: async () => document,
    capabilities: () => ({}) as Capabilities,
    held: async () => [],
    limits: { runs },
    onTrouble: (runId, error) => process.stderr.write(`${runId}: ${String(error)}\n`),
  });
  await engine.boot();
  return {
    engine,
    pool,
    async stop() {
      await engine.stop(1_000);
      await journal.close();
      await pool.end();
    },
  };
}

const start = (engine: Engine, n: number) =>
  engine.start({
    projectId: 'default',
    flow: { id: 'bench', name: 'Bench', version: 1, published: true, document },
    trigger: { type: 'api', nodeId: 'start', at: new Date().toISOString() },
    triggerNodeId: 'start',
    inputs: { n },
    actor: { kind: 'system', id: 'bench', name: 'Bench' },
    world: 'practice',
  });

async function measure(accepts: { engine: Engine; pool: pg.Pool }): Promise<{ perSecond: number; loneMs: number }> {
  let started = 0;
  const allEnded = async () => {
    for (;;) {
      const { rows } = await accepts.pool.query('SELECT count(*)::int AS n FROM runs WHERE ended_at IS NOT NULL');
      if (rows[0].n === started) return;
      await sleep(5);
    }
  };
  const round = async () => {
    await Promise.all(Array.from({ length: together }, (_, n) => start(accepts.engine, n)));
    started += together;
    await allEnded();
  };
  for (let i = 0; i < warmUp; i++) await round();
  const began = performance.now();
  for (let i = 0; i < rounds; i++) await round();
  const seconds = (performance.now() - began) / 1000;
  const lone: number[] = [];
  for (let i = 0; i < loneRuns; i++) {
    const asked = performance.now();
    const { run } = await start(accepts.engine, i);
    started += 1;
    await accepts.engine.waitFor(run.id, 5_000);
    lone.push(performance.now() - asked);
  }
  await allEnded();
  return { perSecond: (rounds * together) / seconds, loneMs: lone.sort((a, b) => a - b)[loneRuns >> 1] ?? 0 };
}

/** `queue`: the address of the queue, or null for none at all. */
async function fleet(queue: 'PostgreSQL' | 'Redis' | null) {
  const url = databaseUrl(await testDatabase('', { durable: true }));
  const at = queue === 'Redis' ? (await testRedis({ own: true }))?.url : url;
  if (queue === null) {
    const alone = await engineOver(url, 'alone', 200, 'alone');
    const measured = await measure(alone);
    await alone.stop();
    return measured;
  }
  const web = await engineOver(url, 'web', 0, at ?? url);
  const worker = await engineOver(url, 'worker', 200, at ?? url);
  const measured = await measure(web);
  await Promise.all([web.stop(), worker.stop()]);
  return measured;
}

export async function fleetBench(): Promise<BenchRow[]> {
  try {
    // A process compiles its code in its first seconds: these do not count.
    await fleet(null);
    const alone = await fleet(null);
    const rows: BenchRow[] = [
      { name: 'many machines: a lone run of the machine that accepts it, p50', value: alone.loneMs, unit: 'ms', goal: '<= 20 ms' },
    ];
    for (const queue of ['PostgreSQL', ...(redisThere ? (['Redis'] as const) : [])] as const) {
      const { perSecond, loneMs } = await fleet(queue);
      rows.push(
        {
          name: `many machines, queue on ${queue}: runs of ${stepsPerRun} durable steps`,
          value: Math.round(perSecond),
          unit: 'runs/s',
          floor: { name: 'without a queue', value: Math.round(alone.perSecond) },
          ratio: perSecond / alone.perSecond,
          goal: queue === 'Redis' ? '>= 600' : '>= 300',
        },
        {
          name: `many machines, queue on ${queue}: a lone run, accepted here, advanced there, p50`,
          value: loneMs,
          unit: 'ms',
          floor: { name: 'without a queue (ms)', value: alone.loneMs },
        },
      );
    }
    return rows;
  } finally {
    await stopTestDatabases();
    await stopTestRedis();
  }
}
