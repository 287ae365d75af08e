/**
 * Time zones by their IANA name (Europe/Berlin) or their Windows name (W. Europe Standard Time), as backup policies use
 * it. The rules come from Intl; an hour that a change of clocks skips or doubles is resolved as .NET and Temporal do.
 */
import { failed } from '../budget.ts';
import { inUtc, type LocalTime } from './dotnet-time.ts';
import { countMade } from './formatters.ts';
import { utc } from './instant.ts';
import { windowsZones } from './windows-zones.ts';

const formats = new Map<string, Intl.DateTimeFormat | null>();

/** The zone's formatter, or null for UTC. */
function formatFor(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const name = windowsZones.get(zone.toLowerCase()) ?? zone;
  countMade();
  const made = /^(utc|gmt|z|etc\/utc|etc\/gmt)$/i.test(name) ? null : makeFormat(name, zone);
  if (formats.size > 600) formats.clear();
  formats.set(zone, made);
  return made;
}

function makeFormat(name: string, given: string): Intl.DateTimeFormat {
  try {
    const numeric = 'numeric';
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  } catch {
    throw failed(`"${given.slice(0, 60)}" is no time zone (Europe/Berlin, or W. Europe Standard Time).`);
  }
}

/** How an instant reads on the clocks of a zone. */
export function inZone(ms: number, zone: string): LocalTime {
  const format = formatFor(zone);
  if (format === null) return inUtc(ms);
  const fields: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(ms)) fields[type] = value;
  const read = (name: string): number => Number(fields[name] ?? 0);
  const year = fields.era === 'BC' ? 1 - read('year') : read('year');
  const milliseconds = ((ms % 1000) + 1000) % 1000;
  const clock = [year, read('month'), read('day'), read('hour'), read('minute'), read('second')] as const;
  const offset = Math.round((utc(...clock) - (ms - milliseconds)) / 60_000);
  const [, month, day, hour, minute, second] = clock;
  return { year, month, day, hour, minute, second, ms: milliseconds, offset };
}

const offsetAt = (ms: number, zone: string): number => inZone(ms, zone).offset ?? 0;

/** The instant at which clocks of a zone show what `wall` reads as UTC. Skipped hours move forward, doubled ones are the earlier. */
export function fromWall(wall: number, zone: string): number {
  const before = wall - offsetAt(wall - 86_400_000, zone) * 60_000;
  const after = wall - offsetAt(wall + 86_400_000, zone) * 60_000;
  const fits = [before, after].filter((ms) => ms + offsetAt(ms, zone) * 60_000 === wall);
  return fits.length > 0 ? Math.min(...fits) : before;
}
