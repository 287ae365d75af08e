// Triggers, acknowledges or resolves an alert of PagerDuty. Events of the same deduplication key are one alert, so sending one
// twice does no harm.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { choice, keyValues, text as textField } from '../kit/fields.ts';
import { askDesk, text } from './desk.ts';

const url = 'https://events.pagerduty.example.com/v2/enqueue';

export default defineNode({
  type: 'tickets.pagerduty-event',
  version: 1,
  group: 'http',
  section: 'Tickets',
  title: 'PagerDuty event',
  summary: 'Triggers, acknowledges or resolves an alert of PagerDuty.',
  icon: 'alert',
  keywords: ['on call', 'page', 'incident', 'alert', 'events api'],
  connection: 'pagerduty',
  effect: 'write',
  repeatable: true,
  params: z.object({
    action: choice(['trigger', 'acknowledge', 'resolve'], {
      title: 'What to do',
      ui: { labels: { trigger: 'Trigger', acknowledge: 'Acknowledge', resolve: 'Resolve' } },
    }).default('trigger'),
    key: textField({
      title: 'Deduplication key',
      description: 'Names the alert, to resolve it later: for example the id of the item. Empty: this step of this run.',
      ui: { placeholder: 'backup/{{ item.name }}' },
    })
      .max(255)
      .default(''),
    summary: textField({ title: 'Summary', ui: { placeholder: 'Backup of vm-sql-03 failed', when: { param: 'action', in: ['trigger'] } } })
      .max(1024)
      .default(''),
    severity: choice(['critical', 'error', 'warning', 'info'], {
      title: 'Severity',
      ui: { when: { param: 'action', in: ['trigger'] } },
    }).default('error'),
    source: textField({
      title: 'Source',
      description: 'What is affected.',
      ui: { placeholder: 'vm-sql-03', when: { param: 'action', in: ['trigger'] } },
    }).default('Vaultflow'),
    details: keyValues({ title: 'Details', ui: { advanced: true, when: { param: 'action', in: ['trigger'] } } }).default({}),
  }),
  ports: ['done'],
  result: z.object({ key: z.string().meta({ title: 'Deduplication key' }), status: z.string(), practice: z.boolean() }),
  line: '{action} · {summary} · {key}',
  async run({ params, http, key, run }) {
    const dedup = params.key || key;
    if (params.action === 'trigger' && params.summary === '') throw fail('param_missing', 'An alert needs a summary.');
    if (params.action !== 'trigger' && params.key === '')
      throw fail('param_missing', 'Which alert? It needs the deduplication key it was triggered with.');
    const payload = {
      summary: params.summary,
      source: params.source,
      severity: params.severity,
      component: run.flowName,
      custom_details: params.details,
    };
    const { body, practice } = await askDesk(http, 'PagerDuty', {
      method: 'POST',
      url: '/v2/enqueue',
      body: { event_action: params.action, dedup_key: dedup, ...(params.action === 'trigger' ? { payload, client: 'Vaultflow' } : {}) },
    });
    return { port: 'done', data: { key: text(body.dedup_key) || dedup, status: text(body.status), practice } };
  },
  examples: [
    {
      name: 'Wakes somebody up',
      given: {
        http: { [`POST ${url}`]: { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: 'backup/vm-sql-03' } } },
      },
      params: {
        key: 'backup/vm-sql-03',
        summary: 'Backup of vm-sql-03 failed',
        severity: 'critical',
        source: 'vm-sql-03',
        details: { code: 'UserErrorGuestAgentStatusUnavailable' },
      },
      expect: { port: 'done', data: { key: 'backup/vm-sql-03', status: 'success', practice: false } },
    },
    {
      name: 'Resolves it',
      given: {
        http: { [`POST ${url}`]: { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: 'backup/vm-sql-03' } } },
      },
      params: { action: 'resolve', key: 'backup/vm-sql-03' },
      expect: { data: { status: 'success' } },
    },
    { name: 'Resolves what?', params: { action: 'resolve' }, expect: { failed: { code: 'param_missing' } } },
    {
      name: 'The key is not known there',
      given: {
        http: {
          [`POST ${url}`]: {
            status: 400,
            body: { status: 'invalid event', message: 'Event object is invalid', errors: ["'routing_key' is invalid"] },
          },
        },
      },
      params: { summary: 'Backup failed' },
      expect: { failed: { code: 'http_status', refused: true } },
    },
    {
      name: 'Too many events',
      given: { http: { [`POST ${url}`]: { status: 429, body: 'rate limited', headers: { 'retry-after': '20' } } } },
      params: { summary: 'Backup failed' },
      expect: { failed: { code: 'throttled', retryAfter: 20_000, refused: true } },
    },
  ],
});
