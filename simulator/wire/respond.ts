// Turns an Answer into the Response that goes out, with the headers that every answer of Azure carries. In quirks mode the
// body is spoiled the way the real service spoils it first.
import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';

export interface Envelope {
  method: string;
  at: number;
  clientRequestId: string | null;
  correlationId: string | null;
  /** What is left of the hourly budget; null when none is kept. */
  remaining: number | null;
}

const verbs: Record<string, string> = { GET: 'reads', HEAD: 'reads', DELETE: 'deletes' };

function headersOf(answer: Answer, envelope: Envelope): Headers {
  const id = randomUUID();
  const stamp = new Date(envelope.at).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  const correlation = envelope.correlationId ?? id;
  const budget: Record<string, string> =
    envelope.remaining === null
      ? { [`x-ms-ratelimit-remaining-subscription-${verbs[envelope.method] ?? 'writes'}`]: '11999' }
      : { 'x-ms-ratelimit-remaining-subscription-resource-requests': String(envelope.remaining) };
  return new Headers({
    'cache-control': 'no-cache',
    pragma: 'no-cache',
    'x-ms-request-id': id,
    'x-ms-correlation-request-id': correlation,
    'x-ms-routing-request-id': `WESTEUROPE:${stamp}:${randomUUID()}`,
    ...(envelope.clientRequestId ? { 'x-ms-client-request-id': envelope.clientRequestId } : {}),
    ...budget,
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-powered-by': 'ASP.NET',
    date: new Date(envelope.at).toUTCString(),
    ...answer.headers,
  });
}

export function respond(answer: Answer, envelope: Envelope, spoil: { cut: boolean; shout: boolean }): Response {
  const headers = headersOf(answer, envelope);
  if (answer.raw) {
    headers.set('content-type', answer.raw.type);
    const none = envelope.method === 'HEAD' || answer.status === 304;
    return new Response(none ? null : answer.raw.content, { status: answer.status, headers });
  }
  const empty = answer.body === undefined || answer.status === 204 || answer.status === 304 || envelope.method === 'HEAD';
  if (empty && !(spoil.cut && answer.status !== 204)) return new Response(null, { status: answer.status, headers });
  const plain = JSON.stringify(answer.body ?? { value: [] });
  const text = spoil.shout ? plain.replaceAll('"id":"/subscriptions/', '"id":"/Subscriptions/') : plain;
  headers.set('content-type', 'application/json; charset=utf-8');
  return new Response(spoil.cut ? text.slice(0, Math.max(1, Math.floor(text.length / 2))) : text, { status: answer.status, headers });
}
