// The one door through which runs are accepted: from the API, a webhook, a schedule, another flow. It finds the version, checks
// that the flow can run and the inputs fit, decides practice or real, and hands over to the engine. Accepted means durable.
import { FailureError } from '../../nodes/kit/errors.ts';
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Run, TriggerEvent } from '../../nodes/kit/records.ts';
import { isSecretHandle } from '../../nodes/kit/secret-handle.ts';
import type { Engine, StartRequest } from '../engine/engine.ts';
import { childRunId, newId } from '../engine/ids.ts';
import type { Created, Journal } from '../journal/contract.ts';
import type { NodeTypes } from '../node-types.ts';
import { type ProjectActor, recorded } from '../security/actor.ts';
import type { AuditTally } from '../security/audit-tally.ts';
import { demandBound, type ResolvedBinding, worldOf } from '../store/bindings.ts';
import { type FlowHead, readDocument, type StoredFlow } from '../store/flows.ts';
import { notFound, refuse } from '../store/refusal.ts';
import { type GivenSecret, newSecretHandle } from '../store/run-secrets.ts';
import type { Stores } from '../store/stores.ts';
import { checkInputs, mapInputs } from './inputs.ts';
import { closeSecrets } from './secret-inputs.ts';

export interface AcceptDeps {
  readonly stores: Stores;
  readonly nodeTypes: NodeTypes;
  readonly engine: () => Pick<Engine, 'start'>;
  readonly journal: Pick<Journal, 'acceptedBefore'>;
  /** For the audit: nobody waits for it, the run itself knows who started it. */
  readonly noted?: AuditTally['note'];
  readonly now: () => number;
}

export interface Chosen {
  readonly number: number;
  readonly published: boolean;
  readonly document: Flow;
}

/** A draft that is no version yet: it becomes one when nothing is left that could refuse the run. */
interface Unfrozen {
  readonly number: null;
  readonly published: false;
  readonly draft: StoredFlow;
  readonly document: Flow;
}

/** What fired, or `api` when somebody asked for a run. */
interface Arrival {
  readonly type: string;
  /** The trigger node; left out: the manual one, else the first. */
  readonly nodeId?: string | undefined;
  readonly body?: Json;
  readonly headers?: { readonly [name: string]: string };
  readonly plannedAt?: string;
}

export interface AcceptRequest {
  readonly actor: ProjectActor;
  readonly flow: FlowHead;
  readonly version?: 'draft' | number | undefined;
  readonly arrival: Arrival;
  /** As given by a caller; left out: as the trigger node maps them. */
  readonly inputs?: JsonObject | undefined;
  readonly dedup?: StartRequest['dedup'] | undefined;
  /** The step that starts this run, and the world it is in: a practice run starts nothing real. */
  readonly parent?: (NonNullable<StartRequest['parent']> & { readonly world: 'practice' | 'real' }) | undefined;
  /** It follows from what was accepted or planned before: it is never refused because too many wait. */
  readonly owed?: true;
  /** The run whose secret inputs are taken over where none are given. */
  readonly secretsOf?: Pick<Run, 'id' | 'inputs'> | undefined;
  /** The world of the run whose end starts this one: what follows from practice stays practice. */
  readonly world?: 'practice' | 'real' | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly samples?: { readonly [nodeId: string]: Json } | undefined;
  readonly pauseBefore?: readonly string[] | undefined;
}

/** A run to be, with what is kept beside it. */
interface Belongings {
  readonly actor: ProjectActor;
  readonly start: StartRequest;
  readonly bindings: readonly ResolvedBinding[];
  readonly secrets: readonly GivenSecret[];
  readonly at: number;
}

const MANUAL = 'core.manual';

/** The handles that a run was given for what the flow still calls secret. */
const secretInputs = ({ inputs }: Flow, run: Pick<Run, 'inputs'>): JsonObject =>
  Object.fromEntries(
    inputs.flatMap(({ name, secret }): [string, Json][] => {
      const value = run.inputs[name];
      return secret === true && isSecretHandle(value) ? [[name, value]] : [];
    }),
  );

export function createAccept({ stores, nodeTypes, engine, journal, noted, now }: AcceptDeps) {
  /** Documents of versions do not change: each is looked through once. */
  const runnable = new WeakSet<Flow>();
  const isTrigger = (node: FlowNode) => nodeTypes.find(node.type, node.version)?.kind === 'trigger' && node.settings?.disabled !== true;

  /** What a run of this flow would run; nothing is written. */
  async function found(actor: ProjectActor, flow: FlowHead, wanted: 'draft' | number | undefined): Promise<Chosen | Unfrozen> {
    if (typeof wanted === 'number') {
      const { published } = await stores.versions.get(actor, flow.id, wanted);
      return { number: wanted, published, document: await stores.versions.flowOf(actor, flow.id, wanted) };
    }
    if (wanted === undefined && flow.publishedVersion !== null)
      return {
        number: flow.publishedVersion,
        published: true,
        document: await stores.versions.flowOf(actor, flow.id, flow.publishedVersion),
      };
    const known = await stores.versions.ofContent(flow);
    if (known) return { ...known, document: await stores.versions.flowOf(actor, flow.id, known.number) };
    const draft = await stores.flows.get(actor, flow.id);
    return { number: null, published: false, draft, document: readDocument(JSON.parse(draft.text)) };
  }

  /** From here on the run has a version. */
  async function frozen(actor: ProjectActor, chosen: Chosen | Unfrozen): Promise<Chosen> {
    if (chosen.number !== null) return chosen;
    const number = await stores.versions.freeze(actor, chosen.draft);
    return { number, published: false, document: await stores.versions.flowOf(actor, chosen.draft.id, number) };
  }

  function demandRunnable(document: Flow): void {
    if (runnable.has(document)) return;
    const errors = nodeTypes.problems(document).filter((problem) => problem.severity !== 'warning');
    if (errors.length === 0) {
      runnable.add(document);
      return;
    }
    const [first] = errors;
    throw refuse('flow_invalid', `The flow cannot run: ${first?.message}${errors.length > 1 ? ` And ${errors.length - 1} more.` : ''}`, {
      problems: errors.slice(0, 100),
    });
  }

  function triggerNode(document: Flow, nodeId: string | undefined): FlowNode | null {
    if (nodeId === undefined) {
      const triggers = document.nodes.filter(isTrigger);
      return triggers.find((node) => node.type === MANUAL) ?? triggers[0] ?? null;
    }
    const node = document.nodes.find((n) => n.id === nodeId);
    if (node && isTrigger(node)) return node;
    throw refuse('invalid_request', `The flow has no trigger “${nodeId}”.`, {
      problems: [{ code: 'invalid_request', path: '/trigger', message: 'is no trigger of this flow' }],
    });
  }

  /** What fills the slots that the flow's steps use. Refuses one that is empty. */
  async function bindingsOf(actor: ProjectActor, flow: FlowHead, document: Flow): Promise<readonly ResolvedBinding[]> {
    if (document.connections.length === 0) return [];
    const used = new Set(document.nodes.map((node) => node.connection));
    const slots = document.connections.filter((slot) => used.has(slot.name));
    const bindings = await stores.bindings.resolve(actor, flow.id, { connections: slots });
    demandBound(bindings);
    return bindings;
  }

  /** In which world the run will be. A child run is in its parent's. */
  function world(document: Flow, bindings: readonly ResolvedBinding[], parents?: 'practice' | 'real'): 'practice' | 'real' {
    const own = worldOf(bindings);
    if (parents === undefined || own === parents || !bindings.some(({ kind }) => kind === 'azure')) return parents ?? own;
    throw refuse(
      'binding_missing',
      `“${document.name}” is bound to ${own === 'practice' ? 'the practice subscription' : 'real Azure'}, the flow that starts it is not.`,
    );
  }

  /** What the run is bound to and its secrets are there before it is; where one commit can hold all, it does. */
  async function startWith({ actor, start, bindings, secrets, at }: Belongings): Promise<Created> {
    const id = start.parent ? childRunId(start.parent.runId, start.parent.stepKey) : newId(at);
    const keep = () => Promise.all([stores.bindings.keepFor(id, bindings), stores.runSecrets.keepFor(actor, id, secrets)]);
    const [created] = await Promise.allSettled([stores.before(keep, () => engine().start(start.parent ? start : { ...start, id }))]);
    if (created.status === 'fulfilled' && created.value.run.id === id) return created.value;
    // Where the answer was lost, the run may be there and need them; if it is not, strays.ts lets go of them. A child run that could
    // not be asked for again may be under way since the first time.
    const certain = created.status === 'fulfilled' || created.reason instanceof FailureError;
    if (certain && !start.parent) await Promise.all([stores.bindings.forgetFor(id), stores.runSecrets.forgetFor(id)]);
    if (created.status === 'rejected') throw created.reason;
    return created.value;
  }

  /** Puts secret inputs into the safe: what is to be kept with the run, and its inputs as anybody may see them. */
  async function closed(
    request: AcceptRequest,
    document: Flow,
    given: JsonObject,
  ): Promise<{ readonly inputs: JsonObject; readonly secrets: GivenSecret[] }> {
    const { actor, parent, secretsOf } = request;
    const secrets: GivenSecret[] = [];
    const inputs = await closeSecrets(document, given, {
      close(name, value) {
        const handle = newSecretHandle(name);
        secrets.push({ handle, from: { value } });
        return handle;
      },
      async take(handle) {
        for (const runId of [parent?.runId, secretsOf?.id]) {
          if (runId === undefined || !(await stores.runSecrets.has(actor, runId, handle))) continue;
          secrets.push({ handle, from: { runId } });
          return true;
        }
        return false;
      },
    });
    return { inputs, secrets };
  }

  return {
    /** Frozen, if it is the draft. */
    choose: async (actor: ProjectActor, flow: FlowHead, wanted: 'draft' | number | undefined): Promise<Chosen> =>
      frozen(actor, await found(actor, flow, wanted)),
    demandRunnable,

    /** What this key has started before; null: nothing, or it is forgotten. */
    before: (projectId: string, key: string): Promise<Created | null> =>
      journal.acceptedBefore({ projectId, at: now(), dedup: { key, hash: '', keepMs: 0 } }),

    async accept(request: AcceptRequest): Promise<Created> {
      const { actor, flow, arrival, dedup } = request;
      // Asked again: the answer is the first one, whatever has become of the flow since.
      const before = dedup ? await journal.acceptedBefore({ projectId: flow.projectId, at: now(), dedup }) : null;
      if (before) return before;
      const chosen = await found(actor, flow, request.version);
      demandRunnable(chosen.document);
      const node = triggerNode(chosen.document, arrival.nodeId);
      for (const id of [request.from, request.to, ...(request.pauseBefore ?? [])])
        if (id !== undefined && !chosen.document.nodes.some((n) => n.id === id)) throw notFound('step in this flow', id);
      const at = now();
      const trigger: TriggerEvent = {
        type: arrival.type,
        nodeId: node?.id ?? null,
        at: new Date(at).toISOString(),
        ...(arrival.body === undefined ? {} : { body: arrival.body as TriggerEvent['body'] }),
        ...(arrival.headers === undefined ? {} : { headers: { ...arrival.headers } }),
        ...(arrival.plannedAt === undefined ? {} : { plannedAt: arrival.plannedAt }),
      };
      const asked = request.inputs ?? (node ? mapInputs(chosen.document, node, trigger, at) : {});
      const given = request.secretsOf ? { ...secretInputs(chosen.document, request.secretsOf), ...asked } : asked;
      const { inputs, secrets } = await closed(request, chosen.document, checkInputs(chosen.document, given));
      const bindings = await bindingsOf(actor, flow, chosen.document);
      const version = await frozen(actor, chosen);
      const start: StartRequest = {
        projectId: flow.projectId,
        flow: {
          id: flow.id,
          name: chosen.document.name,
          version: version.number,
          published: version.published,
          document: version.document,
        },
        trigger,
        triggerNodeId: node?.id ?? null,
        inputs,
        actor: recorded(actor),
        world: world(chosen.document, bindings, request.parent?.world ?? request.world),
        ...(request.dedup ? { dedup: request.dedup } : {}),
        ...(request.parent ? { parent: { runId: request.parent.runId, stepKey: request.parent.stepKey } } : {}),
        ...(request.from === undefined ? {} : { from: request.from }),
        ...(request.to === undefined ? {} : { to: request.to }),
        ...(request.samples === undefined ? {} : { samples: request.samples }),
        ...(request.pauseBefore === undefined ? {} : { pauseBefore: request.pauseBefore }),
      };
      const plain = bindings.length === 0 && secrets.length === 0;
      const created = await (plain ? engine().start(start) : startWith({ actor, start, bindings, secrets, at }));
      if (created.created && !request.parent)
        noted?.(actor, 'run.start', flow.id, {
          run: created.run.id,
          flow: chosen.document.name,
          version: chosen.number,
          how: arrival.type,
          world: start.world,
        }).catch(() => undefined);
      return created;
    },
  };
}

export type Accept = ReturnType<typeof createAccept>;
