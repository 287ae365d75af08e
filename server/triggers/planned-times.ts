// What is to be done about planned times that have come: pure, so that a night, a year or a summer time can pass in a test.
import { Cron } from 'croner';
import { type CronRuns, plannedTimes as planned } from '../../nodes/kit/planned-times.ts';
import type { CatchUp } from '../../nodes/kit/schedule.ts';

export interface Times {
  readonly pattern: string;
  readonly timeZone: string;
  readonly startAt: string | null;
  readonly stopAt: string | null;
}

/** A schedule that has come: `nextAt` is not after now. */
export interface DueSchedule extends Times {
  readonly nextAt: number;
  readonly catchUp: CatchUp;
  readonly windowMs: number;
}

export interface Due {
  /** To be started, the oldest first. */
  readonly fire: readonly number[];
  /** Nobody could start these in time; they are let go. */
  readonly missed: { readonly times: readonly number[]; readonly more: boolean } | null;
}

/** A timer is late by less; whatever comes later was missed. */
const ON_TIME_MS = 60_000;
const MOST_MADE_UP_FOR = 100;
const MOST_COUNTED = 200;
const HOUR_MS = 3_600_000;

const cronRuns: CronRuns = (pattern, timezone, after, count) => {
  try {
    const cron = new Cron(pattern, { timezone, paused: true, mode: '5-part' });
    return cron.nextRuns(count, new Date(after)).map((date) => date.getTime());
  } catch {
    return [];
  }
};

/** The next `count` planned times after `after`. Empty for a pattern that cannot be read or never comes. */
export const plannedTimes = ({ pattern, timeZone, startAt, stopAt }: Times, after: number, count: number): number[] =>
  planned(cronRuns, { cron: pattern, timeZone, ...(startAt ? { startAt } : {}), ...(stopAt ? { stopAt } : {}) }, after, count);

export function dueTimes(schedule: DueSchedule, now: number): Due {
  const { nextAt, catchUp, windowMs } = schedule;
  const due = [nextAt, ...plannedTimes(schedule, nextAt, MOST_COUNTED).filter((time) => time <= now)];
  const more = due.length > MOST_COUNTED;
  const most = catchUp === 'all' ? MOST_MADE_UP_FOR : 1;
  const newest = more ? newestUpTo(schedule, now, most) : due.slice(-most);
  const earliest = now - (catchUp === 'none' ? ON_TIME_MS : Math.max(windowMs, ON_TIME_MS));
  const fire = newest.filter((time) => time >= earliest);
  const [first = Number.POSITIVE_INFINITY] = fire;
  const times = due.filter((time) => time < first);
  return { fire, missed: times.length > 0 ? { times, more } : null };
}

/** Looks back further and further, but never further than it must: a schedule of every minute has a long past. */
function newestUpTo(times: Times & { readonly nextAt: number }, now: number, count: number): number[] {
  for (let span = HOUR_MS; ; span *= 4) {
    const from = Math.max(times.nextAt, now - span);
    const found = plannedTimes(times, from, count * 8).filter((time) => time <= now);
    if (found.length >= count || from === times.nextAt) return found.slice(-count);
  }
}
