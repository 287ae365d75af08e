// Ids of Backup vaults and what is in them, and the lower-case keys they are found by.
import type { BackupInstance, BackupVault, DataJob, DataPolicy } from './model.ts';

const join = (...parts: string[]) => parts.join('|').toLowerCase();

export const backupVaultKey = (subscription: string, group: string, name: string) => join(subscription, group, name);
export const keyOfBackupVault = (v: BackupVault) => backupVaultKey(v.subscription, v.resourceGroup, v.name);
export const childKey = (parent: string, name: string) => join(parent, name);
export const keyOfInstance = (i: Pick<BackupInstance, 'vault' | 'name'>) => childKey(i.vault, i.name);

export const backupVaultId = (v: Pick<BackupVault, 'subscription' | 'resourceGroup' | 'name'>) =>
  `/subscriptions/${v.subscription}/resourceGroups/${v.resourceGroup}/providers/Microsoft.DataProtection/backupVaults/${v.name}`;
export const dataPolicyId = (v: BackupVault, p: Pick<DataPolicy, 'name'>) => `${backupVaultId(v)}/backupPolicies/${p.name}`;
export const instanceId = (v: BackupVault, i: Pick<BackupInstance, 'name'>) => `${backupVaultId(v)}/backupInstances/${i.name}`;
export const dataJobId = (v: BackupVault, j: Pick<DataJob, 'id'>) => `${backupVaultId(v)}/backupJobs/${j.id}`;
