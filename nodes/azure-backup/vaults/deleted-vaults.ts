// Vaults that were deleted with soft-deleted items in them: Azure lists them by region and keeps them for as long as the items.
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import type { Choice } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { isArmId } from '../find.ts';
import { list, raw, text, vaultParts } from './vault.ts';

/** The first version that knows them. */
export const deletedVaultsApi = '2025-08-01';

export interface DeletedVault {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  /** The id that it had. */
  readonly vaultId: string;
  readonly resourceGroup: string;
  readonly subscriptionId: string;
  readonly deletedAt: string;
  readonly purgedAt: string;
}

const plain = (location: string) => location.replaceAll(' ', '').toLowerCase();

/** Places to ask: every region that the subscription's vaults and resource groups are in, or the one that is named. */
async function places(azure: AzureBackup, location: string): Promise<string[]> {
  const found = new Set<string>();
  const { body } = await azure.arm({ method: 'GET', path: '/subscriptions', apiVersion: '2022-09-01' });
  for (const one of list(raw(body).value)) {
    const scope = `/subscriptions/${text(raw(one).subscriptionId)}`;
    if (location !== '') {
      found.add(`${scope}|${plain(location)}`);
      continue;
    }
    const groups = await azure.arm({ method: 'GET', path: `${scope}/resourcegroups`, apiVersion: '2022-09-01' });
    for (const group of list(raw(groups.body).value)) found.add(`${scope}|${plain(text(raw(group).location))}`);
  }
  if (location === '')
    for await (const vault of azure.vaults()) found.add(`/subscriptions/${vault.subscriptionId}|${plain(vault.location)}`);
  return [...found].sort();
}

export async function* deletedVaults(azure: AzureBackup, location = ''): AsyncGenerator<DeletedVault> {
  for (const place of await places(azure, location)) {
    const [scope = '', region = ''] = place.split('|');
    const path = `${scope}/providers/Microsoft.RecoveryServices/locations/${region}/deletedVaults`;
    const { body } = await azure.arm({ method: 'GET', path, apiVersion: deletedVaultsApi });
    for (const one of list(raw(body).value)) {
      const { id, name, properties } = raw(one);
      const { vaultId, vaultDeletionTime, purgeAt } = raw(properties);
      const { subscriptionId, resourceGroup } = vaultParts(text(vaultId));
      yield {
        id: text(id),
        name: text(name),
        location: region,
        vaultId: text(vaultId),
        resourceGroup,
        subscriptionId,
        deletedAt: text(vaultDeletionTime),
        purgedAt: text(purgeAt),
      };
    }
  }
}

/** By the id of the deleted vault, by the id that it had, or by name. */
export async function findDeletedVault(azure: AzureBackup, vault: string): Promise<DeletedVault | null> {
  const wanted = vault.toLowerCase();
  const found: DeletedVault[] = [];
  for await (const one of deletedVaults(azure))
    if ([one.id, one.vaultId, ...(isArmId(vault) ? [] : [one.name])].some((known) => known.toLowerCase() === wanted)) found.push(one);
  if (found.length > 1)
    throw fail('param_invalid', `${found.length} deleted vaults are called ${vault}. Choose one by its id.`, {
      advice: found.slice(0, 10).map(({ id }) => id),
    });
  return found[0] ?? null;
}

export async function deletedVaultChoices({ azure, search }: { readonly azure: AzureBackup; readonly search: string }): Promise<Choice[]> {
  const found: Choice[] = [];
  for await (const { id, name, resourceGroup, location, purgedAt } of deletedVaults(azure))
    if (name.toLowerCase().includes(search.toLowerCase()))
      found.push({ value: id, label: name, detail: `${resourceGroup} · ${location} · kept until ${purgedAt.slice(0, 10)}` });
  return found;
}
