// What Azure Backup accepts in a policy beyond its shape, checked before anything is sent: which parts a workload has, times on
// the half hour, retention that fits the schedule, ranges. Every finding is a place and a sentence. Values that are not
// known yet (expressions) are skipped, never guessed.
import { archiveRules } from './archive-rules.ts';
import { databaseRules } from './database-rules.ts';
import { type Finding, known, number, type Plan, part, texts } from './finding.ts';
import { retentionRules } from './retention-rules.ts';
import { azureZone } from './zone.ts';

export type { Finding } from './finding.ts';

const halfHour = /:(00|30)$/;

/** All that is wrong, in the order of the form. */
export function policyFindings(policy: unknown): readonly Finding[] {
  const plan = part(policy);
  if (!plan) return [];
  return [...scheduleRules(plan), ...retentionRules(plan), ...snapshotRules(plan), ...archiveRules(plan), ...databaseRules(plan)];
}

function scheduleRules(plan: Plan): Finding[] {
  const schedule = part(plan.schedule);
  if (!schedule) return [];
  const found: Finding[] = [];
  const wrong = (name: string, message: string) => found.push({ path: ['schedule', name], message });
  const { every } = schedule;
  for (const name of ['at', 'from'] as const) {
    const time = schedule[name];
    if (known(time) && !halfHour.test(String(time))) wrong(name, 'Azure starts backups on the hour or the half hour only.');
  }
  if (known(schedule.timeZone) && azureZone(String(schedule.timeZone)) === null)
    wrong('timeZone', `Azure knows no time zone called ${String(schedule.timeZone)}.`);
  if (every === 'hours') {
    if (known(plan.workload) && !['vm-enhanced', 'file-share'].includes(String(plan.workload)))
      wrong('every', 'Several backups a day need an Enhanced policy for VMs, or a policy for Azure Files.');
    if (schedule.interval === undefined) wrong('interval', 'Say every how many hours: 4, 6, 8 or 12.');
    if (schedule.from === undefined) wrong('from', 'Say when the first backup of the day starts.');
    if (schedule.window === undefined) wrong('window', 'Say for how many hours of the day backups start.');
    const [interval, window] = [number(schedule.interval), number(schedule.window)];
    if (interval !== null && window !== null && window < interval)
      wrong('window', `The duration must be at least the interval: ${interval} hours.`);
    if (schedule.at !== undefined) wrong('at', 'An hourly schedule has a start time and a duration instead of a time.');
  } else {
    if (schedule.at === undefined) wrong('at', 'Say at what time the backup starts.');
    for (const name of ['interval', 'from', 'window'] as const)
      if (schedule[name] !== undefined) wrong(name, 'Only an hourly schedule has this.');
  }
  if (every === 'week' && schedule.on === undefined) wrong('on', 'Say on which days of the week.');
  if ((every === 'day' || every === 'hours') && schedule.on !== undefined) wrong('on', 'Only a weekly schedule has days.');
  return found;
}

function snapshotRules(plan: Plan): Finding[] {
  const found: Finding[] = [];
  const wrong = (name: string, message: string) => found.push({ path: [name], message });
  const { workload } = plan;
  if (!known(workload)) return found;
  const vm = workload === 'vm' || workload === 'vm-enhanced';
  const instant = number(plan.instantDays);
  if (!vm && plan.instantDays !== undefined) wrong('instantDays', 'Only policies for VMs have instant restore.');
  if (!vm && plan.snapshotGroup !== undefined) wrong('snapshotGroup', 'Only policies for VMs have a resource group for snapshots.');
  if (vm && instant !== null) {
    const most = workload === 'vm' ? 5 : 30;
    const days = number(part(plan.keep)?.days);
    if (instant > most)
      wrong(
        'instantDays',
        workload === 'vm'
          ? 'A Standard policy keeps snapshots 1 to 5 days; an Enhanced one up to 30.'
          : 'Snapshots are kept 1 to 30 days for instant restore.',
      );
    else if (workload === 'vm' && part(plan.schedule)?.every === 'week' && instant !== 5)
      wrong('instantDays', 'With a weekly schedule a Standard policy keeps snapshots exactly 5 days.');
    else if (days !== null && days < instant) wrong('instantDays', 'Snapshots cannot be kept longer than daily backups.');
  }
  if (plan.snapshotDays !== undefined) {
    const days = number(plan.snapshotDays);
    if (workload !== 'file-share') wrong('snapshotDays', 'Only policies for Azure Files have a snapshot retention.');
    else if (days !== null && days > 30) wrong('snapshotDays', 'Snapshots are kept 1 to 30 days beside the vault.');
  }
  const prefix = part(plan.snapshotGroup)?.prefix;
  if (known(prefix) && texts([prefix]).some((text) => text.length > 80))
    found.push({ path: ['snapshotGroup', 'prefix'], message: 'The name of a resource group has at most 90 characters.' });
  return found;
}
