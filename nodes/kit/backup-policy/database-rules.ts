// Log, differential and incremental backups: databases only, on days without a full backup, kept within Azure's limits.
import { type Finding, isKnownList, known, number, type Plan, part, texts } from './finding.ts';

const logMinutes = [15, 30, 60, 120, 240, 480, 720, 1440];

export function databaseRules(plan: Plan): Finding[] {
  const { workload } = plan;
  if (!known(workload)) return [];
  const found: Finding[] = [];
  const wrong = (path: readonly string[], message: string) => found.push({ path, message });
  const database = workload === 'sql' || workload === 'hana';
  for (const name of ['log', 'differential', 'incremental', 'compression'] as const)
    if (!database && plan[name] !== undefined) wrong([name], 'Only policies for databases have this.');
  if (!database) return found;
  if (workload === 'sql' && plan.incremental !== undefined) wrong(['incremental'], 'SQL Server has no incremental backups.');
  if (plan.incremental !== undefined && plan.differential !== undefined)
    wrong(['incremental'], 'Choose either differential or incremental backups.');
  for (const name of ['differential', 'incremental'] as const) found.push(...between(plan, name));
  const log = part(plan.log);
  const [minutes, days] = [number(log?.everyMinutes), number(log?.keepDays)];
  if (minutes !== null && !logMinutes.includes(minutes))
    wrong(['log', 'everyMinutes'], 'Log backups go every 15 or 30 minutes, or every 1, 2, 4, 8, 12 or 24 hours.');
  if (days !== null && (days < 7 || days > 35)) wrong(['log', 'keepDays'], 'Log backups are kept 7 to 35 days.');
  return found;
}

function between(plan: Plan, name: 'differential' | 'incremental'): Finding[] {
  const [extra, schedule] = [part(plan[name]), part(plan.schedule)];
  if (!extra || !schedule) return [];
  const found: Finding[] = [];
  const wrong = (at: string, message: string) => found.push({ path: [name, at], message });
  if (schedule.every === 'day') wrong('on', `A full backup is made every day: there is no day for a ${name} one.`);
  else if (isKnownList(schedule.on)) {
    const both = texts(extra.on).find((day) => texts(schedule.on).includes(day));
    if (both) wrong('on', `${both} has a full backup already.`);
  }
  if (known(extra.at) && !/:(00|30)$/.test(String(extra.at))) wrong('at', 'Azure starts backups on the hour or the half hour only.');
  const days = number(extra.keepDays);
  if (days !== null && (days < 7 || days > 180))
    wrong('keepDays', `${name === 'differential' ? 'Differential' : 'Incremental'} backups are kept 7 to 180 days.`);
  return found;
}
