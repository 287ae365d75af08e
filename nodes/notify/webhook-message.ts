// Posts a message to a Teams or Slack channel, or as JSON to any webhook. The address is a secret and belongs in a connection;
// an address without a secret may stand in the flow.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { anything, choice, longText, text } from '../kit/fields.ts';

export default defineNode({
  type: 'notify.webhook-message',
  version: 1,
  group: 'notify',
  title: 'Post a message',
  summary: 'Posts to a Teams or Slack channel, or to any webhook.',
  icon: 'chat',
  keywords: ['teams', 'slack', 'webhook', 'notify', 'alert', 'channel'],
  connection: 'message-webhook',
  connectionOptional: true,
  effect: 'write',
  // A message twice is better than a run that waits for a person.
  repeatable: true,
  params: z.object({
    title: text({ title: 'Title', ui: { placeholder: '3 backups failed' } }).default(''),
    text: longText({
      title: 'Message',
      description: 'Markdown. A table gives {{ steps.table.markdown }}.',
      ui: { language: 'markdown', lines: 6 },
    }),
    severity: choice(['info', 'good', 'warning', 'bad'], {
      title: 'Colour',
      ui: { labels: { info: 'Neutral', good: 'Good', warning: 'Warning', bad: 'Bad' } },
    }).default('info'),
    url: text({
      title: 'Address',
      description: 'Only without a connection.',
      ui: { placeholder: 'https://example.com/hooks/backup', advanced: true },
    }).optional(),
    flavour: choice(['generic', 'teams', 'slack'], {
      title: 'Kind of address',
      ui: { labels: { generic: 'Any webhook (JSON)', teams: 'Microsoft Teams', slack: 'Slack' }, advanced: true },
    }).default('generic'),
    body: anything({
      title: 'Body',
      description: 'For any webhook: sent instead of title, text and severity.',
      ui: { widget: 'multiline', language: 'json', lines: 4, advanced: true },
    }).optional(),
  }),
  ports: ['done'],
  result: z.object({ status: z.int(), practice: z.boolean() }),
  line: '{title} · {text}',
  async run({ params, messages }) {
    const { url, body, ...message } = params;
    const answer = await messages.post({ ...message, ...(url ? { url } : {}), ...(body === undefined ? {} : { body }) });
    if (answer.status >= 400) {
      const slowDown = answer.status === 429;
      throw fail(slowDown ? 'throttled' : 'http_status', `The channel did not take the message: it answered with ${answer.status}.`, {
        cause: (typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)).slice(0, 2_000),
        ...(slowDown ? { refused: true, retryAfter: 1000 * (Number(answer.headers['retry-after']) || 30) } : {}),
        ...(answer.status === 404 || answer.status === 410
          ? { advice: ['The webhook may have been removed. Make a new one and put its address into the connection.'] }
          : {}),
      });
    }
    return { port: 'done', data: { status: answer.status, practice: answer.practice ?? false } };
  },
  examples: [
    {
      name: 'Tells a channel',
      given: { http: { 'POST https://hooks.example.com/backup': { status: 202, body: null } } },
      params: {
        title: '2 backups failed',
        text: 'vm-sql-03, vm-legacy-07',
        severity: 'bad',
        url: 'https://hooks.example.com/backup',
        flavour: 'teams',
      },
      expect: { port: 'done', data: { status: 202, practice: false } },
    },
    {
      name: 'Sends JSON of its own',
      given: { http: { 'POST https://hooks.example.com/json': { status: 200, body: 'ok' } } },
      params: { text: '', url: 'https://hooks.example.com/json', body: { source: 'backup', failed: 2 } },
      expect: { port: 'done', data: { status: 200 } },
    },
    {
      name: 'The channel is gone',
      given: { http: { 'POST https://hooks.example.com/gone': { status: 410, body: 'channel_is_archived' } } },
      params: { text: 'hello', url: 'https://hooks.example.com/gone', flavour: 'slack' },
      expect: { failed: { code: 'http_status', cause: 'channel_is_archived' } },
    },
    { name: 'No address anywhere', params: { text: 'hello' }, expect: { failed: { code: 'binding_missing' } } },
  ],
});
