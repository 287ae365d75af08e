// Webhooks: a stranger's request becomes a run, if it proves what its trigger demands. Fails closed: a trigger that wants a
// secret and has none lets nobody in. The body is read as JSON or text; nothing of it is ever evaluated.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../../nodes/kit/json.ts';
import type { Created } from '../journal/contract.ts';
import { type ProjectActor, triggerActor } from '../security/actor.ts';
import { demandKeepable } from '../security/json-limits.ts';
import type { StoredHook } from '../store/hooks.ts';
import { notFound, refuse } from '../store/refusal.ts';
import type { Stores } from '../store/stores.ts';
import type { Accept } from './accept.ts';
import { hookAuth } from './says.ts';
import { WEBHOOK } from './triggers.ts';

/** A signed delivery older or newer than this is a replay. */
const TOLERANCE_MS = 5 * 60_000;
const KEEP_MS = 24 * 3_600_000;

export interface HookRequest {
  readonly id: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: { readonly [name: string]: unknown };
  readonly body: Uint8Array;
}

const same = (a: string, b: string): boolean => {
  const [left, right] = [createHmac('sha256', 'compare').update(a).digest(), createHmac('sha256', 'compare').update(b).digest()];
  return timingSafeEqual(left, right);
};

const textOf = (value: string | string[] | undefined): string => (Array.isArray(value) ? value.join(',') : (value ?? ''));

/** GitHub style (`X-Hub-Signature-256`), or Standard Webhooks (id, timestamp and body signed). */
function signed({ headers, body }: HookRequest, secret: string, now: number): boolean {
  const standard = textOf(headers['webhook-signature']);
  if (standard !== '') {
    const [id, stamp] = [textOf(headers['webhook-id']), textOf(headers['webhook-timestamp'])];
    if (!/^\d{1,12}$/.test(stamp) || Math.abs(now - Number(stamp) * 1_000) > TOLERANCE_MS) return false;
    const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
    const wanted = createHmac('sha256', key).update(`${id}.${stamp}.`).update(body).digest('base64');
    return standard.split(' ').some((part) => part.startsWith('v1,') && same(part.slice(3), wanted));
  }
  const given = textOf(headers['x-hub-signature-256']) || textOf(headers['x-signature-256']);
  return given !== '' && same(given.replace(/^sha256=/i, '').toLowerCase(), createHmac('sha256', secret).update(body).digest('hex'));
}

/** What proves a caller must not be kept with the run. */
const secretHeader = /^(authorization|cookie|proxy-authorization|.*signature.*|.*token.*|.*api-?key.*|.*secret.*)$/;

function shownHeaders(headers: IncomingHttpHeaders): { [name: string]: string } {
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !secretHeader.test(name));
  return Object.fromEntries(kept.slice(0, 100).map(([name, value]) => [name, textOf(value).slice(0, 4_096)]));
}

function bodyOf({ headers, body, query }: HookRequest): Json {
  if (body.length === 0) return Object.keys(query).length > 0 ? (query as Json) : null;
  const type = textOf(headers['content-type']).toLowerCase();
  const text = new TextDecoder('utf-8', { fatal: false }).decode(body);
  if (type.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text)) as Json;
  if (type !== '' && !/[/+]json\b/.test(type)) return text;
  demandKeepable(body);
  try {
    return JSON.parse(text) as Json;
  } catch {
    if (type === '') return text;
    throw refuse('invalid_json', 'The body cannot be read as JSON.');
  }
}

export function createWebhooks({ stores, accept, now }: { readonly stores: Stores; readonly accept: Accept; readonly now: () => number }) {
  function demandProof(actor: ProjectActor, request: HookRequest, hook: StoredHook, auth: 'token' | 'hmac' | 'none'): void {
    if (auth === 'none') return;
    const secret = stores.hooks.secretOf(actor, hook.id);
    const token = /^bearer (.+)$/i.exec(textOf(request.headers.authorization))?.[1]?.trim() ?? textOf(request.headers['x-webhook-token']);
    const proven = secret !== null && (auth === 'token' ? token !== '' && same(token, secret) : signed(request, secret, now()));
    if (!proven)
      throw refuse(
        'unauthenticated',
        auth === 'token' ? 'The webhook wants its token as a bearer token.' : 'The signature is missing or wrong.',
      );
  }

  return {
    async deliver(request: HookRequest): Promise<Created> {
      const hook = stores.hooks.byId(request.id);
      if (!hook) throw notFound('webhook', request.id);
      const actor = triggerActor(hook.projectId, `${hook.flowId}/${hook.nodeId}`, 'Webhook');
      const flow = stores.flows.head(actor, hook.flowId);
      const node =
        flow.publishedVersion === null
          ? undefined
          : stores.versions.flowOf(actor, flow.id, flow.publishedVersion).nodes.find((n) => n.id === hook.nodeId && n.type === WEBHOOK);
      if (!node || !flow.enabled || node.settings?.disabled === true)
        throw refuse('hook_disabled', 'The flow behind this webhook is switched off or no longer has it.');
      demandProof(actor, request, hook, hookAuth(node.params));
      const delivery = textOf(request.headers['webhook-id']) || textOf(request.headers['idempotency-key']);
      return accept.accept({
        actor,
        flow,
        arrival: { type: WEBHOOK, nodeId: node.id, body: bodyOf(request), headers: shownHeaders(request.headers) },
        dedup: delivery === '' ? undefined : { key: `hook:${hook.id}:${delivery.slice(0, 200)}`, hash: '', keepMs: KEEP_MS },
      });
    },
  };
}

export type Webhooks = ReturnType<typeof createWebhooks>;
