// One sentence that says whether anybody has to do something. Pure.
import type { Operations } from '../../nodes/kit/wire/operations.ts';
import { between, count, duration } from '../ui/format.ts';

/** Runs that wait so long for somebody to take them up say that the machine is too small, or stands still. */
const LATE_MS = 10_000;

export function headline({ at, ready, queue, missed, backup }: Operations): string {
  const part = ready.parts.find(({ ok }) => !ok);
  if (part) return `Not ready: the ${part.name} ${part.says}.`;
  if (backup?.trouble) return `The last backup was not made: ${backup.trouble}`;
  const late = queue.oldest === null ? 0 : between(queue.oldest, at);
  if (queue.due > 0 && late > LATE_MS)
    return `${count(queue.due, 'run')} could go on and nobody takes them up, for ${duration(late)} by now.`;
  if (queue.needsPerson > 0) return `${count(queue.needsPerson, 'run waits', 'runs wait')} for a person.`;
  const times = missed.reduce((sum, miss) => sum + miss.count, 0);
  if (times > 0) return `All at work. ${count(times, 'planned time')} of the last seven days started nothing.`;
  return 'All at work.';
}

/** @example bytesText(1_572_864) // '1.5 MB' */
export function bytesText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  for (; value >= 1_000 && unit < units.length - 1; unit++) value /= 1_024;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
