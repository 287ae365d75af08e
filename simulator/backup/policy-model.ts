// Policies in plain words of an estate become the properties that the service stores; what a client puts is filled in as the
// service does. What a policy means for times and retention is policy-times.ts.
import type { EstatePolicy } from '../../nodes/kit/estate.ts';
import type { Json } from '../state/model.ts';
import { asJson } from '../wire/call.ts';

const duration = (count: number, durationType: string) => ({ count, durationType });

function retention(policy: EstatePolicy, times: string[], weekDays: string[]): Json {
  const [day = 'Sunday'] = weekDays;
  const weekly = { daysOfTheWeek: [day], weeksOfTheMonth: ['First'] };
  const daily =
    policy.frequency !== 'Weekly' ? { dailySchedule: { retentionTimes: times, retentionDuration: duration(policy.keepDays, 'Days') } } : {};
  const weeks = policy.keepWeeks ?? (policy.frequency === 'Weekly' ? Math.max(1, Math.round(policy.keepDays / 7)) : undefined);
  return {
    retentionPolicyType: 'LongTermRetentionPolicy',
    ...daily,
    ...(weeks ? { weeklySchedule: { daysOfTheWeek: weekDays, retentionTimes: times, retentionDuration: duration(weeks, 'Weeks') } } : {}),
    ...(policy.keepMonths
      ? {
          monthlySchedule: {
            retentionScheduleFormatType: 'Weekly',
            retentionScheduleWeekly: weekly,
            retentionTimes: times,
            retentionDuration: duration(policy.keepMonths, 'Months'),
          },
        }
      : {}),
    ...(policy.keepYears
      ? {
          yearlySchedule: {
            retentionScheduleFormatType: 'Weekly',
            monthsOfYear: ['January'],
            retentionScheduleWeekly: weekly,
            retentionTimes: times,
            retentionDuration: duration(policy.keepYears, 'Years'),
          },
        }
      : {}),
  };
}

export function policyProperties(policy: EstatePolicy, now: number): Json {
  const times = [`${new Date(now).toISOString().slice(0, 10)}T${policy.time}:00Z`];
  const weekDays = policy.frequency === 'Weekly' || policy.keepWeeks ? policy.days : ['Sunday'];
  const simple: Json = {
    schedulePolicyType: 'SimpleSchedulePolicy',
    scheduleRunFrequency: policy.frequency === 'Weekly' ? 'Weekly' : 'Daily',
    ...(policy.frequency === 'Weekly' ? { scheduleRunDays: weekDays } : {}),
    scheduleRunTimes: times,
    scheduleWeeklyFrequency: 0,
  };
  const kept = retention(policy, times, weekDays);
  switch (policy.kind) {
    case 'vm': {
      const hourly = { interval: 4, scheduleWindowStartTime: times[0], scheduleWindowDuration: 12 };
      return {
        backupManagementType: 'AzureIaasVM',
        instantRPDetails: {},
        schedulePolicy:
          policy.frequency === 'Hourly'
            ? { schedulePolicyType: 'SimpleSchedulePolicyV2', scheduleRunFrequency: 'Hourly', hourlySchedule: hourly }
            : simple,
        retentionPolicy: kept,
        instantRpRetentionRangeInDays: policy.instantDays,
        timeZone: 'UTC',
        policyType: policy.frequency === 'Hourly' ? 'V2' : 'V1',
      };
    }
    case 'share':
      return {
        backupManagementType: 'AzureStorage',
        workLoadType: 'AzureFileShare',
        schedulePolicy: simple,
        retentionPolicy: kept,
        timeZone: 'UTC',
      };
    case 'mars':
      return { backupManagementType: 'MAB', schedulePolicy: simple, retentionPolicy: kept };
    default:
      return {
        backupManagementType: 'AzureWorkload',
        workLoadType: policy.kind === 'sql' ? 'SQLDataBase' : 'SAPHanaDatabase',
        settings: { timeZone: 'UTC', issqlcompression: false, isCompression: false },
        subProtectionPolicy: [
          { policyType: 'Full', schedulePolicy: simple, retentionPolicy: kept },
          {
            policyType: 'Log',
            schedulePolicy: { schedulePolicyType: 'LogSchedulePolicy', scheduleFrequencyInMins: policy.logMinutes },
            retentionPolicy: { retentionPolicyType: 'SimpleRetentionPolicy', retentionDuration: duration(policy.keepDays, 'Days') },
          },
        ],
      };
  }
}

/** A policy as the service stores it: what it fills in by itself is filled in. */
export function normalPolicy(properties: Json): Json {
  const schedule = asJson(properties.schedulePolicy);
  const simple = schedule.schedulePolicyType === 'SimpleSchedulePolicy' ? { scheduleWeeklyFrequency: 0, ...schedule } : schedule;
  const start = asJson(schedule.hourlySchedule).scheduleWindowStartTime;
  const times = (rule: unknown) =>
    start && rule && typeof rule === 'object' && !asJson(rule).retentionTimes ? { ...rule, retentionTimes: [start] } : rule;
  const kept = properties.retentionPolicy;
  const retention =
    kept && typeof kept === 'object' ? Object.fromEntries(Object.entries(kept).map(([name, rule]) => [name, times(rule)])) : kept;
  const parts = properties.subProtectionPolicy;
  return {
    ...properties,
    ...(properties.schedulePolicy ? { schedulePolicy: simple } : {}),
    ...(kept ? { retentionPolicy: retention } : {}),
    ...(Array.isArray(parts) ? { subProtectionPolicy: parts.map((part) => normalPolicy(asJson(part))) } : {}),
  };
}
