// A room for one test of a flow: the same engine on a journal in memory, a practice subscription of its own, and no way out. What a
// step would ask of anything but Azure needs an answer of the test. Nothing of it is kept, nobody else sees it, and it goes when it ends.
import type { NodeType } from '../../nodes/kit/define.ts';
import { fail } from '../../nodes/kit/errors.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Run, TriggerEvent } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import type { TestCase } from '../../nodes/kit/testing/test-case.ts';
import { inProcessDispatcher } from '../dispatch/in-process.ts';
import { createEngine, type Engine, type StepRequest } from '../engine/engine.ts';
import { newId, runEndEvent } from '../engine/ids.ts';
import type { Journal } from '../journal/contract.ts';
import { memoryJournal } from '../journal/memory.ts';
import type { NodeTypes } from '../node-types.ts';
import type { PracticeAzure, PracticeMessage } from '../services/contract.ts';
import { secretsInMemory } from '../services/secrets-in-memory.ts';
import { createServices } from '../services/services.ts';
import { checkInputs, mapInputs } from '../triggers/inputs.ts';
import { closeSecrets } from '../triggers/secret-inputs.ts';
import { noWayOut } from './no-way-out.ts';
import { type Staged, stageFlow } from './stand-ins.ts';
import { passTime } from './time.ts';

/** A practice subscription that is made when something first asks for it, and thrown away. */
interface Playground {
  open(): Promise<PracticeAzure & { advance(seconds: number): void }>;
  close(): Promise<void>;
}

export interface RoomDeps {
  readonly nodeTypes: Pick<NodeTypes, 'find'>;
  playground(now: () => number): Playground;
}

/** What happened, while the room is open. */
export interface Played {
  readonly run: Run;
  readonly journal: Journal;
  readonly messages: readonly PracticeMessage[];
  readonly answered: Staged['answered'];
  /** Why it did not come to its end; null: it did. */
  readonly stuck: string | null;
  readonly insideMs: number;
}

const flowId = 'test';
const actor = { kind: 'user', id: 'test', name: 'Test' } as const;
const practice = {
  id: 'practice',
  kind: 'azure',
  name: 'Practice subscription',
  revision: '1',
  values: { credential: 'practice' },
} as const;

/** Plays one test and hands what happened to `look`, before everything of it goes. */
export async function play<T>(
  { nodeTypes, playground }: RoomDeps,
  flow: Flow,
  test: TestCase,
  look: (played: Played) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const wall = Date.now();
  const begins = test.at === undefined ? wall : Date.parse(test.at);
  let skipped = 0;
  const now = () => begins + (Date.now() - wall) + skipped;
  const runId = newId(begins);
  const staged = stageFlow(flow, test.answers, nodeTypes.find, runId);
  const journal = memoryJournal();
  const azure = lazily(() => playground(() => begins + (Date.now() - wall)));
  const messages: PracticeMessage[] = [];
  const secrets = secretsInMemory();
  const services = createServices({
    bound: async ({ kind }) => (kind === 'azure' ? practice : null),
    open: async () => practice,
    flows: () => ({ start: needsAnswer('starts another flow'), started: async () => null, endEvent: runEndEvent, list: async () => [] }),
    callbacks: {
      address() {
        throw fail('sample_missing', 'Nobody can call back into a test: give the step an answer.', { refused: true });
      },
    },
    secrets,
    inbox: { put: async (message) => void messages.push(message) },
    journal,
    engine: () => engine,
    practice: () => azure.made().open(),
    owner: 'test',
    egress: noWayOut,
    clock: { now },
    watchPace: { firstMs: 10, minMs: 10, maxMs: 10 },
  });
  const dispatcher = inProcessDispatcher({ journal, clock: now });
  const engine: Engine = createEngine({
    journal,
    dispatcher,
    owner: 'test',
    clock: { now },
    nodeType: staged.nodeType,
    loadFlow: async () => staged.flow,
    capabilities: (step) => {
      if (test.changes === 'refuse') demandNoChange(step);
      return services.capabilities(step);
    },
  });
  try {
    for (const [name, value] of Object.entries(test.memory ?? {})) await journal.setMemory(flowId, name, value, begins);
    await engine.boot();
    services.start();
    const trigger = triggerOf(flow, nodeTypes.find, test, begins);
    const given =
      test.trigger?.body === undefined && test.trigger?.plannedAt === undefined
        ? test.inputs
        : { ...mapInputs(flow, demandNode(flow, trigger.nodeId), trigger, begins), ...test.inputs };
    const { run } = await engine.start({
      id: runId,
      projectId: 'test',
      flow: { id: flowId, name: flow.name, version: 1, published: false, document: staged.flow },
      trigger,
      triggerNodeId: trigger.nodeId,
      inputs: await closeSecrets(flow, checkInputs(flow, withSecrets(flow, given)), { close: secrets.keep, take: async () => false }),
      actor,
      world: 'practice',
    });
    const stuck = await passTime({
      journal,
      engine,
      runId: run.id,
      now,
      wake: () => dispatcher.wake(run.id),
      async skip(ms) {
        skipped += ms;
        if (azure.has()) (await azure.made().open()).advance(ms / 1_000);
      },
      signal,
    });
    const ended = (await journal.run(run.id)) ?? run;
    if (!hasEnded(ended.status)) await engine.cancel(run.id);
    return await look({ run: ended, journal, messages, answered: staged.answered, stuck, insideMs: now() - begins });
  } finally {
    await engine.stop(500);
    await services.stop();
    if (azure.has()) await azure.made().close();
    await journal.close();
  }
}

function demandNoChange(step: StepRequest): void {
  if (step.effect === 'write' || step.effect === 'destroy')
    throw fail('sample_missing', 'This step changes something, and the test is set to refuse that. Give the step an answer.', {
      refused: true,
    });
}

const needsAnswer = (does: string) => async (): Promise<never> => {
  throw fail('sample_missing', `This step ${does}. A test goes nowhere else: give the step an answer.`, { refused: true });
};

function lazily<T>(make: () => T) {
  let made: T | undefined;
  return {
    has: () => made !== undefined,
    made: () => {
      made ??= make();
      return made;
    },
  };
}

const manual = 'core.manual';

function triggerOf(flow: Flow, find: (type: string, version: number) => NodeType | undefined, test: TestCase, at: number): TriggerEvent {
  const triggers = flow.nodes.filter((node) => find(node.type, node.version)?.kind === 'trigger' && node.settings?.disabled !== true);
  const { node: wanted, body, headers, plannedAt } = test.trigger ?? {};
  const node =
    wanted === undefined ? (triggers.find(({ type }) => type === manual) ?? triggers[0]) : triggers.find(({ id }) => id === wanted);
  if (wanted !== undefined && !node) throw fail('not_found', `The flow has no trigger “${wanted}” that could fire.`);
  return {
    type: wanted === undefined || !node ? 'api' : node.type,
    nodeId: node?.id ?? null,
    at: new Date(at).toISOString(),
    ...(body === undefined ? {} : { body: body as TriggerEvent['body'] }),
    ...(headers === undefined ? {} : { headers }),
    ...(plannedAt === undefined ? {} : { plannedAt: new Date(plannedAt).toISOString() }),
  };
}

function demandNode(flow: Flow, id: string | null) {
  const node = flow.nodes.find((one) => one.id === id);
  if (!node) throw fail('not_found', 'The flow has no trigger that could fire.');
  return node;
}

/** A test holds no secret: whoever needs one gets a text that opens nothing. */
const withSecrets = (flow: Flow, given: JsonObject): JsonObject => ({
  ...Object.fromEntries(flow.inputs.flatMap(({ name, secret }) => (secret === true ? [[name, 'a secret of the test']] : []))),
  ...given,
});
