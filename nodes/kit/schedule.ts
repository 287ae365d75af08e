// A schedule as people say it ("every day at 02:00, Europe/Berlin") and the cron line it means. The node's form, its card and
// the server's clock all read it from here, so they can never disagree.
import { z } from 'zod';
import { durationMs } from './duration.ts';
import { choice, date, duration, text } from './fields.ts';

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

/** Longer than this nobody is still helped by a run that comes late. */
const LONGEST_WINDOW_MS = 366 * 86_400_000;

const bound = (meta: Parameters<typeof date>[0]) =>
  date(meta).refine((value) => /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}.*)?$/.test(value), 'must be a date such as 2026-12-31');

/** What is done about planned times that nobody could start: the server was off, or its disk was full. */
const catchUps = ['last', 'all', 'none'] as const;
export type CatchUp = (typeof catchUps)[number];

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
  from: bound({
    title: 'Starts on',
    description: 'No planned time before. A day begins at midnight in the time zone.',
    ui: { advanced: true },
  }).optional(),
  until: bound({ title: 'Ends on', description: 'No planned time after. A day counts whole.', ui: { advanced: true } }).optional(),
  catchUp: choice(catchUps, {
    title: 'Times missed while the server was off',
    description: 'Whatever was not made up for is listed as “did not run”.',
    ui: {
      advanced: true,
      labels: { last: 'Make up for the last one', all: 'Make up for every one, at most 100', none: 'Let them go' },
    },
  }).default('last'),
  catchUpWindow: duration({
    title: 'Make up for how long back',
    ui: { advanced: true, when: { param: 'catchUp', in: ['last', 'all'] } },
  })
    .refine((value) => (durationMs(value) ?? 0) <= LONGEST_WINDOW_MS, 'must be a year at most')
    .default('P7D'),
};

const schedule = z.object(scheduleFields).superRefine((value, context) => {
  if (value.every === 'cron' && value.cron === undefined)
    context.addIssue({ code: 'custom', path: ['cron'], message: 'the cron expression is missing' });
  if (value.from !== undefined && value.until !== undefined && Date.parse(value.until) < Date.parse(value.from))
    context.addIssue({ code: 'custom', path: ['until'], message: 'must not be before the start' });
});

type Schedule = z.output<typeof schedule>;

/** Five-field cron line of a schedule. @example cronOf({ every: 'day', time: '02:00', … }) // '0 2 * * *' */
function cronOf({
  every,
  time,
  weekdays: days,
  dayOfMonth,
  cron,
}: Pick<Schedule, 'every' | 'time' | 'weekdays' | 'dayOfMonth' | 'cron'>): string {
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

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
const hasZone = (text: string): boolean => /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);
/** A moment as the cron library reads it, `laterMs` later; one without a zone stays local to the schedule's. */
const moment = (text: string, laterMs = 0): string => {
  const at = new Date(Date.parse(hasZone(text) ? text : `${text}Z`) + laterMs).toISOString();
  return hasZone(text) ? at : at.slice(0, 19);
};

/** First moment that counts. */
const startOf = (text: string): string => moment(isDay(text) ? `${text}T00:00` : text);
/** The moment after the last one that counts. */
const endOf = (text: string): string => (isDay(text) ? moment(`${text}T00:00`, 86_400_000) : moment(text, 1_000));

export interface ReadSchedule {
  readonly cron: string;
  readonly timeZone: string;
  /** Bounds of the planned times, where there are any: a time without zone is local to `timeZone`. The end is the first moment after. */
  readonly startAt?: string;
  readonly stopAt?: string;
}

/** Reads the params of a schedule trigger, as they stand in a flow. Null when they are none. */
export function readSchedule(params: unknown): ReadSchedule | null {
  const parsed = schedule.safeParse(params);
  if (!parsed.success) return null;
  const { from, until, timeZone } = parsed.data;
  return {
    cron: cronOf(parsed.data),
    timeZone,
    ...(from === undefined ? {} : { startAt: startOf(from) }),
    ...(until === undefined ? {} : { stopAt: endOf(until) }),
  };
}

/** What is done about missed times of a schedule that {@link readSchedule} can read. */
export function readCatchUp(params: unknown): { readonly catchUp: CatchUp; readonly windowMs: number } {
  const { catchUp, catchUpWindow } = schedule.parse(params);
  return { catchUp, windowMs: durationMs(catchUpWindow) as number };
}
