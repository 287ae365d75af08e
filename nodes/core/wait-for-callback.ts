// Waits until the address that an earlier step has made is called. What was sent becomes the result. A call that came before the
// step waits is kept for it; the run parks meanwhile and survives restarts.
import { z } from 'zod';
import { callbackEvent, callbackToken } from '../kit/callback.ts';
import { defineNode, wait } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import { fail } from '../kit/errors.ts';
import { duration, text } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';

const url = `https://vaultflow.example.com/callbacks/${'Zr3'.repeat(22)}`;

export default defineNode({
  type: 'core.wait-for-callback',
  version: 1,
  group: 'logic',
  title: 'Wait for a callback',
  summary: 'Waits until somebody calls the address that was made before.',
  icon: 'pause',
  keywords: ['callback', 'resume', 'webhook', 'external', 'wait', 'http webhook'],
  effect: 'none',
  waits: true,
  params: z.object({
    url: text({ title: 'Address', ui: { placeholder: '{{ steps.makeACallbackAddress.url }}' } }).min(1),
    timeLimit: duration({ title: 'Wait at most', description: 'Then the step goes on at "expired".' }).default('P3D'),
  }),
  ports: ['done', 'expired'],
  result: z.object({
    called: z.boolean(),
    method: z.string().nullable(),
    body: z.json().nullable().meta({ title: 'What was sent' }),
    query: z.record(z.string(), z.json()),
    at: z.string().nullable(),
  }),
  line: 'at most {timeLimit}',
  run({ params, now }) {
    const token = callbackToken(params.url);
    if (token === null)
      throw fail('param_invalid', 'This is no callback address. Take it from a step “Make a callback address”.', {
        advice: ['Set the address to {{ steps.<id>.url }}, with the id of that step.'],
      });
    return wait({
      event: callbackEvent(token),
      until: now + (durationMs(params.timeLimit) ?? 259_200_000),
      state: {},
      says: 'waits for a callback',
    });
  },
  async resume({ event }) {
    if (event.kind === 'time') return { port: 'expired', data: { called: false, method: null, body: null, query: {}, at: null } };
    const { method, body, query, at } = event.payload as { method: string; body: Json; query: { [name: string]: Json }; at: string };
    return { port: 'done', data: { called: true, method, body, query, at } };
  },
  examples: [
    { name: 'Waits three days unless told otherwise', params: { url }, expect: { waits: { forMs: 259_200_000 } } },
    {
      name: 'A script reports back',
      given: {
        resume: { kind: 'event', payload: { method: 'POST', body: { restored: 12 }, query: {}, at: '2026-11-22T10:00:00.000Z' } },
      },
      params: { url },
      expect: { port: 'done', data: { called: true, body: { restored: 12 } } },
    },
    {
      name: 'Nobody calls',
      given: { resume: { kind: 'time', payload: null } },
      params: { url, timeLimit: 'PT1H' },
      expect: { port: 'expired', data: { called: false, body: null } },
    },
    { name: 'An address of another kind', params: { url: 'https://example.com/' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
