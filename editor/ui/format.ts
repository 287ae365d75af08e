// Times, durations and numbers as people read them: the one place that knows the language and the order of a date. Pure functions;
// what ticks is use-now.ts.

/** Of the words in this window: English, dates with the day first, a clock of 24 hours. */
export const locale = 'en-GB';

const numberFormat = new Intl.NumberFormat(locale);
const tenthsFormat = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clockFormat = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minuteFormat = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const dateFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const weekdayFormat = new Intl.DateTimeFormat(locale, { weekday: 'short' });
const longDayFormat = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const utcDayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const relativeFormat = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

/** @example number(2481) // '2,481' */
export const number = (value: number): string => numberFormat.format(value);

/** @example count(1, 'item') // '1 item' · count(3, 'entry', 'entries') // '3 entries' */
export const count = (value: number, one: string, many = `${one}s`): string => `${number(value)} ${value === 1 ? one : many}`;

/** @example duration(1_234) // '1.2 s' · duration(1_100_000) // '18 min 20 s' */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${tenthsFormat.format(seconds)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  const [days, hours, minutes] = [Math.floor(whole / 86_400), Math.floor(whole / 3_600) % 24, Math.floor(whole / 60) % 60];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return whole % 60 > 0 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
}

/** As {@link duration}, in one unit, for badges. @example shortDuration(1_100_000) // '18 min' */
export function shortDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 60) return duration(ms);
  if (seconds < 5_940) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** Milliseconds between two moments; the second defaults to now. */
export const between = (from: string, to: string | null, now = Date.now()): number => (to ? Date.parse(to) : now) - Date.parse(from);

/** @example clock('2026-11-22T06:00:02Z') // '06:00:02' */
export const clock = (iso: string): string => clockFormat.format(new Date(iso));

/** A moment near today in few words. @example moment(iso) // '06:00', 'Fri 22:04', '24 Oct 06:00', '24 Oct 2025' */
export function moment(iso: string, now = new Date()): string {
  const at = new Date(iso);
  const days = Math.round((startOfDay(at) - startOfDay(now)) / 86_400_000);
  if (days === 0) return minuteFormat.format(at);
  if (days === -1) return `yesterday ${minuteFormat.format(at)}`;
  if (days === 1) return `tomorrow ${minuteFormat.format(at)}`;
  if (Math.abs(days) < 7) return `${weekdayFormat.format(at)} ${minuteFormat.format(at)}`;
  return at.getFullYear() === now.getFullYear() ? `${dayFormat.format(at)} ${minuteFormat.format(at)}` : dateFormat.format(at);
}

/** The full moment with its zone, for tooltips. */
export const exact = (iso: string): string => new Date(iso).toLocaleString(locale, { dateStyle: 'full', timeStyle: 'long' });

/** @example today(new Date(2026, 10, 22, 6, 20)) // 'Sunday 22 November, 06:20' */
export const today = (now: Date): string => `${longDayFormat.format(now)}, ${minuteFormat.format(now)}`;

/** A calendar day without a zone. @example utcDay('2026-10-24') // '24 Oct' */
export const utcDay = (day: string): string => utcDayFormat.format(new Date(`${day}T00:00:00Z`));

/** As a clock in that zone shows it. @example zoned(time, 'Europe/Berlin') // 'Sun 22 Nov, 07:20' */
export const zoned = (time: Date, timeZone: string): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(time);

/** @example zoneOffset(time, 'Europe/Berlin') // 'GMT+1' */
export const zoneOffset = (time: Date, timeZone: string): string | undefined =>
  new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'shortOffset' }).formatToParts(time).find(({ type }) => type === 'timeZoneName')
    ?.value;

/** The zone of this browser. */
export const hereZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A date with time, for values. @example dateTime('2026-12-22T06:00:00Z') // '22 Dec 2026, 06:00' */
export const dateTime = (iso: string): string => `${dateFormat.format(new Date(iso))}, ${minuteFormat.format(new Date(iso))}`;

const startOfDay = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** @example ago(iso) // '5 minutes ago', 'in 7 hours' */
export function ago(iso: string, now = Date.now()): string {
  const distance = Date.parse(iso) - now;
  for (const [unit, ms] of steps) if (Math.abs(distance) >= ms) return relativeFormat.format(Math.trunc(distance / ms), unit);
  return 'just now';
}

/** @example bytes(1_234_567) // '1.2 MB' */
export function bytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  if (size < 1_000_000) return `${size < 10_000 ? tenthsFormat.format(size / 1_000) : number(Math.round(size / 1_000))} kB`;
  return `${tenthsFormat.format(size / 1_000_000)} MB`;
}

/** @example percent(0.64) // '64 %' */
export const percent = (fraction: number): string => `${Math.round(fraction * 100)} %`;
