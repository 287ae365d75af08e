// How a webhook wants to be called, as it stands in a flow: who may call, how, how much, and what callers are answered. The node's
// form and the server's door both read it from here.
import { z } from 'zod';
import { choice, number } from './fields.ts';

const hookMethods = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'] as const;
export const hookAuths = ['token', 'standard', 'hmac', 'none'] as const;
export type HookAuth = (typeof hookAuths)[number];

export const hookFields = {
  auth: choice(hookAuths, {
    title: 'Who may call',
    ui: {
      labels: {
        token: 'Callers with the secret token',
        standard: 'Callers that sign (Standard Webhooks)',
        hmac: 'Callers that sign the body (HMAC-SHA256, as GitHub does)',
        none: 'Everybody who knows the address',
      },
    },
  }).default('token'),
  answer: choice(['accepted', 'respond'], {
    title: 'Callers are answered',
    description: 'A flow that takes longer than 30 seconds is answered 202 with the address of its run.',
    ui: { labels: { accepted: 'At once: 202, the run is on disk', respond: 'With what the Respond step says' } },
  }).default('accepted'),
  methods: z
    .array(z.enum(hookMethods))
    .min(1)
    .default(['POST'])
    .meta({ title: 'Methods', description: 'Others are answered 405.', ui: { widget: 'list', advanced: true } }),
  maxBodyKb: number({ title: 'Largest body', ui: { unit: 'KB', advanced: true } })
    .int()
    .min(1)
    .max(8_000)
    .default(1_000),
  perMinute: number({ title: 'Calls per minute', description: 'More are answered 429.', ui: { advanced: true } })
    .int()
    .min(1)
    .max(60_000)
    .default(600),
};

export interface HookSettings {
  readonly auth: HookAuth;
  readonly answer: 'accepted' | 'respond';
  readonly methods: readonly string[];
  readonly maxBytes: number;
  readonly perMinute: number;
}

const settings = z.object(hookFields);

/** Reads the params of a webhook trigger. What cannot be read counts as the strictest there is: a token that nobody has. */
export function readHook(params: unknown): HookSettings {
  const { maxBodyKb, ...rest } = settings.catch(() => settings.parse({})).parse(params);
  return { ...rest, maxBytes: maxBodyKb * 1_000 };
}
