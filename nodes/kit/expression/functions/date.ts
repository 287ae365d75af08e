/**
 * Functions on times in UTC. Results are ISO 8601 with milliseconds and Z unless a format is given; `utcNow()` is fixed
 * for a step, so a step tried again sees the same time.
 */
import { durationMs } from '../../duration.ts';
import { charge, failed } from '../budget.ts';
import { describe } from '../members.ts';
import { given, numberArg, textArg, wholeArg } from './arguments.ts';
import { type Body, type Definition, family } from './define.ts';
import { formatTime, inUtc } from './dotnet-time.ts';
import { isoTime, MS_PER_DAY, moved, type TimeUnit, timeArg, timeOf, unitArg } from './instant.ts';

function written(ms: number, format: unknown): string {
  const text = isoTime(ms);
  return given(format) ? formatTime(inUtc(ms), textArg(format, 'format')) : text;
}

const adder =
  (unit: TimeUnit): Body =>
  ([time, amount, format]) =>
    written(moved(timeArg(time), numberArg(amount, `number of ${unit}s`), unit), format);

const mover =
  (sign: 1 | -1): Body =>
  ([time, amount, unit, format]) =>
    written(moved(timeArg(time), sign * numberArg(amount, 'amount'), unitArg(unit)), format);

/** Seconds of a duration: ISO 8601 ('PT1H'), or a number of seconds as it is. */
function secondsArg(value: unknown): number {
  if (typeof value === 'number') return value;
  const text = textArg(value, 'duration');
  const negative = text.startsWith('-');
  const ms = text.length > 60 ? null : durationMs(negative ? text.slice(1) : text);
  if (ms === null) throw failed(`the duration must be like PT1H30M or P7D, not ${describe(value)}.`);
  return (negative ? -ms : ms) / 1000;
}

/** .NET's TimeSpan: [-][d.]hh:mm:ss[.fff]. */
function timeSpan(ms: number): string {
  const rest = Math.abs(ms);
  const days = Math.floor(rest / MS_PER_DAY);
  const clock = new Date(rest % MS_PER_DAY).toISOString().slice(11, 23);
  return `${ms < 0 ? '-' : ''}${days > 0 ? `${days}.` : ''}${clock.endsWith('.000') ? clock.slice(0, 8) : clock}`;
}

function split(seconds: number): [days: number, hours: number, minutes: number, seconds: number] {
  const whole = Math.round(Math.abs(seconds) * 1000) / 1000;
  return [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, Math.round((whole % 60) * 1000) / 1000];
}

function isoDuration(seconds: number): string {
  const [days, hours, minutes, rest] = split(seconds);
  const clock = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${rest ? `${rest}S` : ''}`;
  const text = `P${days ? `${days}D` : ''}${clock ? `T${clock}` : ''}`;
  return `${seconds < 0 ? '-' : ''}${text === 'P' ? 'PT0S' : text}`;
}

/** The two largest units: '2 d 3 h', '4 min 10 s'. */
function readableDuration(seconds: number): string {
  const [days, hours, minutes, rest] = split(seconds);
  const parts = [`${days} d`, `${hours} h`, `${minutes} min`, `${rest < 1 ? rest : Math.floor(rest)} s`];
  const first = parts.findIndex((part) => !part.startsWith('0 '));
  if (first < 0) return '0 s';
  const shown = parts.slice(first, first + 2).filter((part) => !part.startsWith('0 '));
  return `${seconds < 0 ? '-' : ''}${shown.join(' ')}`;
}

const difference = ([from, to]: readonly unknown[]): number => timeArg(to, 'end') - timeArg(from, 'start');
const sinceNow: Body = ([time], frame) => (frame.scope.now - timeArg(time)) / 3_600_000;

const monday = (ms: number): number => (new Date(ms).getUTCDay() + 6) % 7;
const dayStart = (ms: number): number => Math.floor(ms / MS_PER_DAY) * MS_PER_DAY;
const monthStart = (ms: number): number => dayStart(ms) - (new Date(ms).getUTCDate() - 1) * MS_PER_DAY;
const varies = { varies: true };
const jan = "'2026-01-31T22:30:00Z'";

const definitions: readonly Definition[] = [
  [
    'utcNow(format?)',
    'The time at which this step started, in UTC.',
    ["utcNow('yyyy-MM-dd')", '2026-03-01'],
    ([format], frame) => written(frame.scope.now, format),
    varies,
  ],
  [
    'addSeconds(timestamp, seconds, format?)',
    'A time so many seconds later.',
    [`addSeconds(${jan}, -30)`, '2026-01-31T22:29:30.000Z'],
    adder('second'),
  ],
  [
    'addMinutes(timestamp, minutes, format?)',
    'A time so many minutes later.',
    [`addMinutes(${jan}, 45)`, '2026-01-31T23:15:00.000Z'],
    adder('minute'),
  ],
  [
    'addHours(timestamp, hours, format?)',
    'A time so many hours later.',
    [`addHours(${jan}, -24)`, '2026-01-30T22:30:00.000Z'],
    adder('hour'),
  ],
  ['addDays(timestamp, days, format?)', 'A time so many days later.', [`addDays(${jan}, 30, 'yyyy-MM-dd')`, '2026-03-02'], adder('day')],
  [
    'addMonths(timestamp, months, format?)',
    'A time so many months later; a shorter month gives its last day.',
    [`addMonths(${jan}, 1)`, '2026-02-28T22:30:00.000Z'],
    adder('month'),
  ],
  [
    'addToTime(timestamp, amount, unit, format?)',
    'A time later by Second, Minute, Hour, Day, Week, Month or Year.',
    [`addToTime(${jan}, 2, 'Week')`, '2026-02-14T22:30:00.000Z'],
    mover(1),
  ],
  [
    'subtractFromTime(timestamp, amount, unit, format?)',
    'A time earlier by Second, Minute, Hour, Day, Week, Month or Year.',
    [`subtractFromTime(${jan}, 1, 'Day')`, '2026-01-30T22:30:00.000Z'],
    mover(-1),
  ],
  [
    'getFutureTime(amount, unit, format?)',
    'So much later than now.',
    ["getFutureTime(7, 'Day', 'yyyy-MM-dd')", '2026-03-08'],
    ([amount, unit, format], frame) => mover(1)([frame.scope.now, amount, unit, format], frame),
    varies,
  ],
  [
    'getPastTime(amount, unit, format?)',
    'So much earlier than now.',
    ["getPastTime(1, 'Month', 'yyyy-MM-dd')", '2026-02-01'],
    ([amount, unit, format], frame) => mover(-1)([frame.scope.now, amount, unit, format], frame),
    varies,
  ],
  [
    'startOfHour(timestamp, format?)',
    'The start of the hour.',
    [`startOfHour(${jan})`, '2026-01-31T22:00:00.000Z'],
    ([time, format]) => written(Math.floor(timeArg(time) / 3_600_000) * 3_600_000, format),
  ],
  [
    'startOfDay(timestamp, format?)',
    'The start of the day, in UTC.',
    [`startOfDay(${jan})`, '2026-01-31T00:00:00.000Z'],
    ([time, format]) => written(dayStart(timeArg(time)), format),
  ],
  [
    'startOfWeek(timestamp, format?)',
    'The start of the week: Monday, in UTC.',
    [`startOfWeek(${jan})`, '2026-01-26T00:00:00.000Z'],
    ([time, format]) => written(dayStart(timeArg(time)) - monday(timeArg(time)) * MS_PER_DAY, format),
  ],
  [
    'startOfMonth(timestamp, format?)',
    'The first day of the month, in UTC.',
    [`startOfMonth(${jan})`, '2026-01-01T00:00:00.000Z'],
    ([time, format]) => written(monthStart(timeArg(time)), format),
  ],
  ['dayOfWeek(timestamp)', 'The day of the week: Sunday is 0.', [`dayOfWeek(${jan})`, 6], ([time]) => new Date(timeArg(time)).getUTCDay()],
  ['dayOfMonth(timestamp)', 'The day of the month.', [`dayOfMonth(${jan})`, 31], ([time]) => new Date(timeArg(time)).getUTCDate()],
  [
    'dayOfYear(timestamp)',
    'The day of the year; 1 January is 1.',
    [`dayOfYear(${jan})`, 31],
    ([time]) => {
      const ms = timeArg(time);
      return Math.floor((ms - Date.UTC(new Date(ms).getUTCFullYear(), 0, 1)) / MS_PER_DAY) + 1;
    },
  ],
  ['date(timestamp)', 'Only the date of a time, in UTC.', [`date(${jan})`, '2026-01-31'], ([time]) => isoTime(timeArg(time)).slice(0, 10)],
  [
    'ticks(timestamp)',
    'The .NET ticks of a time (100 ns since year 1), exact to the millisecond.',
    ["ticks('2026-01-01T00:00:00Z')", 639028224000000000],
    ([time]) => (timeArg(time) + 62_135_596_800_000) * 10_000,
  ],
  ['epoch(timestamp)', 'Seconds since 1970.', ["epoch('2026-01-01T00:00:00Z')", 1767225600], ([time]) => timeArg(time) / 1000],
  [
    'fromEpoch(seconds)',
    'The time so many seconds after 1970.',
    ['fromEpoch(1767225600)', '2026-01-01T00:00:00.000Z'],
    ([seconds]) => isoTime(numberArg(seconds, 'seconds') * 1000),
  ],
  [
    'dateDifference(start, end)',
    'The time between, as a .NET time span: days.hours:minutes:seconds.',
    ["dateDifference('2026-01-01', '2026-01-03T06:00:00Z')", '2.06:00:00'],
    (args) => timeSpan(difference(args)),
  ],
  [
    'secondsBetween(start, end)',
    'Seconds from start to end.',
    ["secondsBetween('2026-01-01T00:00:00Z', '2026-01-01T00:01:30Z')", 90],
    (args) => difference(args) / 1000,
  ],
  [
    'daysBetween(start, end)',
    'Days from start to end, with fraction.',
    ["daysBetween('2026-01-01', '2026-01-02T12:00:00Z')", 1.5],
    (args) => difference(args) / MS_PER_DAY,
  ],
  [
    'hoursSince(timestamp)',
    'Hours from a time until now: how old a recovery point is.',
    ["hoursSince('2026-03-01T10:30:00Z')", 1.5],
    sinceNow,
    varies,
  ],
  ['secondsOf(duration)', 'The seconds of an ISO 8601 duration.', ["secondsOf('PT1H30M')", 5400], ([duration]) => secondsArg(duration)],
  [
    'duration(seconds)',
    'Seconds as an ISO 8601 duration.',
    ['duration(5400)', 'PT1H30M'],
    ([seconds]) => isoDuration(numberArg(seconds, 'seconds')),
  ],
  [
    'formatDuration(duration)',
    'A duration, or seconds, as people read it: the two largest units.',
    ["formatDuration('P1DT3H20M')", '1 d 3 h'],
    ([duration]) => readableDuration(secondsArg(duration)),
  ],
  ['isTime(value)', 'Whether a value can be read as a time.', ["isTime('31.01.2026')", false], ([value]) => timeOf(value) !== null],
  [
    'calendarDays(start, days)',
    'A list of dates, day by day.',
    ["calendarDays('2026-02-27', 3)", ['2026-02-27', '2026-02-28', '2026-03-01']],
    ([start, days], frame) => {
      const first = timeArg(start);
      const count = wholeArg(days, 'days', 0, 3660);
      charge(frame, count);
      return Array.from({ length: count }, (_, i) => isoTime(first + i * MS_PER_DAY).slice(0, 10));
    },
  ],
];

export const dateFunctions = family('date', definitions);
