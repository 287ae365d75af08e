// Sends an email through an SMTP connection.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { longText, text } from '../kit/fields.ts';

const address = /^[^\s@<>,;]+@[^\s@<>,;]+$/;

const addresses = (title: string) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (Array.isArray(value) ? value : value.split(/[,;]/)).map((part) => part.trim()).filter((part) => part !== ''))
    .refine((list) => list.every((entry) => address.test(entry)), 'must be addresses such as ops@example.com, separated by commas')
    .meta({ title, description: 'Several with commas between them.', ui: { widget: 'text', placeholder: 'ops@example.com' } });

export default defineNode({
  type: 'notify.email',
  version: 1,
  group: 'notify',
  title: 'Send an email',
  summary: 'Sends an email through your mail server.',
  icon: 'mail',
  keywords: ['mail', 'smtp', 'notify', 'report'],
  connection: 'smtp',
  effect: 'write',
  // A mail twice is better than a run that waits for a person.
  repeatable: true,
  params: z.object({
    to: addresses('To'),
    cc: addresses('Copy to').default([]),
    subject: text({ title: 'Subject' }).regex(/^[^\r\n]*$/, 'must be one line'),
    text: longText({ title: 'Message', ui: { lines: 8 } }).default(''),
    html: longText({
      title: 'Message as HTML',
      description: 'A table gives {{ steps.table.html }}.',
      ui: { language: 'html', lines: 6, advanced: true },
    }).optional(),
  }),
  ports: ['done'],
  result: z.object({ messageId: z.string(), practice: z.boolean() }),
  line: '{to} · {subject}',
  async run({ params: { to, cc, subject, text: plain, html }, mail }) {
    if (to.length === 0) throw fail('param_missing', 'The mail has no receiver.');
    const sent = await mail.send({ to, subject, text: plain, ...(cc.length > 0 ? { cc } : {}), ...(html ? { html } : {}) });
    return { port: 'done', data: { messageId: sent.messageId, practice: sent.practice ?? false } };
  },
  examples: [
    {
      name: 'A report to two people',
      params: { to: 'ops@example.com, lead@example.com', subject: 'Backups of last night', text: '62 of 64 are safe.' },
      expect: { port: 'done', data: { practice: false } },
    },
    {
      name: 'The server refuses the receiver',
      params: { to: 'refused@example.com', subject: 'x' },
      expect: { failed: { code: 'mail_failed' } },
    },
    { name: 'Not an address', params: { to: 'the ops team', subject: 'x' }, expect: { failed: { code: 'param_invalid' } } },
    {
      name: 'A subject cannot bring headers along',
      params: { to: 'ops@example.com', subject: 'x\r\nBcc: a@b.c' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
