// Waits for a while or until a moment. The run parks meanwhile: it costs a row, no memory, and survives restarts.
import { z } from 'zod';
import { defineNode, wait } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import { fail } from '../kit/errors.ts';
import { date, duration } from '../kit/fields.ts';

const longest = 366 * 86_400_000;

export default defineNode({
  type: 'core.delay',
  version: 1,
  group: 'logic',
  title: 'Delay',
  summary: 'Waits for a while, or until a moment.',
  icon: 'timer',
  keywords: ['wait', 'sleep', 'pause', 'until'],
  effect: 'none',
  waits: true,
  params: z.object({
    for: duration({ title: 'For', description: 'Minutes, hours or days.' }).optional(),
    until: date({ title: 'Until', description: 'Used when "For" is empty.' }).optional(),
  }),
  ports: ['done'],
  result: z.object({ until: z.string() }),
  line: 'for {for} · until {until}',
  run({ params, now }) {
    const length = params.for === undefined ? null : durationMs(params.for);
    if (length === null && params.until === undefined) throw fail('param_missing', 'Say how long to wait, or until when.');
    const until = length === null ? Date.parse(params.until as string) : now + length;
    if (until - now > longest) throw fail('param_invalid', 'A delay can last at most a year.');
    const at = new Date(until).toISOString();
    if (until <= now) return { port: 'done', data: { until: at } };
    return wait({ until, state: { until: at }, says: `until ${at}` });
  },
  async resume({ state }) {
    return { port: 'done', data: state };
  },
  examples: [
    { name: 'A quarter of an hour', params: { for: 'PT15M' }, expect: { waits: { forMs: 900_000 } } },
    {
      name: 'The time has come',
      given: { resume: { kind: 'time', payload: null } },
      params: { until: '{{ addHours(utcNow(), 1) }}' },
      expect: { port: 'done', data: { until: { $time: true } } },
    },
    {
      name: 'A moment that has passed does not wait',
      params: { until: '2020-01-01T00:00:00Z' },
      expect: { port: 'done', data: { until: '2020-01-01T00:00:00.000Z' } },
    },
    { name: 'Neither a length nor a moment', params: {}, expect: { failed: { code: 'param_missing' } } },
  ],
});
