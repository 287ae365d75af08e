// Examples of "Create or change policy": every workload once, a change of a policy in use, and what is refused by whom.
import type { NodeExample } from '../../kit/define.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [
        { name: 'daily-30d', keepWeeks: 12 },
        { name: 'sql-daily', kind: 'sql' as const },
      ],
      items: [
        { name: 'vm-sql-03', policy: 'daily-30d' },
        { name: 'vm-web-01', policy: 'daily-30d' },
      ],
    },
  ],
};
const daily = { every: 'day', at: '22:00', timeZone: 'UTC' };
const given = { estate };
const vault = 'vault-weu-prod';
const weeks = { count: 12, on: ['Sunday'] };

export const setPolicyExamples: readonly NodeExample[] = [
  {
    name: 'A new policy for VMs',
    given,
    params: {
      vault,
      name: 'gold',
      policy: {
        workload: 'vm',
        schedule: { every: 'day', at: '02:30', timeZone: 'W. Europe Standard Time' },
        keep: { days: 30, months: { count: 12, week: ['Last'], on: ['Friday'] }, years: { count: 7, in: ['December'], dates: ['last'] } },
        instantDays: 5,
        archive: { when: 'after', after: 3, unit: 'months' },
      },
    },
    expect: { port: 'done', data: { name: 'gold', outcome: 'created', changes: [], jobIds: [] } },
  },
  {
    name: 'Enhanced: several backups a day',
    given,
    params: {
      vault,
      name: 'gold-hourly',
      policy: {
        workload: 'vm-enhanced',
        schedule: { every: 'hours', interval: 4, from: '08:00', window: 12, timeZone: 'UTC' },
        keep: { days: 30 },
        instantDays: 7,
      },
    },
    expect: {
      port: 'done',
      data: { outcome: 'created', summary: 'Every 4 hours from 08:00 for 12 hours (UTC), kept 30 days; snapshots at hand 7 days.' },
    },
  },
  {
    name: 'Azure Files into the vault',
    given,
    params: { vault, name: 'shares-vaulted', policy: { workload: 'file-share', schedule: daily, keep: { days: 30 }, snapshotDays: 5 } },
    expect: { port: 'done', data: { outcome: 'created', name: 'shares-vaulted' } },
  },
  {
    name: 'SQL Server: full, differential and log',
    given,
    params: {
      vault,
      name: 'sql-gold',
      policy: {
        workload: 'sql',
        schedule: { every: 'week', at: '01:00', on: ['Sunday'] },
        keep: { weeks: { count: 104, on: ['Sunday'] } },
        differential: { on: ['Wednesday'], keepDays: 30 },
        log: { everyMinutes: 15, keepDays: 15 },
        compression: true,
      },
    },
    expect: { port: 'done', data: { outcome: 'created' } },
  },
  {
    name: 'Keeps backups of the items in use longer',
    given,
    params: { vault, name: 'daily-30d', policy: { workload: 'vm', schedule: daily, keep: { days: 60, weeks }, instantDays: 2 } },
    expect: {
      port: 'done',
      data: {
        outcome: 'changed',
        changes: [{ what: 'Daily backup points (days)', before: '30', after: '60', kind: 'longer' }],
        jobIds: [{ $uuid: true }, { $uuid: true }],
      },
    },
  },
  {
    name: 'Nothing to change',
    given,
    params: { vault, name: 'daily-30d', policy: { workload: 'vm', schedule: daily, keep: { days: 30, weeks }, instantDays: 2 } },
    expect: { port: 'done', data: { outcome: 'same', jobIds: [] } },
  },
  {
    name: 'What it does not say stays as it is',
    given,
    params: { vault, name: 'daily-30d', policy: { workload: 'vm', schedule: { every: 'day', at: '22:00' }, keep: { days: 30, weeks } } },
    expect: { port: 'done', data: { outcome: 'same', changes: [] } },
  },
  {
    name: 'Shorter retention is refused',
    given,
    params: { vault, name: 'daily-30d', policy: { workload: 'vm', schedule: daily, keep: { days: 14 }, instantDays: 2 } },
    expect: {
      failed: {
        code: 'conflict',
        refused: true,
        advice: [
          'Daily backup points (days): 30 → 14',
          'Weekly backup points (weeks): 12 → none',
          'Allow it in the step if older recovery points may go.',
        ],
      },
    },
  },
  {
    name: 'Shorter retention, allowed',
    given,
    params: {
      vault,
      name: 'daily-30d',
      policy: { workload: 'vm', schedule: daily, keep: { days: 14, weeks }, instantDays: 2 },
      shorter: 'allow',
    },
    expect: { port: 'done', data: { outcome: 'changed', changes: [{ kind: 'shorter' }] } },
  },
  {
    name: 'A policy that breaks a rule is not sent',
    given,
    params: { vault, name: 'bad', policy: { workload: 'vm', schedule: { every: 'day', at: '22:15' }, keep: { days: 3 } } },
    expect: {
      failed: {
        code: 'param_invalid',
        refused: true,
        advice: [
          'schedule.at: Azure starts backups on the hour or the half hour only.',
          'keep.days: Must be 7 to 9999 days for this type of policy.',
        ],
      },
    },
  },
  {
    name: 'Azure refuses to make a policy for VMs one for databases',
    given,
    params: {
      vault,
      name: 'sql-daily',
      policy: { workload: 'vm', schedule: daily, keep: { days: 30 }, instantDays: 2 },
      shorter: 'allow',
    },
    expect: { failed: { code: 'azure_error', azure: { code: 'BMSUserErrorInvalidPolicyInput', status: 400 } } },
  },
];
