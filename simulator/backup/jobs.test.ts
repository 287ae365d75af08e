import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { all, signedIn, vaultPath, vmItemPath } from '../test/in-process.ts';
import { statusOf, tasksOf } from './job-model.ts';

const given = estate({
  vaults: [
    {
      name: 'v1',
      items: [{ name: 'vm-1' }, { kind: 'mars', name: 'C:\\', machine: 'srv-1' }],
      jobs: [
        { item: 'vm-1', at: '-P3D', status: 'Completed' },
        { item: 'vm-1', at: '-P2D', status: 'Failed', error: { code: 'ExtensionSnapshotFailedNoNetwork', number: 400239 } },
        { item: 'vm-1', at: '-P1D', operation: 'Restore', status: 'CompletedWithWarnings', error: { code: 'SomeWarning' } },
        { item: 'vm-1', at: '-PT5H', status: 'Cancelled' },
        { item: 'vm-1', at: '-PT1M', status: 'InProgress', seconds: 600, id: '11111111-2222-4333-8444-555555555555' },
        { item: 'C:\\', at: '-PT2H', status: 'Completed' },
      ],
    },
  ],
});

test.each([
  [undefined, ['InProgress', 'Completed', 'Cancelled', 'CompletedWithWarnings', 'Failed', 'Completed']],
  ["status eq 'Failed'", ['Failed']],
  ["operation eq 'Restore'", ['CompletedWithWarnings']],
  ["backupManagementType eq 'MAB'", ['Completed']],
  ["jobId eq '11111111-2222-4333-8444-555555555555'", ['InProgress']],
  ["startTime eq '2026-11-20 01:00:00 AM' and endTime eq '2026-11-22 01:00:00 AM'", ['CompletedWithWarnings', 'Failed']],
  ["startTime eq '2026-11-22 12:00:00 AM' and status eq 'Completed' and operation eq 'Backup'", ['Completed']],
])('jobs, newest first, under the filter %s', async (filter, statuses) => {
  const { client } = signedIn({ estate: given });
  const jobs = await all(client.backupJobs.list('v1', 'rg-backup', filter ? { filter } : {}));
  expect(jobs.map((job) => job.properties?.status)).toEqual(statuses);
});

test('a job that runs at the moment of seeding goes on and ends', async () => {
  const { raw, clock } = signedIn({ estate: given });
  const path = `${vaultPath('v1')}/backupJobs/11111111-2222-4333-8444-555555555555`;
  expect((await raw('GET', path)).body.properties.status).toBe('InProgress');
  clock.pass(600);
  expect((await raw('GET', path)).body.properties).toMatchObject({ status: 'Completed', duration: 'PT10M' });
});

test('exported jobs lie in a blob that the link of the operation opens, for an hour', async () => {
  const { raw, clock, simulator } = signedIn({ estate: given });
  const accepted = await raw('POST', `${vaultPath('v1')}/backupJobsExport?$filter=${encodeURIComponent("status eq 'Failed'")}`);
  expect(accepted.status).toBe(202);
  clock.pass(10);
  const link = new URL(accepted.headers.get('location') ?? '');
  const { operation } = (await raw('GET', `${link.pathname}${link.search}`)).body;
  expect(operation.objectType).toBe('ExportJobsOperationResultInfo');
  const open = () => simulator.handle(new Request(`${operation.blobUrl}${operation.blobSasKey}`));
  const { jobs } = await (await open()).json();
  expect(jobs).toHaveLength(1);
  expect(jobs[0].properties).toMatchObject({ status: 'Failed', errorDetails: [{ errorTitle: 'ExtensionSnapshotFailedNoNetwork' }] });
  expect((await simulator.handle(new Request(operation.blobUrl))).status).toBe(401);
  clock.pass(3600);
  expect((await open()).status).toBe(403);
});

test('jobs of half a year ago are forgotten', async () => {
  const { client, clock } = signedIn({ estate: given });
  clock.pass(178 * 86_400);
  expect(await all(client.backupJobs.list('v1', 'rg-backup'))).toHaveLength(5);
  clock.pass(3 * 86_400);
  expect(await all(client.backupJobs.list('v1', 'rg-backup'))).toHaveLength(0);
});

test('one operation answers under every path of its family, an unknown one under none', async () => {
  const { raw, clock } = signedIn({ estate: given });
  const job = '11111111-2222-4333-8444-555555555555';
  const accepted = await raw('POST', `${vaultPath('v1')}/backupJobs/${job}/cancel`);
  const id = /operationsStatus\/([^?]+)/.exec(accepted.headers.get('azure-asyncoperation') ?? '')?.[1] ?? '';
  const v = vaultPath('v1');
  const item = `${v}/backupFabrics/Azure/protectionContainers/c/protectedItems/i`;
  const statuses = [
    `${v}/backupOperations`,
    `${v}/backupJobs/${job}/operationsStatus`,
    `${item}/operationsStatus`,
    `${v}/backupFabrics/Azure/operationsStatus`,
  ];
  const results = [
    `${v}/backupOperationResults`,
    `${v}/backupJobs/${job}/operationResults`,
    `${item}/operationResults`,
    `${v}/backupFabrics/Azure/operationResults`,
  ];
  const ask = async (path: string, operation = id) => (await raw('GET', `${path}/${operation}`)).status;
  for (const path of statuses) expect((await raw('GET', `${path}/${id}`)).body.status).toBe('InProgress');
  for (const path of results) expect(await ask(path)).toBe(202);
  clock.pass(10);
  for (const path of statuses)
    expect((await raw('GET', `${path}/${id}`)).body).toMatchObject({ status: 'Succeeded', properties: { jobId: job } });
  for (const path of results) expect(await ask(path)).toBe(204);
  for (const path of [...statuses, ...results]) expect(await ask(path, 'nothing')).toBe(404);
});

test('the tasks of a job follow from the clock alone', () => {
  const base = { startAt: 0, endAt: 1000, ends: 'Completed', cancel: null, tasks: ['Take Snapshot', 'Transfer data to vault'] };
  const job = { ...base } as unknown as Parameters<typeof tasksOf>[0];
  const words = (at: number, of = job) => tasksOf(of, at).map((task) => task.status);
  expect(words(50)).toEqual(['InProgress', 'NotStarted']);
  expect(words(500)).toEqual(['Completed', 'InProgress']);
  expect(words(1000)).toEqual(['Completed', 'Completed']);
  const failing = { ...base, ends: 'Failed' } as unknown as typeof job;
  expect(words(1000, failing)).toEqual(['Completed', 'Failed']);
  const cancelled = { ...base, cancel: { at: 300, doneAt: 400 } } as unknown as typeof job;
  expect([statusOf(cancelled, 350), statusOf(cancelled, 400)]).toEqual(['Cancelling', 'Cancelled']);
  expect(words(2000, cancelled)).toEqual(['Completed', 'Cancelled']);
});

const vm = vmItemPath('v1', 'vm-1');
const tiers = async (raw: ReturnType<typeof signedIn>['raw']) =>
  (await raw('GET', `${vm}/recoveryPoints`)).body.value.map(
    (point: { properties: { recoveryPointTierDetails: { type: string; status: string }[] } }) =>
      point.properties.recoveryPointTierDetails.map(({ type, status }) => `${type} ${status}`).join(),
  );

test('the snapshot of a running backup is a recovery point already; the vault copy joins it at the end', async () => {
  const { raw, clock } = signedIn({ estate: estate({ vaults: [{ name: 'v1', items: [{ name: 'vm-1' }] }] }) });
  await raw('POST', `${vm}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } });
  clock.pass(100);
  expect(await tiers(raw)).toEqual([]);
  clock.pass(60);
  expect(await tiers(raw)).toEqual(['InstantRP Valid']);
  const [job] = (await raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value;
  const { extendedInfo } = (await raw('GET', job.id)).body.properties;
  expect(extendedInfo.tasksList).toMatchObject([
    { taskId: 'Take Snapshot', status: 'Completed' },
    {
      taskId: 'Transfer data to vault',
      status: 'InProgress',
      taskExecutionDetails: expect.stringMatching(/^\d+ GBs \/ \d+ GBs Transferred$/),
    },
  ]);
  clock.pass(1200);
  expect(await tiers(raw)).toEqual(['InstantRP Valid,HardenedRP Valid']);
});

test.each([
  ['during the snapshot nothing', 60, []],
  ['during the transfer the snapshot', 600, ['InstantRP Valid']],
])('a backup cancelled %s stays', async (_name, seconds, left) => {
  const { raw, clock } = signedIn({ estate: estate({ vaults: [{ name: 'v1', items: [{ name: 'vm-1' }] }] }) });
  await raw('POST', `${vm}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } });
  clock.pass(seconds);
  const [job] = (await raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value;
  expect((await raw('POST', `${job.id}/cancel`)).status).toBe(202);
  expect((await raw('GET', job.id)).body.properties.status).toBe('Cancelling');
  clock.pass(30);
  expect((await raw('GET', job.id)).body.properties.status).toBe('Cancelled');
  expect(await tiers(raw)).toEqual(left);
  clock.pass(3 * 86_400);
  expect((await tiers(raw)).length).toBeLessThanOrEqual(left.length);
  expect((await raw('GET', vm)).body.properties.protectionState).toBe('IRPending');
});
