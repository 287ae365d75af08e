// Runs the steps inside it again and again until a condition holds. The engine executes it: one round after the other, with a
// pause between them that costs a row and no memory.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { deferred, duration } from '../kit/fields.ts';

export default defineNode({
  type: 'core.repeat-until',
  version: 1,
  group: 'logic',
  kind: 'container',
  container: 'repeat-until',
  title: 'Repeat until',
  summary: 'Does the steps inside again and again until a condition holds.',
  icon: 'repeat',
  keywords: ['loop', 'do until', 'while', 'poll'],
  effect: 'none',
  params: z.object({
    until: deferred({
      title: 'Until',
      description: 'Looked at after each round, for example {{ steps.check.status == "Healthy" }}. {{ index }} counts rounds from 0.',
    }),
    pause: duration({ title: 'Pause between rounds' }).default('PT0S'),
    maxRounds: z
      .int()
      .min(1)
      .max(100_000)
      .default(1_000)
      .meta({ title: 'At most', description: 'Then it fails.', ui: { widget: 'number', unit: 'rounds' } }),
    collect: deferred({ title: 'Result', description: 'Looked at after the last round.' }).optional(),
  }),
  ports: ['done'],
  result: z.object({ rounds: z.int(), value: z.json().nullable() }),
  line: 'until {until}',
  examples: [
    {
      name: 'Three rounds',
      params: { until: '{{ index == 2 }}', collect: '{{ index }}' },
      expect: { port: 'done', data: { rounds: 3, value: 2 } },
    },
    {
      name: 'The condition never holds',
      params: { until: false, maxRounds: 5 },
      expect: { failed: { code: 'too_many_rounds' } },
    },
    { name: 'It holds at once: one round', params: { until: true }, expect: { port: 'done', data: { rounds: 1 } } },
  ],
});
