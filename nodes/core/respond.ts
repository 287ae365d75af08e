// Answers whoever waits for this run: a webhook's caller, or the API with Prefer: wait. The run goes on after it.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { anything } from '../kit/fields.ts';

export default defineNode({
  type: 'core.respond',
  version: 1,
  group: 'logic',
  title: 'Respond',
  summary: 'Answers the caller who waits for this run. The run goes on.',
  icon: 'reply',
  keywords: ['answer', 'response', 'return', 'http'],
  effect: 'none',
  params: z.object({
    status: z
      .int()
      .min(200)
      .max(599)
      .default(200)
      .meta({ title: 'HTTP status', ui: { widget: 'number' } }),
    body: anything({
      title: 'Body',
      description: 'A value is sent as JSON.',
      ui: { widget: 'multiline', language: 'json', lines: 4 },
    }).default(null),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]+$/, 'must be a header name'), z.string().regex(/^[^\r\n]*$/, 'must be one line'))
      .default({})
      .meta({ title: 'Headers', ui: { widget: 'key-value', advanced: true } }),
  }),
  ports: ['done'],
  result: z.object({ status: z.int() }),
  line: '{status} · {body}',
  run({ params: { status, body, headers } }) {
    return { port: 'done', data: { status }, respond: { status, headers, body } };
  },
  examples: [
    { name: 'Everything is fine', params: { body: { ok: true } }, expect: { port: 'done', data: { status: 200 } } },
    {
      name: 'Accepted, with a header',
      params: { status: 202, headers: { Location: '/jobs/1' } },
      expect: { port: 'done', data: { status: 202 } },
    },
    {
      name: 'A header cannot bring another one along',
      params: { headers: { 'X-A': 'a\r\nX-B: b' } },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
