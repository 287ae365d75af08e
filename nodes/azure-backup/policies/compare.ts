// What differs between two policies, and whether the second protects less: keeps shorter, backs up less often, drops a kind of
// backup. Azure deletes recovery points that a changed policy no longer keeps, so "less" is what a guard has to see.
import { type BackupPolicyPlan, weekDays } from '../../kit/backup-policy/shape.ts';
import { azureZone } from '../../kit/backup-policy/zone.ts';

export const changeKinds = ['shorter', 'less often', 'longer', 'more often', 'other'] as const;

export interface PolicyChange {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly kind: (typeof changeKinds)[number];
}

type Plan = BackupPolicyPlan;
type Kind = PolicyChange['kind'];

export const isWeaker = ({ kind }: PolicyChange): boolean => kind === 'shorter' || kind === 'less often';

export function policyChanges(before: Plan, after: Plan): readonly PolicyChange[] {
  return [
    ...changed('Policy type', before.workload, after.workload),
    ...schedule(before, after),
    ...kept(before, after),
    ...extras(before, after),
  ];
}

/**
 * A wanted policy says nothing about what it leaves out: snapshots, their resource group and the archive stay as they are.
 * (A Standard policy that becomes weekly gets its snapshots from Azure: only 5 days are possible.)
 */
export function carriedOver(before: Plan, wanted: Plan): Plan {
  if (before.workload !== wanted.workload) return wanted;
  const { instantDays, snapshotGroup, archive } = before;
  const fixed = wanted.workload === 'vm' && wanted.schedule.every === 'week' && instantDays !== 5;
  return {
    ...(instantDays === undefined || fixed ? {} : { instantDays }),
    ...(snapshotGroup ? { snapshotGroup } : {}),
    ...(archive ? { archive } : {}),
    ...wanted,
  };
}

function shown(value: unknown): string {
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([name, one]) => `${name} ${shown(one)}`)
    .join(', ');
}

function changed(what: string, before: unknown, after: unknown, kind: Kind = 'other'): PolicyChange[] {
  return shown(before) === shown(after) ? [] : [{ what, before: shown(before), after: shown(after), kind }];
}

/** `Europe/Berlin` and what Azure calls it are one zone. */
const zone = ({ schedule: { timeZone = 'UTC' } }: Plan): string => azureZone(timeZone) ?? timeZone;

/** Backups in a week. */
function often({ schedule: { every, on, interval, window } }: Plan): number {
  if (every === 'hours') return 7 * (Math.floor((window ?? 0) / (interval ?? 4)) + 1);
  return every === 'day' ? 7 : (on?.length ?? 0);
}

function schedule(before: Plan, after: Plan): PolicyChange[] {
  const text = ({ schedule: { every, at, on, interval, from, window } }: Plan) =>
    every === 'hours'
      ? `every ${interval} hours from ${from} for ${window} hours`
      : `every ${every === 'day' ? 'day' : weekDays.filter((day) => on?.includes(day)).join(', ')} at ${at}`;
  const [was, is] = [often(before), often(after)];
  return [
    ...changed('Schedule', text(before), text(after), is < was ? 'less often' : is > was ? 'more often' : 'other'),
    ...changed('Timezone', zone(before), zone(after)),
  ];
}

/** A length of time: none counts as nothing kept. */
function length(what: string, before: number | undefined, after: number | undefined): PolicyChange[] {
  return changed(what, before, after, (after ?? 0) < (before ?? 0) ? 'shorter' : 'longer');
}

/** Which backups are kept: whatever falls out of the choice is kept no longer. */
function chosen(what: string, before: readonly unknown[] | undefined, after: readonly unknown[] | undefined): PolicyChange[] {
  if (!before || !after) return [];
  const set = new Set(after);
  const lost = before.some((one) => !set.has(one));
  return changed(what, [...before].sort(), [...after].sort(), lost ? 'shorter' : 'longer');
}

function kept({ keep: before }: Plan, { keep: after }: Plan): PolicyChange[] {
  const found = [...length('Daily backup points (days)', before.days, after.days)];
  for (const [name, words] of [
    ['weeks', 'Weekly backup points'],
    ['months', 'Monthly backup points'],
    ['years', 'Yearly backup points'],
  ] as const) {
    const [was, is] = [before[name], after[name]];
    found.push(...length(`${words} (${name})`, was?.count, is?.count), ...chosen(`${words}: days`, was?.on, is?.on));
  }
  for (const [name, words] of [
    ['months', 'Monthly backup points'],
    ['years', 'Yearly backup points'],
  ] as const) {
    const [was, is] = [before[name], after[name]];
    if (!was || !is) continue;
    found.push(...chosen(`${words}: weeks`, was.week, is.week), ...chosen(`${words}: dates`, was.dates, is.dates));
    if ((was.dates === undefined) !== (is.dates === undefined))
      found.push({
        what: `${words}: chosen by`,
        before: was.dates ? 'date' : 'weekday',
        after: is.dates ? 'date' : 'weekday',
        kind: 'shorter',
      });
  }
  found.push(...chosen('Yearly backup points: months', before.years?.in, after.years?.in));
  return found;
}

function extras(before: Plan, after: Plan): PolicyChange[] {
  const logs = (plan: Plan) => (plan.log ? 1 / plan.log.everyMinutes : 0);
  const dropped = (name: 'differential' | 'incremental') => {
    const [was, is] = [before[name], after[name]];
    return [
      ...length(`${name === 'differential' ? 'Differential' : 'Incremental'} backup kept (days)`, was?.keepDays, is?.keepDays),
      ...chosen(`${name === 'differential' ? 'Differential' : 'Incremental'} backup: days`, was?.on, is?.on),
      ...(was && is ? changed(`${name === 'differential' ? 'Differential' : 'Incremental'} backup: time`, was.at, is.at) : []),
    ];
  };
  return [
    ...length('Instant restore (days)', before.instantDays, after.instantDays),
    ...length('Snapshot retention (days)', before.snapshotDays, after.snapshotDays),
    ...changed(
      'Backup tier',
      before.workload === 'file-share' ? (before.snapshotDays === undefined ? 'Snapshot' : 'Vault') : undefined,
      after.workload === 'file-share' ? (after.snapshotDays === undefined ? 'Snapshot' : 'Vault') : undefined,
      before.snapshotDays !== undefined && after.snapshotDays === undefined ? 'shorter' : 'other',
    ),
    ...changed('Snapshot resource group', before.snapshotGroup, after.snapshotGroup),
    ...changed('Archive tier', archiveText(before), archiveText(after)),
    ...dropped('differential'),
    ...dropped('incremental'),
    ...changed(
      'Log backup (minutes)',
      before.log?.everyMinutes,
      after.log?.everyMinutes,
      logs(after) < logs(before) ? 'less often' : 'more often',
    ),
    ...length('Log backup kept (days)', before.log?.keepDays, after.log?.keepDays),
    ...changed('Compression', before.compression ?? false, after.compression ?? false),
  ];
}

const archiveText = ({ archive }: Plan): string =>
  !archive ? 'as it was' : archive.when === 'after' ? `after ${archive.after} ${archive.unit ?? 'days'}` : archive.when;
