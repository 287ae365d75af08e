// Gives names to values, so that later steps read well.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { keyValues } from '../kit/fields.ts';

export default defineNode({
  type: 'core.set',
  version: 1,
  group: 'logic',
  title: 'Set values',
  summary: 'Gives names to values that later steps use.',
  icon: 'edit',
  keywords: ['variable', 'assign', 'compose', 'compute'],
  effect: 'none',
  params: z.object({
    values: keyValues({ title: 'Values', description: 'Later steps see them as {{ steps.<this>.<name> }}.' }).default({}),
  }),
  ports: ['done'],
  result: z.record(z.string(), z.json().nullable()),
  line: '{values}',
  run({ params }) {
    return { port: 'done', data: params.values };
  },
  examples: [
    {
      name: 'A number and a text',
      given: { scope: { steps: { listItems: { count: 62 } } } },
      params: { values: { total: '{{ steps.listItems.count }}', title: '{{ steps.listItems.count }} items' } },
      expect: { port: 'done', data: { total: 62, title: '62 items' } },
    },
    {
      name: 'What a skipped step would have given is null',
      given: { scope: { steps: { listItems: null } } },
      params: { values: { total: '{{ steps.listItems.count }}' } },
      expect: { port: 'done', data: { total: null } },
    },
    { name: 'Values need names', params: { values: ['a'] }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
