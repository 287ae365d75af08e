// Which moments a schedule names. A cron library reads the pattern, handed in because nothing here may bring one; what the two
// nights of a year mean is decided here, the same for the server's clock and the form: a time of day that does not exist comes
// when the clock jumps, one that exists twice comes once; "every hour" and "every 15 minutes" come as often as hours really pass.
import type { ReadSchedule } from './schedule.ts';
import { momentOf, wallTime } from './wall-time.ts';

/** The next `count` moments after `after` at which the clock of `timeZone` shows what the pattern says; fewer when it ends. */
export type CronRuns = (pattern: string, timeZone: string, after: number, count: number) => readonly number[];

const everyHour = (pattern: string): boolean => pattern.trim().split(/\s+/)[1] === '*';
const boundOf = (text: string, timeZone: string): number =>
  text.endsWith('Z') ? Date.parse(text) : momentOf(Date.parse(`${text}Z`), timeZone);

/** The next `count` planned times after `after`. Empty for a pattern that cannot be read or never comes. */
export function plannedTimes(runs: CronRuns, { cron, timeZone, startAt, stopAt }: ReadSchedule, after: number, count: number): number[] {
  const stop = stopAt === undefined ? Number.POSITIVE_INFINITY : boundOf(stopAt, timeZone);
  let last = startAt === undefined ? after : Math.max(after, boundOf(startAt, timeZone) - 1);
  if (everyHour(cron)) return runs(cron, timeZone, last, count).filter((time) => time < stop);
  const found: number[] = [];
  for (let wall = wallTime(last, timeZone); found.length < count; ) {
    const walls = runs(cron, 'UTC', wall, count - found.length);
    for (const next of walls) {
      wall = next;
      const time = momentOf(next, timeZone);
      if (time >= stop) return found;
      // What the clock showed once before, or several that fall into the same jump, came already.
      if (time > last) found.push(time);
      last = Math.max(last, time);
    }
    if (walls.length === 0) break;
  }
  return found;
}
