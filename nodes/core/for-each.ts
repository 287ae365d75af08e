// Runs the steps inside it once for every item of a list, several at a time. The engine executes it: it reads the list page by
// page, keeps a cursor, and lets finished rounds leave memory. This file only says how it looks and what it takes.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { choice, deferred, list } from '../kit/fields.ts';

export default defineNode({
  type: 'core.for-each',
  version: 1,
  group: 'logic',
  kind: 'container',
  container: 'for-each',
  title: 'For each',
  summary: 'Does the steps inside once for every item of a list.',
  icon: 'loop',
  keywords: ['loop', 'iterate', 'foreach', 'items'],
  effect: 'none',
  params: z.object({
    items: list({ title: 'Items', description: 'The list to go through. Inside, the current one is {{ item }}.' }),
    concurrency: z
      .int()
      .min(1)
      .max(50)
      .default(4)
      .meta({ title: 'At the same time', description: 'How many items are worked on at once.', ui: { widget: 'number' } }),
    whenItemFails: choice(['continue', 'fail', 'stop'], {
      title: 'When an item fails',
      ui: {
        labels: {
          continue: 'Go on; the run then succeeds with failures',
          fail: 'Finish all items, then fail',
          stop: 'Start no more items and fail',
        },
      },
    }).default('continue'),
    collect: deferred({
      title: 'Collect',
      description: 'What to keep of each item, for example {{ steps.backUp.jobId }}. Seen in the result as items[].value.',
    }).optional(),
  }),
  ports: ['done'],
  result: z.object({
    count: z.int(),
    failed: z.int(),
    items: z.array(
      z.object({
        index: z.int(),
        status: z.enum(['succeeded', 'failed', 'skipped', 'cancelled']),
        value: z.json().nullable(),
        error: z.object({ code: z.string(), message: z.string() }).nullable(),
      }),
    ),
  }),
  line: 'each of {items} · {concurrency} at a time',
  examples: [
    {
      name: 'Every vault in turn',
      params: { items: ['vault-weu-prod', 'vault-neu-dr'], collect: '{{ item }}' },
      expect: {
        port: 'done',
        data: {
          count: 2,
          failed: 0,
          items: [
            { index: 0, value: 'vault-weu-prod' },
            { index: 1, value: 'vault-neu-dr' },
          ],
        },
      },
    },
    {
      name: 'An empty list is done at once',
      params: { items: [], collect: '{{ item }}' },
      expect: { port: 'done', data: { count: 0, failed: 0, items: [] } },
    },
    { name: 'What is not a list', params: { items: 'vault-weu-prod' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
