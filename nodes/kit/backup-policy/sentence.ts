// A policy as one sentence: "Every day at 23:00 (UTC), kept 30 days; Sundays 12 weeks …". It reads a half-written policy as it is:
// what is missing is left out, what an expression will give is shown as …
import { known, number, type Plan, part, texts } from './finding.ts';

export function policySentence(policy: unknown): string {
  const plan = part(policy);
  if (!plan) return '';
  const when = scheduleText(part(plan.schedule));
  const kept = keepText(part(plan.keep));
  const main = [when, kept[0] ? `kept ${kept[0]}` : ''].filter(Boolean).join(', ');
  const text = [main, ...kept.slice(1), ...extras(plan)].filter(Boolean).join('; ');
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const shown = (value: unknown): string => (known(value) ? String(value) : '…');

function scheduleText(schedule: Plan | null): string {
  if (!schedule) return '';
  const zone = schedule.timeZone === undefined ? 'UTC' : shown(schedule.timeZone);
  switch (schedule.every) {
    case 'day':
      return `every day at ${shown(schedule.at)} (${zone})`;
    case 'week':
      return `every ${joined(schedule.on)} at ${shown(schedule.at)} (${zone})`;
    case 'hours':
      return `every ${shown(schedule.interval)} hours from ${shown(schedule.from)} for ${shown(schedule.window)} hours (${zone})`;
    default:
      return '';
  }
}

/** The shortest retention comes first: it is the one of most backups. */
function keepText(keep: Plan | null): string[] {
  if (!keep) return [];
  const [weeks, months, years] = [part(keep.weeks), part(keep.months), part(keep.years)];
  return [
    keep.days === undefined ? '' : amount(keep.days, 'day'),
    weeks ? `${joined(weeks.on, 's')} ${amount(weeks.count, 'week')}` : '',
    months ? `${which(months)} of the month ${amount(months.count, 'month')}` : '',
    years ? `${which(years)} of ${joined(years.in)} ${amount(years.count, 'year')}` : '',
  ].filter(Boolean);
}

function which(rule: Plan): string {
  if (Array.isArray(rule.dates)) return `${list(rule.dates.map((date) => (date === 'last' ? 'last day' : `day ${shown(date)}`)))}`;
  return `${joined(rule.week).toLowerCase()} ${joined(rule.on)}`;
}

function extras(plan: Plan): string[] {
  const [log, archive, differential, incremental] = [part(plan.log), part(plan.archive), part(plan.differential), part(plan.incremental)];
  const minutes = number(log?.everyMinutes);
  return [
    differential ? `differential on ${joined(differential.on)}, ${amount(differential.keepDays, 'day')}` : '',
    incremental ? `incremental on ${joined(incremental.on)}, ${amount(incremental.keepDays, 'day')}` : '',
    log
      ? `logs every ${minutes !== null && minutes % 60 === 0 ? amount(minutes / 60, 'hour') : amount(log.everyMinutes, 'minute')}, ${amount(log.keepDays, 'day')}`
      : '',
    plan.instantDays === undefined ? '' : `snapshots at hand ${amount(plan.instantDays, 'day')}`,
    plan.snapshotDays === undefined ? '' : `in the vault, snapshots ${amount(plan.snapshotDays, 'day')}`,
    archive?.when === 'after' ? `to the archive after ${amount(archive.after, String(archive.unit ?? 'days').replace(/s$/, ''))}` : '',
    archive?.when === 'recommended' ? 'to the archive when Azure recommends it' : '',
    archive?.when === 'never' ? 'never to the archive' : '',
  ].filter(Boolean);
}

const amount = (value: unknown, unit: string): string => `${shown(value)} ${unit}${number(value) === 1 ? '' : 's'}`;

function joined(value: unknown, ending = ''): string {
  const names = texts(value);
  return names.length === 0 ? '…' : list(names.map((name) => `${name}${ending}`));
}

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
