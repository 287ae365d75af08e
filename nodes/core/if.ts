// Goes one of two ways. Conditions read as sentences; an expression says what they cannot.
import { z } from 'zod';
import { holds, isTrue } from '../kit/condition.ts';
import { condition } from '../kit/condition-schema.ts';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { anything, choice } from '../kit/fields.ts';

export default defineNode({
  type: 'core.if',
  version: 1,
  group: 'logic',
  title: 'If',
  summary: 'Goes one way when conditions hold, another way when they do not.',
  icon: 'branch',
  keywords: ['condition', 'branch', 'else', 'decide'],
  effect: 'none',
  params: z.object({
    match: choice(['all', 'any'], { title: 'When', ui: { labels: { all: 'all of these hold', any: 'any of these holds' } } }).default(
      'all',
    ),
    conditions: z
      .array(condition)
      .default([])
      .meta({ title: 'Conditions', ui: { widget: 'conditions' } }),
    expression: anything({
      title: 'Expression',
      description: 'Counts as one more condition: it holds when it is true.',
      ui: { widget: 'text', placeholder: '{{ item.tags.env == "prod" && item.age > 26 }}', advanced: true },
    }).optional(),
  }),
  ports: ['true', 'false'],
  result: z.object({ result: z.boolean() }),
  line: '{conditions} · {expression}',
  run({ params }) {
    const parts = params.conditions.map(({ left, op, right }) => holds(left, op, right));
    if (params.expression !== undefined) parts.push(isTrue(params.expression));
    if (parts.length === 0) throw fail('param_missing', 'Say at least one condition.');
    const result = params.match === 'all' ? parts.every(Boolean) : parts.some(Boolean);
    return { port: result ? 'true' : 'false', data: { result } };
  },
  examples: [
    {
      name: 'The last backup failed',
      given: { scope: { item: { name: 'vm-sql-03', lastBackupStatus: 'Failed' } } },
      params: { conditions: [{ left: '{{ item.lastBackupStatus }}', op: 'is', right: 'Failed' }] },
      expect: { port: 'true', data: { result: true } },
    },
    {
      name: 'One of two is enough',
      params: {
        match: 'any',
        conditions: [
          { left: 3, op: 'greater', right: 10 },
          { left: '2026-03-01', op: 'before', right: '2026-03-02T00:00:00Z' },
        ],
      },
      expect: { port: 'true', data: { result: true } },
    },
    {
      name: 'A missing value is not the same as a status',
      given: { scope: { item: {} } },
      params: { conditions: [{ left: '{{ item.lastBackupStatus }}', op: 'is', right: 'Completed' }] },
      expect: { port: 'false', data: { result: false } },
    },
    { name: 'No condition at all', params: {}, expect: { failed: { code: 'param_missing' } } },
  ],
});
