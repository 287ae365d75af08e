// What Azure Event Grid sends, read: its handshake, and events in its own schema or as CloudEvents 1.0 (one, a batch, or with the
// attributes in headers). Both become one shape. Pure; it starts nothing.
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';

export const EVENT_GRID = 'azure.event-grid';

/** An event as flows see it. */
export interface GridEvent {
  readonly id: string;
  readonly type: string;
  /** Where it comes from: the topic, or the source of a CloudEvent. */
  readonly source: string;
  readonly subject: string;
  readonly time: string | null;
  readonly data: Json;
}

export type Delivery =
  /** The one who subscribes proves that the address wants events. */
  | { readonly kind: 'handshake'; readonly code: string }
  | { readonly kind: 'events'; readonly events: readonly GridEvent[] }
  | { readonly kind: 'unreadable'; readonly why: string };

const VALIDATION = 'Microsoft.EventGrid.SubscriptionValidationEvent';
/** Tells that the subscription is gone: nothing happened in Azure that a flow could care for. */
const DELETED = 'Microsoft.EventGrid.SubscriptionDeletedEvent';

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const headerOf = (headers: IncomingHttpHeaders, name: string): string => String(headers[name] ?? '');

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function cloudEvent(event: JsonObject): GridEvent | null {
  const [id, type, source] = [textOf(event.id), textOf(event.type), textOf(event.source)];
  if (id === '' || type === '' || source === '') return null;
  const data = event.data ?? (event.data_base64 === undefined ? null : { base64: event.data_base64 });
  return { id, type, source, subject: textOf(event.subject), time: textOf(event.time) || null, data };
}

function gridEvent(event: JsonObject): GridEvent | null {
  const [id, type] = [textOf(event.id), textOf(event.eventType)];
  if (id === '' || type === '') return null;
  return {
    id,
    type,
    source: textOf(event.topic),
    subject: textOf(event.subject),
    time: textOf(event.eventTime) || null,
    data: event.data ?? null,
  };
}

/** Attributes in `ce-` headers, the data alone in the body. */
function fromHeaders(headers: IncomingHttpHeaders, data: Json): GridEvent | null {
  const names = ['id', 'type', 'source', 'subject', 'time'];
  return cloudEvent({ ...Object.fromEntries(names.map((name) => [name, headerOf(headers, `ce-${name}`)])), data });
}

export function readDelivery(headers: IncomingHttpHeaders, body: Json): Delivery {
  const sent = headers['ce-specversion'] === undefined ? (Array.isArray(body) ? body : [body]) : null;
  const read =
    sent === null
      ? [fromHeaders(headers, body)]
      : sent.map((one) => (isObject(one) ? ('specversion' in one ? cloudEvent(one) : gridEvent(one)) : null));
  if (read.includes(null) || read.length === 0)
    return { kind: 'unreadable', why: 'Neither an event of Event Grid nor a CloudEvent: id and type are needed.' };
  const events = read as readonly GridEvent[];
  const validation = events.find(({ type }) => same(type, VALIDATION));
  if (validation) {
    const code = isObject(validation.data) ? textOf(validation.data.validationCode) : '';
    return code === '' ? { kind: 'unreadable', why: 'The handshake holds no validationCode.' } : { kind: 'handshake', code };
  }
  return { kind: 'events', events: events.filter(({ type }) => !same(type, DELETED)) };
}

/** Does the trigger want it? Azure writes types and ids in any case. */
export function wants({ params }: Pick<FlowNode, 'params'>, event: GridEvent): boolean {
  const types = Array.isArray(params.eventTypes) ? params.eventTypes.map(textOf) : [];
  const subject = event.subject.toLowerCase();
  return (
    (types.length === 0 || types.some((type) => same(type, event.type))) &&
    subject.startsWith(textOf(params.subjectBegins).toLowerCase()) &&
    subject.endsWith(textOf(params.subjectEnds).toLowerCase())
  );
}

/** Event Grid delivers at least once: source and id say which it is. */
export const eventKey = ({ source, id }: GridEvent): string =>
  createHash('sha256')
    .update(JSON.stringify([source.toLowerCase(), id]))
    .digest('base64url');
