// What jobs do, as Azure filters them and as the portal says it.
export const operations = [
  'any',
  'Backup',
  'Restore',
  'CrossRegionRestore',
  'ConfigureBackup',
  'DisableBackup',
  'DeleteBackupData',
  'Undelete',
  'Register',
  'UnRegister',
  'UpdateCustomerManagedKey',
] as const;

export const operationLabels = {
  any: 'Any',
  CrossRegionRestore: 'Cross-region restore',
  ConfigureBackup: 'Configure backup',
  DisableBackup: 'Disable backup',
  DeleteBackupData: 'Delete backup data',
  UnRegister: 'Unregister',
  UpdateCustomerManagedKey: 'Update customer-managed key',
} as const;
