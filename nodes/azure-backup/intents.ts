// Auto-protection as Azure keeps it: an intent, with a GUID for its name, that ties a SQL instance or availability group to a policy.
// The service writes the instance's id back in a form of its own, so it is compared by container and instance.
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import { entries, object, text, words } from './answer.ts';
import { filter } from './filter.ts';
import { vaultIdOf } from './find.ts';
import { lastPart, partOf } from './place.ts';

export interface Intent {
  readonly name: string;
  readonly vaultId: string;
  readonly server: string;
  readonly instance: string;
  readonly policyId: string | null;
  readonly policyName: string | null;
  readonly itemId: string;
}

/** `VMAppContainer;Compute;rg;vm` and `Compute;rg;vm` are the same machine. */
const machineOf = (id: string): string =>
  (partOf(id, 'protectionContainers') ?? partOf(id, 'backupProtectionContainer') ?? '').split(';').slice(-2).join(';');
const instanceOf = (id: string): string => lastPart(id).split(';').at(-1) ?? '';

export const sameInstance = (a: string, b: string): boolean =>
  machineOf(a).toLowerCase() === machineOf(b).toLowerCase() && instanceOf(a).toLowerCase() === instanceOf(b).toLowerCase();

export async function autoProtections(azure: AzureBackup, vaultId: string): Promise<Intent[]> {
  const { body } = await azure.operation({
    id: 'BackupProtectionIntent_List',
    scope: vaultId,
    query: filter({ backupManagementType: 'AzureWorkload' }),
  });
  return entries(body).map(({ id, name, properties }) => {
    const p = object(properties);
    const itemId = words(p.itemId);
    const policyId = text(p.policyId);
    return {
      name: words(name),
      vaultId: vaultIdOf(words(id)) ?? vaultId,
      server: machineOf(itemId).split(';').at(-1) ?? '',
      instance: instanceOf(itemId),
      policyId,
      policyName: policyId && lastPart(policyId),
      itemId,
    };
  });
}
