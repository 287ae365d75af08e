// A backup policy as people read it: what is backed up when, and how long it is kept. One shape for every workload; which parts a
// workload has is told by rules.ts, not by the shape, so that a wrong part is a sentence and not a riddle. No wire format here.
import { z } from 'zod';
import type { FieldMeta } from '../fields.ts';

export const workloads = ['vm', 'vm-enhanced', 'file-share', 'sql', 'hana'] as const;
export const weekDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
export const monthWeeks = ['First', 'Second', 'Third', 'Fourth', 'Last'] as const;
export const months = [
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

/** The words of the portal. */
export const workloadNames: { readonly [workload in Workload]: string } = {
  vm: 'Azure VM (Standard)',
  'vm-enhanced': 'Azure VM (Enhanced)',
  'file-share': 'Azure Files',
  sql: 'SQL Server in Azure VM',
  hana: 'SAP HANA in Azure VM',
};

const field = <T extends z.ZodType>(schema: T, meta: FieldMeta): T => schema.meta(meta as Record<string, unknown>) as T;
const count = z.int('must be a whole number').min(1, 'must be at least 1').max(9999, 'must be at most 9999');
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 23:00');
const days = z.array(z.enum(weekDays)).min(1, 'needs a day');

/** Which backup of a month is kept: by weekday (`week` and `on`), or by date. */
const ofMonth = {
  week: field(z.array(z.enum(monthWeeks)).min(1, 'needs a week').optional(), { title: 'Week of the month' }),
  on: field(days.optional(), { title: 'On' }),
  dates: field(
    z
      .array(z.union([z.int().min(1).max(28), z.literal('last')], 'must be a date from 1 to 28, or last'))
      .min(1)
      .optional(),
    { title: 'Dates' },
  ),
};

const schedule = z.strictObject({
  every: field(z.enum(['day', 'week', 'hours']), { title: 'Frequency' }),
  at: field(time.optional(), { title: 'Time' }),
  on: field(days.optional(), { title: 'Days' }),
  interval: field(z.union([z.literal(4), z.literal(6), z.literal(8), z.literal(12)], 'must be 4, 6, 8 or 12 hours').optional(), {
    title: 'Every',
    ui: { unit: 'hours' },
  }),
  from: field(time.optional(), { title: 'Start time' }),
  window: field(z.int().min(4, 'must be at least 4 hours').max(24, 'must be at most 24 hours').optional(), {
    title: 'Duration',
    ui: { unit: 'hours' },
  }),
  timeZone: field(z.string().min(1).optional(), { title: 'Timezone', description: 'Name as Windows has it; empty: UTC.' }),
});

const keep = z.strictObject({
  days: field(count.optional(), { title: 'Daily backup points', ui: { unit: 'days' } }),
  weeks: field(z.strictObject({ count, on: days }).optional(), { title: 'Weekly backup points' }),
  months: field(z.strictObject({ count, ...ofMonth }).optional(), { title: 'Monthly backup points' }),
  years: field(z.strictObject({ count, in: z.array(z.enum(months)).min(1, 'needs a month'), ...ofMonth }).optional(), {
    title: 'Yearly backup points',
  }),
});

const extraBackup = z.strictObject({ on: days, at: time.optional(), keepDays: count });

export const backupPolicySchema = z.strictObject({
  workload: field(z.enum(workloads), { title: 'Policy type' }),
  schedule: field(schedule, { title: 'Backup schedule' }),
  keep: field(keep, { title: 'Retention range' }),
  instantDays: field(count.optional(), { title: 'Instant restore', description: 'VMs: days that snapshots stay at hand.' }),
  snapshotGroup: field(z.strictObject({ prefix: z.string().min(1), suffix: z.string().optional() }).optional(), {
    title: 'Azure Backup resource group',
    description: 'VMs: name of the resource group for snapshots, before and after the number that Azure adds.',
  }),
  snapshotDays: field(count.optional(), {
    title: 'Snapshot retention',
    description: 'Azure Files: given, backups also go to the vault, and snapshots stay this many days.',
  }),
  archive: field(
    z
      .strictObject({
        when: z.enum(['recommended', 'after', 'never']),
        after: count.optional(),
        unit: z.enum(['days', 'weeks', 'months', 'years']).optional(),
      })
      .optional(),
    { title: 'Archive tier', description: 'Empty: as the policy has it already.' },
  ),
  differential: field(extraBackup.optional(), { title: 'Differential backup' }),
  incremental: field(extraBackup.optional(), { title: 'Incremental backup', description: 'SAP HANA.' }),
  log: field(z.strictObject({ everyMinutes: count, keepDays: count }).optional(), { title: 'Log backup' }),
  compression: field(z.boolean().optional(), { title: 'Backup compression' }),
});

export type BackupPolicyPlan = z.output<typeof backupPolicySchema>;
export type Workload = (typeof workloads)[number];
export type WeekDay = (typeof weekDays)[number];
export type MonthWeek = (typeof monthWeeks)[number];
export type Month = (typeof months)[number];
export type KeepOfMonth = Pick<NonNullable<BackupPolicyPlan['keep']['months']>, 'week' | 'on' | 'dates'>;
