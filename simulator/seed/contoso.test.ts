import { expect, test } from 'vitest';
import { all, signedIn } from '../test/in-process.ts';
import { contosoEstate } from './contoso.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const hours = (at: unknown) => (now - (at instanceof Date ? at.getTime() : 0)) / 3_600_000;

async function everything(options: Parameters<typeof signedIn>[0] = {}) {
  const world = signedIn(options);
  const vaults = [
    ['vault-weu-prod', 'rg-backup'],
    ['vault-weu-dev', 'rg-backup'],
    ['vault-neu-dr', 'rg-backup-dr'],
  ] as const;
  const items = [];
  const jobs = [];
  for (const [vault, group] of vaults) {
    items.push(...(await all(world.client.backupProtectedItems.list(vault, group))));
    jobs.push(...(await all(world.client.backupJobs.list(vault, group))));
  }
  // The members of each kind of item are read by name here, as an operator reads a table.
  return {
    ...world,
    items: items.map((item) => ({ ...item.properties }) as Record<string, unknown>),
    jobs: jobs.map((job) => ({ ...job.properties }) as Record<string, unknown>),
  };
}

test('the same moment and seed give the same estate, another seed another one', () => {
  expect(contosoEstate(now, 7)).toEqual(contosoEstate(now, 7));
  expect(contosoEstate(now, 8)).not.toEqual(contosoEstate(now, 7));
});

test.each(['2026-11-22T10:00:00Z', '2026-02-28T22:03:00Z', '2028-03-01T21:59:00Z'])('it can be seeded at any time of day: %s', (at) => {
  const { vaults } = contosoEstate(Date.parse(at), 1);
  const latest = vaults.flatMap((vault) => vault.jobs.map((job) => Date.parse(job.at)));
  expect(Math.max(...latest)).toBeLessThan(Date.parse(at));
});

test('sixty items of five kinds in three vaults, a month of jobs, some of them failed with real codes', async () => {
  const { items, jobs } = await everything();
  expect(items.length).toBeGreaterThanOrEqual(55);
  expect(items.length).toBeLessThanOrEqual(65);
  expect(new Set(items.map((item) => item.workloadType))).toEqual(
    new Set(['VM', 'SQLDataBase', 'SAPHanaDatabase', 'AzureFileShare', 'FileFolder']),
  );
  expect(jobs.length).toBeGreaterThan(1500);
  const failed = jobs.filter((job) => job.status === 'Failed');
  expect(failed.length).toBeGreaterThan(15);
  expect(new Set(failed.map((job) => JSON.stringify(job.errorDetails))).size).toBeGreaterThanOrEqual(4);
  expect(Math.max(...jobs.map((job) => hours(job.startTime)))).toBeGreaterThan(28 * 24);
});

test('some items are late, one is soft-deleted, one is stopped', async () => {
  const { items } = await everything();
  const late = items.filter((item) => item.protectionState === 'Protected' && hours(item.lastRecoveryPoint) > 26);
  expect(late.length).toBeGreaterThanOrEqual(4);
  expect(late.length).toBeLessThanOrEqual(8);
  expect(items.filter((item) => item.isScheduledForDeferredDelete).map((item) => item.friendlyName)).toEqual(['vm-old-01']);
  expect(items.filter((item) => item.protectionState === 'ProtectionStopped' && !item.isScheduledForDeferredDelete)).toHaveLength(1);
});

const base =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod';

test('vm-legacy-07 fails every time, hana-p01 failed last night only', async () => {
  const { raw, client, clock } = await everything();
  const legacy = `${base}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-workloads;vm-legacy-07/protectedItems/VM;iaasvmcontainerv2;rg-workloads;vm-legacy-07`;
  const found = await all(client.backupProtectedItems.list('vault-weu-prod', 'rg-backup', { filter: "friendlyName eq 'hana-p01'" }));
  expect(found[0]?.properties).toMatchObject({
    lastBackupStatus: 'Unhealthy',
    lastBackupErrorDetail: { code: 'UserErrorHANAInternalError' },
  });
  for (const _ of [1, 2]) {
    expect((await raw('POST', `${legacy}/backup`, { properties: { objectType: 'IaasVMBackupRequest' } })).status).toBe(202);
    clock.pass(1300);
    const [job] = (await raw('GET', `${base}/backupJobs`)).body.value;
    expect(job.properties).toMatchObject({ status: 'Failed', errorDetails: [{ errorTitle: 'UserErrorGuestAgentStatusUnavailable' }] });
  }
  const hana = found[0]?.id ?? '';
  expect(
    (await raw('POST', `${hana}/backup`, { properties: { objectType: 'AzureWorkloadBackupRequest', backupType: 'Full' } })).status,
  ).toBe(202);
  clock.pass(300);
  expect((await raw('GET', hana)).body.properties).toMatchObject({ lastBackupStatus: 'Healthy' });
});

test('eight machines are unprotected: some to be excluded, some with a tier', async () => {
  const { raw } = await everything();
  const free: { properties: { friendlyName: string; virtualMachineId: string } }[] = [];
  for (const vault of [base, base.replace('rg-backup', 'rg-backup-dr').replace('vault-weu-prod', 'vault-neu-dr')]) {
    free.push(
      ...(await raw('GET', `${vault}/backupProtectableItems?$filter=${encodeURIComponent("backupManagementType eq 'AzureIaasVM'")}`)).body
        .value,
    );
  }
  expect(free).toHaveLength(8);
  const tags = await Promise.all(free.map(async ({ properties }) => (await raw('GET', properties.virtualMachineId)).body.tags));
  expect(tags.filter((tag) => tag.backup === 'exclude')).toHaveLength(2);
  expect(tags.filter((tag) => ['gold', 'silver'].includes(tag.BackupTier))).toHaveLength(4);
});

test('tonight the nightly backups go on by themselves', async () => {
  const { raw, clock } = await everything();
  clock.pass(13 * 3600);
  const filter = encodeURIComponent("startTime eq '2026-11-22 09:00:00 PM' and operation eq 'Backup'");
  const { value } = (await raw('GET', `${base}/backupJobs?$filter=${filter}`)).body;
  expect(value.length).toBeGreaterThanOrEqual(28);
});

test('there is something to do for every task: a new database, shares nobody protects, points for the archive, DPM, a guard', async () => {
  const { raw, client } = await everything();
  const free = async (filter: string) =>
    (await raw('GET', `${base}/backupProtectableItems?$filter=${encodeURIComponent(filter)}`)).body.value.map(
      (one: { properties: { friendlyName: string } }) => one.properties.friendlyName,
    );
  expect(await free("backupManagementType eq 'AzureWorkload' and friendlyName eq 'Inventory'")).toEqual(['Inventory']);
  expect(await free("backupManagementType eq 'AzureStorage'")).toEqual(expect.arrayContaining(['designs', 'builds', 'marketing']));
  const sql = `${base}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-workloads;vm-sql-01/protectedItems/VM;iaasvmcontainerv2;rg-workloads;vm-sql-01`;
  const recommended = await raw('POST', `${sql}/recoveryPointsRecommendedForMove`, {
    objectType: 'ListRecoveryPointsRecommendedForMoveRequest',
  });
  expect(recommended.body.value.length).toBeGreaterThanOrEqual(5);
  expect(recommended.body.value.length).toBeLessThanOrEqual(10);
  expect((await all(client.backupEngines.list('vault-neu-dr', 'rg-backup-dr'))).map((one) => one.name)).toEqual([
    'dpm-dr-01.contoso.local',
  ]);
  const guards = await raw(
    'GET',
    `${base.split('/resourceGroups')[0]}/providers/Microsoft.DataProtection/resourceGuards?api-version=2024-04-01`,
  );
  expect(guards.body.value.map((one: { name: string }) => one.name)).toEqual(['guard-contoso']);
  const far = await raw('GET', `${base}/backupProtectedItems/?api-version=2018-12-20`);
  expect(far.body.value.length).toBeGreaterThanOrEqual(20);
});
