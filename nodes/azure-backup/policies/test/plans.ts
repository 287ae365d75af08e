// Policies made at random, for property tests.
import fc from 'fast-check';
import { policyFindings } from '../../../kit/backup-policy/rules.ts';
import { backupPolicySchema, months, monthWeeks, weekDays, workloads } from '../../../kit/backup-policy/shape.ts';

const some = <T>(all: readonly T[]) => fc.subarray([...all], { minLength: 1 });
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30'))
  .map(([hour, half]) => `${String(hour).padStart(2, '0')}:${half}`);
const count = fc.integer({ min: 1, max: 9999 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const timeZone = fc.constantFrom('UTC', 'Pacific Standard Time', 'W. Europe Standard Time');

const schedule = fc.oneof(
  fc.record({ every: fc.constant('day' as const), at: time, timeZone }),
  fc.record({ every: fc.constant('week' as const), at: time, on: some(weekDays), timeZone }),
  fc.record({
    every: fc.constant('hours' as const),
    interval: fc.constantFrom(4, 6, 8, 12),
    from: time,
    window: fc.integer({ min: 4, max: 24 }),
    timeZone,
  }),
);
const ofMonth = fc.oneof(
  fc.record({ week: some(monthWeeks), on: some(weekDays) }),
  fc.record({
    dates: fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constant('last' as const)), { minLength: 1, maxLength: 4 }),
  }),
);
const keep = fc.record({
  days: maybe(count),
  weeks: maybe(fc.record({ count, on: some(weekDays) })),
  months: maybe(fc.tuple(count, ofMonth).map(([n, rule]) => ({ count: n, ...rule }))),
  years: maybe(fc.tuple(count, some(months), ofMonth).map(([n, within, rule]) => ({ count: n, in: within, ...rule }))),
});
const archive = fc.oneof(
  fc.constant({ when: 'recommended' as const }),
  fc.constant({ when: 'never' as const }),
  fc.record({ when: fc.constant('after' as const), after: count, unit: fc.constantFrom('days', 'weeks', 'months', 'years') }),
);
const extra = fc.record({ on: some(weekDays), at: time, keepDays: count });

/** Any policy of the shape, whether Azure would take it or not. */
export const plans = fc
  .record({
    workload: fc.constantFrom(...workloads),
    schedule,
    keep,
    instantDays: maybe(fc.integer({ min: 1, max: 30 })),
    snapshotGroup: maybe(fc.oneof(fc.constant({ prefix: 'rg-snap' }), fc.constant({ prefix: 'rg-snap', suffix: 'x' }))),
    snapshotDays: maybe(fc.integer({ min: 1, max: 30 })),
    archive: maybe(archive),
    differential: maybe(extra),
    incremental: maybe(extra),
    log: maybe(fc.record({ everyMinutes: fc.constantFrom(15, 60), keepDays: count })),
    compression: fc.boolean(),
  })
  .map((all) => {
    const vm = ['snapshotGroup', 'instantDays', 'archive'];
    const database = ['archive', 'differential', 'incremental', 'log', 'compression'];
    const own = { vm, 'vm-enhanced': vm, 'file-share': ['snapshotDays'], sql: database, hana: database }[all.workload];
    const kept = Object.entries(all).filter(
      ([name, value]) => value !== undefined && ['workload', 'schedule', 'keep', ...own].includes(name),
    );
    return backupPolicySchema.parse(JSON.parse(JSON.stringify(Object.fromEntries(kept))));
  });

const within = (most: number) => fc.integer({ min: 7, max: most });

/** Policies that break no rule: retention that fits the schedule, parts that the workload has. */
export const goodPlans = fc
  .record({
    workload: fc.constantFrom(...workloads),
    schedule,
    days: within(50),
    weeks: maybe(fc.record({ count: within(100), on: some(weekDays) })),
    months: maybe(fc.tuple(within(100), ofMonth)),
    years: maybe(fc.tuple(fc.integer({ min: 3, max: 10 }), some(months), ofMonth)),
    instantDays: maybe(fc.integer({ min: 1, max: 5 })),
    snapshotDays: maybe(fc.integer({ min: 1, max: 30 })),
    archive: maybe(archive),
    between: fc.constantFrom('differential', 'incremental', 'none'),
    log: maybe(fc.record({ everyMinutes: fc.constantFrom(15, 30, 60, 1440), keepDays: within(35) })),
    compression: fc.boolean(),
  })
  .map(({ workload, schedule: when, days, weeks, months: monthly, years: yearly, between, ...rest }) => {
    const weekly = when.every === 'week';
    const on = weekly ? when.on : weekDays;
    const onDays = (rule: object) =>
      'dates' in rule && weekly ? { week: ['First'], on } : 'on' in rule && weekly ? { ...rule, on } : rule;
    const database = workload === 'sql' || workload === 'hana';
    const free = weekDays.filter((day) => weekly && !on.includes(day));
    const plan = {
      workload,
      schedule: when,
      keep: {
        ...(weekly ? {} : { days }),
        ...(weekly ? { weeks: { count: weeks?.count ?? 12, on } } : weeks ? { weeks } : {}),
        ...(monthly ? { months: { count: monthly[0], ...onDays(monthly[1]) } } : {}),
        ...(yearly ? { years: { count: yearly[0], in: yearly[1], ...onDays(yearly[2]) } } : {}),
      },
      ...(workload.startsWith('vm') ? { instantDays: weekly && workload === 'vm' ? 5 : rest.instantDays } : {}),
      ...(workload === 'file-share' ? { snapshotDays: rest.snapshotDays } : { archive: rest.archive }),
      ...(database ? { log: rest.log, compression: rest.compression } : {}),
      ...(database && between !== 'none' && free.length > 0 ? { [between]: { on: free, at: '12:00', keepDays: 30 } } : {}),
    };
    return JSON.parse(JSON.stringify(plan)) as unknown;
  })
  .filter((plan) => policyFindings(plan).length === 0)
  .map((plan) => backupPolicySchema.parse(plan));
