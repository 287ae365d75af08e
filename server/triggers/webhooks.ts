// Webhooks: a stranger's request becomes a run, if it proves what its trigger demands. Fails closed: a trigger that wants a
// secret and has none lets nobody in. While somebody listens in the editor, the next good request becomes sample data instead.
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { failureOf } from '../../nodes/kit/errors.ts';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { type HookSettings, readHook } from '../../nodes/kit/webhook.ts';
import type { Created } from '../journal/contract.ts';
import { type ProjectActor, triggerActor } from '../security/actor.ts';
import type { AuditTally } from '../security/audit-tally.ts';
import type { FlowHead } from '../store/flows.ts';
import type { StoredHook } from '../store/hooks.ts';
import { iso } from '../store/iso.ts';
import { notFound, refuse } from '../store/refusal.ts';
import type { Stores } from '../store/stores.ts';
import type { Accept } from './accept.ts';
import { WEBHOOK } from './triggers.ts';
import { bodyOf, shownHeaders } from './webhook-body.ts';
import { proofProblem, textOf } from './webhook-proof.ts';

const KEEP_MS = 24 * 3_600_000;
const LONGEST_KEY = 200;

export interface HookRequest {
  readonly headers: IncomingHttpHeaders;
  readonly query: { readonly [name: string]: unknown };
  readonly body: Uint8Array;
  /** Address of the caller. */
  readonly from?: string | undefined;
}

/** A hook that may be called now, and how. */
export interface Door {
  readonly hook: StoredHook;
  readonly actor: ProjectActor;
  readonly flow: FlowHead;
  readonly settings: HookSettings;
  readonly method: string;
  /** The published trigger starts runs. */
  readonly armed: boolean;
  readonly listening: boolean;
}

export interface WebhookDeps {
  readonly stores: Stores;
  readonly accept: Accept;
  /** For the audit: who was turned away. */
  readonly noted?: AuditTally['note'];
  readonly now: () => number;
}

const isHook = (hook: StoredHook) => (node: FlowNode) => node.id === hook.nodeId && node.type === WEBHOOK;

/** Long ids count whole, however long they are. */
const deliveryKey = (hook: StoredHook, delivery: string): string =>
  `hook:${hook.id}:${delivery.length > LONGEST_KEY ? createHash('sha256').update(delivery).digest('base64url') : delivery}`;

export function createWebhooks({ stores, accept, noted, now }: WebhookDeps) {
  async function demandProof({ hook, actor, settings: { auth } }: Door, request: HookRequest): Promise<void> {
    if (auth === 'none') return;
    const { current, old } = await stores.hooks.secretsOf(actor, hook.id);
    if (current === null) throw refuse('unauthenticated', 'This webhook has no secret yet, so nobody can call it.');
    const problem = proofProblem(request, auth, current, now());
    if (problem === null) return;
    if (old === null || proofProblem(request, auth, old.secret, now()) !== null) throw refuse('unauthenticated', problem);
    if (old.until <= now())
      throw refuse('hook_secret_replaced', `The secret of this webhook was replaced; the old one ended at ${iso(old.until)}.`);
  }

  /** Proven and readable, or refused; whoever listens is told of what was refused. */
  async function read(door: Door, request: HookRequest): Promise<Json> {
    try {
      await demandProof(door, request);
      return bodyOf(request);
    } catch (error) {
      const why = failureOf(error, 'internal').message;
      const stranger = { ...door.actor, ...(request.from === undefined ? {} : { from: request.from }) };
      await noted?.(stranger, 'hook.refused', door.flow.id, { nodeId: door.hook.nodeId, flow: door.flow.name, why });
      if (door.listening) await stores.hooks.noteRefused(door.hook.id, why, now());
      throw error;
    }
  }

  return {
    /** Who may come in at all, before a byte of the body is read. */
    async admit(id: string, method: string): Promise<Door> {
      const hook = await stores.hooks.byId(id);
      if (!hook) throw notFound('webhook', id);
      const actor = triggerActor(hook.projectId, `${hook.flowId}/${hook.nodeId}`, 'Webhook');
      const flow = await stores.flows.head(actor, hook.flowId);
      const version = flow.publishedVersion;
      const published = version === null ? undefined : (await stores.versions.flowOf(actor, flow.id, version)).nodes.find(isHook(hook));
      const armed = published !== undefined && flow.enabled && published.settings?.disabled !== true && hook.disabledAt === null;
      const listening = (hook.listening?.until ?? 0) > now();
      if (!armed && !listening) {
        if (hook.disabledAt !== null) throw refuse('hook_disabled', `This webhook was switched off at ${iso(hook.disabledAt)}.`);
        throw refuse('hook_disabled', 'The flow behind this webhook is switched off or no longer has it.');
      }
      // A call that will start a run is held to what is published; one that is only looked at, to what is being drawn.
      const startsRun = armed && (!listening || hook.listening?.start === true);
      const draft = startsRun ? undefined : stores.flows.draft(await stores.flows.get(actor, hook.flowId))?.nodes.find(isHook(hook));
      const node = draft ?? published;
      if (!node) throw refuse('hook_disabled', 'The flow behind this webhook no longer has it.');
      const settings = readHook(node.params);
      if (!settings.methods.includes(method))
        throw refuse('method_not_allowed', `This webhook takes ${settings.methods.join(', ')}, not ${method}.`, {
          headers: { Allow: settings.methods.join(', ') },
        });
      return { hook, actor, flow, settings, method, armed, listening };
    },

    /** Null: it was caught by whoever listens, and started nothing. */
    async deliver(door: Door, request: HookRequest): Promise<Created | null> {
      const { hook, actor, flow } = door;
      const arrival = { type: WEBHOOK, nodeId: hook.nodeId, body: await read(door, request), headers: shownHeaders(request.headers) };
      if (door.listening) {
        const caught = await stores.hooks.caught(hook.id, { ...arrival, at: iso(now()) }, now());
        if (caught && !(door.armed && hook.listening?.start === true)) return null;
        // Somebody else's request was caught a moment before: this one is any other.
        if (!caught) return this.deliver(await this.admit(hook.id, door.method), request);
      }
      const delivery = textOf(request.headers['webhook-id']) || textOf(request.headers['idempotency-key']);
      const dedup = delivery === '' ? undefined : { key: deliveryKey(hook, delivery), hash: '', keepMs: KEEP_MS };
      return accept.accept({ actor, flow, arrival, dedup });
    },
  };
}

export type Webhooks = ReturnType<typeof createWebhooks>;
