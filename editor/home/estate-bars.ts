// Thirty days of backups as stacked bars: what went well below, what failed on top. Pure geometry and the sentence beside it.
import type { EstateView } from '../../nodes/kit/wire/system.ts';
import { count, utcDay } from '../ui/format.ts';

export type Day = EstateView['days'][number];

export interface DayBar {
  readonly day: string;
  readonly x: number;
  readonly width: number;
  readonly ok: { readonly y: number; readonly height: number };
  readonly failed: { readonly y: number; readonly height: number };
  readonly says: string;
}

const gap = 5;
/** A single failure among hundreds must still be seen. */
const leastFailed = 5;

export function dayBars(days: readonly Day[], width: number, height: number): readonly DayBar[] {
  const most = Math.max(1, ...days.map(({ ok, failed }) => ok + failed));
  const slot = width / Math.max(1, days.length);
  return days.map(({ day, ok, failed }, index) => {
    const failedHeight = failed === 0 ? 0 : Math.max(leastFailed, (failed / most) * height);
    const okHeight = ok === 0 ? 0 : Math.max(1, Math.min((ok / most) * height, height - failedHeight));
    return {
      day,
      x: index * slot + gap / 2,
      width: Math.max(2, slot - gap),
      ok: { y: height - okHeight, height: okHeight },
      failed: { y: height - okHeight - failedHeight, height: failedHeight },
      says: `${utcDay(day)}: ${dayCounts(ok, failed)}`,
    };
  });
}

const dayCounts = (ok: number, failed: number): string =>
  ok + failed === 0
    ? 'no backups ended'
    : failed === 0
      ? `${count(ok, 'backup')}, none failed`
      : `${count(ok, 'backup')} done, ${failed} failed`;

/** The chart in a sentence. */
export function daysSay(days: readonly Day[]): string {
  const ok = days.reduce((sum, day) => sum + day.ok, 0);
  const failed = days.reduce((sum, day) => sum + day.failed, 0);
  const bad = days.filter((day) => day.failed > 0).length;
  return `In the last ${count(days.length, 'day')} ${count(ok, 'backup')} went well and ${failed} failed, on ${count(bad, 'day')}.`;
}
