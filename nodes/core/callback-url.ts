// Makes an address that somebody else calls when they are done: put it into a message, a ticket, a script. It asks nobody for
// anything and keeps nothing; a later step waits for the call.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { flag, secret } from '../kit/fields.ts';

export default defineNode({
  type: 'core.callback-url',
  version: 1,
  group: 'logic',
  title: 'Make a callback address',
  summary: 'Makes an address that continues this run when it is called. Send it on, then wait for the callback.',
  icon: 'webhook',
  keywords: ['callback url', 'resume url', 'wait for webhook', 'link', 'listCallbackUrl'],
  effect: 'none',
  params: z.object({
    byLink: flag({
      title: 'Opening the address is enough (GET)',
      description: 'For a link in a message. Programs that check links before people see them may open it too.',
    }).default(false),
    secret: secret({
      title: 'Callers must send this secret',
      description: 'As a bearer token. Left empty, the address itself is the key.',
    }).optional(),
  }),
  ports: ['done'],
  result: z.object({ url: z.string().meta({ title: 'Address to call' }) }),
  line: 'POST or GET: {byLink}',
  run({ params, run, key, callbacks }) {
    const url = callbacks.address({ runId: run.id, key, byLink: params.byLink, ...(params.secret ? { secret: params.secret } : {}) });
    return { port: 'done', data: { url } };
  },
  examples: [
    {
      name: 'An address for a script that reports back',
      params: {},
      expect: { port: 'done', data: { url: 'https://vaultflow.example.com/callbacks/POST' } },
    },
    {
      name: 'A link in a message',
      params: { byLink: true },
      expect: { port: 'done', data: { url: 'https://vaultflow.example.com/callbacks/GET' } },
    },
    { name: 'A secret as text would stand in the flow', params: { secret: 'hunter2' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
