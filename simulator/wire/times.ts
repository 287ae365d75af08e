// How Azure Backup writes times: ISO with seven digits for instants, ISO durations, .NET dates inside property bags, and
// the twelve-hour UTC times of $filter. Everything is UTC.

/** 2026-11-22T10:15:00.1230000Z */
export const instant = (ms: number) => `${new Date(ms).toISOString().slice(0, -1)}0000Z`;
/** 2026-11-22T10:15:00Z, as recovery points and policies show it. */
export const wholeSecond = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** PT1H21M12.3695000S */
export function isoDuration(ms: number): string {
  const total = Math.max(0, ms) / 1000;
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  const text = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${Number(seconds.toFixed(7))}S` : ''}`;
  return `PT${text || '0S'}`;
}

/** 13.23:59:46.5073845, a .NET TimeSpan. */
export function timeSpan(ms: number): string {
  const total = Math.max(0, ms);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const days = Math.floor(total / 86_400_000);
  const clock = `${two((total / 3_600_000) % 24)}:${two((total / 60_000) % 60)}:${two((total / 1000) % 60)}`;
  return `${days ? `${days}.` : ''}${clock}.${String(Math.floor(total % 1000)).padStart(3, '0')}0000`;
}

/** 4/1/2021 12:00:00 AM */
export function dotNetDate(ms: number): string {
  const d = new Date(ms);
  const hour = d.getUTCHours();
  const two = (n: number) => String(n).padStart(2, '0');
  const date = `${d.getUTCMonth() + 1}/${d.getUTCDate()}/${d.getUTCFullYear()}`;
  return `${date} ${hour % 12 || 12}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} ${hour < 12 ? 'AM' : 'PM'}`;
}

/** Reads `yyyy-MM-dd hh:mm:ss tt` (twelve o'clock written as 00 or 12) or an ISO time; null when it is neither. */
export function filterTime(text: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d) (AM|PM)$/i.exec(text.trim());
  if (!match) {
    const iso = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(iso) ? null : iso;
  }
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 12 || minute > 59 || second > 59) return null;
  const afternoon = match[7]?.toUpperCase() === 'PM' ? 12 : 0;
  return Date.UTC(year, month - 1, day, (hour % 12) + afternoon, minute, second);
}
