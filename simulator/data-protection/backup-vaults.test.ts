// The life of what Backup vaults protect. Where AZURE_SPECS names the published specification, every exchange of these tests is
// judged by it.
import { expect, test } from 'vitest';
import { type EstateInput, estate } from '../../nodes/kit/estate.ts';
import { signedIn } from '../test/in-process.ts';
import { specs } from '../test/spec.ts';
import { type Exchange, judgeOf } from '../test/validator.ts';

const day = 86_400;
const instances: NonNullable<NonNullable<EstateInput['backupVaults']>[number]['instances']> = [
  { kind: 'disk', name: 'disk-erp-01', policy: 'disks', points: 3 },
  { kind: 'blob', name: 'streports', policy: 'blobs' },
  { kind: 'postgres', name: 'pg-erp/orders', policy: 'databases', points: 2 },
  { kind: 'aks', name: 'aks-shop', policy: 'clusters', points: 1 },
];
const policies = [
  { name: 'disks', kind: 'disk' as const },
  { name: 'blobs', kind: 'blob' as const, keepDays: 30 },
  { name: 'databases', kind: 'postgres' as const, keepDays: 90, everyHours: 168 },
  { name: 'clusters', kind: 'aks' as const },
];
const said: Exchange[] = [];
function world() {
  const made = signedIn({ estate: estate({ backupVaults: [{ name: 'bv', policies, instances }] }) });
  const raw: typeof made.raw = async (method, path, body, headers) => {
    const answer = await made.raw(method, path, body, headers);
    const sent = body === undefined ? undefined : JSON.stringify(body);
    said.push({ method, url: `https://management.azure.com${path}`, body: sent, status: answer.status, answer: answer.text });
    return answer;
  };
  return { ...made, raw };
}
type World = ReturnType<typeof world>;

const version = 'api-version=2024-04-01';
const vaultPath = (w: World, name = 'bv') =>
  `/subscriptions/${w.simulator.subscriptionId}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/${name}`;
const ask = (w: World, method: string, path: string, body?: unknown) =>
  w.raw(method, `${vaultPath(w)}${path}${path.includes('?') ? '&' : '?'}${version}`, body);
const instanceOf = async (w: World, words: string) =>
  (await ask(w, 'GET', '/backupInstances')).body.value.find((one: { name: string }) => one.name.startsWith(words));
async function ended(w: World, answer: { status: number; headers: Headers }) {
  const url = new URL(answer.headers.get('azure-asyncoperation') ?? '');
  w.clock.pass(120);
  return (await w.raw('GET', `${url.pathname}${url.search}`)).body;
}
const now = { backupRuleOptions: { ruleName: 'BackupDaily', triggerOption: {} } };

test('lists what a vault protects, with its policies and recovery points', async () => {
  const w = world();
  const list = await w.raw(
    'GET',
    `/subscriptions/${w.simulator.subscriptionId}/providers/Microsoft.DataProtection/backupVaults?${version}`,
  );
  expect(list.body.value.map((vault: { name: string }) => vault.name)).toEqual(['bv']);
  expect((await ask(w, 'GET', '/backupPolicies')).body.value).toHaveLength(4);
  const disk = await instanceOf(w, 'disk-erp-01');
  expect(disk.properties).toMatchObject({
    currentProtectionState: 'ProtectionConfigured',
    dataSourceInfo: { datasourceType: 'Microsoft.Compute/disks' },
  });
  expect((await ask(w, 'GET', `/backupInstances/${disk.name}/recoveryPoints`)).body.value).toHaveLength(3);
  expect((await ask(w, 'GET', '/backupJobs')).body.value).toHaveLength(6);
});

test('a backup on demand is an operation, then a job, then a recovery point', async () => {
  const w = world();
  const { name } = await instanceOf(w, 'disk-erp-01');
  const started = await ask(w, 'POST', `/backupInstances/${name}/backup`, now);
  expect(started.status).toBe(202);
  const status = await ended(w, started);
  expect(status).toMatchObject({ status: 'Succeeded', properties: { objectType: 'OperationJobExtendedInfo' } });
  w.clock.pass(600);
  const job = (await ask(w, 'GET', `/backupJobs/${status.properties.jobId}`)).body.properties;
  expect(job).toMatchObject({ status: 'Completed', operation: 'Backup', isUserTriggered: true });
  expect((await ask(w, 'GET', `/backupInstances/${name}/recoveryPoints`)).body.value).toHaveLength(4);
});

test('a second backup while one runs, an unknown retention rule and a backup of blobs are refused', async () => {
  const w = world();
  const { name } = await instanceOf(w, 'disk-erp-01');
  await ask(w, 'POST', `/backupInstances/${name}/backup`, now);
  expect((await ask(w, 'POST', `/backupInstances/${name}/backup`, now)).body.error.code).toBe('UserErrorConflictingOperationInProgress');
  const strange = { backupRuleOptions: { ruleName: 'BackupDaily', triggerOption: { retentionTagOverride: 'Century' } } };
  const database = await instanceOf(w, 'pg-erp');
  expect((await ask(w, 'POST', `/backupInstances/${database.name}/backup`, strange)).body.error.code).toBe('UserErrorInvalidRetentionTag');
  const blob = await instanceOf(w, 'streports');
  expect((await ask(w, 'POST', `/backupInstances/${blob.name}/backup`, now)).body.error.code).toBe('UserErrorAdhocBackupNotSupported');
});

test('a schedule makes points by itself, and old ones vanish', async () => {
  const w = world();
  const { name } = await instanceOf(w, 'disk-erp-01');
  w.clock.pass(20 * day);
  const points = (await ask(w, 'GET', `/backupInstances/${name}/recoveryPoints`)).body.value;
  expect(points.length).toBeGreaterThanOrEqual(6);
  expect(points.length).toBeLessThanOrEqual(8);
});

test('protecting a disk is checked first, then configured', async () => {
  const w = world();
  const { simulator } = w;
  const source = {
    objectType: 'Datasource',
    datasourceType: 'Microsoft.Compute/disks',
    resourceID: `/subscriptions/${simulator.subscriptionId}/resourceGroups/rg-workloads/providers/Microsoft.Compute/disks/disk-new`,
    resourceName: 'disk-new',
  };
  const policyInfo = {
    policyId: `${vaultPath(w)}/backupPolicies/disks`,
    policyParameters: {
      dataStoreParametersList: [
        { objectType: 'AzureOperationalStoreParameters', dataStoreType: 'OperationalStore', resourceGroupId: '/x' },
      ],
    },
  };
  const properties = { objectType: 'BackupInstance', dataSourceInfo: source, policyInfo };
  const wrong = { ...properties, policyInfo: { ...policyInfo, policyId: `${vaultPath(w)}/backupPolicies/databases` } };
  const checked = await ask(w, 'POST', '/validateForBackup', { backupInstance: wrong });
  expect(await ended(w, checked)).toMatchObject({ status: 'Failed', error: { code: 'UserErrorPolicyDatasourceTypeMismatch' } });
  const put = await ask(w, 'PUT', '/backupInstances/disk-new', { properties });
  expect(put).toMatchObject({ status: 201, body: { properties: { currentProtectionState: 'ConfiguringProtection' } } });
  expect((await ended(w, put)).status).toBe('Succeeded');
  expect((await instanceOf(w, 'disk-new')).properties.currentProtectionState).toBe('ProtectionConfigured');
});

test('stopping, resuming, deleting into soft delete, undeleting and purging', async () => {
  const w = world();
  const { name } = await instanceOf(w, 'disk-erp-01');
  expect((await ask(w, 'POST', `/backupInstances/${name}/stopProtection`)).status).toBe(202);
  expect((await ask(w, 'POST', `/backupInstances/${name}/backup`, now)).body.error.code).toBe('UserErrorBackupInstanceNotInProtectedState');
  expect((await ask(w, 'POST', `/backupInstances/${name}/resumeProtection`)).status).toBe(202);
  expect((await ask(w, 'DELETE', `/backupInstances/${name}`)).status).toBe(202);
  expect((await ask(w, 'GET', `/backupInstances/${name}`)).status).toBe(404);
  const deleted = (await ask(w, 'GET', '/deletedBackupInstances')).body.value;
  expect(deleted).toMatchObject([{ name, properties: { currentProtectionState: 'SoftDeleted' } }]);
  const removal = await ask(w, 'DELETE', '');
  expect(removal.body.error.code).toBe('VaultCannotBeDeleted');
  expect((await ask(w, 'POST', `/deletedBackupInstances/${name}/undelete`)).status).toBe(202);
  expect((await instanceOf(w, 'disk-erp-01')).properties.currentProtectionState).toBe('ProtectionStopped');
  await ask(w, 'DELETE', `/backupInstances/${name}`);
  w.clock.pass(15 * day);
  expect((await ask(w, 'GET', '/deletedBackupInstances')).body.value).toEqual([]);
});

test('restores: a disk to a new name, blobs to a moment, and what is refused', async () => {
  const w = world();
  const disk = await instanceOf(w, 'disk-erp-01');
  const point = (await ask(w, 'GET', `/backupInstances/${disk.name}/recoveryPoints`)).body.value[0].name;
  const target = (resourceID: string) => ({
    objectType: 'RestoreTargetInfo',
    recoveryOption: 'FailIfExists',
    restoreLocation: 'westeurope',
    datasourceInfo: { resourceID },
  });
  const request = (resourceID: string) => ({
    objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
    sourceDataStoreType: 'OperationalStore',
    recoveryPointId: point,
    restoreTargetInfo: target(resourceID),
  });
  const same = disk.properties.dataSourceInfo.resourceID;
  expect((await ask(w, 'POST', `/backupInstances/${disk.name}/restore`, request(same))).body.error.code).toBe(
    'UserErrorRestoreTargetExists',
  );
  const check = await ask(w, 'POST', `/backupInstances/${disk.name}/validateRestore`, { restoreRequestObject: request(same) });
  expect(await ended(w, check)).toMatchObject({ status: 'Failed', error: { code: 'UserErrorRestoreTargetExists' } });
  const started = await ask(w, 'POST', `/backupInstances/${disk.name}/restore`, request(`${same}-restored`));
  const { properties } = await ended(w, started);
  expect((await ask(w, 'GET', `/backupJobs/${properties.jobId}`)).body.properties).toMatchObject({
    operation: 'Restore',
    extendedInfo: { recoveryDestination: `${same}-restored` },
  });
  const blob = await instanceOf(w, 'streports');
  const ranges = await ask(w, 'POST', `/backupInstances/${blob.name}/findRestorableTimeRanges`, {
    sourceDataStoreType: 'OperationalStore',
  });
  expect(ranges.body.properties.restorableTimeRanges).toHaveLength(1);
  const back = (recoveryPointTime: string) => ({
    objectType: 'AzureBackupRecoveryTimeBasedRestoreRequest',
    sourceDataStoreType: 'OperationalStore',
    recoveryPointTime,
    restoreTargetInfo: target(blob.properties.dataSourceInfo.resourceID),
  });
  expect((await ask(w, 'POST', `/backupInstances/${blob.name}/restore`, back('2019-01-01T00:00:00Z'))).body.error.code).toBe(
    'UserErrorRestorePointInTimeOutOfRange',
  );
  expect((await ask(w, 'POST', `/backupInstances/${blob.name}/restore`, back('2026-11-20T00:00:00Z'))).status).toBe(202);
});

test('clusters say what of them is backed up and restored, databases name their server', async () => {
  const w = world();
  const cluster = await instanceOf(w, 'aks-shop');
  const { dataSourceInfo, policyInfo } = cluster.properties;
  const again = { objectType: 'BackupInstance', dataSourceInfo, policyInfo: { policyId: policyInfo.policyId, policyParameters: {} } };
  expect((await ask(w, 'PUT', `/backupInstances/${cluster.name}`, { properties: again })).body.error.code).toBe(
    'UserErrorMissingPolicyParameters',
  );
  const restore = async (instance: { name: string }, sourceDataStoreType: string, target: object) => {
    const point = (await ask(w, 'GET', `/backupInstances/${instance.name}/recoveryPoints`)).body.value[0].name;
    const answer = await ask(w, 'POST', `/backupInstances/${instance.name}/restore`, {
      objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
      sourceDataStoreType,
      recoveryPointId: point,
      restoreTargetInfo: { recoveryOption: 'FailIfExists', restoreLocation: 'westeurope', ...target },
    });
    return answer.status === 202 ? 202 : answer.body.error.code;
  };
  const restoreCriteria = [{ objectType: 'KubernetesClusterRestoreCriteria', includeClusterScopeResources: true }];
  const into = { datasourceInfo: dataSourceInfo };
  const refused = 'UserErrorInvalidRestoreRequest';
  expect(await restore(cluster, 'OperationalStore', { objectType: 'RestoreTargetInfo', ...into })).toBe(refused);
  expect(await restore(cluster, 'OperationalStore', { objectType: 'ItemLevelRestoreTargetInfo', ...into, restoreCriteria: [] })).toBe(
    refused,
  );
  expect(await restore(cluster, 'OperationalStore', { objectType: 'ItemLevelRestoreTargetInfo', ...into, restoreCriteria })).toBe(202);
  const database = await instanceOf(w, 'pg-erp');
  const { resourceID } = database.properties.dataSourceInfo;
  const beside = { objectType: 'RestoreTargetInfo', datasourceInfo: { resourceID: `${resourceID}-restored` } };
  expect(await restore(database, 'VaultStore', beside)).toBe(refused);
  const datasourceSetInfo = { resourceID: resourceID.replace(/\/databases\/.*/, '') };
  expect(await restore(database, 'VaultStore', { ...beside, datasourceSetInfo })).toBe(202);
});

test('settings of a vault: soft delete always on and locked immutability cannot be taken back', async () => {
  const w = world();
  const set = (securitySettings: object) => ask(w, 'PATCH', '', { properties: { securitySettings } });
  expect((await set({ softDeleteSettings: { state: 'AlwaysOn', retentionDurationInDays: 30 } })).status).toBe(200);
  expect((await set({ softDeleteSettings: { state: 'Off' } })).status).toBe(400);
  expect((await set({ immutabilitySettings: { state: 'Locked' } })).status).toBe(200);
  expect((await set({ immutabilitySettings: { state: 'Disabled' } })).status).toBe(400);
  const made = await w.raw('PUT', `${vaultPath(w, 'fresh')}?${version}`, {
    location: 'westeurope',
    properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
  });
  expect(made).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Succeeded' } } });
  expect((await w.raw('DELETE', `${vaultPath(w, 'fresh')}?${version}`)).status).toBe(200);
});

const swagger = 'specification/dataprotection/resource-manager/Microsoft.DataProtection/stable/2024-04-01/dataprotection.json';
test.runIf(specs)('all of that is valid by the published specification', async () => {
  const objections: string[] = [];
  const judge = await judgeOf([swagger]);
  expect(said.length).toBeGreaterThan(50);
  // What the service refuses may be wrong in its request; its answer must still have the right shape.
  for (const exchange of said) {
    const found = await judge.pair(exchange);
    objections.push(
      ...found.map((one) => `${exchange.method} ${exchange.status} ${exchange.url.replace(/^.*DataProtection/, '')}: ${one}`),
    );
  }
  expect([...new Set(objections)]).toEqual([]);
});
