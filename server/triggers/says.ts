// Triggers in plain words, for lists: "Every day at 02:00 (Europe/Berlin)". It only reads; a form's labels are the editor's.

import { z } from 'zod';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import { readSchedule, scheduleFields } from '../../nodes/kit/schedule.ts';
import { readHook } from '../../nodes/kit/webhook.ts';

const fields = z.object(scheduleFields);
const title = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function scheduleSays(params: FlowNode['params']): string {
  const parsed = fields.safeParse(params);
  if (!parsed.success || readSchedule(params) === null) return 'A schedule that cannot be read';
  const { every, time, weekdays, dayOfMonth, cron, timeZone } = parsed.data;
  const minute = Number(time.slice(3));
  const words = {
    hour: `Every hour at minute ${minute}`,
    day: `Every day at ${time}`,
    week: `Every ${weekdays.map(title).join(', ')} at ${time}`,
    month: `On day ${dayOfMonth} of every month at ${time}`,
    cron: `Cron ${cron}`,
  }[every];
  return `${words} (${timeZone})`;
}

const callers = {
  token: 'Webhook for callers with its token',
  standard: 'Webhook for callers that sign',
  hmac: 'Webhook for callers that sign',
  none: 'Webhook for everybody who knows its address',
};

export function triggerSays(node: FlowNode): string {
  if (node.type === 'core.schedule') return scheduleSays(node.params);
  if (node.type === 'core.webhook') return callers[readHook(node.params).auth];
  if (node.type === 'core.form')
    return node.params.who === 'everybody' ? 'Form for everybody who knows its address' : 'Form for people who are signed in';
  if (node.type === 'azure.event-grid') return 'Events of Event Grid';
  if (node.type === 'azure.monitor-alert')
    return node.params.when === 'resolved' ? 'Alerts of Azure Monitor that are resolved' : 'Alerts of Azure Monitor';
  if (node.type === 'core.run-ended') return node.params.flow ? 'The end of runs of another flow' : 'The end of runs of any other flow';
  return 'Run button, API or command line';
}
