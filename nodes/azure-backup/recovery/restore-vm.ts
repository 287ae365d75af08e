// Restores a VM as a new VM beside the old one, in a network of your choice. It creates and changes nothing that exists; a name that
// is taken is refused.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { itemChoices, recoveryPointChoices, storageAccountChoices, vaultChoices } from '../choices.ts';
import { resumeStart } from '../start.ts';
import { placeChoices, resourceGroupChoices, subnetChoices } from './choices.ts';
import { restoreVm } from './start-vm-restore.ts';
import { recoverRestore, restoreShape } from './trigger.ts';
import { newVmFields, placeFields, rehydrationFields, sourceFields } from './vm-restore.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily', points: { count: 3, ids: ['1003'] } }],
    },
  ],
  storageAccounts: [{ name: 'strestore01' }],
  machines: [{ name: 'vm-sql-03' }],
};
const subnet =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-weu/subnets/restore';

export default defineNode({
  type: 'azure-backup.restore-vm',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Restore as a new VM',
  summary: 'Restores a VM as a new VM beside the old one.',
  icon: 'restore',
  keywords: [
    'create new',
    'alternate location',
    'restore drill',
    'az backup restore restore-azurevm',
    'Restore-AzRecoveryServicesBackupItem',
  ],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({ ...sourceFields, ...newVmFields, ...rehydrationFields, ...placeFields }),
  ports: ['done'],
  result: restoreShape,
  line: '{item} · as {name} · in {resourceGroup}',
  run: (step) => restoreVm(step, { to: 'newVm', ...step.params }),
  resume: resumeStart,
  recover: recoverRestore,
  choices: {
    vault: vaultChoices,
    item: itemChoices,
    recoveryPoint: recoveryPointChoices,
    storageAccount: storageAccountChoices,
    subnet: subnetChoices,
    resourceGroup: resourceGroupChoices,
    ...placeChoices,
  },
  examples: [
    {
      name: 'From the newest recovery point',
      given: { estate },
      params: { item: 'vm-sql-03', storageAccount: 'strestore01', name: 'vm-sql-03-drill', resourceGroup: 'rg-workloads', subnet },
      expect: { port: 'done', data: { jobId: { $uuid: true }, recoveryPointId: { $like: '/recoveryPoints/1003$' } } },
    },
    {
      name: 'The name is taken',
      given: { estate },
      params: { item: 'vm-sql-03', storageAccount: 'strestore01', name: 'vm-sql-03', resourceGroup: 'rg-workloads', subnet },
      expect: {
        failed: { code: 'azure_error', azure: { code: 'UserErrorTargetVirtualMachineAlreadyExists', status: 400 }, refused: true },
      },
    },
    {
      name: 'What is no subnet',
      given: { estate },
      params: { item: 'vm-sql-03', storageAccount: 'strestore01', name: 'vm-drill', resourceGroup: 'rg-workloads', subnet: 'vnet-weu' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
