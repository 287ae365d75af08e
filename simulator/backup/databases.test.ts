// Databases: discovery and auto-protection, types of backup with their log chains, restores of every kind.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { filtered, vaultPath, vmId } from '../test/in-process.ts';
import { specs } from '../test/spec.ts';
import { judged } from './test/judged.ts';

const { world: watched, objections } = judged();
const world = () =>
  watched({
    estate: estate({
      machines: [
        { name: 'vm-sql', resourceGroup: 'rg-backup', databases: [{ name: 'Orders' }, { name: 'Crm' }] },
        { name: 'vm-sql-2', resourceGroup: 'rg-backup', databases: [{ name: 'Other' }] },
        { name: 'vm-off', resourceGroup: 'rg-backup', power: 'deallocated', databases: [{ name: 'Cold' }] },
        { name: 'vm-ag', resourceGroup: 'rg-backup', databases: [{ name: 'Ledger', group: 'ag-finance' }, { name: 'Local' }] },
        { name: 'vm-hana', resourceGroup: 'rg-backup', databases: [{ kind: 'hana', name: 'SYSTEMDB', instance: 'P01' }] },
      ],
      vaults: [
        {
          name: 'v1',
          policies: [
            { name: 'Sql', kind: 'sql', logMinutes: 15 },
            { name: 'Hana', kind: 'hana', logMinutes: 30 },
          ],
          registered: [{ name: 'vm-sql-2' }],
          items: [
            { kind: 'sql', name: 'Orders', machine: 'vm-sql', policy: 'Sql', points: { count: 3, newest: '-PT6H', ids: ['111'] } },
            { kind: 'hana', name: 'SYSTEMDB', machine: 'vm-hana', instance: 'P01', policy: 'Hana', points: { count: 2, ids: ['222'] } },
          ],
        },
      ],
    }),
  });
type World = ReturnType<typeof world>;
const container = (name: string) => `${vaultPath('v1')}/backupFabrics/Azure/protectionContainers/VMAppContainer;Compute;rg-backup;${name}`;
const orders = `${container('vm-sql')}/protectedItems/SQLDataBase;mssqlserver;orders`;
const hana = `${container('vm-hana')}/protectedItems/SAPHanaDatabase;p01;systemdb`;
const protectable = async (w: World) =>
  (
    await w.raw(
      'GET',
      filtered(`${vaultPath('v1')}/backupProtectableItems`, "backupManagementType eq 'AzureWorkload' and workloadType eq 'SQLDataBase'"),
    )
  ).body.value;
const free = async (w: World) =>
  (await protectable(w))
    .filter((one: { properties: { protectableItemType: string } }) => one.properties.protectableItemType === 'SQLDataBase')
    .map((one: { properties: { friendlyName: string } }) => one.properties.friendlyName);
const back = (w: World, item: string, backupType: string) =>
  w.raw('POST', `${item}/backup`, { properties: { objectType: 'AzureWorkloadBackupRequest', backupType } });
const jobOf = async (w: World, answer: Awaited<ReturnType<World['raw']>>, seconds = 400) => {
  const { jobId } = (await w.settled(answer, 10)).properties;
  w.clock.pass(seconds);
  return (await w.raw('GET', `${vaultPath('v1')}/backupJobs/${jobId}`)).body.properties;
};
const ranges = async (w: World, item = orders) => {
  const { value } = (await w.raw('GET', filtered(`${item}/recoveryPoints`, "restorePointQueryType eq 'Log'"))).body;
  return value[0]?.properties.timeRanges ?? [];
};
const restore = (w: World, properties: object, item = orders, point = '111') =>
  w.raw('POST', `${item}/recoveryPoints/${point}/restore`, { properties });
const sql = { objectType: 'AzureWorkloadSQLRestoreRequest', shouldUseAlternateTargetLocation: true, isNonRecoverable: false };
const target = (databaseName: string, name = 'vm-sql-2') => ({ containerId: container(name), databaseName });

test('instances are protectable beside their databases, and say whether Azure could look into them', async () => {
  const w = world();
  const instances = (await protectable(w)).filter(
    (one: { properties: { protectableItemType: string } }) => one.properties.protectableItemType === 'SQLInstance',
  );
  expect(instances.map((one: { name: string }) => one.name)).toEqual(['sqlinstance;mssqlserver', 'sqlinstance;mssqlserver']);
  expect(instances[0].properties).toMatchObject({
    isAutoProtectable: true,
    isAutoProtected: false,
    subinquireditemcount: 2,
    subprotectableitemcount: 1,
  });
  expect(await free(w)).toEqual(['Crm', 'Other']);
});

test('a machine that is off is not registered: the operation fails with its reason', async () => {
  const w = world();
  const properties = {
    containerType: 'VMAppContainer',
    backupManagementType: 'AzureWorkload',
    sourceResourceId: vmId('vm-off'),
    workloadType: 'SQLDataBase',
  };
  const status = await w.settled(await w.raw('PUT', container('vm-off'), { properties }));
  expect(status).toMatchObject({ status: 'Failed', error: { code: 'VMNotInRunningStateUserError' } });
  expect((await w.raw('GET', container('vm-off'))).status).toBe(404);
  const again = { ...properties, sourceResourceId: vmId('vm-sql'), operationType: 'Reregister' };
  expect((await w.settled(await w.raw('PUT', container('vm-sql'), { properties: again }))).status).toBe('Succeeded');
  expect((await w.raw('PUT', container('vm-off'), { properties: { ...properties, operationType: 'Reregister' } })).status).toBe(400);
});

test('auto-protection takes what is there, and what the next inquiry finds', async () => {
  const w = world();
  const intent = `${vaultPath('v1')}/backupFabrics/Azure/backupProtectionIntent/7ec9429d-bea2-4573-9562-799406b69e6e`;
  const itemId = `${container('vm-sql-2')}/protectableItems/sqlinstance;mssqlserver`;
  const body = {
    properties: { protectionIntentItemType: 'RecoveryServiceVaultItem', itemId, policyId: `${vaultPath('v1')}/backupPolicies/Sql` },
  };
  expect(
    (await w.raw('PUT', intent, { properties: { ...body.properties, policyId: `${vaultPath('v1')}/backupPolicies/None` } })).status,
  ).toBe(400);
  expect((await w.raw('PUT', intent, body)).body.properties.itemId).toMatch(
    /protectionContainers\/Compute;rg-backup;vm-sql-2\/protectableItems\/MSSQLSERVER$/,
  );
  expect(await free(w)).toEqual(['Crm']);
  // A database comes to the machine by a restore; the vault learns of it when it asks.
  await jobOf(w, await restore(w, { ...sql, recoveryType: 'AlternateLocation', targetInfo: target('MSSQLSERVER/Copy') }));
  expect(await free(w)).toEqual(['Crm']);
  const item = `${container('vm-sql-2')}/protectedItems/SQLDataBase;mssqlserver;copy`;
  expect((await w.raw('GET', item)).status).toBe(404);
  await w.settled(await w.raw('POST', `${container('vm-sql-2')}/inquire`));
  expect((await w.raw('GET', item)).body.properties).toMatchObject({ policyName: 'Sql', protectionState: 'IRPending' });
  expect((await w.raw('DELETE', intent)).status).toBe(204);
});

test('an availability group is protectable as a whole, and auto-protection of it takes only its databases', async () => {
  const w = world();
  const properties = {
    containerType: 'VMAppContainer',
    backupManagementType: 'AzureWorkload',
    sourceResourceId: vmId('vm-ag'),
    workloadType: 'SQLDataBase',
  };
  await w.settled(await w.raw('PUT', container('vm-ag'), { properties }));
  const group = (await protectable(w)).find(
    (one: { properties: { friendlyName: string } }) => one.properties.friendlyName === 'ag-finance',
  );
  expect(group.properties).toMatchObject({
    protectableItemType: 'SQLAvailabilityGroupContainer',
    isAutoProtectable: true,
    subinquireditemcount: 1,
  });
  const intent = `${vaultPath('v1')}/backupFabrics/Azure/backupProtectionIntent/2b7c9d1e-5f60-4c3a-8e21-0a9b8c7d6e5f`;
  const wanted = {
    protectionIntentItemType: 'RecoveryServiceVaultItem',
    itemId: group.id,
    policyId: `${vaultPath('v1')}/backupPolicies/Sql`,
  };
  expect((await w.raw('PUT', intent, { properties: wanted })).status).toBe(200);
  expect(await free(w)).toEqual(['Crm', 'Other', 'Local']);
});

test('without auto-protection a new database is found by the eight-hourly discovery, and stays unprotected', async () => {
  const w = world();
  await jobOf(w, await restore(w, { ...sql, recoveryType: 'AlternateLocation', targetInfo: target('MSSQLSERVER/Copy') }));
  w.clock.pass(8 * 3600);
  expect((await free(w)).sort()).toEqual(['Copy', 'Crm', 'Other']);
});

test('logs reach from the oldest full backup to the last quarter of an hour, and stop with protection', async () => {
  const w = world();
  expect(await ranges(w)).toEqual([{ startTime: '2026-11-20T04:00:00.0000000Z', endTime: '2026-11-22T10:00:00.0000000Z' }]);
  w.clock.pass(1000);
  expect((await ranges(w))[0].endTime).toBe('2026-11-22T10:15:00.0000000Z');
  await w.raw('PUT', orders, {
    properties: { protectedItemType: 'AzureVmWorkloadSQLDatabase', protectionState: 'ProtectionStopped', policyId: '' },
  });
  w.clock.pass(7200);
  expect((await ranges(w))[0].endTime).toBe('2026-11-22T10:15:00.0000000Z');
  // Resumed, a new chain begins with the next full backup; until then a log backup has nothing to build on.
  await w.raw('PUT', orders, {
    properties: { protectedItemType: 'AzureVmWorkloadSQLDatabase', policyId: `${vaultPath('v1')}/backupPolicies/Sql` },
  });
  expect(await jobOf(w, await back(w, orders, 'Log'))).toMatchObject({
    status: 'Failed',
    errorDetails: [{ errorTitle: 'UserErrorParentFullBackupMissing' }],
  });
  expect((await jobOf(w, await back(w, orders, 'Full'))).status).toBe('Completed');
  w.clock.pass(3600);
  expect(await ranges(w)).toHaveLength(2);
  expect((await jobOf(w, await back(w, orders, 'Log'))).status).toBe('Completed');
});

test('types of backup that a kind of database does not have are refused, and the tenth of a day too', async () => {
  const w = world();
  expect((await back(w, orders, 'Incremental')).body.error.target).toBe('properties.backupType');
  expect((await back(w, hana, 'CopyOnlyFull')).status).toBe(400);
  for (let time = 0; time < 9; time++) expect((await jobOf(w, await back(w, orders, 'Full'))).status).toBe('Completed');
  expect((await back(w, orders, 'Full')).body.error.code).toBe('CloudDosTimeboudLimitReached');
});

test('a point in time must lie in a chain', async () => {
  const w = world();
  const at = (pointInTime: string) => ({
    ...sql,
    objectType: 'AzureWorkloadSQLPointInTimeRestoreRequest',
    recoveryType: 'OriginalLocation',
    pointInTime,
  });
  expect((await restore(w, at('2026-11-19T00:00:00Z'), orders, 'DefaultRangeRecoveryPoint')).body.error.target).toBe(
    'properties.pointInTime',
  );
  const job = await jobOf(w, await restore(w, at('2026-11-21T12:34:56Z'), orders, 'DefaultRangeRecoveryPoint'));
  expect(job).toMatchObject({
    status: 'Completed',
    extendedInfo: { propertyBag: { RestoreRecoveryPointTime: '2026-11-21T12:34:56.000Z' } },
  });
});

test('a database is restored beside others, as files, and over one only when asked to', async () => {
  const w = world();
  const elsewhere = { ...sql, recoveryType: 'AlternateLocation' };
  const taken = await jobOf(w, await restore(w, { ...elsewhere, targetInfo: target('MSSQLSERVER/Other') }));
  expect(taken).toMatchObject({
    status: 'Failed',
    errorDetails: [{ errorTitle: 'UserErrorCannotRestoreExistingDBWithoutForceOverwrite' }],
  });
  const forced = await restore(w, { ...elsewhere, targetInfo: { ...target('MSSQLSERVER/Other'), overwriteOption: 'Overwrite' } });
  expect((await jobOf(w, forced)).status).toBe('Completed');
  const files = { ...elsewhere, recoveryMode: 'FileRecovery' };
  expect((await restore(w, { ...files, targetInfo: { containerId: container('vm-sql-2') } })).status).toBe(400);
  const folder = { containerId: container('vm-sql-2'), targetDirectoryForFileRestore: 'D:\\restore' };
  expect((await jobOf(w, await restore(w, { ...files, targetInfo: folder }))).extendedInfo.propertyBag).toMatchObject({
    RestoreDestination: 'D:\\restore',
  });
});

test.each([
  ['no target', {}, 'properties.targetInfo.containerId'],
  ['a target that is not registered', { targetInfo: target('MSSQLSERVER/X', 'vm-none') }, 'properties.targetInfo.containerId'],
  ['a target with other databases', { targetInfo: target('MSSQLSERVER/X', 'vm-hana') }, 'properties.targetInfo.containerId'],
  ['no name', { targetInfo: { containerId: container('vm-sql-2') } }, 'properties.targetInfo.databaseName'],
])('%s is refused', async (_name, more, place) => {
  const w = world();
  const refused = await restore(w, { ...sql, recoveryType: 'AlternateLocation', ...more });
  expect({ status: refused.status, target: refused.body.error.target }).toEqual({ status: 400, target: place });
});

test('SYSTEMDB cannot be renamed: the job says so', async () => {
  const w = world();
  const request = {
    objectType: 'AzureWorkloadSAPHanaRestoreRequest',
    recoveryType: 'AlternateLocation',
    targetInfo: target('P01/H22', 'vm-hana'),
  };
  const job = await jobOf(w, await restore(w, request, hana, '222'));
  expect(job).toMatchObject({
    status: 'Failed',
    errorDetails: [{ errorCode: 520512, errorTitle: 'UserErrorIncompatibleSrcTargetSystemsForRestore' }],
  });
});

test.runIf(specs)('all of that is valid by the published specification', async () => {
  expect(await objections()).toEqual([]);
});
