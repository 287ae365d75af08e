/**
 * Functions that write a time for people or for a place: formats and time zones. Without a zone everything is UTC.
 */
import { charge, type Frame, failed } from '../budget.ts';
import { given, textArg } from './arguments.ts';
import { type Definition, family } from './define.ts';
import { formatTime, inUtc } from './dotnet-time.ts';
import { chargingMade } from './formatters.ts';
import { isoTime, timeArg } from './instant.ts';
import { fromWall, inZone } from './time-zones.ts';

/** ISO 8601 with the offset of the zone, so that the instant is not lost. */
const ISO_WITH_OFFSET = 'yyyy-MM-ddTHH:mm:ss.fffK';

function formatDateTime([time, format, zone, locale]: readonly unknown[], frame: Frame): string {
  charge(frame, 6);
  const ms = timeArg(time);
  isoTime(ms);
  return chargingMade(frame, () =>
    formatTime(
      given(zone) ? inZone(ms, textArg(zone, 'time zone')) : inUtc(ms),
      given(format) ? textArg(format, 'format') : ISO_WITH_OFFSET,
      given(locale) ? textArg(locale, 'locale') : undefined,
    ),
  );
}

const hasOffset = /(?:Z|[+-]\d{2}:?\d{2}|GMT)$/i;

/** The instant that a timestamp means when clocks of a zone show it. One that says its own offset means that. */
function instantIn(frame: Frame, time: unknown, zone: string): number {
  charge(frame, 6);
  const ms = timeArg(time);
  const own = typeof time === 'number' || (typeof time === 'string' && time.includes(':') && hasOffset.test(time));
  return own ? ms : chargingMade(frame, () => fromWall(ms, zone));
}

const definitions: readonly Definition[] = [
  [
    'formatDateTime(timestamp, format?, zone?, locale?)',
    'A time by a .NET pattern, in UTC or in a zone: yyyy-MM-dd HH:mm, D, t, R, ddd d MMM …',
    ["formatDateTime('2026-07-01T22:30:00Z', 'dddd d MMMM HH:mm', 'Europe/Berlin')", 'Thursday 2 July 00:30'],
    formatDateTime,
  ],
  [
    'convertFromUtc(timestamp, zone, format?)',
    'A time in UTC as the clocks of a zone show it.',
    ["convertFromUtc('2026-01-15T22:00:00Z', 'W. Europe Standard Time')", '2026-01-15T23:00:00.000+01:00'],
    ([time, zone, format], frame) => formatDateTime([time, format, textArg(zone, 'time zone')], frame),
  ],
  [
    'convertToUtc(timestamp, zone, format?)',
    'The time in UTC when clocks of a zone show this; a time that carries its own offset keeps its meaning.',
    ["convertToUtc('2026-07-01T02:00:00', 'Europe/Berlin')", '2026-07-01T00:00:00.000Z'],
    ([time, zone, format], frame) => formatDateTime([instantIn(frame, time, textArg(zone, 'time zone')), format], frame),
  ],
  [
    'convertTimeZone(timestamp, from, to, format?)',
    'What the clocks of one zone show when those of another show this.',
    ["convertTimeZone('2026-01-15T08:00:00', 'Pacific Standard Time', 'Tokyo Standard Time', 'HH:mm')", '01:00'],
    ([time, from, to, format], frame) =>
      formatDateTime([instantIn(frame, time, textArg(from, 'first zone')), format, textArg(to, 'second zone')], frame),
  ],
  [
    'startOfDayIn(timestamp, zone)',
    'The start of the day in a zone, as an instant in UTC.',
    ["startOfDayIn('2026-07-01T23:30:00Z', 'Europe/Berlin')", '2026-07-01T22:00:00.000Z'],
    ([time, zone], frame) => {
      charge(frame, 10);
      const name = textArg(zone, 'time zone');
      return chargingMade(frame, () => {
        const { year, month, day } = inZone(timeArg(time), name);
        if (year < 1 || year > 9999) throw failed('the time lies beyond the calendar.');
        return isoTime(fromWall(Date.UTC(year, month - 1, day), name));
      });
    },
  ],
];

export const zoneFunctions = family('date', definitions);
