// Keeps a small value for the flow's next runs, in the same commit as the step itself. Expressions see it as `memory.<name>`.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { anything } from '../kit/fields.ts';

export default defineNode({
  type: 'core.remember',
  version: 1,
  group: 'logic',
  title: 'Remember',
  summary: 'Keeps a value for the next runs of this flow.',
  icon: 'bookmark',
  keywords: ['memory', 'state', 'store', 'watermark'],
  effect: 'none',
  params: z.object({
    name: z
      .string()
      .regex(/^[a-z][A-Za-z0-9]{0,62}$/, 'must start with a small letter and hold letters and digits only')
      .meta({ title: 'Name', description: 'Seen as {{ memory.<name> }}.', ui: { widget: 'text', placeholder: 'lastReported' } }),
    value: anything({ title: 'Value', description: 'At most 64 KB.' }),
  }),
  ports: ['done'],
  result: z.object({ name: z.string(), value: z.json().nullable() }),
  line: '{name} = {value}',
  run({ params: { name, value } }) {
    return { port: 'done', data: { name, value }, remember: { [name]: value } };
  },
  examples: [
    {
      name: 'The last job that was reported',
      given: { scope: { steps: { newest: { jobId: '8f2c' } } } },
      params: { name: 'lastReported', value: '{{ steps.newest.jobId }}' },
      expect: { port: 'done', data: { name: 'lastReported', value: '8f2c' } },
    },
    {
      name: 'Adds to what is remembered already',
      given: { memory: { seen: ['a'] } },
      params: { name: 'seen', value: "{{ union(memory.seen, ['b']) }}" },
      expect: { port: 'done', data: { value: ['a', 'b'] } },
    },
    { name: 'A name with a space', params: { name: 'last reported', value: 1 }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
