// Policies in plain words of an estate become the properties that the service stores, and give the time of the next backup.
import type { EstatePolicy } from '../../nodes/kit/estate.ts';
import type { Json, Policy } from '../state/model.ts';
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

const dayMs = 86_400_000;
const weekDay = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

function mainParts(policy: Policy): { schedule: Json; retention: Json } {
  const parts = policy.properties.subProtectionPolicy;
  const full = Array.isArray(parts) ? asJson(parts.find((part) => String(asJson(part).policyType).endsWith('Full'))) : policy.properties;
  return { schedule: asJson(full.schedulePolicy), retention: asJson(full.retentionPolicy) };
}

/** The first scheduled backup after `after`; null when the policy names no time. An hourly policy counts once a day here. */
export function nextRun(policy: Policy, after: number): number | null {
  const { schedule } = mainParts(policy);
  const inner = { ...schedule, ...asJson(schedule.dailySchedule), ...asJson(schedule.weeklySchedule) };
  const start = texts(inner.scheduleRunTimes)[0] ?? asJson(schedule.hourlySchedule).scheduleWindowStartTime;
  const first = Date.parse(String(start));
  if (Number.isNaN(first)) return null;
  const days = schedule.scheduleRunFrequency === 'Weekly' ? texts(inner.scheduleRunDays) : [];
  const offset = ((first % dayMs) + dayMs) % dayMs;
  let next = Math.floor(after / dayMs) * dayMs + offset;
  while (next <= after || (days.length > 0 && !days.includes(weekDay[new Date(next).getUTCDay()] ?? ''))) next += dayMs;
  return next;
}

const dayCount: Record<string, number> = { Days: 1, Weeks: 7, Months: 30, Years: 365 };

/** How long the policy keeps a daily (or weekly) recovery point, in milliseconds. */
export function keepMs(policy: Policy): number {
  const { retention: kept } = mainParts(policy);
  const rule = asJson(asJson(kept.dailySchedule ?? kept.weeklySchedule ?? kept).retentionDuration);
  return (Number(rule.count) || 30) * (dayCount[String(rule.durationType)] ?? 1) * dayMs;
}
