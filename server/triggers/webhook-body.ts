// What arrived, as a flow may see it: JSON, a form or text, and the headers without those that proved the caller. Nothing of it is
// ever evaluated; what is no text is refused.
import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../../nodes/kit/json.ts';
import { demandKeepable } from '../security/json-limits.ts';
import { refuse } from '../store/refusal.ts';
import { textOf } from './webhook-proof.ts';

interface Sent {
  readonly headers: IncomingHttpHeaders;
  readonly query: { readonly [name: string]: unknown };
  readonly body: Uint8Array;
}

/** What proves a caller must not be kept with the run. */
const secretHeader = /^(authorization|cookie|proxy-authorization|.*signature.*|.*token.*|.*api-?key.*|.*secret.*)$/;

export function shownHeaders(headers: IncomingHttpHeaders): { [name: string]: string } {
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !secretHeader.test(name));
  return Object.fromEntries(kept.slice(0, 100).map(([name, value]) => [name, textOf(value).slice(0, 4_096)]));
}

const isText = /^text\/|^application\/(xml|soap\+xml|x-ndjson|javascript|yaml|x-yaml)$|\+xml$/;

function decoded(body: Uint8Array, type: string): string {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    throw refuse('unsupported_media_type', `The text encoding “${charset.slice(0, 40)}” is not known. Send UTF-8.`);
  }
}

export function bodyOf({ headers, body, query }: Sent): Json {
  if (body.length === 0) return Object.keys(query).length > 0 ? (query as Json) : null;
  const header = textOf(headers['content-type']).toLowerCase();
  const type = (header.split(';')[0] ?? '').trim();
  const isJson = type === 'application/json' || type.endsWith('+json') || type === 'text/json';
  const isForm = type === 'application/x-www-form-urlencoded';
  if (type !== '' && !isJson && !isForm && !isText.test(type))
    throw refuse('unsupported_media_type', `A webhook takes JSON, forms, text and XML, not ${type.slice(0, 80)}.`);
  const text = decoded(body, header);
  if (isForm) return Object.fromEntries(new URLSearchParams(text)) as Json;
  if (type !== '' && !isJson) return text;
  // Brackets are counted by bytes, which only UTF-8 lets one do.
  demandKeepable(Buffer.from(text));
  try {
    return JSON.parse(text) as Json;
  } catch {
    if (type === '') return text;
    throw refuse('invalid_json', 'The body cannot be read as JSON.');
  }
}
