// Private endpoint connections of a vault: found by name or id, listed for a form.
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import type { Choice } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import type { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { mustHaveVault, type VaultSettings } from './vault.ts';

export type Connection = VaultSettings['privateEndpoints'][number];

/** Null: the vault has no such connection. */
export async function connectionOf(azure: AzureBackup, vault: string, connection: string): Promise<Connection | null> {
  const { privateEndpoints } = await mustHaveVault(azure, vault);
  const name = decodeURIComponent(connection.split('/').at(-1) ?? '').toLowerCase();
  return privateEndpoints.find((one) => one.name.toLowerCase() === name) ?? null;
}

export async function mustHaveConnection(azure: AzureBackup, vault: string, connection: string): Promise<Connection> {
  const found = await connectionOf(azure, vault, connection);
  if (found) return found;
  const names = (await mustHaveVault(azure, vault)).privateEndpoints.map(({ name }) => name);
  throw fail('not_found', `The vault has no private endpoint connection called ${connection.split('/').at(-1)}.`, {
    advice: names.length > 0 ? [`It has: ${names.slice(0, 10).join(', ')}.`] : [],
  });
}

export async function connectionChoices({ azure, params, search }: Parameters<typeof vaultChoices>[0]): Promise<Choice[]> {
  const vault = params.vault;
  if (typeof vault !== 'string' || vault === '' || vault.includes('{{')) return [];
  const { privateEndpoints } = await mustHaveVault(azure, await vaultId(azure, vault));
  return privateEndpoints
    .filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
    .map(({ name, state, groups }) => ({ value: name, label: name, detail: `${state} · ${groups.join(', ')}` }));
}
