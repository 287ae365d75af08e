// A schedule as people say it ("every day at 02:00, Europe/Berlin") and the cron line it means. The node's form, its card and
// the server's clock all read it from here, so they can never disagree.
import { z } from 'zod';
import { choice, text } from './fields.ts';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const cronDay = { sunday: 0, monday: 1, tuesday: 2, wednesday: 3, thursday: 4, friday: 5, saturday: 6 } as const;

const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

export const scheduleFields = {
  every: choice(['hour', 'day', 'week', 'month', 'cron'], {
    title: 'Repeat',
    ui: { labels: { hour: 'Every hour', day: 'Every day', week: 'Every week', month: 'Every month', cron: 'Cron expression' } },
  }).default('day'),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 02:00')
    .default('02:00')
    .meta({
      title: 'At',
      description: 'With "Every hour" only the minutes count.',
      ui: { widget: 'text', placeholder: '02:00', when: { param: 'every', in: ['hour', 'day', 'week', 'month'] } },
    }),
  weekdays: z
    .array(z.enum(weekdays))
    .min(1)
    .default(['monday'])
    .meta({ title: 'On', ui: { widget: 'list', when: { param: 'every', in: ['week'] } } }),
  dayOfMonth: z
    .int()
    .min(1)
    .max(31)
    .default(1)
    .meta({
      title: 'Day of the month',
      description: 'Months without that day are left out.',
      ui: { widget: 'number', when: { param: 'every', in: ['month'] } },
    }),
  cron: z
    .string()
    .regex(/^\s*(\S+\s+){4}\S+\s*$/, 'must have five parts, such as 30 6 * * 1-5')
    .optional()
    .meta({
      title: 'Cron expression',
      description: 'Minute, hour, day of month, month, day of week.',
      ui: { widget: 'cron', placeholder: '30 6 * * 1-5', when: { param: 'every', in: ['cron'] } },
    }),
  timeZone: text({ title: 'Time zone', description: 'The clock that counts, summer time included.', ui: { widget: 'time-zone' } })
    .refine(isTimeZone, 'must be a time zone such as Europe/Berlin')
    .default('UTC'),
};

const schedule = z.object(scheduleFields).superRefine((value, context) => {
  if (value.every === 'cron' && value.cron === undefined)
    context.addIssue({ code: 'custom', path: ['cron'], message: 'the cron expression is missing' });
});

type Schedule = z.output<typeof schedule>;

/** Five-field cron line of a schedule. @example cronOf({ every: 'day', time: '02:00', … }) // '0 2 * * *' */
function cronOf({ every, time, weekdays: days, dayOfMonth, cron }: Omit<Schedule, 'timeZone'>): string {
  const [hour, minute] = time.split(':').map(Number);
  switch (every) {
    case 'hour':
      return `${minute} * * * *`;
    case 'day':
      return `${minute} ${hour} * * *`;
    case 'week':
      return `${minute} ${hour} * * ${days
        .map((day) => cronDay[day])
        .sort()
        .join(',')}`;
    case 'month':
      return `${minute} ${hour} ${dayOfMonth} * *`;
    case 'cron':
      return (cron ?? '').trim().replace(/\s+/g, ' ');
  }
}

/** Reads the params of a schedule trigger, as they stand in a flow. Null when they are none. */
export function readSchedule(params: unknown): { readonly cron: string; readonly timeZone: string } | null {
  const parsed = schedule.safeParse(params);
  return parsed.success ? { cron: cronOf(parsed.data), timeZone: parsed.data.timeZone } : null;
}
