// What a policy says about time: when the next backup of which type is due, how long a recovery point is kept and by which
// rule, how long the snapshot stays, how often logs are taken. Pure functions of the stored policy; everything is UTC.
import type { Json, Policy } from '../state/model.ts';
import { asJson } from '../wire/call.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const weekDay = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const monthName = [
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
];
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

interface Part {
  /** Full, Differential, Incremental, Log, SnapshotFull; null where a policy has no types. */
  type: string | null;
  schedule: Json;
  retention: Json;
}

function partsOf(policy: Policy): Part[] {
  const { subProtectionPolicy: subs, schedulePolicy, retentionPolicy, vaultRetentionPolicy } = policy.properties;
  if (!Array.isArray(subs)) {
    const retention = asJson(retentionPolicy ?? asJson(vaultRetentionPolicy).vaultRetention);
    return [{ type: null, schedule: asJson(schedulePolicy), retention }];
  }
  return subs.map((sub) => {
    const part = asJson(sub);
    return { type: String(part.policyType), schedule: asJson(part.schedulePolicy), retention: asJson(part.retentionPolicy) };
  });
}

/** The part that a backup of this type follows: the full one when it has none of its own. */
const partFor = (policy: Policy, type: string | null): Part | undefined => {
  const parts = partsOf(policy);
  return parts.find((part) => part.type === type) ?? parts.find((part) => part.type?.endsWith('Full')) ?? parts[0];
};

/** Offsets within a day at which a schedule runs. */
function offsets(schedule: Json): number[] {
  const inner = { ...schedule, ...asJson(schedule.dailySchedule), ...asJson(schedule.weeklySchedule) };
  const hourly = asJson(schedule.hourlySchedule);
  const within = (text: unknown) => {
    const at = Date.parse(String(text));
    return Number.isNaN(at) ? [] : [((at % dayMs) + dayMs) % dayMs];
  };
  if (schedule.scheduleRunFrequency !== 'Hourly') return texts(inner.scheduleRunTimes).flatMap(within);
  const [start] = within(hourly.scheduleWindowStartTime);
  const [interval, window] = [Number(hourly.interval), Number(hourly.scheduleWindowDuration)];
  if (start === undefined || !(interval > 0)) return [];
  // The window counts from its start, so four hours every four hours are two backups, twenty-four are six.
  const runs = Math.min(Math.floor(window / interval) + (window < 24 ? 1 : 0), Math.floor(24 / interval));
  return Array.from({ length: Math.max(1, runs) }, (_, index) => (start + index * interval * hourMs) % dayMs);
}

function nextOf(schedule: Json, after: number): number | null {
  const inner = { ...schedule, ...asJson(schedule.weeklySchedule) };
  const days = schedule.scheduleRunFrequency === 'Weekly' ? texts(inner.scheduleRunDays) : [];
  const today = Math.floor(after / dayMs) * dayMs;
  const found = offsets(schedule).flatMap((offset) => {
    for (let day = today - dayMs; day <= today + 8 * dayMs; day += dayMs) {
      const at = day + offset;
      if (at > after && (days.length === 0 || days.includes(weekDay[new Date(at).getUTCDay()] ?? ''))) return [at];
    }
    return [];
  });
  return found.length > 0 ? Math.min(...found) : null;
}

/** The first scheduled backup after `after`, and its type; null when the policy names no time. At one time a full wins. */
export function nextBackup(policy: Policy, after: number): { at: number; type: string | null } | null {
  const runs = partsOf(policy)
    .filter((part) => part.type !== 'Log')
    .flatMap((part) => {
      const at = nextOf(part.schedule, after);
      return at === null ? [] : [{ at, type: part.type }];
    })
    .sort((a, b) => a.at - b.at || Number(b.type?.endsWith('Full')) - Number(a.type?.endsWith('Full')));
  return runs[0] ?? null;
}

export const nextRun = (policy: Policy, after: number): number | null => nextBackup(policy, after)?.at ?? null;

const dayCount: Record<string, number> = { Days: 1, Weeks: 7, Months: 30, Years: 365 };
const length = (rule: Json) => {
  const duration = asJson(rule.retentionDuration);
  return (Number(duration.count) || 30) * (dayCount[String(duration.durationType)] ?? 1) * dayMs;
};

const ordinal = ['First', 'Second', 'Third', 'Fourth'];

/** Whether a day is one of those that a monthly or yearly rule names. */
function named(rule: Json, at: number): boolean {
  const date = new Date(at);
  const day = date.getUTCDate();
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (rule.retentionScheduleFormatType === 'Daily') {
    const days = asJson(rule.retentionScheduleDaily).daysOfTheMonth;
    return Array.isArray(days) && days.map(asJson).some((one) => (one.isLast ? day === lastDay : one.date === day));
  }
  const weekly = asJson(rule.retentionScheduleWeekly);
  const weeks = texts(weekly.weeksOfTheMonth);
  const week = weeks.includes(ordinal[Math.floor((day - 1) / 7)] ?? '') || (weeks.includes('Last') && day > lastDay - 7);
  return week && texts(weekly.daysOfTheWeek).includes(weekDay[date.getUTCDay()] ?? '');
}

/** How long a point made at `at` is kept, and the rule that keeps it longest. */
export function retained(policy: Policy, at: number, type: string | null = null): { until: number; rule: string } {
  const retention = partFor(policy, type)?.retention ?? {};
  if (retention.retentionPolicyType === 'SimpleRetentionPolicy') return { until: at + length(retention), rule: 'Daily' };
  const { dailySchedule, weeklySchedule, monthlySchedule, yearlySchedule } = retention;
  const date = new Date(at);
  const applies: [string, unknown, (rule: Json) => boolean][] = [
    ['Daily', dailySchedule, () => true],
    [
      'Weekly',
      weeklySchedule,
      // A weekly policy names its days in the schedule; the rule may leave them out.
      (rule) => texts(rule.daysOfTheWeek).length === 0 || texts(rule.daysOfTheWeek).includes(weekDay[date.getUTCDay()] ?? ''),
    ],
    ['Monthly', monthlySchedule, (rule) => named(rule, at)],
    ['Yearly', yearlySchedule, (rule) => texts(rule.monthsOfYear).includes(monthName[date.getUTCMonth()] ?? '') && named(rule, at)],
  ];
  const kept = applies
    .filter(([, rule, fits]) => rule !== null && typeof rule === 'object' && fits(asJson(rule)))
    .map(([name, rule]) => ({ rule: name, until: at + length(asJson(rule)) }))
    .sort((a, b) => b.until - a.until);
  // No rule names this day: the shortest there is keeps it, as the service does for backups outside the schedule.
  return kept[0] ?? { rule: 'Daily', until: at + length(asJson(dailySchedule ?? weeklySchedule ?? retention)) };
}

/** How long the snapshot of a machine stays for instant restore. */
export const snapshotMs = (policy: Policy | null): number => (Number(policy?.properties.instantRpRetentionRangeInDays) || 2) * dayMs;

/** Minutes between log backups; null when the policy takes none. */
export function logMinutes(policy: Policy): number | null {
  const log = partsOf(policy).find((part) => part.type === 'Log');
  return log ? Number(log.schedule.scheduleFrequencyInMins) || 60 : null;
}

/** Shares whose backups go to the vault, not only to snapshots in the account. */
export const isVaulted = (policy: Policy | null): boolean => Boolean(policy?.properties.vaultRetentionPolicy);

/** After how long points go to the archive by themselves; null when the policy does not say so. */
export function archiveAfterMs(policy: Policy | null): number | null {
  const own = policy && asJson(asJson(policy.properties.tieringPolicy).ArchivedRP);
  return own?.tieringMode === 'TierAfter' ? Number(own.duration) * (dayCount[String(own.durationType)] ?? 1) * dayMs : null;
}
