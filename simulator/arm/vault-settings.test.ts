// The settings of a vault: what can change, what is final, and what stands beside it.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { judged } from '../backup/test/judged.ts';
import { vaultPath, vmItemPath } from '../test/in-process.ts';
import { specs } from '../test/spec.ts';

const { world: watched, objections } = judged();
const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
const world = () =>
  watched({
    estate: estate({
      vaults: [
        {
          name: 'v1',
          policies: [{ name: 'Long', keepDays: 90 }],
          items: [
            { name: 'vm-1', policy: 'Long', points: { count: 3 } },
            { kind: 'mars', name: 'C:\\', machine: 'srv-1', points: { count: 2 } },
          ],
          engines: [{ name: 'dpm-01.contoso.local', agentVersion: '2.0.9100.0' }],
          privateEndpoints: [{ name: 'pe-1.backup.123', state: 'Pending' }],
        },
        { name: 'v-empty' },
        { name: 'v-far', location: 'northeurope' },
      ],
    }),
  });
type World = ReturnType<typeof world>;
const at = (path: string) => `${path}?api-version=2024-04-01`;
const patch = (w: World, vault: string, properties: object, more: object = {}) =>
  w.raw('PATCH', at(vaultPath(vault)), { properties, ...more });
const immutability = (state: string) => ({ securitySettings: { immutabilitySettings: { state } } });
const codeOf = (answer: { body: { error?: { code: string } } }) => answer.body?.error?.code;

test('immutability is enabled, taken back, locked, and then stays', async () => {
  const w = world();
  expect((await w.raw('GET', at(vaultPath('v1')))).body.properties.securitySettings.immutabilitySettings).toEqual({ state: 'Disabled' });
  expect(codeOf(await patch(w, 'v1', immutability('Locked')))).toBe('UserErrorUnsupportedVaultImmutabilityStateChange');
  for (const state of ['Unlocked', 'Disabled', 'Unlocked', 'Locked']) expect((await patch(w, 'v1', immutability(state))).status).toBe(200);
  for (const state of ['Disabled', 'Unlocked']) {
    expect(codeOf(await patch(w, 'v1', immutability(state)))).toBe('UserErrorUnsupportedVaultImmutabilityStateChange');
  }
});

test('an immutable vault loses no recovery point: no deletion, no shorter retention', async () => {
  const w = world();
  await patch(w, 'v1', immutability('Unlocked'));
  expect(codeOf(await w.raw('DELETE', vmItemPath('v1', 'vm-1')))).toBe('UserErrorOperationDeniedOnImmutableItem');
  const policy = `${vaultPath('v1')}/backupPolicies/Long`;
  const { properties } = (await w.raw('GET', policy)).body;
  const keep = (count: number) => ({
    ...properties,
    retentionPolicy: {
      ...properties.retentionPolicy,
      dailySchedule: { ...properties.retentionPolicy.dailySchedule, retentionDuration: { count, durationType: 'Days' } },
    },
  });
  expect(codeOf(await w.raw('PUT', policy, { properties: keep(30) }))).toBe('UserErrorOperationDeniedOnImmutableItem');
  expect((await w.raw('PUT', policy, { properties: keep(120) })).status).toBe(202);
  const other = { protectedItemType: 'Microsoft.Compute/virtualMachines', policyId: `${vaultPath('v1')}/backupPolicies/DefaultPolicy` };
  expect(codeOf(await w.raw('PUT', vmItemPath('v1', 'vm-1'), { properties: other }))).toBe('UserErrorOperationDeniedOnImmutableItem');
});

test('soft delete keeps as long as set, and always on is final', async () => {
  const w = world();
  const soft = (softDeleteState: string, days: number) => ({
    securitySettings: { softDeleteSettings: { softDeleteState, softDeleteRetentionPeriodInDays: days } },
  });
  expect((await patch(w, 'v1', soft('AlwaysON', 180))).status).toBe(200);
  expect(codeOf(await patch(w, 'v1', soft('Enabled', 14)))).toBe('BMSUserErrorDisablingSoftDeleteStateNotAllowed');
  await w.raw('DELETE', vmItemPath('v1', 'vm-1'));
  w.clock.pass(179 * 86_400);
  expect((await w.raw('GET', vmItemPath('v1', 'vm-1'))).body.properties.isScheduledForDeferredDelete).toBe(true);
  w.clock.pass(2 * 86_400);
  expect((await w.raw('GET', vmItemPath('v1', 'vm-1'))).status).toBe(404);
});

test('redundancy and cross-region restore are settled with the first item', async () => {
  const w = world();
  const redundancy = (standardTierStorageRedundancy: string, crossRegionRestore: string) => ({
    redundancySettings: { standardTierStorageRedundancy, crossRegionRestore },
  });
  expect(codeOf(await patch(w, 'v1', redundancy('LocallyRedundant', 'Disabled')))).toBe('StorageModelModifyError');
  expect((await patch(w, 'v1', redundancy('GeoRedundant', 'Enabled'))).status).toBe(200);
  expect((await patch(w, 'v1', redundancy('GeoRedundant', 'Disabled'))).body.error.target).toBe('crossRegionRestoreFlag');
  expect((await patch(w, 'v-empty', redundancy('LocallyRedundant', 'Enabled'))).status).toBe(400);
  expect((await patch(w, 'v-empty', redundancy('ZoneRedundant', 'Disabled'))).body.properties.redundancySettings).toEqual({
    standardTierStorageRedundancy: 'ZoneRedundant',
    crossRegionRestore: 'Disabled',
  });
});

test('a key of the customer needs an identity and an empty vault, and is there to stay', async () => {
  const w = world();
  const config = (vault: string) => `${vaultPath(vault)}/backupEncryptionConfigs/backupResourceEncryptionConfig`;
  const keyUri = 'https://kv-backup.vault.azure.net/keys/vault-key/0123456789abcdef0123456789abcdef';
  const mine = { properties: { encryptionAtRestType: 'CustomerManaged', keyUri } };
  expect((await w.raw('GET', config('v-empty'))).body.properties).toMatchObject({
    encryptionAtRestType: 'MicrosoftManaged',
    lastUpdateStatus: 'NotEnabled',
  });
  expect(codeOf(await w.raw('PUT', config('v-empty'), mine))).toBe('UserErrorCMKMissingManagedIdentity');
  const made = await patch(w, 'v-empty', {}, { identity: { type: 'SystemAssigned' } });
  expect(made.body.identity.principalId).toMatch(/^[0-9a-f-]{36}$/);
  expect((await w.raw('PUT', config('v-empty'), { properties: { ...mine.properties, keyUri: 'https://example.com' } })).status).toBe(400);
  expect((await w.raw('PUT', config('v-empty'), mine)).status).toBe(200);
  expect((await w.raw('GET', config('v-empty'))).body.properties).toMatchObject({ encryptionAtRestType: 'CustomerManaged', keyUri });
  expect(codeOf(await w.raw('PUT', config('v-empty'), { properties: { encryptionAtRestType: 'MicrosoftManaged' } }))).toBe(
    'UserErrorCMKCannotBeDisabled',
  );
  await patch(w, 'v1', {}, { identity: { type: 'SystemAssigned' } });
  expect(codeOf(await w.raw('PUT', config('v1'), mine))).toBe('UserErrorCMKNotAllowedOnVaultWithItems');
});

test('a private endpoint connection waits, is approved and removed; what hangs on a vault keeps it from being deleted', async () => {
  const w = world();
  const connection = `${vaultPath('v1')}/privateEndpointConnections/pe-1.backup.123`;
  expect((await w.raw('GET', connection)).body.properties.privateLinkServiceConnectionState.status).toBe('Pending');
  const approve = { properties: { privateLinkServiceConnectionState: { status: 'Approved', description: 'Approved by ops' } } };
  const approved = await w.raw('PUT', connection, approve);
  expect(approved.status).toBe(200);
  const link = new URL(approved.headers.get('azure-asyncoperation') ?? '');
  w.clock.pass(10);
  expect((await w.raw('GET', `${link.pathname}${link.search}`)).body.status).toBe('Succeeded');
  expect((await w.raw('GET', at(vaultPath('v1')))).body.properties).toMatchObject({ privateEndpointStateForBackup: 'Enabled' });
  const refused = await w.raw('DELETE', at(vaultPath('v1')));
  expect(refused.body.error).toMatchObject({ code: 'ServiceResourceNotEmptyWithBackendMessage' });
  for (const name of ['vm-1', 'srv-1', 'dpm-01.contoso.local', 'pe-1.backup.123']) expect(refused.body.error.message).toContain(name);
  expect((await w.settled(await w.raw('DELETE', connection))).status).toBe('Succeeded');
  expect((await w.raw('DELETE', connection)).status).toBe(204);
  expect((await w.raw('DELETE', at(vaultPath('v-empty')))).status).toBe(204);
});

test('servers with the agent or DPM are listed, and unregistered with what they backed up', async () => {
  const w = world();
  const engines = (await w.raw('GET', `${vaultPath('v1')}/backupEngines`)).body.value;
  expect(engines[0].properties).toMatchObject({ backupEngineType: 'DpmBackupEngine', isAzureBackupAgentUpgradeAvailable: true });
  expect((await w.raw('GET', `${vaultPath('v1')}/backupEngines/${engines[0].name}`)).body.name).toBe('dpm-01.contoso.local');
  const identity = (name: string) => at(`${vaultPath('v1')}/registeredIdentities/${name}`);
  for (const name of ['srv-1', 'dpm-01.contoso.local', 'nobody']) expect((await w.raw('DELETE', identity(name))).status).toBe(204);
  expect((await w.raw('GET', `${vaultPath('v1')}/backupEngines`)).body.value).toEqual([]);
  expect((await w.raw('GET', `${vaultPath('v1')}/backupProtectedItems`)).body.value).toHaveLength(1);
});

test('counters, extended information, credentials, private links, names', async () => {
  const w = world();
  const usage = (await w.raw('GET', at(`${vaultPath('v1')}/usages`))).body.value;
  const of = (name: string) => usage.find((one: { name: { value: string } }) => one.name.value === name)?.currentValue;
  expect([of('ProtectedItemCount'), of('IaaSVMProtectedItemCount'), of('MABContainersCount'), of('LRSStorageUsage')]).toEqual([2, 1, 2, 0]);
  expect(of('GRSStorageUsage')).toBeGreaterThan(1e9);
  const info = at(`${vaultPath('v1')}/extendedInformation/vaultExtendedInfo`);
  expect((await w.raw('GET', info)).body.properties.algorithm).toBe('None');
  expect((await w.raw('PUT', info, { properties: { algorithm: 'None', integrityKey: 'abc' } })).status).toBe(200);
  const certificate = at(`${vaultPath('v1')}/certificates/CN=CB_srv-1`);
  const issued = await w.raw('PUT', certificate, { properties: { authType: 'AAD', certificate: 'TUlJ' } });
  expect(issued.body.properties).toMatchObject({ authType: 'AzureActiveDirectory', aadTenantId: w.simulator.tenantId });
  const links = (await w.raw('GET', at(`${vaultPath('v1')}/privateLinkResources`))).body.value;
  expect((await w.raw('GET', at(`${vaultPath('v1')}/privateLinkResources/${links[0].name}`))).body.properties.groupId).toBe('AzureBackup');
  expect((await w.raw('GET', at(`${vaultPath('v1')}/privateLinkResources/none`))).status).toBe(404);
  const name = (wanted: string) =>
    w.raw('POST', at(`${home}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/locations/westeurope/checkNameAvailability`), {
      type: 'Microsoft.RecoveryServices/Vaults',
      name: wanted,
    });
  expect([(await name('v1')).body.nameAvailable, (await name('v9')).body.nameAvailable]).toEqual([false, true]);
  const ask = { type: 'Microsoft.RecoveryServices/Vaults', properties: { dnsZones: [{ subResource: 'AzureBackup' }] } };
  const can = await w.raw('POST', at(`${home}/providers/Microsoft.RecoveryServices/locations/westeurope/capabilities`), ask);
  expect(can.body.properties.dnsZones[0].requiredZoneNames).toHaveLength(3);
  expect((await w.raw('GET', at(`${vaultPath('v1')}/replicationUsages`))).body.value).toEqual([]);
});

test('the data of a vault moves to an empty one of another region, prepared there and triggered here', async () => {
  const w = world();
  const config = (vault: string) => `${vaultPath(vault)}/backupstorageconfig/vaultstorageconfig`;
  const prepare = { targetResourceId: vaultPath('v-far'), targetRegion: 'North Europe', dataMoveLevel: 'Vault' };
  expect((await w.raw('POST', `${config('v1')}/prepareDataMove`, { ...prepare, targetRegion: 'westeurope' })).status).toBe(400);
  const prepared = await w.raw('POST', `${config('v1')}/prepareDataMove`, prepare);
  expect((await w.settled(prepared)).status).toBe('Succeeded');
  const link = new URL(prepared.headers.get('location') ?? '');
  const { correlationId } = (await w.raw('GET', `${link.pathname}${link.search}`)).body;
  const trigger = { sourceResourceId: vaultPath('v1'), sourceRegion: 'westeurope', dataMoveLevel: 'Vault', correlationId };
  expect((await w.raw('POST', `${config('v-far')}/triggerDataMove`, { ...trigger, correlationId: 'made-up' })).status).toBe(400);
  expect((await w.settled(await w.raw('POST', `${config('v-far')}/triggerDataMove`, trigger), 200)).status).toBe('Succeeded');
  expect((await w.raw('GET', `${vaultPath('v1')}/backupProtectedItems`)).body.value).toEqual([]);
  const moved = (await w.raw('GET', `${vaultPath('v-far')}/backupProtectedItems`)).body.value;
  expect(moved).toHaveLength(2);
  expect((await w.raw('GET', `${vmItemPath('v-far', 'vm-1')}/recoveryPoints`)).body.value).toHaveLength(3);
  expect((await w.raw('POST', `${config('v-far')}/triggerDataMove`, trigger)).status).toBe(400);
});

test('no more than ten vaults an hour are deleted', async () => {
  const w = world();
  const path = (index: number) => at(vaultPath(`v-new-${index}`));
  for (let index = 0; index < 11; index++) {
    expect((await w.raw('PUT', path(index), { location: 'westeurope', sku: { name: 'Standard' }, properties: {} })).status).toBe(201);
  }
  for (let index = 0; index < 10; index++) {
    const gone = await w.raw('DELETE', path(index));
    expect([gone.status, gone.headers.get('x-ms-ratelimit-remaining-subscription-resource-requests')]).toEqual([204, String(9 - index)]);
  }
  const tooMany = await w.raw('DELETE', path(10));
  expect([tooMany.status, tooMany.body.error.code, tooMany.headers.get('retry-after')]).toEqual([429, 'ResourceRequestsThrottled', '3600']);
  w.clock.pass(3600);
  expect((await w.raw('DELETE', path(10))).status).toBe(204);
});

test.runIf(specs)('all of that is valid by the published specification', async () => {
  expect(await objections()).toEqual([]);
});
