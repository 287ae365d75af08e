// Events of Azure on their way in: proves the caller by the key in its address, answers handshakes, starts one run per wanted
// event. An event delivered again starts nothing new. Sign-in of the caller by Microsoft Entra ID is not offered.
import type { IncomingHttpHeaders } from 'node:http';
import { errorTable, FailureError } from '../../nodes/kit/errors.ts';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { triggerActor } from '../security/actor.ts';
import { demandKeepable } from '../security/json-limits.ts';
import { sameText } from '../security/same-text.ts';
import type { HookSecrets } from '../store/hooks.ts';
import { notFound, refuse } from '../store/refusal.ts';
import type { Stores } from '../store/stores.ts';
import type { Accept } from './accept.ts';
import { EVENT_GRID, eventKey, readDelivery, wants } from './event-grid.ts';
import { alertKey, MONITOR_ALERT, readAlert, wantsAlert } from './monitor-alert.ts';

const names: { readonly [type: string]: string } = { [EVENT_GRID]: 'Event Grid', [MONITOR_ALERT]: 'Azure Monitor' };
/** Event Grid tries for a day; an alert may be open much longer. */
const KEEP_MS: { readonly [type: string]: number } = { [EVENT_GRID]: 2 * 86_400_000, [MONITOR_ALERT]: 30 * 86_400_000 };

export interface EventRequest {
  readonly id: string;
  readonly code: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface EventAnswer {
  readonly headers: { readonly [name: string]: string };
  readonly body: JsonObject;
}

/** What arrived, ready to be started. */
interface Arrived {
  readonly key: string;
  readonly id: string;
  readonly body: Json;
}

function bodyOf(bytes: Uint8Array): Json {
  demandKeepable(bytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json;
  } catch {
    throw refuse('invalid_json', 'The body cannot be read as JSON.');
  }
}

/** The events a trigger wants, and how many it does not; or what Event Grid wants to hear back. */
function read(
  node: FlowNode,
  { headers, body }: EventRequest,
): { readonly wanted: readonly Arrived[]; readonly ignored: number } | { readonly code: string } {
  const sent = bodyOf(body);
  if (node.type === MONITOR_ALERT) {
    const alert = readAlert(sent);
    if (!alert) throw refuse('invalid_request', 'This is no common alert schema. Switch it on for the webhook in the action group.');
    if (!wantsAlert(node, alert)) return { wanted: [], ignored: 1 };
    return { wanted: [{ key: alertKey(alert), id: alert.alertId, body: { ...alert } as JsonObject }], ignored: 0 };
  }
  const delivery = readDelivery(headers, sent);
  if (delivery.kind === 'unreadable') throw refuse('invalid_request', delivery.why);
  if (delivery.kind === 'handshake') return { code: delivery.code };
  const wanted = delivery.events.filter((event) => wants(node, event));
  return {
    wanted: wanted.map((event) => ({ key: eventKey(event), id: event.id, body: { ...event } as JsonObject })),
    ignored: delivery.events.length - wanted.length,
  };
}

export function createIncomingEvents(deps: { readonly stores: Stores; readonly accept: Accept; readonly now: () => number }) {
  const { stores, accept, now } = deps;
  return {
    /** Answered when every run is durable. Refuses as a whole with `invalid_request` when an event does not fit: sent again, the others start nothing new. */
    async deliver(request: EventRequest): Promise<EventAnswer> {
      const { id, code, method, headers } = request;
      const hook = await stores.hooks.byId(id);
      if (!hook) throw notFound('event address', id);
      const actor = triggerActor(hook.projectId, `${hook.flowId}/${hook.nodeId}`, 'Event');
      demandKey(await stores.hooks.secretsOf(actor, hook.id), code, now());
      const flow = await stores.flows.head(actor, hook.flowId);
      const document = flow.publishedVersion === null ? null : await stores.versions.flowOf(actor, flow.id, flow.publishedVersion);
      const node = document?.nodes.find((n) => n.id === hook.nodeId && Object.hasOwn(names, n.type));
      if (!node) throw refuse('hook_disabled', 'The flow behind this address no longer has this trigger.');
      if (method === 'OPTIONS') return { headers: consent(headers), body: {} };
      if (method !== 'POST') throw refuse('method_not_allowed', 'Events are sent with POST.', { headers: { Allow: 'OPTIONS, POST' } });
      const events = read(node, request);
      if ('code' in events) return { headers: {}, body: { validationResponse: events.code } };
      if (!flow.enabled || node.settings?.disabled === true || hook.disabledAt !== null)
        throw refuse('hook_disabled', 'The flow behind this address is switched off.');
      const started = await Promise.allSettled(
        events.wanted.map(async ({ key, id: eventId, body }) => {
          const { run } = await accept.accept({
            actor: { ...actor, name: names[node.type] as string },
            flow,
            arrival: { type: node.type, nodeId: node.id, body },
            dedup: { key: `event:${hook.id}:${key}`, hash: '', keepMs: KEEP_MS[node.type] as number },
          });
          return { eventId, runId: run.id };
        }),
      );
      const failed = started.flatMap((one, index) =>
        one.status === 'rejected' ? [{ id: events.wanted[index]?.id ?? '', why: one.reason as unknown }] : [],
      );
      demandAll(failed);
      const runs = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      return { headers: {}, body: { runs, ignored: events.ignored } };
    },
  };
}

/** The present key, or the one before it while that still counts. */
function demandKey({ current, old }: HookSecrets, code: string, now: number): void {
  if (current !== null && sameText(code, current)) return;
  if (old !== null && old.until > now && sameText(code, old.secret)) return;
  throw refuse('unauthenticated', 'The address needs its key, as shown when it was made: …?code=<key>.');
}

/** CloudEvents webhooks: yes, send, as fast as you like. */
function consent(headers: IncomingHttpHeaders): { readonly [name: string]: string } {
  const origin = headers['webhook-request-origin'];
  if (typeof origin !== 'string' || !/^[\w.:*-]{1,253}$/.test(origin))
    throw refuse('invalid_request', 'The handshake needs the header WebHook-Request-Origin.');
  return { Allow: 'OPTIONS, POST', 'WebHook-Allowed-Origin': origin, 'WebHook-Allowed-Rate': '*' };
}

/** What will never fit is refused for good; what may fit later (a full disk) is asked for again. */
function demandAll(failed: readonly { readonly id: string; readonly why: unknown }[]): void {
  if (failed.length === 0) return;
  const passing = failed.find(({ why }) => !(why instanceof FailureError) || errorTable[why.failure.code].status >= 429);
  if (passing) throw passing.why;
  const messages = failed.map(({ id, why }) => ({ id, failure: (why as FailureError).failure }));
  throw refuse('invalid_request', `${failed.length} of the events started nothing: ${messages[0]?.failure.message}`, {
    problems: messages.slice(0, 50).map(({ id, failure }) => ({ code: failure.code, path: `/events/${id}`, message: failure.message })),
  });
}

export type IncomingEvents = ReturnType<typeof createIncomingEvents>;
