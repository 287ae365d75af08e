// A small house for the tests of this room: the real engine on a journal in memory, the real services, the real node types; the
// Azure side is a simulator, in this process or behind TLS.
import { nodeTypes } from '../../../nodes/index.ts';
import { flowSchema } from '../../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../../nodes/kit/json.ts';
import type { Run, Step } from '../../../nodes/kit/records.ts';
import { hasEnded } from '../../../nodes/kit/status.ts';
import { inProcessDispatcher } from '../../dispatch/in-process.ts';
import { createEngine, type Engine, type StepProgress } from '../../engine/engine.ts';
import type { Journal } from '../../journal/contract.ts';
import { memoryJournal } from '../../journal/memory.ts';
import type { OpenConnection, PracticeAzure, PracticeMessage, Services, ServicesDeps } from '../contract.ts';
import { type SecretsInMemory, secretsInMemory } from '../secrets-in-memory.ts';
import { createServices } from '../services.ts';

interface HouseOptions extends Partial<Pick<ServicesDeps, 'egressAllow' | 'watchPace' | 'clock' | 'needs'>> {
  readonly practice?: PracticeAzure;
  /** By kind; slots are called like the kind. */
  readonly connections?: { readonly [kind: string]: JsonObject };
  readonly journal?: Journal;
}

export interface Node {
  readonly id: string;
  readonly type: string;
  readonly params?: JsonObject;
  readonly parent?: string;
  readonly settings?: JsonObject;
}

export interface House {
  readonly services: Services;
  readonly engine: Engine;
  readonly journal: Journal;
  readonly inbox: readonly PracticeMessage[];
  readonly secrets: SecretsInMemory;
  readonly progress: readonly StepProgress[];
  readonly log: readonly string[];
  connection(kind: string): OpenConnection;
  /** Nodes run one after the other, behind a manual trigger. */
  start(
    nodes: readonly Node[],
    more?: { readonly world?: 'practice' | 'real'; readonly inputs?: JsonObject; readonly settings?: JsonObject; readonly id?: string },
  ): Promise<string>;
  ended(runId: string, ms?: number): Promise<{ readonly run: Run; step(key: string): Promise<Step>; output(key: string): Promise<Json> }>;
  stop(): Promise<void>;
}

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const journal = options.journal ?? memoryJournal();
  const inbox: PracticeMessage[] = [];
  const progress: StepProgress[] = [];
  const log: string[] = [];
  const kinds: { readonly [kind: string]: JsonObject } = {
    ...(options.practice ? { azure: { credential: 'practice' } } : {}),
    ...options.connections,
  };
  const flows = new Map<string, ReturnType<typeof flowSchema.parse>>();
  const connection = (kind: string): OpenConnection => ({
    id: kind,
    kind: kind as OpenConnection['kind'],
    name: kind,
    revision: '1',
    values: kinds[kind] ?? {},
  });
  const secrets = secretsInMemory();
  const services = createServices({
    bound: async ({ kind }) => (kinds[kind] ? connection(kind) : null),
    open: async (id) => (kinds[id] ? connection(id) : null),
    flows: () => ({
      start: () => Promise.reject(new Error('no other flows here')),
      started: async () => null,
      endEvent: (id) => `run:${id}`,
      list: async () => [],
    }),
    secrets,
    inbox: {
      put: async (message) => {
        inbox.push(message);
      },
    },
    journal,
    engine: () => engine,
    practice: async () => {
      if (!options.practice) throw new Error('no practice subscription here');
      return options.practice;
    },
    owner: 'test',
    watchPace: { firstMs: 50, minMs: 100, maxMs: 300, ...options.watchPace },
    ...(options.egressAllow ? { egressAllow: options.egressAllow } : {}),
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.needs ? { needs: options.needs } : {}),
    log: (_level, message) => log.push(message),
  });
  const types = new Map(nodeTypes.map((type) => [type.type, type]));
  const engine: Engine = createEngine({
    journal,
    dispatcher: inProcessDispatcher({ journal, sweepMs: 50 }),
    owner: 'test',
    nodeType: (type) => types.get(type),
    loadFlow: async (id) => flows.get(id) as ReturnType<typeof flowSchema.parse>,
    capabilities: services.capabilities,
    onTrouble: (_run, error) => log.push(String(error)),
  });
  engine.onProgress((one) => progress.push(one));
  await engine.boot();
  let count = 0;
  return {
    services,
    secrets,
    engine,
    journal,
    inbox,
    progress,
    log,
    connection,
    async start(nodes, { world = 'real', inputs = {}, settings = {}, id } = {}) {
      const all = [{ id: 'start', type: 'core.manual' }, ...nodes];
      const chained = all.filter((node) => !('parent' in node));
      const flow = flowSchema.parse({
        format: 1,
        name: 'Test',
        connections: Object.keys(kinds).map((kind) => ({ name: kind, kind })),
        nodes: all.map((node) => {
          const slot = types.get(node.type)?.connection;
          return { position: { x: 0, y: 0 }, ...node, ...(slot && kinds[slot] ? { connection: slot } : {}) };
        }),
        edges: chained.slice(1).map((node, index) => ({ from: chained[index]?.id, port: 'done', to: node.id })),
        settings,
      });
      const flowId = id ?? `flow${++count}`;
      flows.set(flowId, flow);
      const { run } = await engine.start({
        projectId: 'default',
        flow: { id: flowId, name: 'Test', version: 1, published: false, document: flow },
        trigger: { type: 'api', nodeId: null, at: new Date().toISOString() },
        triggerNodeId: 'start',
        inputs,
        actor: { kind: 'user', id: 'me', name: 'Me' },
        world,
      });
      return run.id;
    },
    async ended(runId, ms = 15_000) {
      for (const until = Date.now() + ms; ; await new Promise((next) => setTimeout(next, 10))) {
        const run = await journal.run(runId);
        if (run && (hasEnded(run.status) || run.status === 'needs-attention')) {
          return {
            run,
            step: async (key) => (await journal.step(runId, key)) as Step,
            output: async (key) => (await journal.output(runId, key))?.data ?? null,
          };
        }
        if (Date.now() > until)
          throw new Error(
            `the run is ${run?.status}: ${JSON.stringify((await journal.steps(runId, { limit: 50 })).items)} ${log.join('; ')}`,
          );
      }
    },
    async stop() {
      await engine.stop(200);
      await services.stop();
    },
  };
}
