import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { all, filtered, signedIn, vaultPath, vmId, vmItemPath } from '../test/in-process.ts';

const given = () =>
  estate({
    vaults: [
      { name: 'v1', policies: [{ name: 'Gold' }, { name: 'SQL', kind: 'sql' }], items: [{ name: 'vm-1', points: { count: 3 } }] },
      { name: 'v2', softDelete: 'Disabled', items: [{ name: 'vm-2', points: { count: 1 } }] },
      { name: 'v3', location: 'northeurope' },
    ],
    machines: [
      { name: 'vm-free', resourceGroup: 'rg-backup' },
      { name: 'vm-far', resourceGroup: 'rg-łódź' },
    ],
  });
const world = () => signedIn({ estate: given() });
type World = ReturnType<typeof world>;

const type = 'Microsoft.Compute/virtualMachines';
const policy = (name: string, vault = 'v1') => `${vaultPath(vault)}/backupPolicies/${name}`;
const put = (w: World, name: string, properties: object, vault = 'v1') =>
  w.raw('PUT', vmItemPath(vault, name), { properties: { protectedItemType: type, ...properties } });
const stateOf = async (w: World, name: string, vault = 'v1') => {
  const { status, body } = await w.raw('GET', vmItemPath(vault, name));
  return status === 200 ? body.properties : status;
};
const operations = async (w: World, vault = 'v1') =>
  (await all(w.client.backupJobs.list(vault, 'rg-backup'))).map((job) => job.properties?.operation);

test('a virtual machine is protected, backed up, stopped, resumed, deleted, undeleted and at last gone for good', async () => {
  const w = world();
  expect((await put(w, 'vm-free', { sourceResourceId: vmId('vm-free'), policyId: policy('Gold') })).status).toBe(202);
  expect(await stateOf(w, 'vm-free')).toMatchObject({ protectionState: 'IRPending', policyName: 'Gold' });
  w.clock.pass(60);
  await w.raw('POST', `${vmItemPath('v1', 'vm-free')}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } });
  w.clock.pass(1400);
  expect(await stateOf(w, 'vm-free')).toMatchObject({ protectionState: 'Protected' });

  await put(w, 'vm-free', { sourceResourceId: vmId('vm-free'), policyId: '', protectionState: 'ProtectionStopped' });
  expect(await stateOf(w, 'vm-free')).toMatchObject({ protectionState: 'ProtectionStopped', policyId: '' });
  w.clock.pass(20);
  await put(w, 'vm-free', { policyId: policy('DefaultPolicy') });
  expect(await stateOf(w, 'vm-free')).toMatchObject({ protectionState: 'Protected', policyName: 'DefaultPolicy' });
  w.clock.pass(20);

  const removed = await w.raw('DELETE', vmItemPath('v1', 'vm-free'));
  expect(removed.status).toBe(202);
  expect(removed.headers.get('azure-asyncoperation')).toContain('/backupOperations/');
  expect(await stateOf(w, 'vm-free')).toMatchObject({
    protectionState: 'ProtectionStopped',
    isScheduledForDeferredDelete: true,
    deferredDeleteTimeRemaining: '14.00:00:00.0000000',
  });
  w.clock.pass(20);
  const tooEarly = await put(w, 'vm-free', { policyId: policy('Gold') });
  expect(tooEarly.body.error.code).toBe('UserErrorItemInSoftDeletedState');
  await put(w, 'vm-free', { sourceResourceId: vmId('vm-free'), policyId: '', isRehydrate: true, protectionState: 'ProtectionStopped' });
  const back = await stateOf(w, 'vm-free');
  expect(back).toMatchObject({ protectionState: 'ProtectionStopped' });
  expect(back.isScheduledForDeferredDelete).toBeUndefined();
  expect((await w.raw('GET', `${vmItemPath('v1', 'vm-free')}/recoveryPoints`)).body.value).toHaveLength(1);

  w.clock.pass(20);
  await w.raw('DELETE', vmItemPath('v1', 'vm-free'));
  w.clock.pass(14 * 86_400 + 1);
  expect(await stateOf(w, 'vm-free')).toBe(404);
  expect(await operations(w)).toEqual([
    'DeleteBackupData',
    'Undelete',
    'DeleteBackupData',
    'ConfigureBackup',
    'DisableBackup',
    'Backup',
    'ConfigureBackup',
  ]);
});

test('the policy of an item changes, and the operation gives the item back', async () => {
  const w = world();
  const answer = await put(w, 'vm-1', { policyId: policy('Gold') });
  const location = new URL(answer.headers.get('location') ?? '');
  expect((await w.raw('GET', `${location.pathname}${location.search}`)).status).toBe(202);
  w.clock.pass(6);
  const result = await w.raw('GET', `${location.pathname}${location.search}`);
  expect(result.body.properties.policyName).toBe('Gold');
  expect((await w.raw('GET', policy('Gold'))).body.properties.protectedItemsCount).toBe(1);
});

test('names beyond ASCII travel in paths and links', async () => {
  const w = world();
  const path = vmItemPath('v1', 'vm-far', encodeURIComponent('rg-łódź'));
  const properties = { protectedItemType: type, sourceResourceId: vmId('vm-far', 'rg-łódź'), policyId: policy('Gold') };
  const answer = await w.raw('PUT', path, { properties });
  expect(answer.status).toBe(202);
  const link = new URL(answer.headers.get('azure-asyncoperation') ?? '');
  expect((await w.raw('GET', `${link.pathname}${link.search}`)).body.status).toBe('InProgress');
  expect((await w.raw('GET', path)).body.properties.virtualMachineId).toBe(vmId('vm-far', 'rg-łódź'));
});

test('suspended backups keep the policy, in an immutable vault only', async () => {
  const w = world();
  const suspend = () => put(w, 'vm-1', { policyId: policy('DefaultPolicy'), protectionState: 'BackupsSuspended' });
  expect((await suspend()).body.error.code).toBe('UserErrorOperationDeniedOnImmutableItem');
  expect(await stateOf(w, 'vm-1')).toMatchObject({ protectionState: 'Protected' });
  await w.raw('PATCH', vaultPath('v1'), { properties: { securitySettings: { immutabilitySettings: { state: 'Unlocked' } } } });
  expect((await suspend()).status).toBe(202);
  expect(await stateOf(w, 'vm-1')).toMatchObject({ protectionState: 'BackupsSuspended', policyName: 'DefaultPolicy' });
});

test('without soft delete, deleted data is gone at once', async () => {
  const w = world();
  expect((await w.raw('DELETE', vmItemPath('v2', 'vm-2'))).status).toBe(202);
  expect(await stateOf(w, 'vm-2', 'v2')).toBe(404);
  expect(await operations(w, 'v2')).toEqual(['DeleteBackupData']);
  expect((await w.raw('DELETE', vmItemPath('v2', 'vm-2'))).status).toBe(204);
});

test('data cannot be deleted under a running backup', async () => {
  const w = world();
  await w.raw('POST', `${vmItemPath('v1', 'vm-1')}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } });
  const answer = await w.raw('DELETE', vmItemPath('v1', 'vm-1'));
  expect({ status: answer.status, code: answer.body.error.code }).toEqual({ status: 409, code: 'UserErrorOperationInProgress' });
});

test.each([
  [
    'a new machine under a policy that does not exist',
    'vm-free',
    { sourceResourceId: vmId('vm-free'), policyId: policy('None') },
    'v1',
    400,
    'BMSUserErrorPolicyNotFound',
  ],
  ['a policy of another vault', 'vm-1', { policyId: policy('DefaultPolicy', 'v2') }, 'v1', 400, 'BMSUserErrorPolicyNotFound'],
  ['a policy that does not exist', 'vm-1', { policyId: policy('None') }, 'v1', 400, 'BMSUserErrorPolicyNotFound'],
  ['a policy for databases', 'vm-1', { policyId: policy('SQL') }, 'v1', 400, 'BMSUserErrorInvalidPolicyForGivenProvider'],
  ['no policy', 'vm-1', {}, 'v1', 400, 'BMSUserErrorInvalidInput'],
  [
    'a machine that does not exist',
    'vm-none',
    { sourceResourceId: vmId('vm-none'), policyId: policy('Gold') },
    'v1',
    404,
    'BMSUserErrorObjectNotFound',
  ],
  [
    'a source that is not the item',
    'vm-free',
    { sourceResourceId: vmId('vm-1'), policyId: policy('Gold') },
    'v1',
    400,
    'BMSUserErrorInvalidInput',
  ],
  [
    'a machine protected elsewhere',
    'vm-1',
    { sourceResourceId: vmId('vm-1'), policyId: policy('DefaultPolicy', 'v2') },
    'v2',
    400,
    'BMSUserErrorEntityAlreadyProtected',
  ],
  [
    'a machine in another region',
    'vm-free',
    { sourceResourceId: vmId('vm-free'), policyId: policy('DefaultPolicy', 'v3') },
    'v3',
    400,
    'BMSUserErrorRegionMismatch',
  ],
  [
    'another kind of item',
    'vm-1',
    { protectedItemType: 'AzureFileShareProtectedItem', policyId: policy('Gold') },
    'v1',
    400,
    'BMSUserErrorInvalidInput',
  ],
  ['stopping what is not protected', 'vm-free', { protectionState: 'ProtectionStopped' }, 'v1', 404, 'BMSUserErrorObjectNotFound'],
  ['a wrong type of a member', 'vm-1', { policyId: 5 }, 'v1', 400, 'BMSUserErrorInvalidInput'],
])('%s is refused and changes nothing', async (_name, item, properties, vault, status, code) => {
  const w = world();
  const look = async () => {
    const path = filtered(`${vaultPath(vault)}/backupProtectionContainers`, "backupManagementType eq 'AzureIaasVM'");
    return [(await w.raw('GET', `${vaultPath(vault)}/backupProtectedItems`)).body, (await w.raw('GET', path)).body];
  };
  const before = await look();
  const answer = await put(w, item, properties, vault);
  expect({ status: answer.status, code: answer.body.error.code }).toEqual({ status, code });
  expect(await look()).toEqual(before);
  expect(await operations(w, vault)).toEqual([]);
});
