// Whatever the short way answers, the schema would have answered: compared over the fields that nodes have and over any JSON.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import respond from '../../nodes/core/respond.ts';
import set from '../../nodes/core/set.ts';
import { nodeTypes } from '../../nodes/index.ts';
import { plainReader } from './plain-params.ts';

const kinds: { readonly [name: string]: z.ZodType } = {
  text: z.string(),
  shortText: z.string().max(3),
  trimmed: z.string().trim(),
  email: z.email(),
  coerced: z.coerce.string(),
  number: z.number(),
  whole: z.int(),
  percent: z.number().min(0).max(100),
  switch: z.boolean(),
  choice: z.enum(['one', 'two']),
  any: z.any(),
  json: z.json(),
  custom: z.custom((value) => value !== undefined && value !== 7),
  customs: z.record(
    z.string(),
    z.custom((value) => value !== null),
  ),
  list: z.array(z.json()),
  named: z.record(z.string(), z.json()),
  texts: z.record(z.string(), z.string()),
  keyed: z.record(z.enum(['one', 'two']), z.json()),
  nullable: z.string().nullable(),
  refined: z.string().refine((value) => value !== 'no'),
  changed: z.string().transform((value) => value.length),
  inner: z.object({ a: z.string() }),
};
const wrapped = Object.entries(kinds).flatMap(([name, schema]) => [
  [name, schema] as const,
  [`${name}, optional`, schema.optional()] as const,
  [`${name}, with a default`, schema.default('one' as never)] as const,
  [`${name}, with an empty default`, schema.default({} as never)] as const,
  [`${name}, optional with a default`, schema.default('one' as never).optional()] as const,
  [`${name}, with an optional inside`, schema.optional().default('one' as never)] as const,
  [`${name}, with words`, schema.optional().meta({ title: 'x' })] as const,
]);
const values = fc.oneof(
  fc.constantFrom('one', 'two', 'no', 'long text', ' a ', 'a@b.de', '', 0, 7, 1.5, -1, true, false, null, [], {}, { a: 'x' }, { one: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
);

function demandSame(schema: z.ZodType, given: { readonly [name: string]: unknown }): void {
  const short = plainReader(schema)?.(given) ?? null;
  if (short === null) return;
  const long = schema.safeParse(given);
  expect(long.success).toBe(true);
  expect(short).toStrictEqual(long.data);
}

describe('the short way through a schema', () => {
  for (const [name, schema] of wrapped)
    test(`${name}: the same answer, or none`, () => {
      fc.assert(
        fc.property(values, fc.boolean(), (value, present) => {
          demandSame(z.object({ field: schema, other: z.string().optional() }), { ...(present ? { field: value } : {}), more: value });
        }),
        { numRuns: 60 },
      );
    });

  test('every node type: the same answer, or none, for the params of its examples', () => {
    for (const type of nodeTypes) for (const { params } of type.examples ?? []) demandSame(type.params, params as never);
  });

  test('it is taken for what steps mostly have', () => {
    expect(plainReader(set.params)?.({ values: { total: 62, title: '62 items' } })).toEqual({ values: { total: 62, title: '62 items' } });
    expect(plainReader(z.object({ value: z.json().optional() }))?.({ value: 7 })).toEqual({ value: 7 });
    expect(plainReader(respond.params)?.({ body: { n: 1 } })).toEqual({ status: 200, body: { n: 1 }, headers: {} });
    expect(plainReader(respond.params)?.({ status: 999 })).toBeNull();
  });

  test('what a node gets it may change without changing what the journal keeps', () => {
    const given = { values: { a: 1 } };
    const read = plainReader(set.params)?.(given) as { values: { a: number } };
    read.values.a = 2;
    expect(given.values.a).toBe(1);
  });
});
