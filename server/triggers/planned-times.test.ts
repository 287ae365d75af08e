// Both nights of every kind of zone, and what is due after a pause: with no clock but the numbers handed in.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CatchUp, readSchedule } from '../../nodes/kit/schedule.ts';
import { type DueSchedule, dueTimes, plannedTimes } from './planned-times.ts';

const at = (text: string) => Date.parse(text);
const iso = (time: number) => new Date(time).toISOString().slice(0, 16);
const times = (pattern: string, timeZone: string, startAt: string | null = null, stopAt: string | null = null) => ({
  pattern,
  timeZone,
  startAt,
  stopAt,
});
const next = (zone: string, pattern: string, from: string, count: number) => plannedTimes(times(pattern, zone), at(from), count).map(iso);

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Kathmandu', 'America/Santiago'];

describe('a time of day that does not exist comes once, when the clock has jumped', () => {
  test.each([
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['America/New_York', '30 2 * * *', '2026-03-07T12:00:00Z', ['2026-03-08T07:00', '2026-03-09T06:30']],
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T00:00:00Z', ['2026-10-03T15:30', '2026-10-04T15:15']],
    ['Africa/Cairo', '0 0 * * *', '2026-04-23T12:00:00Z', ['2026-04-23T22:00', '2026-04-24T21:00']],
    // Patterns with several times in the gap: once, and not at all when the jump itself is one of them.
    ['Europe/Berlin', '0,30 2 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:00']],
    ['Europe/Berlin', '*/5 2 * * 0', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-04-05T00:00']],
    ['Europe/Berlin', '0 2,3 * * *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2026-03-30T00:00']],
    ['Europe/Berlin', '30 2 29 3 *', '2026-03-28T12:00:00Z', ['2026-03-29T01:00', '2027-03-29T00:30']],
    ['Europe/Berlin', '59 1,2 * * *', '2026-03-29T00:59:00Z', ['2026-03-29T01:00', '2026-03-29T23:59']],
  ])('%s %s', (zone, pattern, from, expected) => expect(next(zone, pattern, from, 2)).toEqual(expected));
});

describe('a time of day that comes twice that night fires once', () => {
  test.each([
    ['Europe/Berlin', '30 2 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['Australia/Lord_Howe', '45 1 * * *', '2026-04-04T00:00:00Z', ['2026-04-04T14:45', '2026-04-05T15:15']],
    ['Africa/Cairo', '30 23 * * *', '2026-10-29T12:00:00Z', ['2026-10-29T20:30', '2026-10-30T21:30']],
    ['Europe/Berlin', '0,30 2 * * *', '2026-10-25T00:10:00Z', ['2026-10-25T00:30', '2026-10-26T01:00']],
    ['Europe/Berlin', '30 2,3 * * *', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-25T02:30']],
    ['Europe/Berlin', '0 */2 * * *', '2026-10-24T23:00:00Z', ['2026-10-25T00:00', '2026-10-25T03:00']],
  ])('%s %s', (zone, pattern, from, expected) => expect(next(zone, pattern, from, 2)).toEqual(expected));
});

test('every hour comes as often as hours really pass, both nights', () => {
  const hour = 3_600_000;
  for (const from of ['2026-03-28T20:00:00Z', '2026-10-24T20:00:00Z'])
    expect(plannedTimes(times('30 * * * *', 'Europe/Berlin'), at(from), 12)).toEqual(
      Array.from({ length: 12 }, (_, index) => at(from) + hour / 2 + index * hour),
    );
});

test('every quarter of an hour, minute by minute against the clock on the wall', () => {
  for (const zone of zones)
    for (const day of ['2026-03-29', '2026-10-25', '2026-04-05', '2026-10-04', '2026-03-08', '2026-11-01']) {
      const from = at(`${day}T00:00:00Z`) - 43_200_000;
      const minute = new Intl.DateTimeFormat('en-GB', { timeZone: zone, minute: 'numeric' });
      const quarters = Array.from({ length: 1_440 }, (_, index) => from + index * 60_000).filter(
        (time) => Number(minute.format(time)) % 15 === 0,
      );
      const found = plannedTimes(times('*/15 * * * *', zone), from - 1, 120).filter((time) => time < from + 86_400_000);
      expect(found, `${zone} ${day}`).toEqual(quarters);
    }
});

test('planned times only ever go forward, and a preset keeps its time of day but for the night it does not exist', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
      fc.constantFrom('day', 'week', 'month'),
      fc.integer({ min: at('2025-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }),
      (timeZone, hour, minute, every, from) => {
        const two = (n: number) => String(n).padStart(2, '0');
        const params = { every, time: `${two(hour)}:${two(minute)}`, timeZone, weekdays: ['sunday', 'wednesday'], dayOfMonth: 28 };
        const schedule = readSchedule(params);
        const found = plannedTimes(times(schedule?.cron ?? '', timeZone), from, 8);
        expect(found).toHaveLength(8);
        expect([...new Set(found)].sort((a, b) => a - b)).toEqual(found);
        expect(found[0]).toBeGreaterThan(from);
        const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
        const others = found.filter((time) => clock.format(time) !== params.time);
        expect(others.length).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 150 },
  );
});

test('start and end bound the planned times in the time zone of the schedule', () => {
  const { cron, startAt, stopAt } =
    readSchedule({ time: '00:30', timeZone: 'Europe/Berlin', from: '2026-03-28', until: '2026-03-30' }) ?? {};
  const bounded = times(cron ?? '', 'Europe/Berlin', startAt, stopAt);
  expect(plannedTimes(bounded, at('2026-01-01T00:00:00Z'), 9).map(iso)).toEqual([
    '2026-03-27T23:30',
    '2026-03-28T23:30',
    '2026-03-29T22:30',
  ]);
  expect(plannedTimes(bounded, at('2026-03-29T22:30:00Z'), 9)).toEqual([]);
});

describe('after a pause', () => {
  const due = (catchUp: CatchUp, now: string, window = 7 * 86_400_000): DueSchedule & { readonly now: number } => ({
    ...times('0 2 * * *', 'UTC'),
    nextAt: at('2026-03-11T02:00:00Z'),
    catchUp,
    windowMs: window,
    now: at(now),
  });
  const outcome = (schedule: ReturnType<typeof due>) => {
    const { fire, missed } = dueTimes(schedule, schedule.now);
    return { fire: fire.map(iso), missed: missed?.times.map(iso) ?? [], more: missed?.more ?? false };
  };

  test('on time is on time, whatever is made up for', () => {
    for (const catchUp of ['none', 'last', 'all'] as const)
      expect(outcome(due(catchUp, '2026-03-11T02:00:30Z', 0))).toEqual({ fire: ['2026-03-11T02:00'], missed: [], more: false });
  });

  test.each([
    ['none', [], ['2026-03-11T02:00', '2026-03-12T02:00', '2026-03-13T02:00']],
    ['last', ['2026-03-13T02:00'], ['2026-03-11T02:00', '2026-03-12T02:00']],
    ['all', ['2026-03-11T02:00', '2026-03-12T02:00', '2026-03-13T02:00'], []],
  ] as const)('%s', (catchUp, fire, missed) =>
    expect(outcome(due(catchUp, '2026-03-13T12:00:00Z'))).toEqual({ fire: [...fire], missed: [...missed], more: false }),
  );

  test('what is older than the window is let go', () => {
    const day = 86_400_000;
    expect(outcome(due('all', '2026-03-13T12:00:00Z', day))).toMatchObject({ fire: ['2026-03-13T02:00'] });
    expect(outcome(due('last', '2026-03-13T12:00:00Z', day / 4)).missed).toHaveLength(3);
  });

  test('all is a hundred at most, of a year of minutes too, and fast', () => {
    const busy = { ...due('all', '2027-03-11T02:00:30Z', 400 * 86_400_000), pattern: '* * * * *' };
    const { fire, missed, more } = outcome(busy);
    expect([fire.length, fire.at(-1), more]).toEqual([100, '2027-03-11T02:00', true]);
    expect(missed[0]).toBe('2026-03-11T02:00');
    expect(new Set([...fire, ...missed]).size).toBe(fire.length + missed.length);
  });

  test('every time is either started or told as missed, none twice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<CatchUp>('none', 'last', 'all'),
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 40 * 24 }),
        fc.integer({ min: 0, max: 60 }),
        (catchUp, timeZone, hours, windowDays) => {
          const pattern = times('15 */6 * * *', timeZone);
          const [nextAt] = plannedTimes(pattern, at('2026-03-01T00:00:00Z'), 1);
          const now = (nextAt as number) + hours * 3_600_000;
          const { fire, missed } = dueTimes({ ...pattern, nextAt: nextAt as number, catchUp, windowMs: windowDays * 86_400_000 }, now);
          const expected = [nextAt, ...plannedTimes(pattern, nextAt as number, 400)].filter((time) => (time as number) <= now);
          expect([...(missed?.times ?? []), ...fire]).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    );
  });
});
