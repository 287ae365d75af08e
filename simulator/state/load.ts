// Fills an empty store from an estate: the things it names, and those it only implies (the machine of a protected VM, the
// container of an item, the resource groups of all of them).
import { type Estate, type EstateItem, type EstateVault, momentOf } from '../../nodes/kit/estate.ts';
import { loadAutomation } from '../automation/load.ts';
import { policyProperties } from '../backup/policy-model.ts';
import { nextRun } from '../backup/policy-times.ts';
import { loadBackupVaults } from '../data-protection/load.ts';
import { loadAgents, loadHybridMachines } from '../hybrid/load.ts';
import { chance } from '../seed/random.ts';
import { usualFiles } from '../seed/share-files.ts';
import { putFile } from '../storage/share-files.ts';
import type { Store } from './database.ts';
import { groupKey, keyOfVault, policyKey, resourceKey } from './keys.ts';
import { loadItem } from './load-item.ts';
import { loadJob } from './load-job.ts';
import { loadMount } from './load-mount.ts';
import { loadGuards, loadMoves, loadProtection } from './load-protection.ts';
import { loadRegistered } from './load-registered.ts';
import { loadServices } from './load-services.ts';
import type { Machine, StorageAccount, Vault } from './model.ts';
import { shelve } from './shelf.ts';

export interface Loading {
  store: Store;
  estate: Estate;
  now: number;
  seed: number;
  /** The subscription of things that name none. */
  home: string;
  /** What is loaded already, by subscription and name: items find their machine and account here. */
  machines: Map<string, Omit<Machine, 'vmId'>[]>;
  accounts: Map<string, StorageAccount>;
}

export function group(loading: Loading, subscription: string, name: string, location: string, tags: Record<string, string> = {}) {
  const key = groupKey(subscription, name);
  if (loading.store.get('resourceGroup', key)) return;
  loading.store.put('resourceGroup', key, { subscription, name, location, tags }, { parent: subscription.toLowerCase() });
}

export function addMachine(loading: Loading, machine: Omit<Machine, 'vmId'>) {
  const key = resourceKey(machine.subscription, machine.resourceGroup, machine.name);
  if (loading.store.get('machine', key)) return;
  group(loading, machine.subscription, machine.resourceGroup, machine.location);
  const vmId = chance(loading.seed, key).guid();
  const name = `${machine.subscription}|${machine.name}`.toLowerCase();
  loading.machines.set(name, [...(loading.machines.get(name) ?? []), machine]);
  loading.store.put('machine', key, { ...machine, vmId }, { parent: machine.subscription.toLowerCase() });
}

export function addAccount(
  loading: Loading,
  subscription: string,
  resourceGroup: string,
  name: string,
  location: string,
  shares: string[],
) {
  const key = resourceKey(subscription, resourceGroup, name);
  const old = loading.store.get('storageAccount', key);
  group(loading, subscription, resourceGroup, location);
  const account = old ?? { subscription, resourceGroup, name, location, tags: {}, shares: [] };
  const all = [...new Set([...account.shares, ...shares])];
  const next: StorageAccount = { ...account, shares: all };
  loading.accounts.set(`${subscription}|${name}`.toLowerCase(), next);
  loading.store.put('storageAccount', key, next, { parent: subscription.toLowerCase() });
}

const instanceOf = (kind: 'sql' | 'hana', instance: string | undefined) => instance ?? (kind === 'sql' ? 'MSSQLSERVER' : 'HXE');

function loadMachines(loading: Loading) {
  for (const { subscription = loading.home, zone, databases, ...rest } of loading.estate.machines) {
    const known = databases.map(({ kind, name, instance, group: held }) => ({
      kind,
      name,
      instance: instanceOf(kind, instance),
      ...(held ? { group: held } : {}),
    }));
    addMachine(loading, { ...rest, subscription, zone: zone ?? null, databases: known });
  }
  for (const { subscription = loading.home, name, resourceGroup, location, shares, tags } of loading.estate.storageAccounts) {
    group(loading, subscription, resourceGroup, location);
    const account: StorageAccount = { subscription, resourceGroup, name, location, tags, shares };
    loading.accounts.set(`${subscription}|${name}`.toLowerCase(), account);
    loading.store.put('storageAccount', resourceKey(subscription, resourceGroup, name), account, { parent: subscription.toLowerCase() });
  }
}

/** After all shares are known. */
function loadFiles({ store, estate, now }: Loading) {
  const given = estate.storageAccounts.flatMap(({ name: account, files }) => files.map((file) => ({ account, ...file })));
  for (const { share, account, path, size, modified, deleted } of given) {
    const from = momentOf(modified, now);
    putFile(store, { account, share, path, size, modifiedAt: from, from, to: deleted ? momentOf(deleted, now) : null });
  }
  for (const { doc } of store.list('storageAccount'))
    for (const share of doc.shares)
      if (!given.some((one) => one.account === doc.name && one.share === share))
        for (const file of usualFiles(doc.name, share, now)) putFile(store, file);
}

function loadVault(loading: Loading, wanted: EstateVault) {
  const { store, now } = loading;
  const subscription = wanted.subscription ?? loading.home;
  const vault: Vault = {
    subscription,
    resourceGroup: wanted.resourceGroup,
    name: wanted.name,
    location: wanted.location,
    tags: wanted.tags,
    sku: { name: 'RS0', tier: 'Standard' },
    identity: null,
    extra: wanted.immutability === 'Disabled' ? {} : { securitySettings: { immutabilitySettings: { state: wanted.immutability } } },
    etag: `W/"datetime'${encodeURIComponent(new Date(now).toISOString())}'"`,
    redundancy: wanted.redundancy,
    crossRegionRestore: wanted.crossRegionRestore,
    softDelete: wanted.softDelete,
    softDeleteDays: wanted.softDeleteDays,
    enhancedSecurity: 'Enabled',
  };
  const key = keyOfVault(vault);
  group(loading, subscription, vault.resourceGroup, vault.location);
  store.put('vault', key, vault, { parent: subscription.toLowerCase() });
  loadProtection(loading, vault, wanted);
  for (const policy of wanted.policies) {
    const properties = policyProperties(policy, now);
    store.put('policy', policyKey(key, policy.name), { vault: key, name: policy.name, properties }, { parent: key });
  }
  addDefaultPolicies(store, key, now);
  const plan = (item: EstateItem): number | null => {
    const policy = item.policy && loading.estate.scheduledBackups ? store.get('policy', policyKey(key, item.policy)) : null;
    return policy ? nextRun(policy, now) : null;
  };
  for (const item of wanted.items) loadItem(loading, vault, item, plan(item));
  loadRegistered(loading, vault, wanted);
  const items = store.list('item', key).map(({ doc }) => doc);
  for (const item of wanted.items) loadMount(loading, vault, items, item);
  for (const [index, job] of wanted.jobs.entries()) loadJob(loading, vault, items, job, index);
  if (wanted.deletedAt) shelve(store, vault, momentOf(wanted.deletedAt, now));
}

/** Every vault is born with two policies. */
export function addDefaultPolicies(store: Store, vault: string, now: number) {
  const plain = { frequency: 'Daily', days: [], time: '22:00', keepDays: 30, instantDays: 2, logMinutes: 60 } as const;
  for (const [name, kind] of [
    ['DefaultPolicy', 'vm'],
    ['HourlyLogBackup', 'sql'],
  ] as const) {
    if (store.get('policy', policyKey(vault, name))) continue;
    const properties = policyProperties({ ...plain, days: ['Sunday'], name, kind }, now);
    store.put('policy', policyKey(vault, name), { vault, name, properties }, { parent: vault });
  }
}

export function loadEstate(store: Store, estate: Estate, now: number, seed: number): void {
  const home = estate.subscriptions[0]?.id ?? '';
  const loading: Loading = { store, estate, now, seed, home, machines: new Map(), accounts: new Map() };
  store.transaction(() => {
    for (const subscription of estate.subscriptions) store.put('subscription', subscription.id.toLowerCase(), subscription);
    for (const { subscription = home, name, location, tags } of estate.resourceGroups) group(loading, subscription, name, location, tags);
    loadMachines(loading);
    loadServices(loading);
    loadHybridMachines(loading);
    loadGuards(loading);
    for (const vault of estate.vaults) loadVault(loading, vault);
    loadFiles(loading);
    loadMoves(loading);
    loadAgents(loading);
    loadBackupVaults(store, estate, now, seed);
    loadAutomation(loading);
  });
}
