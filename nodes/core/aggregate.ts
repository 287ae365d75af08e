// Sums up a list: counts, sums, smallest, largest and averages, for all items or for each group.
import { z } from 'zod';
import { fieldOf } from '../kit/condition.ts';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { deferred, list, text } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';

const operations = ['count', 'sum', 'min', 'max', 'average', 'first', 'last'] as const;
const mostGroups = 10_000;

const measure = z.object({
  name: z
    .string()
    .min(1)
    .meta({ title: 'Name', ui: { widget: 'text', placeholder: 'failed' } }),
  operation: z
    .enum(operations)
    .default('count')
    .meta({ title: 'Operation', ui: { widget: 'select' } }),
  field: z
    .string()
    .optional()
    .meta({
      title: 'Field',
      description: 'Not needed to count. Empty: the item itself.',
      ui: { widget: 'text', placeholder: 'durationSeconds' },
    }),
});

export default defineNode({
  type: 'core.aggregate',
  version: 1,
  group: 'logic',
  title: 'Aggregate',
  summary: 'Counts, sums or averages the items of a list, also by group.',
  icon: 'sigma',
  keywords: ['count', 'sum', 'group by', 'average', 'summarize'],
  effect: 'none',
  params: z.object({
    items: list({ title: 'Items' }),
    select: deferred({
      title: 'Expression per item',
      description: 'What is summed up instead of {{ item }} itself; fields are then fields of it.',
      ui: { advanced: true },
    }).optional(),
    groupBy: text({
      title: 'Group by',
      description: 'A field of the items; empty for one total.',
      ui: { placeholder: 'vaultName' },
    }).optional(),
    measures: z
      .array(measure)
      .default([{ name: 'count', operation: 'count' }])
      .meta({ title: 'Compute', ui: { widget: 'columns' } }),
  }),
  ports: ['done'],
  result: z.object({
    count: z.int(),
    total: z.record(z.string(), z.json().nullable()),
    groups: z.array(z.record(z.string(), z.json().nullable())),
  }),
  line: 'of {items} · by {groupBy}',
  async run({ params, signal }) {
    const total = accumulators(params.measures);
    const groups = new Map<string, { key: Json; by: ReturnType<typeof accumulators> }>();
    let index = 0;
    for await (const original of params.items) {
      signal.throwIfAborted();
      const item = params.select ? params.select({ item: original, index }) : original;
      index += 1;
      for (const add of total) add.take(item);
      if (!params.groupBy) continue;
      const key = fieldOf(item, params.groupBy);
      const name = JSON.stringify(key);
      let group = groups.get(name);
      if (!group) {
        if (groups.size >= mostGroups)
          throw fail('output_too_large', `There are more than ${mostGroups.toLocaleString('en')} groups by ${params.groupBy}.`);
        group = { key, by: accumulators(params.measures) };
        groups.set(name, group);
      }
      for (const add of group.by) add.take(item);
    }
    const values = (by: ReturnType<typeof accumulators>) => Object.fromEntries(by.map(({ name, value }) => [name, value()]));
    return {
      port: 'done',
      data: { count: index, total: values(total), groups: [...groups.values()].map(({ key, by }) => ({ group: key, ...values(by) })) },
    };
  },
  examples: [
    {
      name: 'Failed jobs by vault',
      params: {
        items: [
          { vaultName: 'weu', seconds: 100 },
          { vaultName: 'neu', seconds: 50 },
          { vaultName: 'weu', seconds: 20 },
        ],
        groupBy: 'vaultName',
        measures: [
          { name: 'jobs', operation: 'count' },
          { name: 'longest', operation: 'max', field: 'seconds' },
        ],
      },
      expect: {
        port: 'done',
        data: {
          count: 3,
          total: { jobs: 3, longest: 100 },
          groups: [
            { group: 'weu', jobs: 2, longest: 100 },
            { group: 'neu', jobs: 1 },
          ],
        },
      },
    },
    {
      name: 'An expression per item',
      params: { items: [{ gb: 2 }, { gb: 3 }], select: '{{ item.gb * 1024 }}', measures: [{ name: 'mb', operation: 'sum', field: '' }] },
      expect: { port: 'done', data: { total: { mb: 5120 } } },
    },
    {
      name: 'Nothing to sum up',
      params: { items: [], measures: [{ name: 'longest', operation: 'max', field: 'seconds' }] },
      expect: { port: 'done', data: { count: 0, total: { longest: null }, groups: [] } },
    },
    {
      name: 'An unknown operation',
      params: { items: [], measures: [{ name: 'x', operation: 'median' }] },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});

interface Measure {
  readonly name: string;
  readonly operation: (typeof operations)[number];
  readonly field?: string | undefined;
}

function accumulators(measures: readonly Measure[]) {
  return measures.map(({ name, operation, field }) => {
    let n = 0;
    let result: Json = null;
    const take = (item: unknown) => {
      if (operation === 'count' && !field) {
        n += 1;
        return;
      }
      const value = fieldOf(item, field ?? '');
      if (value === null) return;
      n += 1;
      if (operation === 'count' || (operation === 'first' && n > 1)) return;
      if (operation === 'first' || operation === 'last') result = value;
      else if (operation === 'sum' || operation === 'average') result = Number(result ?? 0) + numberOf(value);
      else if (result === null || (operation === 'min' ? before(value, result) : before(result, value))) result = value;
    };
    const value = (): Json => (operation === 'count' ? n : operation === 'average' ? (n === 0 ? null : Number(result) / n) : result);
    return { name, take, value };
  });
}

const numberOf = (value: Json): number => (Number.isFinite(Number(value)) ? Number(value) : 0);

/** Numbers by size, everything else (dates in ISO form) as text. */
const before = (a: Json, b: Json): boolean => (typeof a === 'number' && typeof b === 'number' ? a < b : String(a) < String(b));
