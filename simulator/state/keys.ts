// Names and ids: how Azure Backup spells containers, items and resources, and the lower-case keys they are found by.
// Ids compare case-insensitively, so every lookup goes through a key made here.
import { createHash } from 'node:crypto';
import type { Store } from './database.ts';
import type { Container, Guard, Item, Job, Machine, ManagementType, Policy, StorageAccount, Vault } from './model.ts';

const join = (...parts: string[]) => parts.join('|').toLowerCase();

export const groupKey = (subscription: string, name: string) => join(subscription, name);
export const vaultKey = (subscription: string, group: string, name: string) => join(subscription, group, name);
export const resourceKey = (subscription: string, group: string, name: string) => join(subscription, group, name);
export const policyKey = (vault: string, name: string) => join(vault, name);
export const containerKey = (vault: string, name: string) => join(vault, name);
export const itemKey = (vault: string, container: string, name: string) => join(vault, container, name);
export const pointKey = (item: string, id: string) => join(item, id);
export const jobKey = (vault: string, id: string) => join(vault, id);
export const operationKey = (vault: string, id: string) => join(vault, id);
export const keyOfVault = (vault: Vault) => vaultKey(vault.subscription, vault.resourceGroup, vault.name);
export const deletedVaultKey = (vault: Vault) => join(vault.subscription, vault.location, vault.name);
export const keyOfItem = (item: Item) => itemKey(item.vault, item.container, item.name);

export const machineId = (m: Pick<Machine, 'subscription' | 'resourceGroup' | 'name'>) =>
  `/subscriptions/${m.subscription}/resourceGroups/${m.resourceGroup}/providers/Microsoft.Compute/virtualMachines/${m.name}`;
export const accountId = (a: Pick<StorageAccount, 'subscription' | 'resourceGroup' | 'name'>) =>
  `/subscriptions/${a.subscription}/resourceGroups/${a.resourceGroup}/providers/Microsoft.Storage/storageAccounts/${a.name}`;
export const vaultId = (v: Pick<Vault, 'subscription' | 'resourceGroup' | 'name'>) =>
  `/subscriptions/${v.subscription}/resourceGroups/${v.resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${v.name}`;
export const policyId = (v: Vault, p: Pick<Policy, 'name'>) => `${vaultId(v)}/backupPolicies/${p.name}`;
export const containerId = (v: Vault, c: Pick<Container, 'name'>) => `${vaultId(v)}/backupFabrics/Azure/protectionContainers/${c.name}`;
export const itemId = (v: Vault, i: Pick<Item, 'container' | 'name'>) =>
  `${containerId(v, { name: i.container })}/protectedItems/${i.name}`;
export const guardId = (g: Pick<Guard, 'subscription' | 'resourceGroup' | 'name'>) =>
  `/subscriptions/${g.subscription}/resourceGroups/${g.resourceGroup}/providers/Microsoft.DataProtection/resourceGuards/${g.name}`;
export const jobId = (v: Vault, j: Pick<Job, 'id'>) => `${vaultId(v)}/backupJobs/${j.id}`;

/** The parts of an ARM id, or null: `/subscriptions/{s}/resourceGroups/{g}/providers/{ns}/{type}/{name}`. */
export function armParts(id: string): { subscription: string; resourceGroup: string; type: string; name: string } | null {
  const match = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+)\/?$/i.exec(id);
  if (!match) return null;
  const [, subscription = '', resourceGroup = '', type = '', name = ''] = match;
  return { subscription, resourceGroup, type: type.toLowerCase(), name };
}

/** The last segment of an id: the policy's name of a policyId. */
export const lastName = (id: string) => id.split('/').filter(Boolean).at(-1) ?? '';

export const vmContainer = (group: string, vm: string) => `IaasVMContainer;iaasvmcontainerv2;${group};${vm}`;
export const vmItem = (group: string, vm: string) => `VM;iaasvmcontainerv2;${group};${vm}`;
export const storageContainer = (group: string, account: string) => `StorageContainer;Storage;${group};${account}`;
export const shareItem = (account: string, share: string) =>
  `AzureFileShare;${createHash('sha256').update(`${account}/${share}`.toLowerCase()).digest('hex')}`;
export const workloadContainer = (group: string, vm: string) => `VMAppContainer;Compute;${group};${vm}`;
export const databaseItem = (kind: 'sql' | 'hana', instance: string, database: string) =>
  `${kind === 'sql' ? 'SQLDataBase' : 'SAPHanaDatabase'};${instance.toLowerCase()};${database.toLowerCase()}`;
export const marsContainer = (machine: string) => `Windows;${machine}`;
export const marsItem = (volume: string) => `FileFolder;${volume.replace(/[:\\]/g, '') || 'SystemState'}`;

/** The container's name without its type, as protected items and jobs show it for virtual machines. */
export const shortContainer = (management: ManagementType, name: string) =>
  management === 'AzureIaasVM' ? name.replace(/^IaasVMContainer;/i, '') : name;

/** A vault's key begins the keys of all that is in it, and stands in their documents. */
export function rekeyVault(store: Store, old: string, next: string) {
  store.raw
    .prepare(
      `UPDATE doc SET
        key = rtrim(replace(key || '|', ? || '|', ? || '|'), '|'),
        parent = rtrim(replace(parent || '|', ? || '|', ? || '|'), '|'),
        body = replace(replace(body, '"' || ? || '"', '"' || ? || '"'), '"' || ? || '|', '"' || ? || '|')
       WHERE instr(key || '|', ? || '|') = 1 OR instr(parent || '|', ? || '|') = 1`,
    )
    .run(old, next, old, next, old, next, old, next, old, old);
}
