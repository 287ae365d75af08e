// JavaScript for what an expression cannot say. It runs in a sandbox with a deadline and a memory limit; Date and Math.random
// are fixed for the step, so the same input always gives the same value. It reaches nothing outside.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import { anything, duration, longText } from '../kit/fields.ts';

export default defineNode({
  type: 'core.code',
  version: 1,
  group: 'logic',
  title: 'Code',
  summary: 'Runs JavaScript on a value and gives back what it returns.',
  icon: 'code',
  keywords: ['javascript', 'script', 'function', 'transform'],
  effect: 'none',
  params: z.object({
    input: anything({
      title: 'Input',
      description: 'Visible in the code as input.',
      ui: { placeholder: '{{ steps.listItems.items }}' },
    }).default(null),
    source: longText({
      title: 'Code',
      description: 'End with return. console.log writes to the log of the step.',
      ui: { widget: 'code', language: 'javascript', lines: 12 },
    }),
    timeout: duration({ title: 'Time limit', ui: { advanced: true } }).default('PT5S'),
    memoryMb: z
      .int()
      .min(4)
      .max(256)
      .default(64)
      .meta({ title: 'Memory limit', ui: { widget: 'number', unit: 'MB', advanced: true } }),
  }),
  ports: ['done'],
  result: z.object({ value: z.json().nullable() }),
  line: '{input}',
  async run({ params, code, key, now, log }) {
    const timeoutMs = Math.min(durationMs(params.timeout) ?? 5_000, 60_000);
    const { value, logs } = await code.run(params.source, params.input, { timeoutMs, memoryMb: params.memoryMb, now, seed: key });
    for (const line of logs) log('info', line);
    return { port: 'done', data: { value } };
  },
  examples: [
    {
      name: 'Counts items by vault',
      params: {
        input: [{ vault: 'weu' }, { vault: 'neu' }, { vault: 'weu' }],
        source: 'const by = {};\nfor (const { vault } of input) by[vault] = (by[vault] ?? 0) + 1;\nreturn by;',
      },
      expect: { port: 'done', data: { value: { weu: 2, neu: 1 } } },
    },
    {
      name: 'The clock stands still',
      params: {
        source:
          'const first = Date.now();\nfor (let i = 0; i < 1e5; i += 1);\nreturn Date.now() === first && new Date().getTime() === first;',
      },
      expect: { port: 'done', data: { value: true } },
    },
    {
      name: 'An endless loop is ended',
      params: { source: 'for (;;);', timeout: 'PT0.2S' },
      expect: { failed: { code: 'code_limit' } },
    },
    {
      name: 'A mistake in the code',
      params: { source: 'return input.items.length;', input: {} },
      expect: { failed: { code: 'code_failed' } },
    },
  ],
});
