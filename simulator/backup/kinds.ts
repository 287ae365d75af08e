// What the five kinds of protected item are called in the different corners of the backup API, and how long work on them
// takes in simulated seconds (measured on recordings of the real service).
import type { ItemKind, ManagementType } from '../state/model.ts';

export const kinds: Record<
  ItemKind,
  { management: ManagementType; workload: string; itemType: string; protectedItemType: string; containerType: string }
> = {
  vm: {
    management: 'AzureIaasVM',
    workload: 'VM',
    itemType: 'VM',
    protectedItemType: 'Microsoft.Compute/virtualMachines',
    containerType: 'Microsoft.Compute/virtualMachines',
  },
  share: {
    management: 'AzureStorage',
    workload: 'AzureFileShare',
    itemType: 'AzureFileShare',
    protectedItemType: 'AzureFileShareProtectedItem',
    containerType: 'StorageContainer',
  },
  sql: {
    management: 'AzureWorkload',
    workload: 'SQLDataBase',
    itemType: 'SQLDataBase',
    protectedItemType: 'AzureVmWorkloadSQLDatabase',
    containerType: 'VMAppContainer',
  },
  hana: {
    management: 'AzureWorkload',
    workload: 'SAPHanaDatabase',
    itemType: 'SAPHanaDatabase',
    protectedItemType: 'AzureVmWorkloadSAPHanaDatabase',
    containerType: 'VMAppContainer',
  },
  mars: {
    management: 'MAB',
    workload: 'FileFolder',
    itemType: 'FileFolder',
    protectedItemType: 'MabFileFolderProtectedItem',
    containerType: 'Windows',
  },
};

const short = { ConfigureBackup: 31, DisableBackup: 11, DeleteBackupData: 11, Undelete: 12, Register: 41, UnRegister: 21 };

/** Simulated seconds of work by operation; an operation not listed takes 30. */
export const workSeconds: Record<ItemKind, Record<string, number>> = {
  vm: { ...short, Backup: 1271, Restore: 190, MoveRecoveryPoint: 1200 },
  share: { ...short, Backup: 61, Restore: 63, ConfigureBackup: 42, DisableBackup: 21, DeleteBackupData: 21 },
  sql: { ...short, Backup: 122, Restore: 182, ConfigureBackup: 73, DisableBackup: 32, DeleteBackupData: 32 },
  hana: { ...short, Backup: 244, Restore: 455, ConfigureBackup: 76, DisableBackup: 35, DeleteBackupData: 33 },
  mars: { ...short, Backup: 900, Restore: 600 },
};

/** How long the service takes to accept a request before its job exists for operationsStatus. */
export const operationSeconds = 5;
export const cancelSeconds = 20;
