// Ends the run here, with a word for whoever reads the history.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { choice, text } from '../kit/fields.ts';

export default defineNode({
  type: 'core.stop',
  version: 1,
  group: 'logic',
  title: 'Stop',
  summary: 'Ends the run, succeeded or failed, with a message.',
  icon: 'stop',
  keywords: ['end', 'terminate', 'exit', 'fail'],
  effect: 'none',
  endsRun: true,
  params: z.object({
    status: choice(['succeeded', 'failed'], { title: 'The run has', ui: { labels: { succeeded: 'succeeded', failed: 'failed' } } }).default(
      'succeeded',
    ),
    message: text({ title: 'Message', ui: { placeholder: 'No vault needs attention.' } }).default(''),
  }),
  ports: ['done'],
  result: z.object({ status: z.enum(['succeeded', 'failed']), message: z.string() }),
  line: '{status} · {message}',
  run({ params: { status, message } }) {
    return { port: 'done', data: { status, message }, stop: { status, message } };
  },
  examples: [
    {
      name: 'Nothing to do',
      params: { message: 'Nothing to do.' },
      expect: { port: 'done', data: { status: 'succeeded', message: 'Nothing to do.' } },
    },
    {
      name: 'Fails with a reason',
      given: { scope: { steps: { failing: { count: 3 } } } },
      params: { status: 'failed', message: '{{ steps.failing.count }} items are failing.' },
      expect: { port: 'done', data: { status: 'failed', message: '3 items are failing.' } },
    },
    { name: 'A status that runs do not have', params: { status: 'maybe' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
