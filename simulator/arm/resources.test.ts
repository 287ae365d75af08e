import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { signedIn, vaultPath, vmId, vmItemPath } from '../test/in-process.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const given = estate({
  vaults: [
    { name: 'v1', items: [{ name: 'vm-1', points: { count: 1 } }] },
    { name: 'v-empty' },
    { name: 'v-locked', softDelete: 'AlwaysON' },
  ],
  machines: [{ name: 'vm-free', tags: { env: 'dev' }, power: 'deallocated', resourceGroup: 'rg-dev' }],
  storageAccounts: [{ name: 'st1' }],
});
const world = () => signedIn({ estate: given });
type Named = { name: string };
const named = (body: { value: Named[] }) => body.value.map(({ name }) => name);

test('resource groups: those the estate implies, a new one, and no move to another region', async () => {
  const { raw } = world();
  expect(named((await raw('GET', `${home}/resourceGroups`)).body).sort()).toEqual(['rg-backup', 'rg-dev', 'rg-storage']);
  expect((await raw('PUT', `${home}/resourceGroups/rg-new`, { location: 'West Europe', tags: { a: 'b' } })).status).toBe(201);
  expect((await raw('PUT', `${home}/resourceGroups/rg-new`, { location: 'westeurope' })).status).toBe(200);
  expect((await raw('PUT', `${home}/resourceGroups/rg-new`, { location: 'northeurope' })).body.error.code).toBe(
    'InvalidResourceGroupLocation',
  );
  expect((await raw('PUT', `${home}/resourceGroups/rg-bad`, { tags: {} })).status).toBe(400);
  expect((await raw('HEAD', `${home}/resourceGroups/RG-NEW`)).status).toBe(204);
  expect((await raw('HEAD', `${home}/resourceGroups/rg-none`)).status).toBe(404);
});

test('virtual machines by subscription and group, with power state, and their tags', async () => {
  const { raw } = world();
  expect(named((await raw('GET', `${home}/providers/Microsoft.Compute/virtualMachines`)).body)).toEqual(['vm-free', 'vm-1']);
  const one = await raw('GET', `${vmId('vm-free', 'rg-dev')}?$expand=instanceView`);
  expect(one.body.properties.instanceView.statuses[1].code).toBe('PowerState/deallocated');
  expect((await raw('PATCH', vmId('vm-free', 'rg-dev'), { tags: { env: 'test', owner: 'me' } })).body.tags).toEqual({
    env: 'test',
    owner: 'me',
  });
  expect((await raw('GET', vmId('vm-free', 'rg-dev'))).body.tags).toEqual({ env: 'test', owner: 'me' });
  expect((await raw('PATCH', vmId('vm-free', 'rg-dev'), { tags: { env: 5 } })).status).toBe(400);
  expect((await raw('GET', vmId('vm-none', 'rg-dev'))).body.error.code).toBe('ResourceNotFound');
});

test('the generic list filters by type and by tag', async () => {
  const { raw } = world();
  const list = async (filter: string) => named((await raw('GET', `${home}/resources?$filter=${encodeURIComponent(filter)}`)).body);
  expect(await list("resourceType eq 'Microsoft.RecoveryServices/vaults'")).toEqual(['v1', 'v-empty', 'v-locked']);
  expect(await list("tagName eq 'env' and tagValue eq 'dev'")).toEqual(['vm-free']);
  expect((await raw('GET', `${home}/resources?$filter=${encodeURIComponent("name eq 'x'")}`)).status).toBe(400);
});

test('Resource Graph answers in pages and refuses what it does not know', async () => {
  const { raw } = world();
  const path = '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01';
  const query = "Resources | where type =~ 'Microsoft.RecoveryServices/vaults' | project name";
  const first = (await raw('POST', path, { query, options: { $top: 2 } })).body;
  expect(first).toMatchObject({ totalRecords: 3, count: 2, data: [{ name: 'v1' }, { name: 'v-empty' }], resultTruncated: 'true' });
  const second = (await raw('POST', path, { query, options: { $top: 2, $skipToken: first.$skipToken } })).body;
  expect(second.data).toEqual([{ name: 'v-locked' }]);
  const refused = await raw('POST', path, { query: 'Resources | mv-expand x' });
  expect(refused.status).toBe(400);
  expect(refused.body.error.details[0].message).toContain('mv');
});

test('a vault with items, also soft-deleted ones, cannot be deleted; an empty one can', async () => {
  const { raw, clock } = world();
  const refused = await raw('DELETE', vaultPath('v1'));
  expect(refused.body.error.code).toBe('ServiceResourceNotEmptyWithBackendMessage');
  await raw('DELETE', vmItemPath('v1', 'vm-1'));
  const soft = await raw('DELETE', vaultPath('v1'));
  expect(soft.body.error.message).toContain('soft deleted state in the vault');
  expect(soft.body.error.message).toContain('vm-1');
  clock.pass(15 * 86_400);
  expect((await raw('DELETE', vaultPath('v1'))).status).toBe(204);
  expect((await raw('GET', vaultPath('v1'))).status).toBe(404);
  expect((await raw('DELETE', vaultPath('v1'))).status).toBe(204);
});

test('a new vault has its policies and takes changes; soft delete that is always on stays on', async () => {
  const { raw } = world();
  const made = await raw('PUT', vaultPath('v-new'), { location: 'westeurope', sku: { name: 'Standard' }, tags: { a: 'b' } });
  expect(made.status).toBe(201);
  expect(named((await raw('GET', `${vaultPath('v-new')}/backupPolicies`)).body)).toEqual(['DefaultPolicy', 'HourlyLogBackup']);
  const security = (softDeleteState: string) => ({ properties: { securitySettings: { softDeleteSettings: { softDeleteState } } } });
  expect((await raw('PATCH', vaultPath('v-new'), security('AlwaysON'))).status).toBe(200);
  expect((await raw('PATCH', vaultPath('v-new'), security('Disabled'))).body.error.code).toBe(
    'BMSUserErrorDisablingSoftDeleteStateNotAllowed',
  );
  const config = `${vaultPath('v-locked')}/backupconfig/vaultconfig`;
  expect((await raw('PATCH', config, { properties: { softDeleteFeatureState: 'Disabled' } })).status).toBe(400);
  expect((await raw('GET', config)).body.properties).toMatchObject({
    softDeleteFeatureState: 'AlwaysON',
    isSoftDeleteFeatureStateEditable: false,
  });
  expect((await raw('PUT', vaultPath('v-new'), { location: 'northeurope', sku: { name: 'Standard' } })).status).toBe(400);
});

test('the redundancy of a vault is settled with its first item', async () => {
  const { raw } = world();
  const change = (vault: string) =>
    raw('PUT', `${vaultPath(vault)}/backupstorageconfig/vaultstorageconfig`, { properties: { storageType: 'LocallyRedundant' } });
  expect((await change('v1')).body.error.code).toBe('StorageModelModifyError');
  expect((await change('v-empty')).body.properties).toMatchObject({ storageType: 'LocallyRedundant', storageTypeState: 'Unlocked' });
});

test('backup status names the vault, the container, the item and the policy of a protected machine', async () => {
  const { client, simulator } = world();
  const ask = (resourceId: string) => client.backupStatus.get('westeurope', { resourceType: 'VM', resourceId });
  expect(simulator.subscriptionId).toBe('0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6');
  expect(await ask(vmId('VM-1'))).toMatchObject({ protectionStatus: 'Protected', vaultId: vaultPath('v1'), policyName: 'DefaultPolicy' });
  expect(await ask(vmId('vm-free', 'rg-dev'))).toMatchObject({ protectionStatus: 'NotProtected' });
});
