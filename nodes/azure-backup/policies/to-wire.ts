// A policy in our words becomes the body that Azure Backup takes (api-version 2023-06-01). Total: what breaks a rule still
// translates, checking is nodes/kit/backup-policy/rules.ts. Its inverse is from-wire.ts; wire.test.ts holds the two together.
import type { BackupPolicyPlan, KeepOfMonth } from '../../kit/backup-policy/shape.ts';
import { azureZone } from '../../kit/backup-policy/zone.ts';
import type { JsonObject } from '../../kit/json.ts';

type Plan = BackupPolicyPlan;

/** Azure reads the time of day only, in the policy's zone, whatever the date and the Z say. */
const moment = (time: string): string => `2024-01-01T${time}:00Z`;

export function policyBody(plan: Plan): JsonObject {
  switch (plan.workload) {
    case 'vm':
    case 'vm-enhanced':
      return vmBody(plan);
    case 'file-share':
      return shareBody(plan);
    default:
      return databaseBody(plan);
  }
}

const vmBody = (plan: Plan): JsonObject => ({
  backupManagementType: 'AzureIaasVM',
  policyType: plan.workload === 'vm' ? 'V1' : 'V2',
  timeZone: azureZone(plan.schedule.timeZone ?? 'UTC') ?? plan.schedule.timeZone ?? 'UTC',
  schedulePolicy: plan.workload === 'vm' ? simpleSchedule(plan.schedule) : scheduleV2(plan.schedule),
  retentionPolicy: retention(plan.keep, plan.schedule),
  ...(plan.instantDays === undefined ? {} : { instantRpRetentionRangeInDays: plan.instantDays }),
  ...(plan.snapshotGroup
    ? {
        instantRPDetails: {
          azureBackupRGNamePrefix: plan.snapshotGroup.prefix,
          ...(plan.snapshotGroup.suffix ? { azureBackupRGNameSuffix: plan.snapshotGroup.suffix } : {}),
        },
      }
    : {}),
  ...tiering(plan),
});

function shareBody(plan: Plan): JsonObject {
  const kept = retention(plan.keep, plan.schedule);
  return {
    backupManagementType: 'AzureStorage',
    workLoadType: 'AzureFileShare',
    timeZone: azureZone(plan.schedule.timeZone ?? 'UTC') ?? plan.schedule.timeZone ?? 'UTC',
    schedulePolicy: simpleSchedule(plan.schedule),
    ...(plan.snapshotDays === undefined
      ? { retentionPolicy: kept }
      : { vaultRetentionPolicy: { snapshotRetentionInDays: plan.snapshotDays, vaultRetention: kept } }),
  };
}

function databaseBody(plan: Plan): JsonObject {
  const parts: JsonObject[] = [
    {
      policyType: 'Full',
      schedulePolicy: simpleSchedule(plan.schedule),
      retentionPolicy: retention(plan.keep, plan.schedule),
      ...tiering(plan),
    },
  ];
  for (const [policyType, extra] of [
    ['Differential', plan.differential],
    ['Incremental', plan.incremental],
  ] as const)
    if (extra)
      parts.push({
        policyType,
        schedulePolicy: simpleSchedule({ every: 'week', on: extra.on, at: extra.at ?? plan.schedule.at }),
        retentionPolicy: simpleRetention(extra.keepDays),
      });
  if (plan.log)
    parts.push({
      policyType: 'Log',
      schedulePolicy: { schedulePolicyType: 'LogSchedulePolicy', scheduleFrequencyInMins: plan.log.everyMinutes },
      retentionPolicy: simpleRetention(plan.log.keepDays),
    });
  const compressed = plan.compression ?? false;
  return {
    backupManagementType: 'AzureWorkload',
    workLoadType: plan.workload === 'sql' ? 'SQLDataBase' : 'SAPHanaDatabase',
    settings: {
      timeZone: azureZone(plan.schedule.timeZone ?? 'UTC') ?? plan.schedule.timeZone ?? 'UTC',
      // Older clients read the first, newer ones the second.
      issqlcompression: plan.workload === 'sql' && compressed,
      isCompression: compressed,
    },
    subProtectionPolicy: parts,
  };
}

interface Schedule {
  readonly every: Plan['schedule']['every'];
  readonly at?: string | undefined;
  readonly on?: Plan['schedule']['on'];
  readonly interval?: number | undefined;
  readonly from?: string | undefined;
  readonly window?: number | undefined;
}

const hourly = ({ interval = 4, from = '08:00', window = 12 }: Schedule): JsonObject => ({
  interval,
  scheduleWindowStartTime: moment(from),
  scheduleWindowDuration: window,
});

const timesOf = (schedule: Schedule): string[] => [moment((schedule.every === 'hours' ? schedule.from : schedule.at) ?? '00:00')];

function simpleSchedule(schedule: Schedule): JsonObject {
  const schedulePolicyType = 'SimpleSchedulePolicy';
  if (schedule.every === 'hours') return { schedulePolicyType, scheduleRunFrequency: 'Hourly', hourlySchedule: hourly(schedule) };
  const scheduleRunTimes = timesOf(schedule);
  return schedule.every === 'day'
    ? { schedulePolicyType, scheduleRunFrequency: 'Daily', scheduleRunTimes }
    : { schedulePolicyType, scheduleRunFrequency: 'Weekly', scheduleRunDays: [...(schedule.on ?? [])], scheduleRunTimes };
}

function scheduleV2(schedule: Schedule): JsonObject {
  const schedulePolicyType = 'SimpleSchedulePolicyV2';
  if (schedule.every === 'hours') return { schedulePolicyType, scheduleRunFrequency: 'Hourly', hourlySchedule: hourly(schedule) };
  const scheduleRunTimes = timesOf(schedule);
  return schedule.every === 'day'
    ? { schedulePolicyType, scheduleRunFrequency: 'Daily', dailySchedule: { scheduleRunTimes } }
    : {
        schedulePolicyType,
        scheduleRunFrequency: 'Weekly',
        weeklySchedule: { scheduleRunDays: [...(schedule.on ?? [])], scheduleRunTimes },
      };
}

const lasting = (count: number, durationType: string): JsonObject => ({ count, durationType });

/** Retention times equal the times of the schedule: Azure refuses anything else. */
function retention(keep: Plan['keep'], schedule: Schedule): JsonObject {
  const retentionTimes = timesOf(schedule);
  const { days, weeks, months, years } = keep;
  return {
    retentionPolicyType: 'LongTermRetentionPolicy',
    ...(days === undefined ? {} : { dailySchedule: { retentionTimes, retentionDuration: lasting(days, 'Days') } }),
    ...(weeks
      ? { weeklySchedule: { daysOfTheWeek: [...weeks.on], retentionTimes, retentionDuration: lasting(weeks.count, 'Weeks') } }
      : {}),
    ...(months ? { monthlySchedule: { ...ofMonth(months), retentionTimes, retentionDuration: lasting(months.count, 'Months') } } : {}),
    ...(years
      ? {
          yearlySchedule: {
            monthsOfYear: [...years.in],
            ...ofMonth(years),
            retentionTimes,
            retentionDuration: lasting(years.count, 'Years'),
          },
        }
      : {}),
  };
}

const ofMonth = ({ week, on, dates }: KeepOfMonth): JsonObject =>
  dates
    ? {
        retentionScheduleFormatType: 'Daily',
        retentionScheduleDaily: {
          daysOfTheMonth: dates.map((date) => (date === 'last' ? { date: 0, isLast: true } : { date, isLast: false })),
        },
      }
    : {
        retentionScheduleFormatType: 'Weekly',
        retentionScheduleWeekly: { daysOfTheWeek: [...(on ?? [])], weeksOfTheMonth: [...(week ?? [])] },
      };

const simpleRetention = (days: number): JsonObject => ({
  retentionPolicyType: 'SimpleRetentionPolicy',
  retentionDuration: lasting(days, 'Days'),
});

const units = { days: 'Days', weeks: 'Weeks', months: 'Months', years: 'Years' } as const;

function tiering({ archive }: Plan): JsonObject {
  if (!archive) return {};
  const mode = { recommended: 'TierRecommended', after: 'TierAfter', never: 'DoNotTier' }[archive.when];
  const time =
    archive.when === 'after'
      ? { duration: archive.after ?? 0, durationType: units[archive.unit ?? 'days'] }
      : { duration: 0, durationType: 'Invalid' };
  return { tieringPolicy: { ArchivedRP: { tieringMode: mode, ...time } } };
}
