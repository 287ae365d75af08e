// What a backup policy promises: the times of the week at which a recovery point is made, and how far logs may lag. Read from the
// properties that Azure has, liberally; a schedule that cannot be read is no promise (null), never a guess.
import { windowsZones } from '../expression/functions/windows-zones.ts';
import { momentOf, wallTime } from '../wall-time.ts';

export interface BackupPromise {
  /** IANA name of the clock that the times are read from. */
  readonly timeZone: string;
  readonly runs: readonly {
    /** 0 is Sunday; empty: every day. */
    readonly weekdays: readonly number[];
    /** Minutes after midnight. */
    readonly minute: number;
    /** Every so many weeks; which of them is not known, so the longest gap counts. */
    readonly weeks: number;
  }[];
  /** Between two log backups; null: none are made. */
  readonly logMinutes: number | null;
}

type Raw = { readonly [name: string]: unknown };

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const object = (value: unknown): Raw => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const positive = (value: unknown): number | null => (Number.isFinite(Number(value)) && Number(value) > 0 ? Number(value) : null);

/** `properties` of a policy as Azure has them. */
export function readPromise(properties: unknown): BackupPromise | null {
  const policy = object(properties);
  const settings = object(policy.settings);
  const zone = String(policy.timeZone ?? settings.timeZone ?? 'UTC');
  const found = windowsZones.get(zone.toLowerCase()) ?? (isZone(zone) ? zone : null);
  const timeZone = found === 'Etc/UTC' ? 'UTC' : found;
  if (timeZone === null) return null;
  const parts = Array.isArray(policy.subProtectionPolicy) ? policy.subProtectionPolicy.map(object) : [policy];
  const isLog = (part: Raw) => /log/i.test(String(part.policyType ?? '')) || 'scheduleFrequencyInMins' in object(part.schedulePolicy);
  const log = parts.find(isLog);
  const runs = parts.filter((part) => !isLog(part)).flatMap((part) => runsOf(object(part.schedulePolicy)));
  const logMinutes = log ? positive(object(log.schedulePolicy).scheduleFrequencyInMins) : null;
  return runs.length === 0 ? null : { timeZone, runs, logMinutes };
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** `2018-01-24T22:00:00Z` names a time of day by the policy's own clock, whatever it says about the zone. */
function minuteOf(time: unknown): number[] {
  const [, hour, minute] = /T(\d\d):(\d\d)/.exec(time instanceof Date ? time.toISOString() : String(time)) ?? [];
  return hour === undefined ? [] : [Number(hour) * 60 + Number(minute)];
}

function runsOf(schedule: Raw): BackupPromise['runs'] {
  const frequency = String(schedule.scheduleRunFrequency ?? '').toLowerCase();
  if (frequency === 'hourly') {
    const hourly = object(schedule.hourlySchedule);
    const [start] = minuteOf(hourly.scheduleWindowStartTime);
    const interval = positive(hourly.interval);
    if (start === undefined || interval === null) return [];
    const window = positive(hourly.scheduleWindowDuration) ?? interval;
    // The window counts from its start: four hours every four hours are two backups, twenty-four are six.
    const count = Math.max(1, Math.min(Math.floor(window / interval) + (window < 24 ? 1 : 0), Math.floor(24 / interval)));
    return Array.from({ length: count }, (_, index) => ({ weekdays: [], minute: (start + index * interval * 60) % 1_440, weeks: 1 }));
  }
  const nested = object(frequency === 'weekly' ? schedule.weeklySchedule : schedule.dailySchedule);
  const times = list(schedule.scheduleRunTimes ?? nested.scheduleRunTimes).flatMap(minuteOf);
  const named = list(schedule.scheduleRunDays ?? nested.scheduleRunDays).map((day) => dayNames.indexOf(String(day).toLowerCase()));
  const weekdays = frequency === 'weekly' ? named.filter((day) => day >= 0) : [];
  if (frequency === 'weekly' && weekdays.length === 0) return [];
  const weeks = frequency === 'weekly' ? Math.max(1, Math.floor(positive(schedule.scheduleWeeklyFrequency) ?? 1)) : 1;
  return times.map((minute) => ({ weekdays, minute, weeks }));
}

/** So long after its planned time a backup may still come: Azure starts late, and the copy takes its time. */
function graceMs({ runs }: BackupPromise): number {
  const often = runs.filter(({ weekdays }) => weekdays.length === 0).length > 1;
  return (often ? 4 : 6) * HOUR_MS;
}

/** The newest planned time that is not after `at`; null: the schedule names none. */
export function plannedBefore(promise: BackupPromise, at: number): number | null {
  const today = Math.floor(wallTime(at, promise.timeZone) / DAY_MS) * DAY_MS;
  const found = promise.runs.flatMap(({ weekdays, minute, weeks }) => {
    for (let day = today; day >= today - 8 * DAY_MS; day -= DAY_MS) {
      if (weekdays.length > 0 && !weekdays.includes(new Date(day).getUTCDay())) continue;
      const planned = momentOf(day + minute * 60_000, promise.timeZone);
      if (planned <= at) return [planned - (weeks - 1) * WEEK_MS];
    }
    return [];
  });
  return found.length === 0 ? null : Math.max(...found);
}

/** The newest planned time for which a recovery point must be there by now. */
export const lastDue = (promise: BackupPromise, now: number): number | null => plannedBefore(promise, now - graceMs(promise));

/** What a policy promises in words. @example 'a recovery point every day at 22:00' */
export function promiseSays({ runs, timeZone, logMinutes }: BackupPromise): string {
  const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const [first] = runs;
  const daily = runs.filter(({ weekdays }) => weekdays.length === 0);
  const days = [...new Set(runs.flatMap(({ weekdays }) => weekdays))].sort((a, b) => a - b);
  const names = days.map((day) => `${dayNames[day]?.charAt(0).toUpperCase()}${dayNames[day]?.slice(1, 3)}`).join(', ');
  const zone = timeZone === 'UTC' ? ' UTC' : ` ${timeZone}`;
  const every =
    daily.length > 1
      ? `${daily.length} times a day`
      : daily.length === 1
        ? `every day at ${clock(daily[0]?.minute ?? 0)}${zone}`
        : `${(first?.weeks ?? 1) > 1 ? `every ${first?.weeks} weeks` : 'every week'} on ${names} at ${clock(first?.minute ?? 0)}${zone}`;
  return logMinutes === null ? every : `${every}, logs every ${logMinutes} min`;
}
