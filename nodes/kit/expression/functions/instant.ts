/**
 * Points in time: reading timestamps strictly, moving them by calendar units, writing them in ISO 8601. A timestamp
 * without a zone is UTC. What a person might read in two ways (1/2/2026) is refused, not guessed.
 */
import { failed } from '../budget.ts';
import { describe } from '../members.ts';
import { wholeArg } from './arguments.ts';

const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(?:\s?(Z|z|[+-]\d{2}:?\d{2}))?$/;
const http = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const MAX_TIME = 8.64e15;

/** Milliseconds since 1970 of a timestamp. Digits beyond the millisecond are dropped. */
export function timeArg(value: unknown, what = 'timestamp'): number {
  const ms = timeOf(value);
  if (ms === null) throw failed(`the ${what} must be a time like 2026-01-31T22:00:00Z, not ${describe(value)}.`);
  return ms;
}

/** Null: it cannot be read as a time. */
export function timeOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) <= MAX_TIME ? Math.trunc(value) : null;
  return typeof value === 'string' ? parseTime(value) : null;
}

function parseTime(text: string): number | null {
  if (text.length > 40) return null;
  const match = iso.exec(text.trim());
  if (match === null) return http.test(text) ? Date.parse(text) : null;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match;
  const parts = [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)] as const;
  const ms = utc(...parts, Number(fraction.slice(0, 3).padEnd(3, '0')));
  const there = new Date(ms);
  if (there.getUTCMonth() + 1 !== parts[1] || there.getUTCDate() !== parts[2]) return null;
  if (parts[3] > 23 || parts[4] > 59 || parts[5] > 59) return null;
  return ms - offsetMinutes(zone) * 60_000;
}

function offsetMinutes(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone[0] === '-' ? -minutes : minutes;
}

/** Like Date.UTC, without its special years 0 to 99. Months count from 1. */
export function utc(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ms = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, ms);
  return date.getTime();
}

export function isoTime(ms: number): string {
  if (!Number.isFinite(ms) || Math.abs(ms) > MAX_TIME) throw failed('the time lies beyond the calendar.');
  return new Date(ms).toISOString();
}

export type TimeUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
const lengths = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;

export function unitArg(value: unknown): TimeUnit {
  const unit = typeof value === 'string' ? value.toLowerCase().replace(/s$/, '') : '';
  if (unit in lengths || unit === 'month' || unit === 'year') return unit as TimeUnit;
  throw failed(`the unit must be Second, Minute, Hour, Day, Week, Month or Year, not ${describe(value)}.`);
}

/** Moves a time. Months keep the day, or take the last one of a shorter month, as .NET and the portal do. */
export function moved(ms: number, amount: number, unit: TimeUnit): number {
  if (unit !== 'month' && unit !== 'year') return ms + amount * lengths[unit];
  const months = wholeArg(amount, 'number of months or years') * (unit === 'year' ? 12 : 1);
  const from = new Date(ms);
  const first = utc(from.getUTCFullYear(), from.getUTCMonth() + 1 + months, 1);
  const last = new Date(first);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  const day = Math.min(from.getUTCDate(), last.getUTCDate());
  return first + (day - 1) * lengths.day + (((ms % lengths.day) + lengths.day) % lengths.day);
}

export const MS_PER_DAY = lengths.day;
