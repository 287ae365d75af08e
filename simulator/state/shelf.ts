// Where a deleted vault waits with all that is in it: under keys that no path leads to, so that a new vault of the same name does not
// meet them. What is on it comes back whole.
import type { Store } from './database.ts';
import { deletedVaultKey, keyOfVault, rekeyVault } from './keys.ts';
import type { Vault } from './model.ts';

const shelf = (vault: Vault) => `deleted|${keyOfVault(vault)}`;

export function shelve(store: Store, vault: Vault, at: number): void {
  store.remove('vault', keyOfVault(vault));
  rekeyVault(store, keyOfVault(vault), shelf(vault));
  const purgeAt = at + vault.softDeleteDays * 86_400_000;
  store.put('deletedVault', deletedVaultKey(vault), { vault, deletedAt: at, purgeAt }, { parent: vault.subscription.toLowerCase() });
}

/** `back`: the vault as it is to be; it may be in another resource group. */
export function unshelve(store: Store, deleted: Vault, back: Vault): void {
  store.remove('deletedVault', deletedVaultKey(deleted));
  rekeyVault(store, shelf(deleted), keyOfVault(back));
  store.put('vault', keyOfVault(back), back, { parent: back.subscription.toLowerCase() });
}
