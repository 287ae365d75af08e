// When does a changed policy protect less? Each way to keep shorter or back up less often, and what only looks like it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultPolicy } from '../../kit/backup-policy/defaults.ts';
import type { BackupPolicyPlan } from '../../kit/backup-policy/shape.ts';
import { carriedOver, isWeaker, policyChanges } from './compare.ts';
import { plans } from './test/plans.ts';

type Plan = BackupPolicyPlan;
const vm = defaultPolicy('vm');
const enhanced = defaultPolicy('vm-enhanced');
const sql = defaultPolicy('sql');
const months = { count: 12, week: ['First'], on: ['Sunday'] } satisfies Plan['keep']['months'];
const years = { count: 7, in: ['January', 'July'], week: ['First'], on: ['Sunday'] } satisfies Plan['keep']['years'];
const weeks = { count: 12, on: ['Sunday', 'Wednesday'] } satisfies Plan['keep']['weeks'];
const long: Plan = { ...vm, keep: { days: 30, weeks, months, years } };
const kept = (keep: Partial<Plan['keep']>): Plan => ({ ...long, keep: { ...long.keep, ...keep } });

test.each<[string, Plan, Plan]>([
  ['fewer days', vm, { ...vm, keep: { days: 29 } }],
  ['no weeks any more', long, { ...long, keep: { days: 30, months, years } }],
  ['weeks of fewer days', long, kept({ weeks: { count: 12, on: ['Sunday'] } })],
  ['other days', long, kept({ weeks: { ...weeks, on: ['Sunday', 'Monday'] } })],
  ['fewer months', long, kept({ months: { ...months, count: 11 } })],
  ['months by date instead of weekday', long, kept({ months: { count: 12, dates: [1] } })],
  ['years of fewer months', long, kept({ years: { ...years, in: ['January'] } })],
  [
    'weekly instead of daily',
    vm,
    { ...vm, schedule: { every: 'week', on: ['Sunday'], at: '23:00' }, keep: { weeks: { count: 5, on: ['Sunday'] } } },
  ],
  ['daily instead of hourly', enhanced, { ...enhanced, schedule: { every: 'day', at: '23:00' } }],
  ['a longer interval', enhanced, { ...enhanced, schedule: { ...enhanced.schedule, interval: 12 } }],
  ['snapshots for a shorter time', vm, { ...vm, instantDays: 1 }],
  ['out of the vault', { ...defaultPolicy('file-share'), snapshotDays: 5 }, defaultPolicy('file-share')],
  ['logs less often', sql, { ...sql, log: { everyMinutes: 120, keepDays: 15 } }],
  ['logs for a shorter time', sql, { ...sql, log: { everyMinutes: 60, keepDays: 7 } }],
  ['no logs', sql, (({ log: _, ...rest }) => rest)(sql)],
  ['no differential', { ...sql, differential: { on: ['Friday'], keepDays: 30 } }, sql],
])('%s protects less', (_, before, after) => {
  expect(policyChanges(before, after).some(isWeaker)).toBe(true);
});

test.each<[string, Plan, Plan]>([
  ['more of everything', vm, { ...long, keep: { ...long.keep, days: 60 } }],
  ['another time', vm, { ...vm, schedule: { ...vm.schedule, at: '01:00' } }],
  ['another zone', vm, { ...vm, schedule: { ...vm.schedule, timeZone: 'India Standard Time' } }],
  ['an archive', long, { ...long, archive: { when: 'recommended' } }],
  ['compression', sql, { ...sql, compression: true }],
  ['a shorter interval', { ...enhanced, schedule: { ...enhanced.schedule, interval: 12 } }, enhanced],
])('%s is a change that protects no less', (_, before, after) => {
  const changes = policyChanges(before, after);
  expect(changes.length).toBeGreaterThan(0);
  expect(changes.filter(isWeaker)).toEqual([]);
});

test('a policy equals itself, whatever the order of its keys and days', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      expect(policyChanges(plan, plan)).toEqual([]);
      const turned = JSON.parse(JSON.stringify(plan), (_, value) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).reverse())
          : Array.isArray(value)
            ? [...value].reverse()
            : value,
      ) as Plan;
      expect(policyChanges(plan, turned)).toEqual([]);
    }),
  );
});

test('two different policies always differ in something that is told', () => {
  fc.assert(
    fc.property(plans, plans, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(policyChanges(one, other).length === 0).toBe(same);
    }),
    { numRuns: 300 },
  );
});

test('what a wanted policy leaves out stays as it is', () => {
  const before: Plan = { ...long, instantDays: 4, archive: { when: 'never' }, snapshotGroup: { prefix: 'rg-snap' } };
  const { instantDays: _, ...wanted } = long;
  expect(policyChanges(before, carriedOver(before, wanted))).toEqual([]);
  expect(policyChanges(before, carriedOver(before, { ...wanted, instantDays: 3 }))).toMatchObject([{ before: '4', after: '3' }]);
  const weekly: Plan = { workload: 'vm', schedule: { every: 'week', on: ['Sunday'], at: '23:00' }, keep: { weeks } };
  expect(carriedOver(before, weekly)).not.toHaveProperty('instantDays');
  expect(carriedOver(before, sql)).toBe(sql);
});

test('a zone by its two names is the same zone', () => {
  const berlin = (timeZone: string): Plan => ({ ...vm, schedule: { ...vm.schedule, timeZone } });
  expect(policyChanges(berlin('W. Europe Standard Time'), berlin('Europe/Berlin'))).toEqual([]);
});
