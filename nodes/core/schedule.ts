// Starts a flow at set times. The server keeps the clock: a tick missed while it was down is made up for once, never twice.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { scheduleFields } from '../kit/schedule.ts';
import { passOn, triggerInputs, triggerResult } from '../kit/trigger-event.ts';

const event = { type: 'core.schedule', nodeId: 'nightly', at: '2026-03-02T02:00:00.412Z', plannedAt: '2026-03-02T02:00:00.000Z' };

export default defineNode({
  type: 'core.schedule',
  version: 1,
  group: 'trigger',
  kind: 'trigger',
  title: 'Schedule',
  summary: 'Starts the flow at set times, in any time zone.',
  icon: 'calendar',
  keywords: ['cron', 'timer', 'nightly', 'daily', 'recurrence'],
  effect: 'none',
  params: z.object({ ...scheduleFields, inputs: triggerInputs('Fixed values that every scheduled run gets.') }),
  ports: ['done'],
  result: triggerResult,
  line: '{every} · {cron} · {time} · {timeZone}',
  run: passOn,
  examples: [
    {
      name: 'Every night at two',
      given: { scope: { trigger: event } },
      params: { every: 'day', time: '02:00', timeZone: 'Europe/Berlin' },
      expect: { port: 'done', data: { plannedAt: '2026-03-02T02:00:00.000Z' } },
    },
    {
      name: 'Weekdays by cron',
      given: { scope: { trigger: event } },
      params: { every: 'cron', cron: '30 6 * * 1-5' },
      expect: { port: 'done', data: { type: 'core.schedule' } },
    },
    {
      name: 'A time zone that does not exist',
      params: { every: 'day', timeZone: 'Mars/Olympus' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
