// A small world for the tests of this room: a journal, a dispatcher, an engine, and node types whose effects are counted. The
// world outlives the engine, as Azure outlives a crashed server: `crash()` drops the engine and boots another one.
import { z } from 'zod';
import type { Capabilities } from '../../nodes/kit/capabilities.ts';
import { defineNode, type NodeType, wait } from '../../nodes/kit/define.ts';
import { type Failure, FailureError, fail } from '../../nodes/kit/errors.ts';
import { deferred, list } from '../../nodes/kit/fields.ts';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { inProcessDispatcher } from '../../server/dispatch/in-process.ts';
import { createEngine, type Engine, type EngineDeps, type StartRequest } from '../../server/engine/engine.ts';
import type { Journal } from '../../server/journal/contract.ts';
import { memoryJournal } from '../../server/journal/memory.ts';

const common = { version: 1, group: 'logic', title: 'Test', summary: 'Test', icon: 'x', line: '', result: z.any(), examples: [] } as const;
const anything = z.object({ value: z.json().optional() });

/** What happened outside: calls by step key and attempt, and what the tests want to happen next. */
export interface World {
  readonly calls: string[];
  /** Says how the next calls of a node go: a failure to throw, `hang` (no answer), or what to give. */
  readonly script: Map<string, (Failure | 'hang' | 'lost' | { readonly data: Json })[]>;
  /** What recover answers, by node. */
  readonly recovery: Map<string, 'happened' | 'didNot' | 'unknown'>;
  readonly gates: Map<string, Promise<void>>;
}

const newWorld = (): World => ({ calls: [], script: new Map(), recovery: new Map(), gates: new Map() });

export function testTypes(world: World): readonly NodeType[] {
  const act = async (nodeId: string, key: string, signal: AbortSignal) => {
    world.calls.push(`${nodeId} ${key}`);
    await world.gates.get(nodeId);
    const next = world.script.get(nodeId)?.shift();
    signal.throwIfAborted();
    if (next === 'hang') await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    if (next === 'lost') throw fail('unanswered', 'The connection broke.', { unanswered: true });
    if (next && typeof next === 'object' && 'code' in next) throw new FailureError(next);
    return { port: 'done', data: typeof next === 'object' ? next.data : { key } };
  };
  const doing = (effect: 'read' | 'write' | 'destroy', more: object = {}) =>
    defineNode({
      ...common,
      type: `test.${effect}`,
      effect,
      params: z.object({ id: z.string(), value: z.json().optional() }),
      ports: ['done'],
      run: ({ params, key, signal }) => act(params.id, key, signal),
      async recover({ params, key }) {
        world.calls.push(`recover ${params.id}`);
        const known = world.recovery.get(params.id) ?? 'unknown';
        return known === 'happened' ? { happened: { port: 'done', data: { key, adopted: true } } } : known;
      },
      ...more,
    });
  return [
    defineNode({
      ...common,
      type: 'test.start',
      kind: 'trigger',
      effect: 'none',
      params: anything,
      ports: ['done'],
      run: ({ trigger }) => ({ port: 'done', data: { ...trigger } }),
    }),
    defineNode({
      ...common,
      type: 'test.give',
      effect: 'none',
      params: anything,
      ports: ['done'],
      run: ({ params }) => ({ port: 'done', data: params.value ?? null }),
    }),
    defineNode({
      ...common,
      type: 'test.slow',
      effect: 'none',
      params: anything,
      ports: ['done'],
      async run({ params }) {
        await new Promise((next) => setImmediate(next));
        return { port: 'done', data: params.value ?? null };
      },
    }),
    defineNode({
      ...common,
      type: 'test.port',
      effect: 'none',
      params: z.object({ port: z.string() }),
      ports: ['yes', 'no'],
      run: ({ params }) => ({ port: params.port, data: params.port }),
    }),
    defineNode({
      ...common,
      type: 'test.fail',
      effect: 'none',
      params: z.object({ when: z.json().default(true) }),
      ports: ['done'],
      run({ params }) {
        if (params.when) throw fail('node_failed', 'It is broken.');
        return { port: 'done' };
      },
    }),
    defineNode({
      ...common,
      type: 'test.wide',
      effect: 'none',
      params: z.object({ millions: z.number() }),
      ports: ['done'],
      // Characters of three bytes each.
      run: ({ params }) => ({ port: 'done', data: '\u4e2d'.repeat(params.millions * 1_000_000) }),
    }),
    defineNode({
      ...common,
      type: 'test.list',
      effect: 'none',
      params: z.object({ count: z.int() }),
      ports: ['done'],
      run: ({ params }) => ({ port: 'done', list: { property: 'items', items: Array.from({ length: params.count }, (_, n) => ({ n })) } }),
    }),
    defineNode({
      ...common,
      type: 'test.stream',
      effect: 'read',
      params: z.object({ count: z.int() }),
      ports: ['done'],
      async run({ params }) {
        async function* items() {
          for (let n = 0; n < params.count; n++) yield { n };
        }
        return { port: 'done', list: { property: 'items', items: items() } };
      },
    }),
    defineNode({
      ...common,
      type: 'test.pick',
      effect: 'none',
      params: z.object({ items: list(), keep: deferred() }),
      ports: ['done'],
      async run({ params }) {
        const kept: unknown[] = [];
        let index = 0;
        for await (const item of params.items) if (params.keep({ item, index: index++ })) kept.push(item);
        return { port: 'done', data: { kept, of: params.items.count } };
      },
    }),
    defineNode({
      ...common,
      type: 'test.merge',
      effect: 'none',
      params: z.object({}),
      ports: ['done'],
      run: ({ incoming }) => ({ port: 'done', data: Object.fromEntries(incoming.map(({ nodeId, result }) => [nodeId, result ?? null])) }),
    }),
    defineNode({
      ...common,
      type: 'test.wait',
      effect: 'none',
      waits: true,
      params: z.object({ ms: z.number().optional(), event: z.string().optional() }),
      ports: ['done'],
      run: ({ params, now }) =>
        wait({
          ...(params.ms === undefined ? {} : { until: now + params.ms }),
          ...(params.event === undefined ? {} : { event: params.event }),
          state: { began: now },
        }),
      resume: async ({ event, state }) => ({ port: 'done', data: { kind: event.kind, payload: event.payload, state } }),
    }),
    defineNode({
      ...common,
      type: 'test.stop',
      effect: 'none',
      endsRun: true,
      params: z.object({ status: z.enum(['succeeded', 'failed']) }),
      ports: ['done'],
      run: ({ params }) => ({ port: 'done', stop: { status: params.status, message: 'Enough.' } }),
    }),
    defineNode({
      ...common,
      type: 'test.respond',
      effect: 'none',
      params: anything,
      ports: ['done'],
      run: ({ params }) => ({ port: 'done', respond: { status: 200, body: params.value ?? null } }),
    }),
    defineNode({
      ...common,
      type: 'test.remember',
      effect: 'none',
      params: anything,
      ports: ['done'],
      run: ({ params }) => ({ port: 'done', remember: { seen: params.value ?? null } }),
    }),
    doing('read'),
    doing('write'),
    doing('destroy'),
    { ...doing('write'), type: 'test.again', repeatable: true },
    defineNode({
      ...common,
      type: 'test.each',
      kind: 'container',
      container: 'for-each',
      effect: 'none',
      params: z.object({
        items: list(),
        concurrency: z.int().default(4),
        whenItemFails: z.enum(['continue', 'fail', 'stop']).default('continue'),
        collect: deferred().optional(),
      }),
      ports: ['done'],
    }),
    defineNode({
      ...common,
      type: 'test.repeat',
      kind: 'container',
      container: 'repeat-until',
      effect: 'none',
      params: z.object({
        until: deferred(),
        maxRounds: z.int().default(10),
        pause: z.string().default('PT0S'),
        collect: deferred().optional(),
      }),
      ports: ['done'],
    }),
    defineNode({
      ...common,
      type: 'test.scope',
      kind: 'container',
      container: 'scope',
      effect: 'none',
      params: z.object({ collect: deferred().optional() }),
      ports: ['done'],
    }),
  ] as readonly NodeType[];
}

type NodeText = {
  readonly id: string;
  readonly type: string;
  readonly parent?: string;
  readonly params?: JsonObject;
  readonly settings?: object;
};

/** `edges`: `a>b` (port done), `a:failed>b`. */
export const flowOf = (nodes: readonly NodeText[], edges: readonly string[], settings: object = {}, name = 'Test'): Flow =>
  flowSchema.parse({
    format: 1,
    name,
    nodes: nodes.map((node) => ({ version: 1, position: { x: 0, y: 0 }, params: {}, ...node, type: `test.${node.type}` })),
    edges: edges.map((edge) => {
      const [, from, port = 'done', to] = /^(\w+)(?::(\w+))?>(\w+)$/.exec(edge) ?? [];
      return { from, port, to };
    }),
    settings,
  });

export interface Rig {
  readonly world: World;
  readonly journal: Journal;
  readonly engine: Engine;
  /** The engine is gone without a word; another one boots on the same journal. */
  crash(): Promise<void>;
  start(flow: Flow, more?: Partial<StartRequest>): Promise<string>;
  run(flow: Flow, more?: Partial<StartRequest>): Promise<{ readonly run: Run; readonly steps: ReadonlyMap<string, Step> }>;
  ended(runId: string): Promise<{ readonly run: Run; readonly steps: ReadonlyMap<string, Step> }>;
  status(runId: string, status: Run['status']): Promise<Run>;
  steps(runId: string): Promise<ReadonlyMap<string, Step>>;
  stop(): Promise<void>;
}

export interface RigOptions {
  readonly journal?: Journal;
  readonly world?: World;
  /** `alive`: the process that this node runs in has not died. */
  readonly types?: (world: World, alive: () => boolean) => readonly NodeType[];
  readonly deps?: Partial<EngineDeps>;
}

export async function rig(options: RigOptions = {}): Promise<Rig> {
  const world = options.world ?? newWorld();
  const journal = options.journal ?? memoryJournal();
  const flows = new Map<string, Flow>();
  const trouble: unknown[] = [];
  const make = async () => {
    let gone = false;
    const types = new Map((options.types ?? testTypes)(world, () => !gone).map((type) => [type.type, type]));
    const reachable = new Proxy(journal, {
      get: (target, name) => {
        const value = target[name as keyof Journal];
        // What a dead process asked for never reaches the journal; what was under way there is done all the same.
        return typeof value === 'function'
          ? (...args: never[]) => (gone ? new Promise(() => undefined) : (value as (...a: never[]) => unknown)(...args))
          : value;
      },
    });
    const dispatcher = inProcessDispatcher({ journal: reachable, sweepMs: 50, onError: (error) => trouble.push(error) });
    const engine = createEngine({
      journal: reachable,
      dispatcher,
      owner: 'test',
      nodeType: (type) => types.get(type),
      loadFlow: async (id, version) => {
        const flow = flows.get(`${id}@${version}`);
        if (!flow) throw fail('not_found', `no flow ${id}`);
        return flow;
      },
      capabilities: () => ({}) as Capabilities,
      onTrouble: (_run, error) => trouble.push(error),
      ...options.deps,
    });
    await engine.boot();
    return {
      engine,
      kill: async () => {
        gone = true;
        void dispatcher.stop({ graceMs: 0 });
      },
    };
  };
  let life = await make();
  const steps = async (runId: string) => {
    const all = new Map<string, Step>();
    let cursor: string | undefined;
    do {
      const page = await journal.steps(runId, { limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
      for (const step of page.items) all.set(step.key, step);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return all;
  };
  const status = async (runId: string, wanted: Run['status'] | 'ended') => {
    for (const until = Date.now() + 10_000; ; ) {
      const run = await journal.run(runId);
      if (run && (wanted === 'ended' ? hasEnded(run.status) : run.status === wanted)) return run;
      if (trouble.length > 0) throw trouble[0];
      if (Date.now() > until)
        throw new Error(
          `run is ${run?.status} (${run?.message ?? ''}), not ${wanted}: ${JSON.stringify([...(await steps(runId)).values()].map((s) => `${s.key} ${s.status}`))}`,
        );
      await new Promise((next) => setTimeout(next, 2));
    }
  };
  const ended = async (runId: string) => ({ run: await status(runId, 'ended'), steps: await steps(runId) });
  const start = async (flow: Flow, more: Partial<StartRequest> = {}) => {
    const id = more.flow?.id ?? flow.name;
    const version = more.flow?.version ?? 1;
    flows.set(`${id}@${version}`, flow);
    const nodeId = flow.nodes.find((node) => node.type === 'test.start')?.id ?? null;
    const created = await life.engine.start({
      projectId: 'default',
      flow: { id, name: flow.name, version, published: false, document: flow },
      trigger: { type: 'api', nodeId: null, at: new Date().toISOString() },
      triggerNodeId: nodeId,
      inputs: {},
      actor: { kind: 'user', id: 'me', name: 'Me' },
      world: 'practice',
      ...more,
    });
    return created.run.id;
  };
  return {
    world,
    journal,
    get engine() {
      return life.engine;
    },
    async crash() {
      await life.kill();
      life = await make();
    },
    start,
    run: async (flow, more) => ended(await start(flow, more)),
    ended,
    status,
    steps,
    stop: async () => life.engine.stop(1_000),
  };
}
