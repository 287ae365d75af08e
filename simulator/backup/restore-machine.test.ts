// Restores of virtual machines: what stands in their way, which disks they bring, what they leave behind.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { accountPath, vaultPath, vmId, vmItemPath } from '../test/in-process.ts';
import { specs } from '../test/spec.ts';
import { judged } from './test/judged.ts';

const { world: watched, objections } = judged();
const group = (name: string) => `/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/${name}`;
const world = () =>
  watched({
    estate: estate({
      resourceGroups: [{ name: 'rg-lab' }],
      machines: [{ name: 'vm-1', resourceGroup: 'rg-backup', dataDisks: 3 }],
      vaults: [
        { name: 'v1', policies: [{ name: 'Gold' }], items: [{ name: 'vm-1', policy: 'Gold', points: { count: 2, ids: ['111', '222'] } }] },
      ],
      storageAccounts: [{ name: 'ststaging' }, { name: 'stfar', location: 'northeurope' }],
    }),
  });
type World = ReturnType<typeof world>;
const item = vmItemPath('v1', 'vm-1');
const disks = {
  objectType: 'IaasVMRestoreRequest',
  recoveryType: 'RestoreDisks',
  region: 'westeurope',
  storageAccountId: accountPath('ststaging'),
  sourceResourceId: vmId('vm-1'),
};
const elsewhere = {
  ...disks,
  recoveryType: 'AlternateLocation',
  targetVirtualMachineId: vmId('vm-copy', 'rg-lab'),
  targetResourceGroupId: group('rg-lab'),
  virtualNetworkId: '/vnet',
  subnetId: '/vnet/subnet',
};
const restore = (w: World, properties: object, point = '111') => w.raw('POST', `${item}/recoveryPoints/${point}/restore`, { properties });
const finished = async (w: World, properties: object, point = '111') => {
  const { jobId } = (await w.settled(await restore(w, properties, point), 10)).properties;
  w.clock.pass(300);
  return (await w.raw('GET', `${vaultPath('v1')}/backupJobs/${jobId}`)).body.properties;
};

test.each([
  ['a staging account in another region', { ...disks, storageAccountId: accountPath('stfar') }, 'properties.storageAccountId'],
  ['another region than the vault', { ...disks, region: 'northeurope' }, 'properties.region'],
  ['a disk that the machine does not have', { ...disks, restoreDiskLunList: [0, 7] }, 'properties.restoreDiskLunList'],
  ['a resource group that does not exist', { ...disks, targetResourceGroupId: group('rg-none') }, 'properties.targetResourceGroupId'],
  ['a new machine without a subnet', { ...elsewhere, subnetId: undefined }, 'properties.subnetId'],
  ['the name of a machine that exists', { ...elsewhere, targetVirtualMachineId: vmId('vm-1') }, 'properties.targetVirtualMachineId'],
])('%s is refused, beforehand too', async (_name, properties, target) => {
  const w = world();
  const refused = await restore(w, properties);
  expect({ status: refused.status, target: refused.body.error.target }).toEqual({ status: 400, target });
  const body = {
    id: decodeURIComponent(`${item}/recoveryPoints/111`),
    properties: { objectType: 'ValidateIaasVMRestoreOperationRequest', restoreRequest: properties },
  };
  const asked = await w.settled(await w.raw('POST', `${vaultPath('v1')}/backupTriggerValidateOperation`, body), 10);
  expect(asked.properties.validateOperationResponse.validationResults).toMatchObject([{ code: refused.body.error.code }]);
  expect((await w.raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value).toEqual([]);
});

test('chosen disks come back, and their template can be read from the staging account', async () => {
  const w = world();
  const { status, extendedInfo } = await finished(w, { ...disks, restoreDiskLunList: [-1, 1], targetResourceGroupId: group('rg-lab') });
  expect(status).toBe('Completed');
  expect(extendedInfo.propertyBag).toMatchObject({
    'Restored disk(s)': 'vm-1_OsDisk_1; vm-1_DataDisk_1',
    'Backed-up disk(s)': 'vm-1_OsDisk_1; vm-1_DataDisk_0; vm-1_DataDisk_1; vm-1_DataDisk_2',
    'Target resource group': 'rg-lab',
  });
  const uri = new URL(extendedInfo.propertyBag['Template Blob Uri']);
  const token = await w.simulator.handle(
    new Request(`https://login.microsoftonline.com/${w.simulator.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: w.simulator.clientId,
        client_secret: w.simulator.clientSecret,
        scope: 'https://storage.azure.com/.default',
      }),
    }),
  );
  const authorization = `Bearer ${(await token.json()).access_token}`;
  const template = await w.simulator.handle(new Request(uri, { headers: { authorization, 'x-ms-version': '2023-11-03' } }));
  expect((await template.json()).resources).toHaveLength(2);
});

test('excluded disks are not in later points, nor restored from them', async () => {
  const w = world();
  const change = (diskLunList: number[]) =>
    w.raw('PUT', item, {
      properties: {
        protectedItemType: 'Microsoft.Compute/virtualMachines',
        policyId: `${vaultPath('v1')}/backupPolicies/Gold`,
        extendedProperties: { diskExclusionProperties: { diskLunList, isInclusionList: false } },
      },
    });
  expect((await change([9])).status).toBe(400);
  expect((await change([1, 2])).status).toBe(202);
  await w.raw('POST', `${item}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } });
  w.clock.pass(1400);
  const [newest] = (await w.raw('GET', `${item}/recoveryPoints`)).body.value;
  const detail = (await w.raw('GET', `${item}/recoveryPoints/${newest.name}`)).body.properties.recoveryPointDiskConfiguration;
  expect(detail).toMatchObject({ numberOfDisksIncludedInBackup: 2, numberOfDisksAttachedToVm: 4 });
  expect(detail.excludedDiskList.map(({ lun }: { lun: number }) => lun)).toEqual([1, 2]);
  expect((await restore(w, { ...disks, restoreDiskLunList: [1] }, newest.name)).status).toBe(400);
  expect((await restore(w, { ...disks, restoreDiskLunList: [1] })).status).toBe(202);
});

test('a new machine stands in the region and group asked for; in place the original is needed and taken once', async () => {
  const w = world();
  expect((await finished(w, elsewhere)).extendedInfo.propertyBag['Job Type']).toBe('Recover to an alternate virtual machine');
  expect((await w.raw('GET', vmId('vm-copy', 'rg-lab'))).body.location).toBe('westeurope');
  const inPlace = { ...disks, recoveryType: 'OriginalLocation', originalStorageAccountOption: false };
  expect((await restore(w, inPlace)).status).toBe(202);
  expect((await restore(w, inPlace, '222')).body.error.code).toBe('UserErrorRestoreOperationInProgress');
});

test.runIf(specs)('all of that is valid by the published specification', async () => {
  expect(await objections()).toEqual([]);
});
