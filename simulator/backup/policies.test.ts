import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { all, signedIn, vaultPath } from '../test/in-process.ts';

const given = estate({
  vaults: [
    {
      name: 'v1',
      policies: [
        { name: 'Gold', keepWeeks: 4, keepYears: 1 },
        { name: 'Db', kind: 'sql' },
      ],
      items: [{ name: 'vm-1', policy: 'Gold' }],
    },
  ],
});
const path = (name: string) => `${vaultPath('v1')}/backupPolicies/${name}`;
const at = '2026-11-22T22:00:00Z';
const daily = { schedulePolicyType: 'SimpleSchedulePolicy', scheduleRunFrequency: 'Daily', scheduleRunTimes: [at] };
const keep = (count: number, times = [at]) => ({
  retentionPolicyType: 'LongTermRetentionPolicy',
  dailySchedule: { retentionTimes: times, retentionDuration: { count, durationType: 'Days' } },
});
const vm = {
  backupManagementType: 'AzureIaasVM',
  schedulePolicy: daily,
  retentionPolicy: keep(30),
  instantRpRetentionRangeInDays: 2,
  timeZone: 'UTC',
};
const log = (minutes: number) => ({
  policyType: 'Log',
  schedulePolicy: { schedulePolicyType: 'LogSchedulePolicy', scheduleFrequencyInMins: minutes },
  retentionPolicy: { retentionPolicyType: 'SimpleRetentionPolicy', retentionDuration: { count: 7, durationType: 'Days' } },
});
const database = (...parts: object[]) => ({
  backupManagementType: 'AzureWorkload',
  workLoadType: 'SQLDataBase',
  settings: { timeZone: 'UTC' },
  subProtectionPolicy: parts,
});

test('a vault is born with two policies; the filter tells kinds apart', async () => {
  const { client } = signedIn({ estate: given });
  const names = async (filter?: string) =>
    (await all(client.backupPolicies.list('v1', 'rg-backup', filter ? { filter } : {}))).map((policy) => policy.name);
  expect(await names()).toEqual(['Gold', 'Db', 'DefaultPolicy', 'HourlyLogBackup']);
  expect(await names("backupManagementType eq 'AzureIaasVM'")).toEqual(['Gold', 'DefaultPolicy']);
  expect(await names("workloadType eq 'SQLDataBase'")).toEqual(['Db', 'HourlyLogBackup']);
});

test('an unused policy is put at once and gone when deleted; what the service fills in is filled in', async () => {
  const { raw } = signedIn({ estate: given });
  const made = await raw('PUT', path('Silver'), { properties: vm });
  expect(made.status).toBe(200);
  expect(made.body.properties).toMatchObject({ protectedItemsCount: 0, schedulePolicy: { scheduleWeeklyFrequency: 0 } });
  expect((await raw('DELETE', path('Silver'))).status).toBe(200);
  expect((await raw('GET', path('Silver'))).status).toBe(404);
  expect((await raw('DELETE', path('Silver'))).status).toBe(204);
});

test('a policy in use changes by way of a job for each of its items, and cannot be deleted', async () => {
  const { raw, clock, client } = signedIn({ estate: given });
  const changed = await raw('PUT', path('Gold'), { properties: { ...vm, retentionPolicy: keep(60) } });
  expect(changed.status).toBe(202);
  clock.pass(10);
  const link = new URL(changed.headers.get('azure-asyncoperation') ?? '');
  const { body } = await raw('GET', `${link.pathname}${link.search}`);
  expect(body.properties.jobIds).toHaveLength(1);
  const job = await client.jobDetails.get('v1', 'rg-backup', body.properties.jobIds[0]);
  expect(job.properties).toMatchObject({ operation: 'ConfigureBackup', entityFriendlyName: 'vm-1' });
  const removed = await raw('DELETE', path('Gold'));
  expect({ status: removed.status, code: removed.body.error.code }).toEqual({ status: 400, code: 'BMSUserErrorPolicyInUse' });
});

test.each([
  [
    'a time that is not on the half hour',
    { ...vm, schedulePolicy: { ...daily, scheduleRunTimes: ['2026-11-22T22:10:00Z'] } },
    'scheduleRunTimes',
  ],
  ['two times a day', { ...vm, schedulePolicy: { ...daily, scheduleRunTimes: [at, '2026-11-22T10:00:00Z'] } }, 'scheduleRunTimes'],
  ['no time', { ...vm, schedulePolicy: { ...daily, scheduleRunTimes: [] } }, 'scheduleRunTimes'],
  ['a weekly schedule without a day', { ...vm, schedulePolicy: { ...daily, scheduleRunFrequency: 'Weekly' } }, 'scheduleRunDays'],
  ['retention at another time', { ...vm, retentionPolicy: keep(30, ['2026-11-22T23:00:00Z']) }, 'retentionTimes'],
  ['retention of nothing', { ...vm, retentionPolicy: keep(0) }, 'retentionDuration.count'],
  ['an empty retention', { ...vm, retentionPolicy: { retentionPolicyType: 'LongTermRetentionPolicy' } }, 'retentionPolicy'],
  ['snapshots kept too long', { ...vm, instantRpRetentionRangeInDays: 6 }, 'instantRpRetentionRangeInDays'],
  [
    'an enhanced schedule in a standard policy',
    {
      ...vm,
      schedulePolicy: {
        schedulePolicyType: 'SimpleSchedulePolicyV2',
        scheduleRunFrequency: 'Daily',
        dailySchedule: { scheduleRunTimes: [at] },
      },
    },
    'policyType',
  ],
  ['databases without a full backup', database(log(60)), 'subProtectionPolicy'],
  [
    'logs too often',
    database({ policyType: 'Full', schedulePolicy: daily, retentionPolicy: keep(30) }, log(5)),
    'subProtectionPolicy.1.scheduleFrequencyInMins',
  ],
])('%s breaks a rule of the service', async (_name, properties, place) => {
  const { raw } = signedIn({ estate: given });
  const { status, body } = await raw('PUT', path('Broken'), { properties });
  expect({ status, code: body.error.code }).toEqual({ status: 400, code: 'BMSUserErrorInvalidPolicyInput' });
  expect(body.error.target).toContain(place);
  expect((await raw('GET', path('Broken'))).status).toBe(404);
});

test.each([
  ['a name with a space', 'No%20Name', vm, 'policyName'],
  ['an unknown kind', 'Other', { ...vm, backupManagementType: 'Azure' }, 'properties.backupManagementType'],
  ['a stranger inside', 'Other', { ...vm, schedule: 'daily' }, 'properties'],
  [
    'a time that is none',
    'Other',
    { ...vm, schedulePolicy: { ...daily, scheduleRunTimes: ['22:00'] } },
    'properties.schedulePolicy.scheduleRunTimes.0',
  ],
])('%s is refused before any rule', async (_name, name, properties, target) => {
  const { raw } = signedIn({ estate: given });
  const { body } = await raw('PUT', path(name), { properties });
  expect(body.error).toMatchObject({ code: 'BMSUserErrorInvalidInput', target });
});
