// Examples of "Azure Backup operation": a list, a change that starts a job, one that Azure answers at once, and the ways to fail.
import type { NodeExample } from '../../kit/define.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily', points: { count: 2 }, lastBackup: { at: '-PT9H' } }],
    },
  ],
};

const item = {
  containerName: 'IaasVMContainer;iaasvmcontainerv2;rg-backup;vm-sql-03',
  protectedItemName: 'VM;iaasvmcontainerv2;rg-backup;vm-sql-03',
};

const daily = (hour: string) => ({
  properties: {
    backupManagementType: 'AzureIaasVM',
    timeZone: 'UTC',
    instantRpRetentionRangeInDays: 2,
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicy',
      scheduleRunFrequency: 'Daily',
      scheduleRunTimes: [`2026-01-01T${hour}:00:00Z`],
    },
    retentionPolicy: {
      retentionPolicyType: 'LongTermRetentionPolicy',
      dailySchedule: { retentionTimes: [`2026-01-01T${hour}:00:00Z`], retentionDuration: { count: 14, durationType: 'Days' } },
    },
  },
});

export const operationExamples: readonly NodeExample[] = [
  {
    name: 'A security PIN does not stand in a result: "Security PIN" hands it on',
    given: { estate },
    params: { operation: 'SecurityPINs_Get', vault: 'vault-weu-prod' },
    expect: { port: 'done', data: { status: 200, body: { securityPIN: '•••' } } },
  },
  {
    name: 'Lists what MARS, SQL and VMs have in a vault, in the words of the service',
    given: { estate },
    params: {
      operation: 'BackupProtectedItems_List',
      vault: 'vault-weu-prod',
      query: { $filter: "backupManagementType eq 'AzureIaasVM'" },
    },
    expect: { port: 'done', data: { status: 200, jobId: null, body: { value: [{ properties: { friendlyName: 'vm-sql-03' } }] } } },
  },
  {
    name: 'Starts a backup and waits until Azure says which job it is',
    given: { estate },
    params: {
      operation: 'Backups_Trigger',
      vault: 'vault-weu-prod',
      path: item,
      body: { properties: { objectType: 'IaasVMBackupRequest' } },
    },
    expect: { port: 'done', data: { status: 202, jobId: { $uuid: true }, operationId: { $uuid: true } } },
  },
  {
    name: 'Makes a policy',
    given: { estate },
    params: { operation: 'ProtectionPolicies_CreateOrUpdate', vault: 'vault-weu-prod', path: { policyName: 'nightly' }, body: daily('22') },
    expect: { port: 'done', data: { status: 200, jobId: null, body: { name: 'nightly' } } },
  },
  {
    name: 'Deletes an item with its backup data',
    given: { estate },
    params: { operation: 'ProtectedItems_Delete', vault: 'vault-weu-prod', path: item },
    expect: { port: 'done', data: { status: 202, jobId: { $uuid: true } } },
  },
  {
    name: 'A policy that is still in use stays',
    given: { estate },
    params: { operation: 'ProtectionPolicies_Delete', vault: 'vault-weu-prod', path: { policyName: 'daily' } },
    expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorPolicyInUse', status: 400 } } },
  },
  {
    name: 'A body with a wrong property is not sent',
    given: { estate },
    params: {
      operation: 'Backups_Trigger',
      vault: 'vault-weu-prod',
      path: item,
      body: { properties: { objectType: 'IaasVMBackupRequest', keepUntil: '2026-12-31' } },
    },
    expect: {
      failed: { code: 'param_invalid', message: 'The body of Backups_Trigger does not fit: properties.keepUntil is not known here.' },
    },
  },
  {
    name: 'A part of the path is missing',
    given: { estate },
    params: { operation: 'RecoveryPoints_List', vault: 'vault-weu-prod', path: { containerName: item.containerName } },
    expect: { failed: { code: 'param_missing', message: 'RecoveryPoints_List needs protectedItemName in its path.' } },
  },
];
