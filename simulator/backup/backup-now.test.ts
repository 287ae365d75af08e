import { expect, test } from 'vitest';
import { type EstateInput, estate } from '../../nodes/kit/estate.ts';
import { all, signedIn, vaultPath, vmItemPath } from '../test/in-process.ts';

const legacy = {
  code: 'UserErrorGuestAgentStatusUnavailable',
  number: 400153,
  message: 'VM agent is unable to communicate.',
  recommendations: ['Start it.'],
};
const items: NonNullable<NonNullable<EstateInput['vaults']>[number]['items']> = [
  { name: 'vm-1', points: { count: 2, newest: '-PT20H' } },
  { name: 'vm-new' },
  { name: 'vm-bad', behaviour: { backup: { error: legacy } } },
  { name: 'vm-flaky', behaviour: { backup: { error: legacy, times: 1 } } },
  { name: 'vm-stopped', state: 'ProtectionStopped', points: { count: 1 } },
  { name: 'vm-gone', state: 'SoftDeleted', points: { count: 1 } },
  { kind: 'sql', name: 'Orders', machine: 'vm-sql' },
  { kind: 'share', name: 'files', account: 'stfiles' },
  { kind: 'mars', name: 'C:\\', machine: 'srv-1' },
];
const world = () => signedIn({ estate: estate({ vaults: [{ name: 'v1', items }] }) });
const backup = { properties: { objectType: 'IaasVMBackupRequest' } };
type World = ReturnType<typeof world>;

const start = (w: World, name: string, body: unknown = backup) => w.raw('POST', `${vmItemPath('v1', name)}/backup`, body);
const itemOf = async (w: World, name: string) => (await w.raw('GET', vmItemPath('v1', name))).body.properties;
async function jobOf(w: World, answer: { headers: Headers }) {
  w.clock.pass(6);
  const link = new URL(answer.headers.get('azure-asyncoperation') ?? '');
  const status = await w.raw('GET', `${link.pathname}${link.search}`);
  expect(status.body.status).toBe('Succeeded');
  return async () => (await w.raw('GET', `${vaultPath('v1')}/backupJobs/${status.body.properties.jobId}`)).body.properties;
}

test('a finished backup leaves a recovery point with the expiry asked for, and is the last backup of the item', async () => {
  const w = world();
  const until = '2027-01-31T00:00:00Z';
  const job = await jobOf(
    w,
    await start(w, 'vm-1', { properties: { objectType: 'IaasVMBackupRequest', recoveryPointExpiryTimeInUTC: until } }),
  );
  const early = await job();
  expect(early).toMatchObject({
    status: 'InProgress',
    extendedInfo: { tasksList: [{ taskId: 'Take Snapshot', status: 'InProgress' }, { status: 'NotStarted' }] },
  });
  expect(early.extendedInfo.propertyBag['Recovery Point Expiry Time in UTC']).toBe('1/31/2027 12:00:00 AM');
  w.clock.pass(600);
  const middle = await job();
  expect(middle.extendedInfo.progressPercentage).toBeGreaterThan(40);
  expect(middle.extendedInfo.progressPercentage).toBeLessThan(60);
  expect(middle.extendedInfo.estimatedRemainingDuration).toMatch(/^PT\d+M/);
  w.clock.pass(700);
  expect(await job()).toMatchObject({ status: 'Completed', duration: 'PT21M11S', extendedInfo: { progressPercentage: 100 } });
  const points = (await w.raw('GET', `${vmItemPath('v1', 'vm-1')}/recoveryPoints`)).body.value;
  expect(points).toHaveLength(3);
  expect(points[0].properties).toMatchObject({
    recoveryPointType: 'AppConsistent',
    recoveryPointProperties: { expiryTime: '2027-01-31T00:00:00.0000000Z' },
  });
  const item = await itemOf(w, 'vm-1');
  expect(item).toMatchObject({ lastBackupStatus: 'Completed', lastBackupTime: '2026-11-22T10:00:00.0000000Z' });
  expect(item.lastRecoveryPoint).toBe(points[0].properties.recoveryPointTime);
});

test('the first backup of an item ends its initial state', async () => {
  const w = world();
  expect(await itemOf(w, 'vm-new')).toMatchObject({
    protectionState: 'IRPending',
    lastBackupStatus: '',
    lastBackupTime: '2001-01-01T00:00:00Z',
  });
  await start(w, 'vm-new');
  w.clock.pass(1300);
  expect(await itemOf(w, 'vm-new')).toMatchObject({ protectionState: 'Protected', lastBackupStatus: 'Completed' });
});

test('a second backup while one runs is refused with 409 and starts no job', async () => {
  const w = world();
  expect((await start(w, 'vm-1')).status).toBe(202);
  const second = await start(w, 'vm-1');
  expect({ status: second.status, code: second.body.error.code }).toEqual({ status: 409, code: 'UserErrorBackupOperationInProgress' });
  expect(await all(w.client.backupJobs.list('v1', 'rg-backup'))).toHaveLength(1);
  w.clock.pass(1300);
  expect((await start(w, 'vm-1')).status).toBe(202);
});

test('an item that always fails fails every time, with code, message and advice, and makes no point', async () => {
  const w = world();
  for (const _ of [1, 2]) {
    const job = await jobOf(w, await start(w, 'vm-bad'));
    w.clock.pass(700);
    expect(await job()).toMatchObject({
      status: 'Failed',
      errorDetails: [{ errorCode: 400153, errorTitle: legacy.code, errorString: legacy.message, recommendations: legacy.recommendations }],
    });
  }
  expect(await itemOf(w, 'vm-bad')).toMatchObject({
    lastBackupStatus: 'Failed',
    healthStatus: 'ActionRequired',
    protectionStatus: 'Unhealthy',
  });
  expect((await w.raw('GET', `${vmItemPath('v1', 'vm-bad')}/recoveryPoints`)).body.value).toEqual([]);
});

test('an item that fails once succeeds the second time', async () => {
  const w = world();
  const first = await jobOf(w, await start(w, 'vm-flaky'));
  w.clock.pass(700);
  expect((await first()).status).toBe('Failed');
  const second = await jobOf(w, await start(w, 'vm-flaky'));
  w.clock.pass(1300);
  expect((await second()).status).toBe('Completed');
});

test('a cancelled backup is Cancelling, then Cancelled, and makes no point', async () => {
  const w = world();
  const answer = await start(w, 'vm-1');
  const job = await jobOf(w, answer);
  const { name } = (await w.raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value[0];
  await w.client.jobCancellations.trigger('v1', 'rg-backup', name);
  expect((await job()).status).toBe('Cancelling');
  w.clock.pass(30);
  expect(await job()).toMatchObject({ status: 'Cancelled' });
  w.clock.pass(3000);
  expect((await job()).status).toBe('Cancelled');
  expect((await w.raw('GET', `${vmItemPath('v1', 'vm-1')}/recoveryPoints`)).body.value).toHaveLength(2);
  expect((await w.raw('POST', `${vaultPath('v1')}/backupJobs/${name}/cancel`)).body.error.code).toBe('BMSUserErrorJobNotCancellable');
});

test('the request id of the client comes back as the activity id of the job', async () => {
  const w = world();
  const key = '6a1f6f1e-98a5-5c55-8d3e-0d6a7f4b2c10';
  await w.raw('POST', `${vmItemPath('v1', 'vm-1')}/backup`, backup, { 'x-ms-client-request-id': key });
  const jobs = await all(w.client.backupJobs.list('v1', 'rg-backup', { filter: "operation eq 'Backup' and status eq 'InProgress'" }));
  expect(jobs.map((job) => job.properties?.activityId)).toEqual([key]);
});

test('time scale: at 60, twenty-one minutes of work take twenty-one seconds', async () => {
  const w = signedIn({ estate: estate({ vaults: [{ name: 'v1', items }] }), timeScale: 60 });
  const answer = await start(w, 'vm-1');
  expect(answer.headers.get('retry-after')).toBe('1');
  w.clock.pass(21);
  expect((await w.raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value[0].properties.status).toBe('InProgress');
  w.clock.pass(1);
  expect((await w.raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value[0].properties.status).toBe('Completed');
});

const sqlItem = `${vaultPath('v1')}/backupFabrics/Azure/protectionContainers/VMAppContainer;Compute;rg-backup;vm-sql/protectedItems/SQLDataBase;mssqlserver;orders`;

test('a database is backed up as asked: Full, Differential …, and a share takes a snapshot', async () => {
  const w = world();
  const take = (backupType: string) =>
    w.raw('POST', `${sqlItem}/backup`, { properties: { objectType: 'AzureWorkloadBackupRequest', backupType } });
  const early = await jobOf(w, await take('Differential'));
  w.clock.pass(130);
  expect(await early()).toMatchObject({ status: 'Failed', errorDetails: [{ errorTitle: 'UserErrorParentFullBackupMissing' }] });
  expect((await take('Full')).status).toBe(202);
  w.clock.pass(130);
  expect((await take('Differential')).status).toBe(202);
  const share = (await all(w.client.backupProtectedItems.list('v1', 'rg-backup', { filter: "backupManagementType eq 'AzureStorage'" })))[0];
  expect((await w.raw('POST', `${share?.id}/backup`, { properties: { objectType: 'AzureFileShareBackupRequest' } })).status).toBe(202);
  w.clock.pass(200);
  const jobs = (await w.raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value.map(
    (job: { properties: Record<string, string> }) => job.properties,
  );
  expect(jobs).toMatchObject([
    { jobType: 'AzureWorkloadJob', operation: 'Backup (Differential)', status: 'Completed', entityFriendlyName: 'Orders [vm-sql]' },
    { jobType: 'AzureStorageJob', operation: 'Backup', status: 'Completed', entityFriendlyName: 'files', storageAccountName: 'stfiles' },
    { operation: 'Backup (Full)', status: 'Completed' },
    { operation: 'Backup (Differential)', status: 'Failed' },
  ]);
  w.clock.pass(3600);
  const points = (await w.raw('GET', `${sqlItem}/recoveryPoints`)).body.value.map(
    (point: { properties: { type: string } }) => point.properties.type,
  );
  expect(points).toEqual(['Differential', 'Full', 'Log']);
});

test.each([
  ['a stopped item', 'vm-stopped', backup, 400, 'BMSUserErrorProtectionStopped'],
  ['a soft-deleted item', 'vm-gone', backup, 400, 'UserErrorItemInSoftDeletedState'],
  ['no such item', 'vm-none', backup, 404, 'BMSUserErrorObjectNotFound'],
  ['the request for a database', 'vm-1', { properties: { objectType: 'AzureWorkloadBackupRequest' } }, 400, 'BMSUserErrorInvalidInput'],
  ['an unknown kind of request', 'vm-1', { properties: { objectType: 'Nonsense' } }, 400, 'BMSUserErrorInvalidInput'],
  ['an unknown member', 'vm-1', { properties: { objectType: 'IaasVMBackupRequest', keep: 'long' } }, 400, 'BMSUserErrorInvalidInput'],
  [
    'an expiry in the past',
    'vm-1',
    { properties: { objectType: 'IaasVMBackupRequest', recoveryPointExpiryTimeInUTC: '2020-01-01T00:00:00Z' } },
    400,
    'BMSUserErrorInvalidInput',
  ],
  ['no body', 'vm-1', '', 400, 'InvalidRequestContent'],
])('%s is refused', async (_name, item, body, status, code) => {
  const w = world();
  const answer = await start(w, item, body);
  expect({ status: answer.status, code: answer.body.error.code }).toEqual({ status, code });
  expect(await all(w.client.backupJobs.list('v1', 'rg-backup'))).toEqual([]);
});
