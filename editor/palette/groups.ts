// The groups of the palette, in order, with the words people see.
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';

export const groups: readonly { readonly group: NodeTypeJson['group']; readonly title: string }[] = [
  { group: 'trigger', title: 'Triggers' },
  { group: 'azure-backup', title: 'Azure Backup' },
  { group: 'azure', title: 'Azure' },
  { group: 'mars', title: 'MARS agents' },
  { group: 'logic', title: 'Logic' },
  { group: 'http', title: 'HTTP' },
  { group: 'notify', title: 'Notify' },
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
