// Puts a VM back to a recovery point by replacing its disks. What was written since is no longer in the VM, so it is never sent a
// second time by itself. Azure keeps the old disks, detached, in the resource group of the VM.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { itemChoices, recoveryPointChoices, storageAccountChoices, vaultChoices } from '../choices.ts';
import { resumeStart } from '../start.ts';
import { placeChoices } from './choices.ts';
import { restoreVm } from './start-vm-restore.ts';
import { recoverRestore, restoreShape } from './trigger.ts';
import { placeFields, rehydrationFields, sourceFields } from './vm-restore.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }, { name: 'shares-daily', kind: 'share' as const }],
      items: [
        { name: 'vm-web-01', policy: 'daily', points: { count: 3, ids: ['1003'] } },
        { kind: 'share' as const, name: 'home', account: 'stfiles01', policy: 'shares-daily', points: { count: 1 } },
      ],
    },
  ],
  storageAccounts: [{ name: 'strestore01' }],
  machines: [{ name: 'vm-web-01', power: 'deallocated' as const }],
};

export default defineNode({
  type: 'azure-backup.replace-disks',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Replace the disks of a VM',
  summary: 'Puts a VM back to a recovery point. What was written to its disks since is lost to the VM.',
  icon: 'restore',
  keywords: ['replace existing', 'original location', 'roll back', 'az backup restore restore-disks --restore-mode OriginalLocation'],
  connection: 'azure',
  effect: 'destroy',
  waits: true,
  target: 'item',
  params: z.object({ ...sourceFields, ...rehydrationFields, ...placeFields }),
  ports: ['done'],
  result: restoreShape,
  line: '{item} · back to {recoveryPoint}',
  run: (step) => restoreVm(step, { to: 'original' }),
  resume: resumeStart,
  recover: recoverRestore,
  choices: {
    vault: vaultChoices,
    item: itemChoices,
    recoveryPoint: recoveryPointChoices,
    storageAccount: storageAccountChoices,
    ...placeChoices,
  },
  examples: [
    {
      name: 'Back to the newest recovery point',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-web-01', storageAccount: 'strestore01' },
      expect: { port: 'done', data: { jobId: { $uuid: true }, recoveryPointId: { $like: '/recoveryPoints/1003$' } } },
    },
    {
      name: 'A file share has no disks',
      given: { estate },
      params: { item: 'home', storageAccount: 'strestore01' },
      expect: { failed: { code: 'param_invalid' } },
    },
    {
      name: 'A lock forbids it',
      given: { estate, faults: [{ match: { method: 'POST', path: '/restore' }, answer: { status: 409, code: 'ScopeLocked' } }] },
      params: { item: 'vm-web-01', storageAccount: 'strestore01' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ScopeLocked', status: 409 }, refused: true } },
    },
  ],
});
