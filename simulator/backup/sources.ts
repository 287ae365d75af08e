// What lies behind containers: machines and accounts of the vault's region, and the databases that a registered machine shows.
import { armParts, databaseItem, itemKey, keyOfVault, resourceKey } from '../state/keys.ts';
import type { Container, Machine, StorageAccount, Vault } from '../state/model.ts';
import type { Call } from '../wire/call.ts';

const near = (vault: Vault) => (thing: { location: string }) => thing.location.toLowerCase() === vault.location.toLowerCase();
export const machines = (call: Call, vault: Vault): Machine[] =>
  call.store
    .list('machine')
    .map(({ doc }) => doc)
    .filter(near(vault));
export const accounts = (call: Call, vault: Vault): StorageAccount[] =>
  call.store
    .list('storageAccount')
    .map(({ doc }) => doc)
    .filter(near(vault));

/** The key of the machine or account behind a container. */
export const sourceOf = (container: Container) => {
  const source = armParts(container.sourceId);
  return source ? resourceKey(source.subscription, source.resourceGroup, source.name) : '';
};

/** The databases of a registered machine that fit what it is registered for. */
export function databases(call: Call, vault: Vault, container: Container) {
  const machine = call.store.get('machine', sourceOf(container));
  return (machine?.databases ?? [])
    .filter((database) => (container.workload === 'SAPHanaDatabase') === (database.kind === 'hana'))
    .map((database) => {
      const name = databaseItem(database.kind, database.instance, database.name);
      const taken = call.store.get('item', itemKey(keyOfVault(vault), container.name, name));
      return { ...database, item: name, taken: taken !== null, server: container.friendlyName };
    });
}
