// Keeps the items of a list that fit. It reads and hands on page by page: a million items never stand in memory.
import { z } from 'zod';
import { fieldOf, holds, isTrue } from '../kit/condition.ts';
import { type FieldCondition, fieldCondition } from '../kit/condition-schema.ts';
import { defineNode } from '../kit/define.ts';
import { choice, deferred, type Evaluator, type ListSource, list } from '../kit/fields.ts';

export default defineNode({
  type: 'core.filter',
  version: 1,
  group: 'logic',
  title: 'Filter',
  summary: 'Keeps the items of a list that fit.',
  icon: 'filter',
  keywords: ['where', 'select', 'query', 'search'],
  effect: 'none',
  params: z.object({
    items: list({ title: 'Items' }),
    match: choice(['all', 'any'], {
      title: 'Keep items where',
      ui: { labels: { all: 'all of these hold', any: 'any of these holds' } },
    }).default('all'),
    conditions: z
      .array(fieldCondition)
      .default([])
      .meta({ title: 'Conditions', ui: { widget: 'conditions' } }),
    keep: deferred({
      title: 'Expression',
      description: 'Counts as one more condition about {{ item }}.',
      ui: { placeholder: '{{ item.tags.env == "prod" }}', advanced: true },
    }).optional(),
  }),
  ports: ['done'],
  result: z.object({ count: z.int(), of: z.int(), items: z.array(z.json()) }),
  line: 'of {items} · {conditions} · {keep}',
  run({ params, signal }) {
    const fits = fitting(params);
    return { port: 'done', data: { of: params.items.count }, list: { property: 'items', items: kept(params.items, fits, signal) } };
  },
  examples: [
    {
      name: 'Backups that failed',
      params: {
        items: [
          { name: 'vm-sql-03', lastBackupStatus: 'Failed' },
          { name: 'vm-web-01', lastBackupStatus: 'Completed' },
        ],
        conditions: [{ field: 'lastBackupStatus', op: 'is', value: 'Failed' }],
      },
      expect: { port: 'done', data: { count: 1, of: 2, items: [{ name: 'vm-sql-03' }] } },
    },
    {
      name: 'By an expression',
      params: { items: [1, 2, 3, 4], keep: '{{ item % 2 == 0 }}' },
      expect: { port: 'done', data: { count: 2, of: 4, items: [2, 4] } },
    },
    {
      name: 'Nothing to filter by keeps everything',
      params: { items: [1, 2] },
      expect: { port: 'done', data: { count: 2, items: [1, 2] } },
    },
    { name: 'What is not a list', params: { items: { count: 3 } }, expect: { failed: { code: 'param_invalid' } } },
  ],
});

type Fits = (item: unknown, index: number) => boolean;

function fitting({
  match,
  conditions,
  keep,
}: {
  match: 'all' | 'any';
  conditions: readonly FieldCondition[];
  keep?: Evaluator | undefined;
}): Fits {
  const tests: Fits[] = conditions.map(
    ({ field, op, value }) =>
      (item) =>
        holds(fieldOf(item, field), op, value),
  );
  if (keep) tests.push((item, index) => isTrue(keep({ item, index })));
  if (tests.length === 0) return () => true;
  return (item, index) => (match === 'all' ? tests.every((test) => test(item, index)) : tests.some((test) => test(item, index)));
}

async function* kept(items: ListSource, fits: Fits, signal: AbortSignal): AsyncGenerator<unknown> {
  let index = 0;
  for await (const item of items) {
    signal.throwIfAborted();
    if (fits(item, index)) yield item;
    index += 1;
  }
}
