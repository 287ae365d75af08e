// Bodies as the service really sends them (ids in mixed case, numbers for words, "never" as year 2001, half the fields missing),
// and what nodes get to see.
import { expect, test } from 'vitest';
import { itemView, jobView, pointView, policyView } from './views.ts';

const vault = '/Subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v1';
const item = `${vault}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg;vm1/protectedItems/VM;iaasvmcontainerv2;rg;vm1`;

test('a machine before its first backup has no last backup, and no error', () => {
  const view = itemView({
    id: item,
    name: 'VM;iaasvmcontainerv2;rg;vm1',
    properties: {
      friendlyName: 'vm1',
      backupManagementType: 'AzureIaasVM',
      workloadType: 'VM',
      protectionState: 'IRPending',
      lastBackupStatus: '',
      lastBackupTime: '2001-01-01T00:00:00Z',
      isArchiveEnabled: false,
    },
  });
  expect(view).toMatchObject({
    lastBackupStatus: null,
    lastBackupTime: null,
    lastError: null,
    policyId: null,
    softDeleted: false,
    vaultName: 'v1',
  });
});

test('a deleted item is known by its deferred deletion, and has no policy', () => {
  const view = itemView({
    id: item,
    name: 'x',
    properties: { isScheduledForDeferredDelete: true, protectionState: 'ProtectionStopped', policyId: '' },
  });
  expect(view).toMatchObject({ softDeleted: true, policyId: null, policyName: null });
});

test('a database speaks of health; it is told as an outcome', () => {
  const of = (lastBackupStatus: string) => itemView({ id: item, name: 'x', properties: { lastBackupStatus } }).lastBackupStatus;
  expect([of('Healthy'), of('Unhealthy'), of('IRPending'), of('Completed')]).toEqual(['Completed', 'Failed', null, 'Completed']);
});

test('a job that runs has a duration, no end, and progress by its tasks where no percentage is told', () => {
  const view = jobView({
    id: `${vault}/backupJobs/975a8b5c-a404-4ebe-a2a5-bb7a4a6d9447`,
    name: '975a8b5c-a404-4ebe-a2a5-bb7a4a6d9447',
    properties: {
      jobType: 'AzureWorkloadJob',
      entityFriendlyName: 'SYSTEMDB [hxehost]',
      status: 'InProgress',
      duration: 'PT2.5490784S',
      actionsInfo: [1],
      startTime: '2021-01-13T11:52:55.608127Z',
      extendedInfo: {
        tasksList: [
          { taskId: 'Take Snapshot', status: 'Completed' },
          { taskId: 'Transfer data to vault', status: 'InProgress' },
        ],
      },
    },
  });
  expect(view).toMatchObject({
    itemName: 'SYSTEMDB [hxehost]',
    durationSeconds: 2.5490784,
    endTime: null,
    progress: 0.5,
    containerName: null,
  });
});

test('errors of machines, databases and shares all have a code', () => {
  const errors = (entry: object) =>
    jobView({ id: `${vault}/backupJobs/1`, name: '1', properties: { status: 'Failed', errorDetails: [entry] } }).errors[0];
  expect(errors({ errorCode: 400001, errorTitle: 'UserErrorX', errorString: 'm', recommendations: ['a'] })).toEqual({
    code: 'UserErrorX',
    title: 'UserErrorX',
    message: 'm',
    advice: ['a'],
  });
  expect(errors({ errorCode: 520512, errorTitle: 'Restore is not possible', errorString: 'm' })).toMatchObject({
    code: '520512',
    advice: [],
  });
  expect(errors({ errorString: 'm' })).toMatchObject({ code: 'Failed', message: 'm' });
});

test('tiers come as words or numbers; what cannot be restored from is left out', () => {
  const tiers = (details: object[]) =>
    pointView({ id: `${item}/recoveryPoints/1`, name: '1', properties: { recoveryPointTierDetails: details } }).tiers;
  expect(
    tiers([
      { type: 1, status: 1 },
      { type: 2, status: 3 },
      { type: 'HardenedRP', status: 'Valid' },
      { type: 'ArchivedRP', status: 'Deleted' },
    ]),
  ).toEqual(['InstantRP', 'HardenedRP']);
});

test('a log chain counts with its newest moment', () => {
  const view = pointView({
    id: `${item}/recoveryPoints/x`,
    name: 'x',
    properties: { type: 'Log', timeRanges: [{ startTime: '2021-01-12T11:47:16Z', endTime: '2021-01-12T12:31:00Z' }] },
  });
  expect(view).toMatchObject({ kind: 'Log', time: '2021-01-12T12:31:00.000Z' });
});

test.each([
  [
    {
      schedulePolicy: { scheduleRunFrequency: 'Daily', scheduleRunTimes: ['2020-01-01T22:00:00Z'] },
      retentionPolicy: { dailySchedule: { retentionDuration: { count: 30, durationType: 'Days' } } },
    },
    'Daily at 22:00 · 30 days',
  ],
  [
    {
      schedulePolicy: { hourlySchedule: { interval: 4 } },
      retentionPolicy: { weeklySchedule: { retentionDuration: { count: 1, durationType: 'Weeks' } } },
    },
    'Every 4 hours · 1 week',
  ],
  [
    {
      subProtectionPolicy: [
        {
          policyType: 'Full',
          schedulePolicy: { scheduleRunFrequency: 'Weekly', scheduleRunDays: ['Sunday'], scheduleRunTimes: ['2020-01-01T03:30:00Z'] },
          retentionPolicy: { weeklySchedule: { retentionDuration: { count: 104, durationType: 'Weeks' } } },
        },
        { policyType: 'Log', schedulePolicy: { scheduleFrequencyInMins: 60 } },
      ],
    },
    'Weekly on Sunday at 03:30 · 104 weeks · logs every 60 min',
  ],
  [{}, ''],
])('policy %# in one sentence', (properties, summary) =>
  expect(policyView({ id: `${vault}/backupPolicies/p`, name: 'p', properties }).summary).toBe(summary),
);

test('what cannot be read at all does not throw', () => {
  for (const properties of [null, [], 7, { errorDetails: 'x', extendedInfo: null }])
    expect(() => jobView({ id: `${vault}/backupJobs/1`, name: '1', properties })).not.toThrow();
});
