// Goes the way whose value fits, else the way `default`. Each case is a port of its own.
import { z } from 'zod';
import { holds } from '../kit/condition.ts';
import { defineNode } from '../kit/define.ts';
import { anything } from '../kit/fields.ts';

const portName = /^[a-zA-Z][a-zA-Z0-9-]{0,40}$/;
const reserved = new Set(['failed', 'skipped', 'always', 'default']);

const oneCase = z.object({
  port: z
    .string()
    .regex(portName, 'must be a short name of letters, digits and dashes')
    .refine((name) => !reserved.has(name), 'is taken by the step itself')
    .meta({ title: 'Way', ui: { widget: 'text', placeholder: 'gold' } }),
  equals: anything({ title: 'When the value is', ui: { widget: 'text' } }),
});

export default defineNode({
  type: 'core.switch',
  version: 1,
  group: 'logic',
  title: 'Switch',
  summary: 'Goes one of several ways, by a value.',
  icon: 'switch',
  keywords: ['case', 'branch', 'route', 'choose'],
  effect: 'none',
  params: z.object({
    value: anything({ title: 'Value', ui: { widget: 'text', placeholder: '{{ item.tags.BackupTier }}' } }),
    cases: z
      .array(oneCase)
      .min(1)
      .max(50)
      .refine((cases) => new Set(cases.map(({ port }) => port)).size === cases.length, 'two cases have the same way')
      .meta({ title: 'Cases', ui: { widget: 'cases' } }),
  }),
  ports: { param: 'cases', key: 'port', plus: ['default'] },
  result: z.object({ value: z.json().nullable() }),
  line: 'by {value}',
  run({ params: { value, cases } }) {
    return { port: cases.find(({ equals }) => holds(value, 'is', equals))?.port ?? 'default', data: { value: value ?? null } };
  },
  examples: [
    {
      name: 'By a tag',
      given: { scope: { item: { tags: { BackupTier: 'Gold' } } } },
      params: {
        value: '{{ item.tags.BackupTier }}',
        cases: [
          { port: 'gold', equals: 'gold' },
          { port: 'silver', equals: 'silver' },
        ],
      },
      expect: { port: 'gold', data: { value: 'Gold' } },
    },
    {
      name: 'Nothing fits',
      params: { value: 'bronze', cases: [{ port: 'gold', equals: 'gold' }] },
      expect: { port: 'default', data: { value: 'bronze' } },
    },
    {
      name: 'A way cannot be called like a common port',
      params: { value: 1, cases: [{ port: 'failed', equals: 1 }] },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
