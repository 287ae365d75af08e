// Moving old recovery points to the archive tier: which workloads can, and how early. The archive keeps what it takes for at
// least 180 days, so only points that live long enough may go there.
import { type Finding, known, number, type Plan, part } from './finding.ts';

const inDays = { days: 1, weeks: 7, months: 30, years: 365 } as const;

export function archiveRules(plan: Plan): Finding[] {
  const archive = part(plan.archive);
  if (!archive || !known(plan.workload) || !known(archive.when)) return [];
  const wrong = (at: string, message: string): Finding[] => [{ path: ['archive', at], message }];
  const [vm, keep] = [plan.workload === 'vm' || plan.workload === 'vm-enhanced', part(plan.keep)];
  if (plan.workload === 'file-share') return wrong('when', 'Azure Files has no archive tier.');
  if (archive.when !== 'after' && archive.after !== undefined) return wrong('after', 'Only “after a time” has a time.');
  if (archive.when === 'never') return [];
  if (archive.when === 'recommended') {
    if (!vm) return wrong('when', 'Databases are moved after a time; Azure recommends points of VMs only.');
    return keep?.months || keep?.years ? [] : wrong('when', 'Only monthly and yearly backups go to the archive: keep some.');
  }
  if (archive.after === undefined) return wrong('after', 'Say after how long.');
  const after = number(archive.after);
  if (after === null || (archive.unit !== undefined && !known(archive.unit))) return [];
  const days = after * inDays[(archive.unit ?? 'days') as keyof typeof inDays];
  if (vm && days < 90) return wrong('after', 'Backups of VMs go to the archive after 3 months at the earliest.');
  if (!vm && days < 45) return wrong('after', 'Backups of databases go to the archive after 45 days at the earliest.');
  if (vm && !keep?.months && !keep?.years) return wrong('when', 'Only monthly and yearly backups of VMs go to the archive: keep some.');
  const longest = Math.max(
    number(keep?.days) ?? 0,
    ...(['weeks', 'months', 'years'] as const).map((name) => (number(part(keep?.[name])?.count) ?? 0) * inDays[name]),
  );
  const open = ['weeks', 'months', 'years'].some((name) => typeof part(keep?.[name])?.count === 'string');
  return open || longest >= days + 180
    ? []
    : wrong('after', 'Nothing is kept 180 days longer than that, which is the least time in the archive.');
}
