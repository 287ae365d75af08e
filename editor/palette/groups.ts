// The groups of the palette, in order, with the words people see.
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';

export const groups: readonly { readonly group: NodeTypeJson['group']; readonly title: string }[] = [
  { group: 'trigger', title: 'Triggers' },
  { group: 'azure-backup', title: 'Azure Backup' },
  { group: 'azure', title: 'Azure' },
  { group: 'mars', title: 'MARS agents' },
  { group: 'logic', title: 'Logic' },
  { group: 'http', title: 'Other systems' },
  { group: 'notify', title: 'Notify' },
];

/** In this order below their group; others follow as they come. */
export const sectionOrder = [
  'Protect',
  'Jobs',
  'Recovery points',
  'Restore',
  'Policies',
  'Vaults',
  'Backup vaults',
  'Discover and register',
  'Any operation',
  'Web and data',
  'Tickets',
];

/** What most flows begin with stands first in its section; the rest follows as it comes. */
export const typeOrder = [
  'core.manual',
  'core.schedule',
  'core.webhook',
  'core.form',
  'azure-backup.list-items',
  'azure-backup.backup-now',
  'azure-backup.protect-vm',
  'azure-backup.list-jobs',
  'azure-backup.wait-for-job',
  'azure-backup.list-recovery-points',
  'azure-backup.pick-recovery-point',
  'azure-backup.restore-vm',
  'azure-backup.restore-disks',
  'azure-backup.list-vaults',
  'azure-backup.get-vault',
  'azure-backup.list-policies',
  'azure-backup.get-policy',
  'azure-backup.set-policy',
  'azure-backup.list-backup-vaults',
  'azure-backup.list-backup-instances',
  'core.if',
  'core.for-each',
  'core.filter',
  'core.set',
  'mars.overview',
  'http.request',
];

export interface Section {
  /** Unique in the palette. */
  readonly key: string;
  /** Null: the group's only one. */
  readonly title: string | null;
  readonly items: readonly NodeTypeJson[];
}

const placeIn = (order: readonly string[], name: string): number => {
  const at = order.indexOf(name);
  return at < 0 ? order.length : at;
};

/** The types of a group under their headings. */
export function sectionsOf(group: NodeTypeJson['group'], types: readonly NodeTypeJson[]): readonly Section[] {
  const byTitle = Map.groupBy(
    types.filter((type) => type.group === group).toSorted((a, b) => placeIn(typeOrder, a.type) - placeIn(typeOrder, b.type)),
    ({ section }) => section,
  );
  return [...byTitle]
    .sort(([a], [b]) => placeIn(sectionOrder, a ?? '') - placeIn(sectionOrder, b ?? ''))
    .map(([title, items]) => ({ key: title === null ? group : `${group}/${title}`, title, items }));
}

/** Open for somebody who has never opened or closed one. */
export const openAtFirst: readonly string[] = [
  'trigger',
  'azure-backup/Protect',
  'azure-backup/Jobs',
  'logic',
  'http/Web and data',
  'notify',
];

/** The newest version of each type: older ones live on in flows, but nobody adds them any more. */
export function newest(types: readonly NodeTypeJson[]): readonly NodeTypeJson[] {
  const best = new Map<string, NodeTypeJson>();
  for (const type of types) if ((best.get(type.type)?.version ?? 0) < type.version) best.set(type.type, type);
  return [...best.values()];
}

export const effectWords: Readonly<Record<NodeTypeJson['effect'], string>> = {
  none: '',
  read: 'reads',
  write: 'changes things',
  destroy: 'can delete things',
};
