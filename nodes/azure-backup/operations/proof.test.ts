// What is known after a crash about an operation whose answer never came, asked of the simulator through the real SDK.
import { afterEach, expect, test } from 'vitest';
import { playAzure } from '../../../server/services/test/azure-play.ts';
import type { BackupOperationRequest } from '../../kit/capabilities-azure.ts';
import { estate } from '../../kit/estate.ts';
import { proofOf } from './proof.ts';

const world = estate({
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-sql-03', policy: 'daily' },
        { name: 'vm-web-01', policy: 'daily' },
      ],
    },
  ],
});
const scope = `/subscriptions/${world.subscriptions[0]?.id}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod`;
const item = (name: string) => ({
  containerName: `IaasVMContainer;iaasvmcontainerv2;rg-backup;${name}`,
  protectedItemName: `VM;iaasvmcontainerv2;rg-backup;${name}`,
});
const key = '5f0c2f6e-7f43-5d1a-9a52-0d4f6f1f7d11';

const { azure, simulator } = playAzure('destroy', { estate: world });
const at = Date.now();
afterEach(() => simulator.setFaults([]));

const policy = (days: number) => ({
  properties: {
    backupManagementType: 'AzureIaasVM',
    timeZone: 'UTC',
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicy',
      scheduleRunFrequency: 'Daily',
      scheduleRunTimes: ['2026-01-01T22:00:00Z'],
    },
    retentionPolicy: {
      retentionPolicyType: 'LongTermRetentionPolicy',
      dailySchedule: { retentionTimes: ['2026-01-01T22:00:00Z'], retentionDuration: { count: days, durationType: 'Days' } },
    },
  },
});
const proof = (request: BackupOperationRequest) => proofOf({ azure, request, key, at });

test('a job with the step’s key proves a backup, no job means that there was none', async () => {
  const request = {
    id: 'Backups_Trigger',
    scope,
    path: item('vm-sql-03'),
    body: { properties: { objectType: 'IaasVMBackupRequest' } },
    key,
  };
  expect(await proof(request)).toBe('didNot');
  await azure.operation(request);
  await expect.poll(() => proof(request)).toMatchObject({ jobId: expect.any(String) });
});

test('a policy that looks as it should proves that it was put; one that looks otherwise that it was not', async () => {
  const request = { id: 'ProtectionPolicies_CreateOrUpdate', scope, path: { policyName: 'nightly' }, body: policy(14), key: 'other' };
  expect(await proofOf({ azure, request, key: 'none', at })).toBe('didNot');
  await azure.operation(request);
  expect(await proofOf({ azure, request, key: 'none', at })).toMatchObject({ jobId: null, body: { name: 'nightly' } });
  expect(await proofOf({ azure, request: { ...request, body: policy(30) }, key: 'none', at })).toBe('didNot');
});

test('what is gone was deleted; what is still there nobody knows', async () => {
  const request = { id: 'ProtectionPolicies_Delete', scope, path: { policyName: 'nightly' }, key: 'third' };
  expect(await proofOf({ azure, request, key: 'none', at })).toBe('unknown');
  await azure.operation(request);
  await expect.poll(() => proofOf({ azure, request, key: 'none', at })).toEqual({ jobId: null, body: null });
});

test('looking for machines again does no harm, so it may be sent again', async () => {
  expect(await proofOf({ azure, request: { id: 'ProtectionContainers_Refresh', scope }, key: 'none', at })).toBe('didNot');
});
