// Restores the disks of a VM from a recovery point into a resource group, by way of a storage account. It creates new disks and
// changes nothing that exists.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { itemChoices, recoveryPointChoices, storageAccountChoices, vaultChoices } from '../choices.ts';
import { resumeStart } from '../start.ts';
import { placeChoices, resourceGroupChoices } from './choices.ts';
import { restoreVm } from './start-vm-restore.ts';
import { recoverRestore, restoreShape } from './trigger.ts';
import { diskFields, placeFields, rehydrationFields, sourceFields } from './vm-restore.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily', keepDays: 900 }],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 3 } },
        { name: 'vm-new-01', policy: 'daily', points: { count: 0 } },
        { name: 'vm-old-09', policy: 'daily', points: { count: 1, newest: '-P200D', archived: 1 } },
      ],
    },
  ],
  machines: [{ name: 'vm-sql-03', dataDisks: 3 }, { name: 'vm-new-01' }, { name: 'vm-old-09' }],
  storageAccounts: [{ name: 'strestore01' }],
};
const account =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-storage/providers/Microsoft.Storage/storageAccounts/strestore01';

export default defineNode({
  type: 'azure-backup.restore-disks',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Restore disks',
  summary: 'Restores the disks of a VM as new managed disks.',
  icon: 'restore',
  keywords: ['restore', 'recover', 'disks', 'az backup restore restore-disks', 'Restore-AzRecoveryServicesBackupItem'],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({ ...sourceFields, ...diskFields(), ...rehydrationFields, ...placeFields }),
  ports: ['done'],
  result: restoreShape,
  line: '{item} · from {recoveryPoint} · to {targetResourceGroup}',
  run: (step) => restoreVm(step, { to: 'disks', ...step.params }),
  resume: resumeStart,
  recover: recoverRestore,
  choices: {
    vault: vaultChoices,
    item: itemChoices,
    recoveryPoint: recoveryPointChoices,
    storageAccount: storageAccountChoices,
    resourceGroup: resourceGroupChoices,
    ...placeChoices,
  },
  examples: [
    {
      name: 'From the newest recovery point',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-sql-03', storageAccount: account, targetResourceGroup: 'rg-workloads' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'One data disk, with the identity of the vault',
      given: { estate },
      params: { item: 'vm-sql-03', storageAccount: 'strestore01', targetResourceGroup: 'rg-workloads', luns: '0', identity: 'system' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'From the archive tier, in a hurry',
      given: { estate },
      params: {
        item: 'vm-old-09',
        storageAccount: 'strestore01',
        targetResourceGroup: 'rg-workloads',
        rehydrate: 'High',
        rehydrateDays: 10,
      },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'The point is archived, and nobody said so',
      given: { estate },
      params: { item: 'vm-old-09', storageAccount: 'strestore01', targetResourceGroup: 'rg-workloads' },
      expect: { failed: { code: 'azure_error', azure: { code: 'UserErrorRecoveryPointInArchiveTier', status: 400 }, refused: true } },
    },
    {
      name: 'There is no recovery point yet',
      given: { estate },
      params: { item: 'vm-new-01', storageAccount: account },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'What is no recovery point',
      given: { estate },
      params: { item: 'vm-sql-03', recoveryPoint: 'yesterday', storageAccount: account },
      expect: { failed: { code: 'param_invalid' } },
    },
    {
      name: 'A storage account that does not exist',
      given: { estate },
      params: { item: 'vm-sql-03', storageAccount: 'stnowhere' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});
