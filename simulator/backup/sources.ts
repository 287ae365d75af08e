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

/** The databases of a registered machine that fit what it is registered for, as far as discovery has seen them. */
export function databases(call: Call, vault: Vault, container: Container) {
  const machine = call.store.get('machine', sourceOf(container));
  const seen = ({ kind, instance, name }: Machine['databases'][number]) =>
    !container.seen || container.seen.includes(databaseItem(kind, instance, name));
  return (machine?.databases ?? [])
    .filter((database) => (container.workload === 'SAPHanaDatabase') === (database.kind === 'hana') && seen(database))
    .map((database) => {
      const name = databaseItem(database.kind, database.instance, database.name);
      const taken = call.store.get('item', itemKey(keyOfVault(vault), container.name, name));
      return { ...database, item: name, taken: taken !== null, server: container.friendlyName };
    });
}

export interface Holder {
  kind: 'instance' | 'group';
  engine: 'sql' | 'hana';
  name: string;
  server: string;
  /** Databases in it, and those that nothing protects yet. */
  count: number;
  free: number;
  running: boolean;
}

/** The SQL instances, availability groups and HANA systems that those databases belong to. */
export function holders(call: Call, vault: Vault, container: Container): Holder[] {
  const running = call.store.get('machine', sourceOf(container))?.power === 'running';
  const found = new Map<string, Holder>();
  for (const { kind: engine, instance, group, server, taken } of databases(call, vault, container)) {
    const ones = [
      { kind: 'instance', name: instance } as const,
      ...(group && engine === 'sql' ? [{ kind: 'group', name: group } as const] : []),
    ];
    for (const { kind, name } of ones) {
      const key = `${kind} ${name}`;
      const old = found.get(key) ?? { kind, engine, name, server, count: 0, free: 0, running };
      found.set(key, { ...old, count: old.count + 1, free: old.free + (taken ? 0 : 1) });
    }
  }
  return [...found.values()];
}
