// A MARS policy as people read it, and the fields that say one: what to back up, when, how long to keep it. Checked here before
// anything is sent: three times of day at most, half hours, days and counts that make sense.
import { z } from 'zod';
import { fail } from '../kit/errors.ts';
import { choice, type FieldUi, text } from '../kit/fields.ts';
import type { JsonObject } from '../kit/json.ts';

const rule = z.object({ path: z.string(), recursive: z.boolean() });

export const policyShape = z.object({
  id: z.string(),
  what: z.string(),
  /** Valid or Paused. */
  state: z.string(),
  include: z.array(rule),
  exclude: z.array(rule),
  schedule: z.object({ days: z.array(z.string()), times: z.array(z.string()), everyWeeks: z.number() }),
  retention: z.object({ days: z.number(), weeks: z.number().nullable(), months: z.number().nullable(), years: z.number().nullable() }),
  nextBackup: z.string().nullable(),
});

export const weekDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

export const whatField = choice(['files', 'systemState'], {
  title: 'Policy for',
  ui: { labels: { files: 'Files and folders', systemState: 'System state' } },
}).default('files');

const listed = <T extends z.ZodType>(schema: T, title: string, description: string, ui: FieldUi = {}) =>
  schema.meta({ title, description, ui: { widget: 'list', ...ui } }) as T;

/** Volumes, folders or files of the machine. */
export const pathsField = (title: string, description: string, ui: FieldUi = {}) =>
  listed(z.array(z.string().regex(/^[A-Za-z]:\\/, 'must be a path with its volume, such as D:\\Data')), title, description, ui).optional();

export const scheduleFields = {
  days: listed(z.array(z.enum(weekDays)).min(1), 'Days', 'Of the week.').default([...weekDays]),
  times: listed(
    z
      .array(z.string().regex(/^([01]\d|2[0-3]):(00|30)$/, 'must be a full or half hour such as 21:30'))
      .min(1)
      .max(3),
    'Times of day',
    'At most three, in the time zone of the machine.',
  ).default(['22:00']),
};

const count = (title: string, unit: string, description: string) =>
  z
    .int()
    .min(1)
    .max(9_999)
    .optional()
    .meta({ title, description, ui: { widget: 'number', unit, advanced: true } });

export const retentionFields = {
  keepDays: z
    .int()
    .min(7)
    .max(9_999)
    .meta({ title: 'Keep daily recovery points', ui: { widget: 'number', unit: 'days' } })
    .default(30),
  keepWeeks: count('Keep weekly ones', 'weeks', 'Of the first of the days above.'),
  keepMonths: count('Keep monthly ones', 'months', 'Of the first day of the month.'),
  keepYears: count('Keep yearly ones', 'years', 'Of the first day of a month.'),
  yearlyMonth: choice(months, { title: 'Month of the yearly ones', ui: { advanced: true } }).default('January'),
};

interface Said {
  readonly days: readonly string[];
  readonly times: readonly string[];
  readonly keepDays: number;
  readonly keepWeeks?: number | undefined;
  readonly keepMonths?: number | undefined;
  readonly keepYears?: number | undefined;
  readonly yearlyMonth: string;
}

export const scheduleOf = ({ days, times }: Said): JsonObject => ({ days: [...days], times: [...new Set(times)].sort() });

export const retentionOf = ({ days, keepDays, keepWeeks, keepMonths, keepYears, yearlyMonth }: Said): JsonObject => ({
  days: keepDays,
  ...(keepWeeks ? { weekly: { weeks: keepWeeks, days: [days[0] ?? 'Sunday'] } } : {}),
  ...(keepMonths ? { monthly: { months: keepMonths, dayOfMonth: 1 } } : {}),
  ...(keepYears ? { yearly: { years: keepYears, month: yearlyMonth, dayOfMonth: 1 } } : {}),
});

export const rulesOf = (paths: readonly string[] = []): JsonObject[] => paths.map((path) => ({ path, recursive: true }));

export const needsFiles = (include: readonly string[] | undefined): void => {
  if (!include || include.length === 0) throw fail('param_missing', 'Name at least one volume, folder or file to back up.');
};

export const pathText = (title: string, placeholder: string) => text({ title, ui: { placeholder } });
