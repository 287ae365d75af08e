import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { accountPath, all, filtered, signedIn, vaultPath, vmId, vmItemPath } from '../test/in-process.ts';

const given = () =>
  estate({
    vaults: [
      {
        name: 'v1',
        items: [
          { name: 'vm-1', points: { count: 40, newest: '-PT6H', ids: ['111', '222'] } },
          { kind: 'share', name: 'files', account: 'stfiles', points: { count: 2, ids: ['333'] } },
          { kind: 'sql', name: 'Orders', machine: 'vm-sql', points: { count: 2, ids: ['444'] } },
          { name: 'vm-gone', state: 'SoftDeleted', points: { count: 1, ids: ['555'] } },
        ],
      },
    ],
    storageAccounts: [{ name: 'stfiles' }, { name: 'ststaging', shares: ['files-copy'] }],
  });
const world = () => signedIn({ estate: given() });
type World = ReturnType<typeof world>;
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
  targetResourceGroupId: '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-lab',
  virtualNetworkId: '/vnet',
  subnetId: '/vnet/subnet',
};
const restore = (w: World, properties: object, item = vmItemPath('v1', 'vm-1'), point = '111') =>
  w.raw('POST', `${item}/recoveryPoints/${point}/restore`, { properties });
const lastJob = async (w: World) => (await w.client.backupJobs.list('v1', 'rg-backup').next()).value?.name ?? '';
const jobOf = async (w: World) => (await w.raw('GET', `${vaultPath('v1')}/backupJobs/${await lastJob(w)}`)).body.properties;
const pathOf = async (w: World, filter: string) =>
  (await all(w.client.backupProtectedItems.list('v1', 'rg-backup', { filter })))[0]?.id ?? '';

test('disks are restored through the poller of the SDK; the job says where the template lies', async () => {
  const w = world();
  const container = 'IaasVMContainer;iaasvmcontainerv2;rg-backup;vm-1';
  const item = 'VM;iaasvmcontainerv2;rg-backup;vm-1';
  const request = { properties: { ...disks, objectType: 'IaasVMRestoreRequest' as const, recoveryType: 'RestoreDisks' as const } };
  const poller = await w.client.restores.beginTrigger('v1', 'rg-backup', 'Azure', container, item, '111', request, {
    updateIntervalInMs: 0,
  });
  w.clock.pass(10);
  await poller.pollUntilDone();
  expect((await jobOf(w)).extendedInfo).toMatchObject({ tasksList: [{ taskId: 'Transfer data from vault', status: 'InProgress' }] });
  w.clock.pass(200);
  const { status, extendedInfo } = await jobOf(w);
  expect(status).toBe('Completed');
  expect(extendedInfo.propertyBag).toMatchObject({ 'Job Type': 'Recover disks', 'Target Storage Account Name': 'ststaging' });
  expect(extendedInfo.propertyBag['Template Blob Uri']).toMatch(
    /^https:\/\/ststaging\.blob\.core\.windows\.net\/.+azuredeploy[0-9a-f-]+\.json$/,
  );
});

test('a machine restored to another place exists once its job has succeeded, not before', async () => {
  const w = world();
  await w.raw('PUT', elsewhere.targetResourceGroupId, { location: 'westeurope' });
  expect((await restore(w, elsewhere)).status).toBe(202);
  expect((await w.raw('GET', vmId('vm-copy', 'rg-lab'))).status).toBe(404);
  w.clock.pass(200);
  expect((await w.raw('GET', vmId('vm-copy', 'rg-lab'))).body.name).toBe('vm-copy');
  expect((await restore(w, elsewhere)).body.error.code).toBe('UserErrorTargetVirtualMachineAlreadyExists');
});

test('a share is restored to another share, a database to its place', async () => {
  const w = world();
  const share = await pathOf(w, "backupManagementType eq 'AzureStorage'");
  const target = { name: 'files-copy', targetResourceId: accountPath('ststaging') };
  const wanted = {
    objectType: 'AzureFileShareRestoreRequest',
    recoveryType: 'AlternateLocation',
    copyOptions: 'Overwrite',
    restoreRequestType: 'FullShareRestore',
  };
  expect((await restore(w, wanted, share, '333')).body.error.target).toBe('properties.targetDetails.name');
  expect((await restore(w, { ...wanted, targetDetails: target }, share, '333')).status).toBe(202);
  w.clock.pass(100);
  expect(await jobOf(w)).toMatchObject({ operation: 'Restore', status: 'Completed', entityFriendlyName: 'files' });
  const database = await pathOf(w, "backupManagementType eq 'AzureWorkload'");
  const original = {
    objectType: 'AzureWorkloadSQLRestoreRequest',
    recoveryType: 'OriginalLocation',
    shouldUseAlternateTargetLocation: true,
    isNonRecoverable: false,
  };
  expect((await restore(w, original, database, '444')).status).toBe(202);
  w.clock.pass(200);
  expect(await jobOf(w)).toMatchObject({ operation: 'Restore (Full)', status: 'Completed', entityFriendlyName: 'Orders [vm-sql]' });
});

test.each([
  ['no staging account', { ...disks, storageAccountId: undefined }, 'properties.storageAccountId'],
  ['a staging account that does not exist', { ...disks, storageAccountId: accountPath('stnone') }, 'properties.storageAccountId'],
  ['no region', { ...disks, region: undefined }, 'properties.region'],
  ['another place without a network', { ...elsewhere, virtualNetworkId: undefined }, 'properties.virtualNetworkId'],
  [
    'a request for a share',
    { objectType: 'AzureFileShareRestoreRequest', recoveryType: 'OriginalLocation', restoreRequestType: 'FullShareRestore' },
    'properties.objectType',
  ],
])('%s is refused, and the validation says the same beforehand', async (_name, properties, target) => {
  const w = world();
  const refused = await restore(w, properties);
  expect(refused.status).toBe(400);
  expect(refused.body.error.target).toBe(target);
  const id = decodeURIComponent(`${vmItemPath('v1', 'vm-1')}/recoveryPoints/111`);
  const body = { id, properties: { objectType: 'ValidateIaasVMRestoreOperationRequest', restoreRequest: properties } };
  const asked = await w.raw('POST', `${vaultPath('v1')}/backupValidateOperation`, body);
  expect(asked.body.validateOperationResponse.validationResults).toMatchObject([{ code: refused.body.error.code }]);
  expect(await all(w.client.backupJobs.list('v1', 'rg-backup'))).toEqual([]);
});

test('a good request validates without a finding, and from a deleted item or an unknown point nothing is restored', async () => {
  const w = world();
  const id = decodeURIComponent(`${vmItemPath('v1', 'vm-1')}/recoveryPoints/111`);
  const body = { id, properties: { objectType: 'ValidateIaasVMRestoreOperationRequest', restoreRequest: disks } };
  expect(
    (await w.raw('POST', `${vaultPath('v1')}/backupValidateOperation`, body)).body.validateOperationResponse.validationResults,
  ).toEqual([]);
  expect((await restore(w, disks, vmItemPath('v1', 'vm-1'), '999')).status).toBe(404);
  expect((await restore(w, disks, vmItemPath('v1', 'vm-gone'), '555')).body.error.code).toBe('UserErrorItemInSoftDeletedState');
});

test('recovery points are listed newest first and by date; old snapshots are gone from the instant tier', async () => {
  const w = world();
  const list = async (filter?: string) => {
    const path = `${vmItemPath('v1', 'vm-1')}/recoveryPoints`;
    return (await w.raw('GET', filter ? filtered(path, filter) : path)).body.value;
  };
  const points = await list();
  expect(points).toHaveLength(40);
  expect(points.slice(0, 2).map((point: { name: string }) => point.name)).toEqual(['111', '222']);
  expect(points[0].properties.recoveryPointTierDetails[0]).toEqual({ type: 'InstantRP', status: 'Valid' });
  expect(points[5].properties.recoveryPointTierDetails[0]).toEqual({ type: 'InstantRP', status: 'Deleted' });
  expect(await list("startDate eq '2026-11-20 12:00:00 AM' and endDate eq '2026-11-22 11:59:59 PM'")).toHaveLength(3);
  expect((await w.raw('GET', filtered(`${vmItemPath('v1', 'vm-1')}/recoveryPoints`, "startDate eq 'today'"))).status).toBe(400);
});
