// What counts as destroying although its method does not say so.
import { expect, test } from 'vitest';
import type { Json } from '../../kit/json.ts';
import operation from './operation.ts';

const effectOf = (id: string, body?: Json) => (operation.effect as (params: unknown) => string)({ operation: id, body });

test.each([
  ['a VM over its own disks', 'Restores_Trigger', { properties: { objectType: 'IaasVMRestoreRequest', recoveryType: 'OriginalLocation' } }],
  ['a database over another', 'Restores_Trigger', { properties: { targetInfo: { overwriteOption: 'Overwrite' } } }],
  ['files over those that are there', 'Restores_Trigger', { properties: { copyOptions: 'overwrite' } }],
  ['soft delete off', 'BackupResourceVaultConfigs_Update', { properties: { softDeleteFeatureState: 'Disabled' } }],
  ['all data to another vault', 'BMSTriggerDataMove', { sourceResourceId: '/subscriptions/s' }],
  ['a policy deleted', 'ProtectionPolicies_Delete', undefined],
] as const)('%s destroys', (_, id, body) => {
  expect(effectOf(id, body as Json | undefined)).toBe('destroy');
});

test.each([
  ['disks beside the old ones', 'Restores_Trigger', { properties: { recoveryType: 'RestoreDisks' } }],
  ['a database that must not be there yet', 'Restores_Trigger', { properties: { targetInfo: { overwriteOption: 'FailOnConflict' } } }],
  ['soft delete on', 'BackupResourceVaultConfigs_Update', { properties: { softDeleteFeatureState: 'Enabled' } }],
  ['a backup', 'Backups_Trigger', { properties: { objectType: 'IaasVMBackupRequest' } }],
] as const)('%s only writes', (_, id, body) => {
  expect(effectOf(id, body as unknown as Json)).toBe('write');
});
