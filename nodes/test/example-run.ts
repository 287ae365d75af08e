// Runs an example of a node for real: a flow around it, the real engine on a journal in memory, the real services, a simulator
// filled with the example's estate. Nothing is stubbed; only time may be moved for a node that waits.
import { inProcessDispatcher } from '../../server/dispatch/in-process.ts';
import { createEngine, type Engine } from '../../server/engine/engine.ts';
import { childRunId, runEndEvent } from '../../server/engine/ids.ts';
import { memoryJournal } from '../../server/journal/memory.ts';
import type { OpenConnection } from '../../server/services/contract.ts';
import { secretsInMemory } from '../../server/services/secrets-in-memory.ts';
import { createServices } from '../../server/services/services.ts';
import { createSimulator, type FaultRule, type Simulator } from '../../simulator/simulator.ts';
import { testDatabase } from '../../test/postgres.ts';
import { actionOf } from '../kit/azure-permissions.ts';
import type { NodeExample, NodeType } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { estate } from '../kit/estate.ts';
import type { Flow } from '../kit/flow.ts';
import type { JsonObject } from '../kit/json.ts';
import type { Step } from '../kit/records.ts';
import { hasEnded } from '../kit/status.ts';
import { exampleFlow, helperTypes } from './example-flow.ts';
import type { Happened } from './expectation.ts';
import { openMailSink, openOutside } from './outside.ts';
import { openSshHost } from './ssh-host.ts';

const flowId = 'example';

/** Flows that an example may start. */
const others: { readonly [id: string]: Flow } = {
  'nightly-report': exampleFlow({ type: 'test.give', params: { value: { items: 62 } } }),
  broken: exampleFlow({ type: 'test.fail', params: {} }),
};

export async function runExample(type: NodeType, example: NodeExample): Promise<Happened> {
  const given = example.given ?? {};
  const outside = await openOutside(given.http);
  const mail = await openMailSink();
  const host = given.ssh ? await openSshHost(given.ssh) : null;
  const database = given.postgres === undefined ? null : await testDatabase(given.postgres);
  let simulator: Simulator | null = null;
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const journal = memoryJournal({ clock: now });
  const kept = secretsInMemory();
  const handles = Object.fromEntries(Object.entries(given.secrets ?? {}).map(([name, value]) => [name, kept.keep(name, value)]));
  const document = exampleFlow({
    type: type.type,
    version: type.version,
    params: outside.led(example.params),
    kind: type.kind,
    given,
    connection: type.connection,
  });
  const types = new Map([...helperTypes, type].map((one) => [one.type, one]));
  const connections: { readonly [kind: string]: OpenConnection['values'] } = {
    azure: { credential: 'practice' },
    smtp: { host: '127.0.0.1', port: mail.port, security: 'none', from: 'backup@example.com' },
    ...outside.led({
      servicenow: { instance: 'https://contoso.service-now.example.com', user: 'vaultflow', password: 'secret' },
      jira: { site: 'https://contoso.jira.example.com', email: 'backup@example.com', token: 'secret' },
      pagerduty: { routingKey: 'secret', endpoint: 'https://events.pagerduty.example.com' },
      github: { api: 'https://api.github.example.com', token: 'secret' },
    }),
    ...(database ? { postgres: { ...database, tls: 'off' } } : {}),
    ...(host
      ? { ssh: { host: '127.0.0.1', port: host.port, user: host.user, password: host.password, fingerprint: host.fingerprint } }
      : {}),
  };
  const connection = (kind: string): OpenConnection | null => {
    const values = connections[kind];
    return values ? { id: kind, kind: kind as OpenConnection['kind'], name: kind, revision: '1', values } : null;
  };
  const services = createServices({
    bound: async ({ kind }) => connection(kind),
    open: async (id) => connection(id),
    flows: (step) => ({
      async start(id, inputs) {
        const other = others[id];
        if (!other) throw fail('not_found', `There is no flow ${id}.`);
        const created = await engine.start({ ...startOf(id, other, inputs), parent: { runId: step.run.id, stepKey: step.stepKey } });
        return { runId: created.run.id };
      },
      started: async () =>
        (await journal.run(childRunId(step.run.id, step.stepKey))) ? { runId: childRunId(step.run.id, step.stepKey) } : null,
      endEvent: runEndEvent,
      list: async () => Object.keys(others).map((id) => ({ id, name: id })),
    }),
    callbacks: { address: ({ byLink }) => `https://vaultflow.example.com/callbacks/${byLink ? 'GET' : 'POST'}` },
    secrets: kept,
    inbox: { put: async () => undefined },
    journal,
    engine: () => engine,
    async practice() {
      const rules = (given.faults ?? []).map(
        ({ match, answer }) =>
          Object.fromEntries([
            ['match', match],
            ['then', answer],
          ]) as unknown as FaultRule,
      );
      simulator ??= createSimulator({ file: ':memory:', estate: estate(given.estate ?? {}), faults: rules, timeScale: 60 });
      return simulator;
    },
    owner: 'example',
    egressAllow: [outside.allow, ...[mail.port, host?.port, database?.port].filter(Boolean).map((port) => `127.0.0.1:${port}`)].join(','),
    clock: { now },
  });
  const dispatcher = inProcessDispatcher({ journal, clock: now, sweepMs: 20 });
  const engine: Engine = createEngine({
    journal,
    dispatcher,
    owner: 'example',
    nodeType: (name) => types.get(name),
    loadFlow: async (id) => (id === flowId ? document : (others[id] as Flow)),
    capabilities: services.capabilities,
    clock: { now },
  });
  const startOf = (id: string, flow: Flow, inputs: JsonObject) => ({
    projectId: 'default',
    flow: { id, name: id, version: 1, published: true, document: flow },
    trigger: { type: 'core.manual', nodeId: 'start', at: new Date(now()).toISOString() },
    triggerNodeId: 'start',
    inputs,
    actor: { kind: 'user' as const, id: 'me', name: 'Me' },
    // Real, so that messages leave: the servers they go to are the example's own.
    world: 'real' as const,
  });
  try {
    await engine.boot();
    for (const [name, value] of Object.entries(given.memory ?? {})) await journal.setMemory(flowId, name, value, now());
    const request = startOf(flowId, document, { ...((given.scope?.inputs ?? {}) as JsonObject), ...handles });
    const event = {
      ...request.trigger,
      ...((given.scope?.trigger ?? {}) as JsonObject),
      nodeId: type.kind === 'trigger' ? 'node' : 'start',
    };
    const { run } = await engine.start({ ...request, trigger: event, triggerNodeId: event.nodeId });
    const key = given.scope?.item === undefined ? 'node' : 'node[0]';
    const settled = async (): Promise<Step | null> => {
      for (const until = Date.now() + 15_000; Date.now() < until; await new Promise((next) => setTimeout(next, 5))) {
        const step = await journal.step(run.id, key);
        if (step && ['succeeded', 'failed', 'skipped', 'needs-attention'].includes(step.status)) return step;
        if (step?.status === 'waiting' && (example.expect.waits || given.resume)) return step;
        const state = await journal.run(run.id);
        if (!step && state && hasEnded(state.status)) throw new Error(`the run ended without the step: ${state.status} ${state.message}`);
      }
      throw new Error(`the step is ${JSON.stringify(await journal.step(run.id, key))}`);
    };
    let step = await settled();
    if (step?.status === 'waiting' && given.resume) {
      if (given.resume.kind === 'time') ahead += Date.parse(step.wakeAt ?? '') - now() + 1_000;
      else for (const { event: name } of await journal.openEvents('')) await engine.deliver(name, given.resume.payload);
      for (
        const until = Date.now() + 10_000;
        step?.status === 'waiting' && Date.now() < until;
        await new Promise((next) => setTimeout(next, 5))
      )
        step = await journal.step(run.id, key);
    }
    const output = step?.hasOutput ? await journal.output(run.id, key) : null;
    const items = output?.list ? { count: output.list.count, [output.list.property]: await journal.items(run.id, key, 0, 1_000) } : {};
    const data = output?.list ? { ...(output.data as JsonObject), ...items } : (output?.data ?? null);
    return {
      port: step?.port ?? null,
      data,
      failure: step?.error ?? null,
      actions: actionsOf(simulator),
      waits: step?.status === 'waiting' ? { forMs: step.wakeAt ? Date.parse(step.wakeAt) - now() : null } : null,
    };
  } finally {
    await engine.stop(100);
    await services.stop();
    await outside.close();
    await mail.close();
    await host?.close();
    (simulator as Simulator | null)?.close();
  }
}

/** Actions of the requests that reached Resource Manager, whatever came of them. */
function actionsOf(simulator: Simulator | null): string[] {
  const asked = simulator?.requests({ path: '/providers/' }) ?? [];
  const found = asked
    .filter(({ path }) => /^\/(subscriptions|providers)\//i.test(path))
    .flatMap(({ method, path }) => actionOf(method, path) ?? [])
    // Where an operation stands may be asked by whoever may start it.
    .filter((action) => !/\/(operation\w*|azureAsyncOperation\w*)\/read$/i.test(action));
  return [...new Set(found)];
}
