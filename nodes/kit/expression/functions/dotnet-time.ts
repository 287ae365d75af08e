/**
 * Times as text by .NET patterns: the standard letters (o, s, u, d, D, t, T, f, F, g, G, M, Y, R) and custom pictures
 * (yyyy-MM-dd HH:mm:ss.fff zzz). Month and day names come from Intl in the wanted language.
 */
import { failed } from '../budget.ts';
import { dateFormat } from './formatters.ts';

/** A time as the clocks of a zone show it. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
  /** Minutes east of UTC; undefined for UTC itself, which is written Z. */
  readonly offset: number | undefined;
}

const standard: Readonly<Record<string, string>> = {
  o: 'yyyy-MM-ddTHH:mm:ss.fffffffK',
  O: 'yyyy-MM-ddTHH:mm:ss.fffffffK',
  s: 'yyyy-MM-ddTHH:mm:ss',
  u: "yyyy-MM-dd HH:mm:ss'Z'",
  d: 'M/d/yyyy',
  D: 'dddd, MMMM d, yyyy',
  t: 'h:mm tt',
  T: 'h:mm:ss tt',
  f: 'dddd, MMMM d, yyyy h:mm tt',
  F: 'dddd, MMMM d, yyyy h:mm:ss tt',
  g: 'M/d/yyyy h:mm tt',
  G: 'M/d/yyyy h:mm:ss tt',
  M: 'MMMM d',
  m: 'MMMM d',
  Y: 'MMMM yyyy',
  y: 'MMMM yyyy',
  R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
};

const token = /'[^']*'|"[^"]*"|\\.|%|y+|M+|d+|H+|h+|m+|s+|f+|F+|t+|z+|K|./gs;

export function formatTime(time: LocalTime, format: string, locale = 'en-US'): string {
  if (format.length > 200) throw failed('the format is longer than 200 characters.');
  if (format.length === 1 && !Object.hasOwn(standard, format)) throw failed(`"${format}" is no standard format of a time.`);
  const picture = format.length === 1 ? (standard[format] ?? format) : format;
  return picture.replace(token, (piece) => written(piece, time, locale));
}

const pad = (value: number, length: number): string => String(value).padStart(length, '0');

function written(piece: string, time: LocalTime, locale: string): string {
  const length = piece.length;
  switch (piece[0]) {
    case "'":
    case '"':
      return length > 1 ? piece.slice(1, -1) : piece;
    case '\\':
      return piece.slice(1);
    case '%':
      return '';
    case 'y':
      return length <= 2 ? pad(time.year % 100, length) : pad(time.year, length);
    case 'M':
      return length <= 2 ? pad(time.month, length) : name(time, locale, { month: length === 3 ? 'short' : 'long' });
    case 'd':
      return length <= 2 ? pad(time.day, length) : name(time, locale, { weekday: length === 3 ? 'short' : 'long' });
    case 'H':
      return pad(time.hour, Math.min(length, 2));
    case 'h':
      return pad(time.hour % 12 === 0 ? 12 : time.hour % 12, Math.min(length, 2));
    case 'm':
      return pad(time.minute, Math.min(length, 2));
    case 's':
      return pad(time.second, Math.min(length, 2));
    case 'f':
      return pad(time.ms, 3).padEnd(7, '0').slice(0, length);
    case 'F':
      return pad(time.ms, 3).padEnd(7, '0').slice(0, length).replace(/0+$/, '');
    case 't': {
      const half = time.hour < 12 ? 'AM' : 'PM';
      return length === 1 ? half.slice(0, 1) : half;
    }
    case 'z':
      return offsetText(time.offset ?? 0, length);
    case 'K':
      return time.offset === undefined ? 'Z' : offsetText(time.offset, 3);
    default:
      return piece;
  }
}

function name(time: LocalTime, locale: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(0);
  date.setUTCFullYear(time.year, time.month - 1, time.day);
  return dateFormat(locale, { ...options, timeZone: 'UTC' }).format(date);
}

function offsetText(offset: number, length: number): string {
  const sign = offset < 0 ? '-' : '+';
  const hours = Math.floor(Math.abs(offset) / 60);
  if (length === 1) return `${sign}${hours}`;
  return length === 2 ? `${sign}${pad(hours, 2)}` : `${sign}${pad(hours, 2)}:${pad(Math.abs(offset) % 60, 2)}`;
}

/** How an instant reads in UTC. */
export function inUtc(ms: number): LocalTime {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    ms: date.getUTCMilliseconds(),
    offset: undefined,
  };
}
