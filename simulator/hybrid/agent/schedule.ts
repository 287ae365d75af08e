// When a fake agent's policy runs next. Times are the machine's own; the machines of the practice estate keep UTC.
import type { AgentPolicy } from '../model.ts';

const week = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const dayMs = 86_400_000;

/** ISO time without fraction; null while it is paused. */
export function nextRunOf(policy: AgentPolicy, now: number): string | null {
  if (policy.state !== 'Valid') return null;
  const starts = policy.schedule.times.map((time) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return (hours * 60 + minutes) * 60_000;
  });
  for (let day = Math.floor(now / dayMs) * dayMs; day < now + 8 * dayMs; day += dayMs) {
    if (!policy.schedule.days.includes(week[new Date(day).getUTCDay()] ?? '')) continue;
    const next = starts
      .map((start) => day + start)
      .filter((at) => at > now)
      .sort((a, b) => a - b)[0];
    if (next !== undefined) return `${new Date(next).toISOString().slice(0, 19)}Z`;
  }
  return null;
}
