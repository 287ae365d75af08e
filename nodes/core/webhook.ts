// Starts a flow when something calls its address. The address and its secret live on the server, keyed by flow and node, and
// survive new versions of the flow; nothing secret stands in the flow itself.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { passOn, triggerInputs, triggerResult } from '../kit/trigger-event.ts';
import { hookFields } from '../kit/webhook.ts';

const event = {
  type: 'core.webhook',
  nodeId: 'alert',
  at: '2026-03-02T08:15:00.000Z',
  body: { vault: 'vault-weu-prod', severity: 'Sev2' },
  headers: { 'content-type': 'application/json' },
};

export default defineNode({
  type: 'core.webhook',
  version: 1,
  group: 'trigger',
  kind: 'trigger',
  title: 'Webhook',
  summary: 'Starts the flow when another system calls its address.',
  icon: 'webhook',
  keywords: ['http', 'hook', 'call', 'alert', 'api', 'signature', 'standard webhooks', 'github'],
  effect: 'none',
  params: z.object({
    ...hookFields,
    inputs: triggerInputs('What each input of the flow gets from the call, for example {{ trigger.body.vault }}.'),
  }),
  ports: ['done'],
  result: triggerResult,
  line: '{auth}',
  run: passOn,
  examples: [
    {
      name: 'An alert arrives',
      given: { scope: { trigger: event } },
      params: { inputs: { vault: '{{ trigger.body.vault }}' } },
      expect: { port: 'done', data: { body: { severity: 'Sev2' } } },
    },
    {
      name: 'A call without a body',
      given: { scope: { trigger: { type: 'core.webhook', nodeId: 'alert', at: event.at, headers: {} } } },
      params: { auth: 'none' },
      expect: { port: 'done', data: { at: event.at, headers: {} } },
    },
    {
      name: 'Signed, and answered by the flow itself',
      given: { scope: { trigger: event } },
      params: { auth: 'standard', answer: 'respond', methods: ['POST'], perMinute: 60 },
      expect: { port: 'done', data: { body: { vault: 'vault-weu-prod' } } },
    },
    { name: 'An unknown kind of protection', params: { auth: 'password' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
