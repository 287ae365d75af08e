// Each rule of Azure Backup about policies: a policy that breaks just this one, the place and the sentence.
import { expect, test } from 'vitest';
import { defaultPolicy } from './defaults.ts';
import { policyFindings } from './rules.ts';
import { policySentence } from './sentence.ts';
import { backupPolicySchema, workloads } from './shape.ts';

const vm = defaultPolicy('vm');
const enhanced = defaultPolicy('vm-enhanced');
const share = defaultPolicy('file-share');
const sql = defaultPolicy('sql');
const weekly = {
  ...vm,
  schedule: { every: 'week', at: '02:30', on: ['Monday', 'Thursday'] },
  keep: { weeks: { count: 4, on: ['Monday', 'Thursday'] } },
  instantDays: 5,
} as const;
const monthly = { count: 12, week: ['First'], on: ['Monday'] };

test.each(workloads)('the default policy for %s breaks nothing and has its shape', (workload) => {
  expect(backupPolicySchema.parse(defaultPolicy(workload))).toEqual(defaultPolicy(workload));
  expect(policyFindings(defaultPolicy(workload))).toEqual([]);
});

test('a weekly policy with months and years breaks nothing', () => {
  const keep = { ...weekly.keep, months: monthly, years: { ...monthly, in: ['January'] } };
  expect(policyFindings({ ...weekly, keep })).toEqual([]);
});

test.each<[string, unknown, string, RegExp]>([
  ['a time off the half hour', { ...vm, schedule: { every: 'day', at: '23:15' } }, 'schedule.at', /half hour/],
  ['a schedule without a time', { ...vm, schedule: { every: 'day' } }, 'schedule.at', /what time/],
  ['hours under a Standard policy', { ...enhanced, workload: 'vm', instantDays: 2 }, 'schedule.every', /Enhanced/],
  [
    'hours without a window',
    { ...enhanced, schedule: { every: 'hours', interval: 4, from: '08:00' } },
    'schedule.window',
    /how many hours/,
  ],
  [
    'a window shorter than its interval',
    { ...enhanced, schedule: { ...enhanced.schedule, interval: 12, window: 8 } },
    'schedule.window',
    /12 hours/,
  ],
  ['days with a daily schedule', { ...vm, schedule: { every: 'day', at: '23:00', on: ['Monday'] } }, 'schedule.on', /weekly/],
  ['a weekly schedule without days', { ...weekly, schedule: { every: 'week', at: '23:00' } }, 'schedule.on', /days of the week/],
  ['a zone of nowhere', { ...vm, schedule: { every: 'day', at: '23:00', timeZone: 'Mars Standard Time' } }, 'schedule.timeZone', /Mars/],
  ['daily retention with a weekly schedule', { ...weekly, keep: { ...weekly.keep, days: 30 } }, 'keep.days', /no daily/],
  ['a weekly schedule that keeps no weeks', { ...weekly, keep: { months: monthly } }, 'keep.weeks', /how many weeks/],
  ['a daily schedule that keeps no days', { ...vm, keep: { months: monthly } }, 'keep.days', /how many days/],
  ['fewer than 7 days for a VM', { ...vm, keep: { days: 6 } }, 'keep.days', /7 to 9999/],
  ['more than 200 days of share snapshots', { ...share, keep: { days: 201 } }, 'keep.days', /1 to 200/],
  [
    'more years than a share allows',
    { ...share, keep: { days: 30, years: { ...monthly, count: 11, in: ['May'] } } },
    'keep.years.count',
    /1 to 10 years/,
  ],
  [
    'more snapshots than a share holds',
    { ...share, schedule: { every: 'hours', interval: 4, from: '08:00', window: 24 }, keep: { days: 30 } },
    'keep.days',
    /217 snapshots/,
  ],
  ['weeks on some of the days only', { ...weekly, keep: { weeks: { count: 4, on: ['Monday'] } } }, 'keep.weeks.on', /all days/],
  [
    'weeks on a day without backup',
    { ...weekly, keep: { weeks: { count: 4, on: ['Monday', 'Friday'] } } },
    'keep.weeks.on',
    /no backup on Friday/,
  ],
  [
    'months on a day without backup',
    { ...weekly, keep: { ...weekly.keep, months: { ...monthly, on: ['Sunday'] } } },
    'keep.months.on',
    /Sunday/,
  ],
  [
    'months by date with a weekly schedule',
    { ...weekly, keep: { ...weekly.keep, months: { count: 3, dates: [1] } } },
    'keep.months.dates',
    /weekday/,
  ],
  ['months by date and by weekday', { ...vm, keep: { days: 30, months: { ...monthly, dates: [1] } } }, 'keep.months.dates', /either/],
  ['months of no backup at all', { ...vm, keep: { days: 30, months: { count: 3 } } }, 'keep.months.week', /weekday or by date/],
  ['months without a weekday', { ...vm, keep: { days: 30, months: { count: 3, week: ['First'] } } }, 'keep.months.on', /which day/],
  ['6 days of snapshots under Standard', { ...vm, instantDays: 6 }, 'instantDays', /1 to 5/],
  ['31 days of snapshots under Enhanced', { ...enhanced, instantDays: 31, keep: { days: 40 } }, 'instantDays', /1 to 30/],
  ['2 days of snapshots with a weekly Standard schedule', { ...weekly, instantDays: 2 }, 'instantDays', /exactly 5/],
  ['snapshots longer than backups', { ...enhanced, instantDays: 9, keep: { days: 8 } }, 'instantDays', /longer than/],
  ['instant restore of a database', { ...sql, instantDays: 2 }, 'instantDays', /VMs/],
  ['a snapshot group of a share', { ...share, snapshotGroup: { prefix: 'a' } }, 'snapshotGroup', /VMs/],
  ['a vault tier of a VM', { ...vm, snapshotDays: 2 }, 'snapshotDays', /Azure Files/],
  ['31 days of snapshots beside the vault', { ...share, snapshotDays: 31 }, 'snapshotDays', /1 to 30/],
  ['an archive for shares', { ...share, archive: { when: 'never' } }, 'archive.when', /no archive/],
  ['an archive of daily points', { ...vm, archive: { when: 'recommended' } }, 'archive.when', /monthly and yearly/],
  ['recommended for databases', { ...sql, archive: { when: 'recommended' } }, 'archive.when', /VMs only/],
  ['the archive after no time', { ...vm, archive: { when: 'after' } }, 'archive.after', /how long/],
  [
    'the archive after 2 months',
    { ...vm, keep: { days: 30, months: monthly }, archive: { when: 'after', after: 2, unit: 'months' } },
    'archive.after',
    /3 months/,
  ],
  ['databases after 44 days', { ...sql, keep: { days: 400 }, archive: { when: 'after', after: 44 } }, 'archive.after', /45 days/],
  [
    'points too short-lived for the archive',
    { ...vm, keep: { days: 30, months: { ...monthly, count: 8 } }, archive: { when: 'after', after: 3, unit: 'months' } },
    'archive.after',
    /180 days/,
  ],
  ['a time that archiving never has', { ...vm, archive: { when: 'never', after: 3 } }, 'archive.after', /after a time/],
  ['logs of a VM', { ...vm, log: { everyMinutes: 60, keepDays: 15 } }, 'log', /databases/],
  ['logs every 45 minutes', { ...sql, log: { everyMinutes: 45, keepDays: 15 } }, 'log.everyMinutes', /15 or 30 minutes/],
  ['logs for 36 days', { ...sql, log: { everyMinutes: 60, keepDays: 36 } }, 'log.keepDays', /7 to 35/],
  ['a differential beside a daily full', { ...sql, differential: { on: ['Monday'], keepDays: 30 } }, 'differential.on', /every day/],
  [
    'a differential on the day of the full',
    { ...sql, schedule: weekly.schedule, keep: weekly.keep, differential: { on: ['Monday'], keepDays: 30 } },
    'differential.on',
    /full backup already/,
  ],
  [
    'a differential for 181 days',
    { ...sql, schedule: weekly.schedule, keep: weekly.keep, differential: { on: ['Friday'], keepDays: 181 } },
    'differential.keepDays',
    /7 to 180/,
  ],
  [
    'an incremental of SQL Server',
    { ...sql, schedule: weekly.schedule, keep: weekly.keep, incremental: { on: ['Friday'], keepDays: 30 } },
    'incremental',
    /no incremental/,
  ],
])('%s', (_, policy, place, message) => {
  const findings = policyFindings(policy);
  expect(findings.map(({ path }) => path.join('.'))).toEqual([place]);
  expect(findings[0]?.message).toMatch(message);
});

test('what an expression will give is not judged, and neither is what is no policy', () => {
  const open = {
    ...vm,
    schedule: { every: 'day', at: '{{ inputs.at }}' },
    keep: { days: '{{ inputs.days }}' },
    instantDays: '{{ inputs.n }}',
  };
  expect(policyFindings(open)).toEqual([]);
  expect(policyFindings({ ...weekly, schedule: { ...weekly.schedule, on: '{{ inputs.days }}' } })).toEqual([]);
  for (const nothing of [null, 7, 'x', [], {}]) expect(policyFindings(nothing)).toEqual([]);
});

test.each<[unknown, string]>([
  [vm, 'Every day at 23:00 (UTC), kept 30 days; snapshots at hand 2 days.'],
  [
    {
      ...vm,
      keep: { days: 30, weeks: { count: 12, on: ['Sunday'] }, months: monthly, years: { count: 7, in: ['January'], dates: [1, 'last'] } },
    },
    'Every day at 23:00 (UTC), kept 30 days; Sundays 12 weeks; first Monday of the month 12 months; day 1 and last day of January 7 years; snapshots at hand 2 days.',
  ],
  [enhanced, 'Every 4 hours from 08:00 for 12 hours (UTC), kept 30 days; snapshots at hand 7 days.'],
  [weekly, 'Every Monday and Thursday at 02:30 (UTC), kept Mondays and Thursdays 4 weeks; snapshots at hand 5 days.'],
  [{ ...share, snapshotDays: 5 }, 'Every day at 23:00 (UTC), kept 30 days; in the vault, snapshots 5 days.'],
  [
    { ...sql, archive: { when: 'after', after: 45 } },
    'Every day at 23:00 (UTC), kept 30 days; logs every 1 hour, 15 days; to the archive after 45 days.',
  ],
  [
    { ...vm, schedule: { every: 'day', at: '{{ inputs.at }}' }, keep: { days: '{{ inputs.days }}' } },
    'Every day at … (UTC), kept … days; snapshots at hand 2 days.',
  ],
  [{}, ''],
  ['{{ steps.a.policy }}', ''],
])('in one sentence: %#', (policy, sentence) => expect(policySentence(policy)).toBe(sentence));
