// A policy as Azure Backup gives it, in our words. Read liberally (enums by name in any case, absent or null parts), but never
// guessed: a policy that our shape cannot say (agents, one that the agent owns, several times a day) comes with the reason.
import {
  type BackupPolicyPlan,
  backupPolicySchema,
  type KeepOfMonth,
  type Month,
  type MonthWeek,
  months,
  monthWeeks,
  type WeekDay,
  weekDays,
} from '../../kit/backup-policy/shape.ts';

export type Read = { readonly policy: BackupPolicyPlan } | { readonly not: string };

type Raw = { readonly [name: string]: unknown };

class NotSaid extends Error {}
const not = (reason: string): never => {
  throw new NotSaid(reason);
};

const raw = (value: unknown): Raw => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const has = (value: unknown): boolean => typeof value === 'object' && value !== null;
const same = (value: unknown, word: string): boolean => String(value).toLowerCase() === word.toLowerCase();

export function readPolicy(properties: unknown): Read {
  try {
    const checked = backupPolicySchema.safeParse(planOf(raw(properties)));
    return checked.success
      ? { policy: checked.data }
      : { not: `It has a value that is not known here: ${checked.error.issues[0]?.path.join('.')}.` };
  } catch (thrown) {
    if (thrown instanceof NotSaid) return { not: thrown.message };
    throw thrown;
  }
}

function planOf(properties: Raw): unknown {
  const zone = (name: unknown) => (typeof name === 'string' && name !== '' ? { timeZone: name } : {});
  switch (properties.backupManagementType) {
    case 'AzureIaasVM': {
      const schedule = readSchedule(raw(properties.schedulePolicy));
      const v2 = same(properties.policyType, 'V2') || raw(properties.schedulePolicy).schedulePolicyType === 'SimpleSchedulePolicyV2';
      const group = raw(properties.instantRPDetails);
      return {
        workload: v2 ? 'vm-enhanced' : 'vm',
        schedule: { ...schedule, ...zone(properties.timeZone) },
        keep: readKeep(raw(properties.retentionPolicy)),
        ...(typeof properties.instantRpRetentionRangeInDays === 'number' ? { instantDays: properties.instantRpRetentionRangeInDays } : {}),
        ...(typeof group.azureBackupRGNamePrefix === 'string' && group.azureBackupRGNamePrefix !== ''
          ? {
              snapshotGroup: {
                prefix: group.azureBackupRGNamePrefix,
                ...(group.azureBackupRGNameSuffix ? { suffix: group.azureBackupRGNameSuffix } : {}),
              },
            }
          : {}),
        ...readTiering(properties.tieringPolicy),
      };
    }
    case 'AzureStorage': {
      const vaulted = raw(properties.vaultRetentionPolicy);
      return {
        workload: 'file-share',
        schedule: { ...readSchedule(raw(properties.schedulePolicy)), ...zone(properties.timeZone) },
        keep: readKeep(raw(has(properties.vaultRetentionPolicy) ? vaulted.vaultRetention : properties.retentionPolicy)),
        ...(has(properties.vaultRetentionPolicy) ? { snapshotDays: vaulted.snapshotRetentionInDays } : {}),
      };
    }
    case 'AzureWorkload':
      return databasePlan(properties, zone(raw(properties.settings).timeZone));
    case 'MAB':
      return not('The MARS agent owns this policy; it is changed on the machine.');
    default:
      return not(`Policies of type ${String(properties.backupManagementType)} are not translated.`);
  }
}

function databasePlan(properties: Raw, zone: object): unknown {
  const workload = same(properties.workLoadType, 'SQLDataBase') ? 'sql' : same(properties.workLoadType, 'SAPHanaDatabase') ? 'hana' : null;
  if (workload === null) return not(`Policies for ${String(properties.workLoadType)} are not translated.`);
  const parts = list(properties.subProtectionPolicy).map(raw);
  const strange = parts.find(({ policyType }) => !['Full', 'Differential', 'Incremental', 'Log'].some((known) => same(policyType, known)));
  if (strange) return not(`It has ${String(strange.policyType)} backups, which are not translated.`);
  const find = (type: string) => parts.find(({ policyType }) => same(policyType, type));
  const full = find('Full') ?? not('It has no full backup.');
  const settings = raw(properties.settings);
  const compression = settings.isCompression ?? settings.issqlcompression;
  const log = find('Log');
  return {
    workload,
    schedule: { ...readSchedule(raw(full.schedulePolicy)), ...zone },
    keep: readKeep(raw(full.retentionPolicy)),
    ...readTiering(full.tieringPolicy),
    ...between(find('Differential'), 'differential'),
    ...between(find('Incremental'), 'incremental'),
    ...(log
      ? { log: { everyMinutes: raw(log.schedulePolicy).scheduleFrequencyInMins, keepDays: simpleDays(raw(log.retentionPolicy)) } }
      : {}),
    ...(typeof compression === 'boolean' ? { compression: compression || settings.issqlcompression === true } : {}),
  };
}

function between(part: Raw | undefined, name: string): object {
  if (!part) return {};
  const { at, on } = readSchedule(raw(part.schedulePolicy)) as { readonly at?: string; readonly on?: unknown };
  return { [name]: { on, ...(at === undefined ? {} : { at }), keepDays: simpleDays(raw(part.retentionPolicy)) } };
}

function readSchedule(schedule: Raw): object {
  if (has(schedule.hourlySchedule)) {
    const { interval, scheduleWindowStartTime, scheduleWindowDuration } = raw(schedule.hourlySchedule);
    return { every: 'hours', interval, from: clock(scheduleWindowStartTime), window: scheduleWindowDuration };
  }
  const weekly = same(schedule.scheduleRunFrequency, 'Weekly');
  const nested = raw(weekly ? schedule.weeklySchedule : schedule.dailySchedule);
  const times = list(schedule.scheduleRunTimes ?? nested.scheduleRunTimes);
  if (times.length > 1) return not('It backs up several times a day, one by one.');
  if (Number(schedule.scheduleWeeklyFrequency ?? 0) > 1) return not('It does not back up every week.');
  const at = clock(times[0]);
  return weekly ? { every: 'week', on: weekDaysOf(schedule.scheduleRunDays ?? nested.scheduleRunDays), at } : { every: 'day', at };
}

/** `2024-01-01T22:00:00Z`, with any fraction or offset of zero: 22:00. */
const clock = (time: unknown): string | undefined => /T(\d\d:\d\d)/.exec(String(time))?.[1];

const named = <T extends string>(words: readonly T[], value: unknown): T[] =>
  list(value).map((one) => words.find((word) => same(one, word)) ?? not(`It names ${String(one)}, which is not known here.`));
const weekDaysOf = (value: unknown): WeekDay[] => named(weekDays, value);

function readKeep(retention: Raw): object {
  if (retention.retentionPolicyType === 'SimpleRetentionPolicy') return { days: simpleDays(retention) };
  const { dailySchedule, weeklySchedule, monthlySchedule, yearlySchedule } = retention;
  const [weekly, monthly, yearly] = [raw(weeklySchedule), raw(monthlySchedule), raw(yearlySchedule)];
  return {
    ...(has(dailySchedule) ? { days: counted(raw(dailySchedule), 'Days') } : {}),
    ...(has(weeklySchedule) ? { weeks: { count: counted(weekly, 'Weeks'), on: weekDaysOf(weekly.daysOfTheWeek) } } : {}),
    ...(has(monthlySchedule) ? { months: { count: counted(monthly, 'Months'), ...ofMonth(monthly) } } : {}),
    ...(has(yearlySchedule)
      ? { years: { count: counted(yearly, 'Years'), in: named<Month>(months, yearly.monthsOfYear), ...ofMonth(yearly) } }
      : {}),
  };
}

function counted(rule: Raw, unit: string): unknown {
  const { count, durationType } = raw(rule.retentionDuration);
  return same(durationType, unit) ? count : not(`It keeps ${unit.toLowerCase()} for ${String(count)} ${String(durationType)}.`);
}

const simpleDays = (retention: Raw): unknown => counted(retention, 'Days');

function ofMonth(rule: Raw): KeepOfMonth {
  if (same(rule.retentionScheduleFormatType, 'Daily')) {
    const dates = list(raw(rule.retentionScheduleDaily).daysOfTheMonth).map((day) =>
      raw(day).isLast === true ? 'last' : (raw(day).date as number),
    );
    return { dates: dates as NonNullable<KeepOfMonth['dates']> };
  }
  const { weeksOfTheMonth, daysOfTheWeek } = raw(rule.retentionScheduleWeekly);
  return { week: named<MonthWeek>(monthWeeks, weeksOfTheMonth), on: weekDaysOf(daysOfTheWeek) };
}

const unitOf = { days: 'days', weeks: 'weeks', months: 'months', years: 'years' } as const;

function readTiering(value: unknown): object {
  const rule = raw(raw(value).ArchivedRP);
  if (!has(raw(value).ArchivedRP)) return {};
  if (same(rule.tieringMode, 'DoNotTier')) return { archive: { when: 'never' } };
  if (same(rule.tieringMode, 'TierRecommended')) return { archive: { when: 'recommended' } };
  if (!same(rule.tieringMode, 'TierAfter')) return not(`Its tiering mode is ${String(rule.tieringMode)}.`);
  return { archive: { when: 'after', after: rule.duration, unit: unitOf[String(rule.durationType).toLowerCase() as keyof typeof unitOf] } };
}
