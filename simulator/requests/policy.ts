// PUT of a backup policy: what the published specification allows for each kind. The service's own rules about schedules and
// retention are policyRules.ts.
import { z } from 'zod';
import { int, resource, strings, time, workloadType } from './parts.ts';

const dayNames = z.enum(['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']);
const monthNames = z.enum([
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
]);
const times = z.array(time);
const frequency = z.enum(['Daily', 'Weekly', 'Hourly']);
const hourly = z.strictObject({ interval: int, scheduleWindowStartTime: time, scheduleWindowDuration: int });

const schedule = z.discriminatedUnion('schedulePolicyType', [
  z.strictObject({
    schedulePolicyType: z.literal('SimpleSchedulePolicy'),
    scheduleRunFrequency: frequency,
    scheduleRunDays: z.array(dayNames).nullish(),
    scheduleRunTimes: times.nullish(),
    hourlySchedule: hourly.nullish(),
    scheduleWeeklyFrequency: int.optional(),
  }),
  z.strictObject({
    schedulePolicyType: z.literal('SimpleSchedulePolicyV2'),
    scheduleRunFrequency: frequency,
    hourlySchedule: hourly.nullish(),
    dailySchedule: z.strictObject({ scheduleRunTimes: times }).nullish(),
    weeklySchedule: z.strictObject({ scheduleRunDays: z.array(dayNames), scheduleRunTimes: times }).nullish(),
  }),
  z.strictObject({ schedulePolicyType: z.literal('LogSchedulePolicy'), scheduleFrequencyInMins: int }),
  z.strictObject({ schedulePolicyType: z.literal('LongTermSchedulePolicy') }),
]);

const duration = z.strictObject({ count: int, durationType: z.enum(['Days', 'Weeks', 'Months', 'Years']) });
const daily = z.strictObject({ daysOfTheMonth: z.array(z.strictObject({ date: int.optional(), isLast: z.boolean().optional() })) });
const weekly = z.strictObject({
  daysOfTheWeek: z.array(dayNames),
  weeksOfTheMonth: z.array(z.enum(['First', 'Second', 'Third', 'Fourth', 'Last'])),
});
const format = {
  retentionScheduleFormatType: z.enum(['Daily', 'Weekly']),
  retentionScheduleDaily: daily.nullish(),
  retentionScheduleWeekly: weekly.nullish(),
  retentionTimes: times.nullish(),
  retentionDuration: duration,
};

const retention = z.discriminatedUnion('retentionPolicyType', [
  z.strictObject({
    retentionPolicyType: z.literal('LongTermRetentionPolicy'),
    dailySchedule: z.strictObject({ retentionTimes: times.nullish(), retentionDuration: duration }).nullish(),
    weeklySchedule: z
      .strictObject({ daysOfTheWeek: z.array(dayNames).optional(), retentionTimes: times.nullish(), retentionDuration: duration })
      .nullish(),
    monthlySchedule: z.strictObject(format).nullish(),
    yearlySchedule: z.strictObject({ ...format, monthsOfYear: z.array(monthNames) }).nullish(),
  }),
  z.strictObject({ retentionPolicyType: z.literal('SimpleRetentionPolicy'), retentionDuration: duration }),
]);

const tiering = z.record(
  z.string(),
  z.strictObject({
    tieringMode: z.enum(['TierRecommended', 'TierAfter', 'DoNotTier']),
    duration: int.optional(),
    durationType: z.enum(['Invalid', 'Days', 'Weeks', 'Months', 'Years']).optional(),
  }),
);

const snapshot = z.strictObject({
  instantRpRetentionRangeInDays: int.optional(),
  instantRPDetails: z.string().optional(),
  userAssignedManagedIdentityDetails: z.record(z.string(), z.unknown()).optional(),
});

const sub = z.strictObject({
  policyType: z.enum(['Full', 'Differential', 'Log', 'CopyOnlyFull', 'Incremental', 'SnapshotFull', 'SnapshotCopyOnlyFull']),
  schedulePolicy: schedule,
  retentionPolicy: retention,
  tieringPolicy: tiering.optional(),
  snapshotBackupAdditionalDetails: snapshot.optional(),
});

const common = { protectedItemsCount: int.optional(), resourceGuardOperationRequests: strings.nullish() };

export const policyRequest = resource(
  z.discriminatedUnion('backupManagementType', [
    z.strictObject({
      backupManagementType: z.literal('AzureIaasVM'),
      ...common,
      instantRPDetails: z
        .strictObject({ azureBackupRGNamePrefix: z.string().optional(), azureBackupRGNameSuffix: z.string().optional() })
        .optional(),
      schedulePolicy: schedule,
      retentionPolicy: retention,
      tieringPolicy: tiering.optional(),
      instantRpRetentionRangeInDays: int.optional(),
      timeZone: z.string().optional(),
      policyType: z.enum(['V1', 'V2']).optional(),
    }),
    z.strictObject({
      backupManagementType: z.literal('AzureStorage'),
      ...common,
      workLoadType: workloadType.optional(),
      schedulePolicy: schedule,
      retentionPolicy: retention.nullish(),
      vaultRetentionPolicy: z.strictObject({ vaultRetention: retention, snapshotRetentionInDays: int }).nullish(),
      timeZone: z.string().optional(),
    }),
    z.strictObject({
      backupManagementType: z.literal('AzureWorkload'),
      ...common,
      workLoadType: workloadType.optional(),
      settings: z.strictObject({
        timeZone: z.string().optional(),
        issqlcompression: z.boolean().optional(),
        isCompression: z.boolean().optional(),
      }),
      subProtectionPolicy: z.array(sub).min(1),
      makePolicyConsistent: z.boolean().optional(),
    }),
    z.strictObject({ backupManagementType: z.literal('AzureSql'), ...common, retentionPolicy: retention }),
    z.strictObject({ backupManagementType: z.literal('MAB'), ...common, schedulePolicy: schedule, retentionPolicy: retention }),
  ]),
);

export type PolicyRequest = z.output<typeof policyRequest>['properties'];
export type Schedule = z.output<typeof schedule>;
export type Retention = z.output<typeof retention>;
