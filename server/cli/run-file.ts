// `vaultflow run my.flow.json`: the same engine on a journal in memory and a fresh practice subscription. Nothing is kept; with an
// Azure slot the run is practice, and what it would have sent is printed instead.
import { fail } from '../../nodes/kit/errors.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { inProcessDispatcher } from '../dispatch/in-process.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { newId, runEndEvent } from '../engine/ids.ts';
import type { JournalEvent } from '../journal/contract.ts';
import { memoryJournal } from '../journal/memory.ts';
import { practiceAzure, shippedNodeTypes } from '../main.ts';
import { createNodeTypes } from '../node-types.ts';
import type { PracticeMessage } from '../services/contract.ts';
import { secretsInMemory } from '../services/secrets-in-memory.ts';
import { createServices } from '../services/services.ts';
import { checkInputs } from '../triggers/inputs.ts';
import { closeSecrets } from '../triggers/secret-inputs.ts';
import type { CommandContext } from './command.ts';
import { flowInFile } from './flow-source.ts';
import { stepLine } from './logs.ts';

export async function runFile(file: string, given: JsonObject, json: boolean, { env, out, err }: CommandContext): Promise<number> {
  const flow = flowInFile(file);
  const nodeTypes = createNodeTypes(shippedNodeTypes);
  const wrong = nodeTypes.problems(flow).filter((p) => p.severity !== 'warning');
  if (wrong.length > 0) throw fail('flow_invalid', wrong.map((p) => `${file}${p.path}: ${p.message}`).join('\n'));
  const secrets = secretsInMemory();
  const inputs = await closeSecrets(flow, checkInputs(flow, given), { close: secrets.keep, take: async () => false });
  const practice = flow.connections.some((slot) => slot.kind === 'azure');
  const unbound = flow.connections.filter((slot) => slot.kind !== 'azure' && !practice);
  if (unbound.length > 0)
    throw fail(
      'binding_missing',
      `This flow needs connections (${unbound.map((slot) => slot.name).join(', ')}). Import it and run it on a server.`,
    );

  const journal = memoryJournal();
  const simulator = practiceAzure(':memory:');
  const messages: PracticeMessage[] = [];
  const standIn = {
    id: 'practice',
    kind: 'azure',
    name: 'Practice subscription',
    revision: '1',
    values: { credential: 'practice' },
  } as const;
  const services = createServices({
    bound: async ({ kind }) => (kind === 'azure' ? standIn : null),
    open: async () => standIn,
    flows: () => ({ start: needsServer, started: async () => null, endEvent: runEndEvent, list: async () => [] }),
    secrets,
    inbox: { put: async (message) => void messages.push(message) },
    journal,
    engine: () => engine,
    practice: simulator.open,
    owner: 'command-line',
    egressAllow: env.VAULTFLOW_EGRESS_ALLOW ?? '',
  });
  const engine: Engine = createEngine({
    journal,
    dispatcher: inProcessDispatcher({ journal }),
    owner: 'command-line',
    nodeType: nodeTypes.find,
    loadFlow: async () => flow,
    capabilities: services.capabilities,
  });
  await engine.boot();
  services.start();
  const stopListening = journal.onCommit((events) => {
    if (!json) for (const event of events) tell(event, out);
  });
  const trigger = flow.nodes.find((node) => nodeTypes.find(node.type, node.version)?.kind === 'trigger');
  const { run } = await engine.start({
    id: newId(),
    projectId: 'default',
    flow: { id: 'file', name: flow.name, version: 1, published: false, document: flow },
    trigger: { type: 'api', nodeId: trigger?.id ?? null, at: new Date().toISOString() },
    triggerNodeId: trigger?.id ?? null,
    inputs,
    actor: { kind: 'user', id: 'owner', name: 'Owner' },
    world: practice ? 'practice' : 'real',
  });
  let ended = await journal.run(run.id);
  while (ended && !hasEnded(ended.status) && ended.status !== 'needs-attention') {
    await engine.waitFor(run.id, 60_000);
    ended = await journal.run(run.id);
    if (ended && !hasEnded(ended.status)) await new Promise((resume) => setTimeout(resume, 50));
  }
  const result = await journal.result(run.id);
  stopListening();
  await engine.stop(1_000);
  await services.stop();
  await simulator.close();
  if (json) out(`${JSON.stringify({ run: ended, result, messages }, null, 2)}\n`);
  else {
    for (const message of messages) out(`would have sent (${message.kind}) to ${message.to}: ${message.subject}\n`);
    if (result !== null && result !== undefined) out(`${JSON.stringify(result as Json, null, 2)}\n`);
    (ended?.status === 'succeeded' ? out : err)(`${flow.name}: ${ended?.status}${ended?.message ? `, ${ended.message}` : ''}\n`);
  }
  return ended?.status === 'succeeded' ? 0 : 1;
}

const needsServer = async (): Promise<never> => {
  throw fail('conflict', 'A flow that starts other flows needs a server.');
};

/** Steps outside loops, when they end. */
function tell({ change }: JournalEvent, out: (text: string) => void): void {
  if (change.type === 'step' && change.step.path.length === 0 && change.step.endedAt !== null && change.step.status !== 'skipped')
    out(stepLine(change.step));
}
