// Holds steps together: one place to catch what fails inside, one frame to fold away. The engine executes it; it succeeds when
// everything inside has, and its `failed` port answers for all of them.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { deferred } from '../kit/fields.ts';

export default defineNode({
  type: 'core.scope',
  version: 1,
  group: 'logic',
  kind: 'container',
  container: 'scope',
  title: 'Scope',
  summary: 'Groups steps, so that one path can handle whatever fails inside.',
  icon: 'scope',
  keywords: ['group', 'try', 'catch', 'block'],
  effect: 'none',
  params: z.object({ collect: deferred({ title: 'Result', description: 'What the steps after it see.' }).optional() }),
  ports: ['done'],
  result: z.object({ value: z.json().nullable() }),
  line: 'handles its failures together',
  examples: [
    { name: 'Its result is what is collected inside', params: { collect: '{{ 1 + 1 }}' }, expect: { port: 'done', data: { value: 2 } } },
    {
      name: 'Collects text',
      params: { collect: 'all {{ 3 }} vaults checked' },
      expect: { port: 'done', data: { value: 'all 3 vaults checked' } },
    },
    {
      name: 'What is collected cannot be computed',
      params: { collect: '{{ int("many") }}' },
      expect: { failed: { code: 'expression_failed' } },
    },
  ],
});
