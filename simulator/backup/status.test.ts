// Questions about a resource: is it protected, is it registered, could it be; and how many of what a vault holds.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { accountPath, filtered, vaultPath, vmId } from '../test/in-process.ts';
import { specs } from '../test/spec.ts';
import { judged } from './test/judged.ts';

const { world: watched, objections } = judged();
const world = () =>
  watched({
    estate: estate({
      vaults: [
        {
          name: 'v1',
          items: [
            { name: 'vm-1', points: { count: 1 } },
            { kind: 'sql', name: 'Orders', machine: 'vm-sql' },
            { kind: 'share', name: 'files', account: 'stfiles', resourceGroup: 'rg-storage' },
            { kind: 'mars', name: 'C:\\', machine: 'srv-1' },
          ],
          engines: [{ name: 'dpm-01', items: 5 }],
        },
      ],
      machines: [{ name: 'vm-free', resourceGroup: 'rg-backup' }],
      storageAccounts: [{ name: 'stfree' }],
    }),
  });
const ask = (path: string) =>
  `/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/providers/Microsoft.RecoveryServices/locations/westeurope/${path}`;

test.each([
  ['a protected machine', { resourceType: 'VM', resourceId: vmId('vm-1') }, { protectionStatus: 'Protected', policyName: 'DefaultPolicy' }],
  ['a machine nobody protects', { resourceType: 'VM', resourceId: vmId('vm-free') }, { protectionStatus: 'NotProtected' }],
  [
    'a protected database',
    { resourceType: 'SQLDataBase', resourceId: vmId('vm-sql'), poLogicalName: 'Orders' },
    { protectionStatus: 'Protected', policyName: 'HourlyLogBackup' },
  ],
  [
    'another database of a registered machine',
    { resourceType: 'SQLDataBase', resourceId: vmId('vm-sql'), poLogicalName: 'Crm' },
    { protectionStatus: 'NotProtected', registrationStatus: 'Registered', protectedItemsCount: 1 },
  ],
  [
    'a protected share',
    { resourceType: 'AzureFileShare', resourceId: accountPath('stfiles'), poLogicalName: 'files' },
    { protectionStatus: 'Protected' },
  ],
  [
    'an account nobody has registered',
    { resourceType: 'AzureFileShare', resourceId: accountPath('stfree') },
    { protectionStatus: 'NotProtected' },
  ],
])('%s', async (_name, body, expected) => {
  const answer = await world().raw('POST', ask('backupStatus'), body);
  expect(answer.body).toMatchObject(expected);
  if (!('registrationStatus' in expected)) expect(answer.body.registrationStatus).toBeUndefined();
});

test('protection is validated beforehand: free, taken, not there', async () => {
  const w = world();
  const check = async (name: string) =>
    (
      await w.raw('POST', ask('backupPreValidateProtection'), {
        resourceType: 'VM',
        resourceId: vmId(name),
        vaultId: vaultPath('v1'),
        properties: '',
      })
    ).body;
  expect(await check('vm-free')).toMatchObject({ status: 'Succeeded', protectedItemName: 'VM;iaasvmcontainerv2;rg-backup;vm-free' });
  expect(await check('vm-1')).toMatchObject({ status: 'Failed', errorCode: 'VirtualMachineAlreadyProtected' });
  expect(await check('vm-none')).toMatchObject({ status: 'Failed', errorCode: 'UserErrorVmNotFoundV2' });
});

test('sizes and disks have their support status', async () => {
  const w = world();
  const of = async (more: object) =>
    (await w.raw('POST', ask('backupValidateFeatures'), { featureType: 'AzureVMResourceBackup', ...more })).body.supportStatus;
  expect(await of({ vmSize: 'Standard_D2s_v5', vmSku: 'Premium' })).toBe('Supported');
  expect(await of({ vmSize: 'Basic_A0', vmSku: 'Premium' })).toBe('DefaultOFF');
  expect(await of({ vmSize: 'Standard_D2s_v5', vmSku: 'UltraSSD_LRS' })).toBe('NotSupported');
});

test('summaries count items and containers, those of backup servers included', async () => {
  const w = world();
  const counts = async (type: string) =>
    Object.fromEntries(
      (await w.raw('GET', filtered(`${vaultPath('v1')}/backupUsageSummaries`, `type eq '${type}'`))).body.value.map(
        (one: { name: { value: string }; currentValue: number }) => [one.name.value, one.currentValue],
      ),
    );
  expect(await counts('BackupProtectedItemCountSummary')).toEqual({ AzureIaasVM: 1, AzureStorage: 1, AzureWorkload: 1, DPM: 5, MAB: 1 });
  expect(await counts('BackupProtectionContainerCountSummary')).toEqual({ AzureStorage: 1, AzureWorkload: 1, DPM: 1, MAB: 1 });
  expect((await w.raw('GET', filtered(`${vaultPath('v1')}/backupUsageSummaries`, "type eq 'Nonsense'"))).status).toBe(400);
});

test.runIf(specs)('all of that is valid by the published specification', async () => {
  expect(await objections()).toEqual([]);
});
