// HTTP calls of a step. Secret headers of a connection go to the connection's own origin only; writes of the practice world go
// to the inbox. What it answers is plain: status, headers, JSON or text.
import type { HttpAnswer, HttpCapability } from '../../nodes/kit/capabilities.ts';
import type { Effect } from '../../nodes/kit/define.ts';
import { fail } from '../../nodes/kit/errors.ts';
import { isHeader } from '../../nodes/kit/header-text.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { holdsSecret } from '../../nodes/kit/secret-handle.ts';
import { guardEffect, httpEffect } from './effect-guard.ts';
import type { Egress, EgressAnswer } from './egress.ts';
import type { Outbox } from './practice.ts';
import { demandSecondLook, lookedAt, type SecondLook } from './second-look.ts';
import { maskOf, type Opened, type StepSecrets } from './secrets.ts';
import { secretsOf, type WebAccess } from './web-access.ts';

interface HttpDeps {
  readonly egress: Egress;
  readonly outbox: Outbox;
  readonly effect: Effect;
  readonly signal: AbortSignal;
  readonly secrets: StepSecrets['open'];
  readonly look?: SecondLook | null;
  /** Null: the step has no connection. */
  connection(): Promise<WebAccess | null>;
}

/** Set by the transport, never by a flow. */
const ownHeaders = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'te', 'trailer']);

export function createHttp({ egress, outbox, effect, signal, secrets, look = null, connection }: HttpDeps): HttpCapability {
  return {
    async request(request) {
      const secret = await connection();
      const url = absolute(request.url, secret?.baseUrl);
      guardEffect(effect, httpEffect(request.method), `${request.method} ${url.origin}${url.pathname}`);
      const trusted = secret?.baseUrl !== undefined && new URL(secret.baseUrl).origin === url.origin;
      const writes = httpEffect(request.method) !== 'read';
      if (writes) {
        const letter = {
          kind: 'http',
          to: url.origin + url.pathname,
          subject: `${request.method} ${url.pathname}`,
          body: request.body ?? null,
        } as const;
        if (await outbox.divert(letter, url.host)) return practiceAnswer;
        // Handles of secrets stand in it closed, as they do in the flow.
        const { method, body } = request;
        await lookedAt(look, () => demandSecondLook({ method, url: url.href, body, does: httpEffect(method), declared: effect }));
      }
      // From here on it leaves: what was closed until now is opened.
      const { query = {}, headers: given = {}, body: written } = request;
      const opened = await secrets({ query, headers: given, body: written });
      for (const [name, value] of Object.entries(opened.value.query)) url.searchParams.append(name, value as string);
      const own = trusted ? secret.headers : {};
      const fields = trusted && writes ? (secret.fields ?? {}) : {};
      const { headers, body } = contentOf(withFields(opened.value as Content, fields));
      const answer = await egress.fetch({
        method: request.method,
        url: url.href,
        headers: {
          accept: 'application/json, text/plain;q=0.9, */*;q=0.8',
          'user-agent': 'Vaultflow',
          ...headers,
          ...own,
        },
        secretHeaders: [...Object.keys(own), ...Object.keys(given).filter((name) => holdsSecret(given[name]))],
        ...(holdsSecret(written) || Object.keys(fields).length > 0 ? { secretBody: true } : {}),
        ...(body === undefined ? {} : { body }),
        ...(writes && outbox.practice ? { redirects: 0 } : {}),
        ...(request.timeout === undefined ? {} : { timeout: request.timeout }),
        signal,
      });
      const { mask } = opened;
      const ours = maskOf(trusted ? secretsOf({ headers: own, fields }) : []);
      return answerOf(answer, { mask: (said) => ours(mask(said)) });
    },
  };
}

/** Secrets that a service wants inside its JSON body. */
const withFields = (content: Content, fields: { readonly [name: string]: string }): Content =>
  Object.keys(fields).length === 0 || typeof content.body !== 'object' || content.body === null || Array.isArray(content.body)
    ? content
    : { ...content, body: { ...content.body, ...fields } };

/** What came back, without what was a secret on the way out. */
export function answerOf({ status, headers, body }: EgressAnswer, { mask }: Pick<Opened<unknown>, 'mask'>): HttpAnswer {
  return { status, ...mask({ headers, body: bodyOf(headers, body.toString('utf8')) }) };
}

export const practiceAnswer: HttpAnswer = { status: 202, headers: {}, body: null, practice: true };

function absolute(url: string, base: string | undefined): URL {
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return new URL(url);
  if (base === undefined || /^[a-z][a-z0-9+.-]*:/i.test(url) || url.startsWith('//')) {
    throw url === ''
      ? fail('binding_missing', 'There is no address: choose a connection or give a URL.', { refused: true })
      : fail('param_invalid', `${url.slice(0, 200)} is not a full URL. Without a connection it must start with https://.`, {
          refused: true,
        });
  }
  const joined = `${base.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`;
  if (!URL.canParse(joined)) throw fail('param_invalid', `${url.slice(0, 200)} is not a path.`, { refused: true });
  return new URL(joined);
}

interface Content {
  readonly headers: { readonly [name: string]: string };
  readonly body?: Json;
}

function contentOf({ headers, body }: Content): {
  readonly headers: { [name: string]: string };
  readonly body?: string;
} {
  const kept: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeader(name, value)) throw fail('param_invalid', `${name.slice(0, 60)} cannot be sent as a header.`, { refused: true });
    if (!ownHeaders.has(name.toLowerCase())) kept[name.toLowerCase()] = value;
  }
  if (body === undefined) return { headers: kept };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { headers: { 'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json', ...kept }, body: text };
}

/** JSON where the other side says so and it is; text otherwise. */
function bodyOf(headers: EgressAnswer['headers'], text: string): Json {
  if (!/[/+]json\b/i.test(headers['content-type'] ?? '')) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
