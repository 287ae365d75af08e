// Retention that fits the schedule: a weekly schedule keeps weeks on exactly its days, months and years take their backups from
// days that have one, and every range stays within what Azure allows for the workload.
import { type Finding, isKnownList, known, number, type Plan, part, texts } from './finding.ts';

const general = { days: [7, 9999], weeks: [1, 5163], months: [1, 1188], years: [1, 99] } as const;
const files = { days: [1, 200], weeks: [1, 200], months: [1, 120], years: [1, 10] } as const;
/** Snapshots of a file share at one time; Azure Files itself has no more room. */
const mostSharePoints = 200;

export function retentionRules(plan: Plan): Finding[] {
  const [keep, schedule] = [part(plan.keep), part(plan.schedule)];
  if (!keep || !schedule) return [];
  const found: Finding[] = [];
  const wrong = (path: readonly string[], message: string) => found.push({ path: ['keep', ...path], message });
  const weekly = schedule.every === 'week';
  if (weekly && keep.days !== undefined) wrong(['days'], 'A weekly schedule makes no daily backups to keep.');
  if (weekly && keep.weeks === undefined) wrong(['weeks'], 'With a weekly schedule, say how many weeks its backups are kept.');
  if ((schedule.every === 'day' || schedule.every === 'hours') && keep.days === undefined)
    wrong(['days'], 'Say how many days daily backups are kept.');
  found.push(...ranges(plan, keep), ...ofMonth(keep, 'months', weekly), ...ofMonth(keep, 'years', weekly));
  if (weekly) found.push(...dayRules(keep, schedule));
  return found;
}

function ranges(plan: Plan, keep: Plan): Finding[] {
  const limits = plan.workload === 'file-share' && plan.snapshotDays === undefined ? files : general;
  const least = plan.workload === 'file-share' ? 1 : general.days[0];
  const found: Finding[] = [];
  for (const [name, [lowest, most]] of Object.entries(limits)) {
    const path = name === 'days' ? ['keep', name] : ['keep', name, 'count'];
    const value = number(name === 'days' ? keep.days : part(keep[name])?.count);
    const low = name === 'days' ? least : lowest;
    if (value !== null && known(plan.workload) && (value < low || value > most))
      found.push({ path, message: `Must be ${low} to ${most} ${name} for this type of policy.` });
  }
  const [days, schedule] = [number(keep.days), part(plan.schedule)];
  const [interval, window] = [number(schedule?.interval), number(schedule?.window)];
  if (limits === files && schedule?.every === 'hours' && days !== null && interval && window) {
    const points = (Math.floor(window / interval) + 1) * (days + 1);
    if (points > mostSharePoints)
      found.push({
        path: ['keep', 'days'],
        message: `That makes about ${points} snapshots; a file share holds ${mostSharePoints}. Keep fewer days or back up less often.`,
      });
  }
  return found;
}

function ofMonth(keep: Plan, name: 'months' | 'years', weekly: boolean): Finding[] {
  const rule = part(keep[name]);
  if (!rule) return [];
  const found: Finding[] = [];
  const wrong = (at: string, message: string) => found.push({ path: ['keep', name, at], message });
  const byDay = rule.week !== undefined || rule.on !== undefined;
  if (byDay && rule.dates !== undefined) wrong('dates', 'Choose either weekdays or dates.');
  else if (!byDay && rule.dates === undefined) wrong('week', 'Say which backup of the month is kept: by weekday or by date.');
  else if (byDay && rule.week === undefined) wrong('week', 'Say in which week of the month.');
  else if (byDay && rule.on === undefined) wrong('on', 'Say on which day of the week.');
  else if (weekly && rule.dates !== undefined) wrong('dates', 'With a weekly schedule, months and years go by weekday, not by date.');
  return found;
}

function dayRules(keep: Plan, schedule: Plan): Finding[] {
  if (!isKnownList(schedule.on)) return [];
  const backedUp = texts(schedule.on);
  const found: Finding[] = [];
  for (const name of ['weeks', 'months', 'years']) {
    const on = part(keep[name])?.on;
    const stray = texts(on).find((day) => !backedUp.includes(day));
    if (stray) found.push({ path: ['keep', name, 'on'], message: `There is no backup on ${stray}.` });
    else if (name === 'weeks' && isKnownList(on) && new Set(texts(on)).size < new Set(backedUp).size)
      found.push({ path: ['keep', name, 'on'], message: `Must be all days of the schedule: ${backedUp.join(', ')}.` });
  }
  return found;
}
