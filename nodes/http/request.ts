// Calls any HTTP service. The method decides what the step does to the world; what answers with an error fails the step,
// with the answer readable. Secrets come from a connection or as handles and never stand in the flow.
import { z } from 'zod';
import { defineNode, type Effect } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import { fail } from '../kit/errors.ts';
import { anything, choice, duration, flag, text, textOrSecret } from '../kit/fields.ts';
import { isSecretHandle, type SecretHandle } from '../kit/secret-handle.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
const effects: { readonly [method in (typeof methods)[number]]: Effect } = {
  GET: 'read',
  HEAD: 'read',
  POST: 'write',
  PUT: 'write',
  PATCH: 'write',
  DELETE: 'destroy',
};

export default defineNode({
  type: 'http.request',
  version: 1,
  group: 'http',
  section: 'Web and data',
  title: 'HTTP request',
  summary: 'Calls a web service and gives back its answer. What a DELETE takes away there is lost.',
  icon: 'globe',
  keywords: ['rest', 'api', 'get', 'post', 'url', 'curl'],
  connection: 'http',
  connectionOptional: true,
  effect: ({ method }) => effects[method],
  params: z.object({
    method: choice(methods, { title: 'Method' }).default('GET'),
    url: text({
      title: 'URL',
      description: 'With a connection, a path such as /v1/tickets is enough.',
      ui: { placeholder: 'https://api.example.com/v1/tickets' },
    }),
    query: z
      .record(z.string(), z.union([z.number(), z.boolean(), textOrSecret()]))
      .default({})
      .meta({ title: 'Query', ui: { widget: 'key-value', advanced: true } }),
    headers: z
      .record(z.string(), textOrSecret())
      .default({})
      .meta({ title: 'Headers', ui: { widget: 'key-value', advanced: true } }),
    body: anything({
      title: 'Body',
      description: 'A value is sent as JSON, text as it is.',
      ui: { widget: 'multiline', language: 'json', lines: 6, when: { param: 'method', in: ['POST', 'PUT', 'PATCH', 'DELETE'] } },
    }).optional(),
    acceptErrors: flag({ title: 'Go on after an error status', description: 'Off: an answer of 400 or more fails the step.' }).default(
      false,
    ),
    safeToRepeat: flag({
      title: 'Sending it twice does no harm',
      description: 'Then it is sent again when it is not known whether it arrived; otherwise a person is asked.',
      ui: { advanced: true, when: { param: 'method', in: ['POST', 'PUT', 'PATCH'] } },
    }).default(false),
    timeout: duration({ title: 'Time limit', description: 'At most a minute.', ui: { advanced: true } }).default('PT30S'),
  }),
  ports: ['done'],
  result: z.object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.json().nullable(), practice: z.boolean() }),
  line: '{method} {url}',
  async run({ params, http, key }) {
    const answer = await http.request({
      method: params.method,
      url: params.url,
      query: texts(params.query),
      headers: effects[params.method] === 'read' ? params.headers : { 'idempotency-key': key, ...params.headers },
      ...(params.body === undefined ? {} : { body: params.body }),
      timeout: Math.min(durationMs(params.timeout) ?? 30_000, 60_000),
    });
    if (answer.status >= 400 && !params.acceptErrors) {
      const slowDown = answer.status === 429 || answer.status === 503;
      const after = Number(answer.headers['retry-after']);
      throw fail(slowDown ? 'throttled' : 'http_status', `${params.method} ${short(params.url)} was answered with ${answer.status}.`, {
        cause: typeof answer.body === 'string' ? answer.body.slice(0, 2_000) : JSON.stringify(answer.body).slice(0, 2_000),
        ...(answer.headers['x-request-id'] ? { requestId: answer.headers['x-request-id'] } : {}),
        ...(slowDown
          ? { refused: answer.status === 429 || Number.isFinite(after), ...(Number.isFinite(after) ? { retryAfter: after * 1000 } : {}) }
          : {}),
      });
    }
    return {
      port: 'done',
      data: { status: answer.status, headers: answer.headers, body: answer.body, practice: answer.practice ?? false },
    };
  },
  // Nobody but the other side knows. Where the author of the flow says that twice does no harm, it counts as not sent.
  async recover({ params }) {
    return params.safeToRepeat && effects[params.method] === 'write' ? 'didNot' : 'unknown';
  },
  examples: [
    {
      name: 'Reads JSON',
      given: { http: { 'GET https://status.example.com/v1/health': { status: 200, body: { ok: true } } } },
      params: { url: 'https://status.example.com/v1/health' },
      expect: { port: 'done', data: { status: 200, body: { ok: true } } },
    },
    {
      name: 'Opens a ticket',
      given: { http: { 'POST https://desk.example.com/tickets?queue=backup': { status: 201, body: { id: 4711 } } } },
      params: { method: 'POST', url: 'https://desk.example.com/tickets', query: { queue: 'backup' }, body: { title: 'Backup failed' } },
      expect: { port: 'done', data: { status: 201, body: { id: 4711 } } },
    },
    {
      name: 'The other side answers with an error',
      given: { http: { 'GET https://desk.example.com/tickets/1': { status: 404, body: { error: 'no such ticket' } } } },
      params: { url: 'https://desk.example.com/tickets/1' },
      expect: { failed: { code: 'http_status' } },
    },
    {
      name: 'Asked to slow down',
      given: { http: { 'GET https://desk.example.com/busy': { status: 429, body: 'slow down', headers: { 'retry-after': '7' } } } },
      params: { url: 'https://desk.example.com/busy' },
      expect: { failed: { code: 'throttled', retryAfter: 7_000, refused: true } },
    },
    {
      name: 'An address inside the house is not called',
      params: { url: 'http://169.254.169.254/metadata/identity' },
      expect: { failed: { code: 'egress_blocked' } },
    },
  ],
});

const texts = (query: { readonly [name: string]: string | number | boolean | SecretHandle }) =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, isSecretHandle(value) ? value : String(value)]));

const short = (url: string): string => url.split('?')[0] as string;
