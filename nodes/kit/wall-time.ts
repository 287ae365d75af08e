// Clocks on walls and moments in time: what a time of day in a zone means, on the two nights a year it is not plain. A wall time is
// written as milliseconds, as if it were UTC. A time that does not exist means the moment when the clock jumps over it; one that
// exists twice means the first of the two.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const two = '2-digit';
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** @example wallTime(Date.parse('2026-07-01T00:00Z'), 'Europe/Berlin') // Date.parse('2026-07-01T02:00Z') */
export function wallTime(at: number, timeZone: string): number {
  if (timeZone === 'UTC') return at;
  const parts: { [type: string]: number } = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1_000) + 1_000) % 1_000);
}

const DAY_MS = 86_400_000;

export function momentOf(wall: number, timeZone: string): number {
  if (timeZone === 'UTC') return wall;
  const offset = (at: number) => wallTime(at, timeZone) - at;
  const [before, after] = [offset(wall - DAY_MS), offset(wall + DAY_MS)];
  const meant = [wall - before, wall - after].filter((at) => wallTime(at, timeZone) === wall);
  if (meant.length > 0) return Math.min(...meant);
  // In the gap: the clock jumps somewhere between what the old and the new offset would make of it.
  let [from, to] = [wall - Math.max(before, after), wall - Math.min(before, after)];
  const jumped = offset(to);
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (offset(middle) === jumped) to = middle;
    else from = middle;
  }
  return to;
}
