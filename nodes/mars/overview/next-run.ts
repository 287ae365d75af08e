// When a MARS policy runs next, from its text in the vault. The agent runs in its machine's time zone, which the vault does not say: the
// times are taken as UTC, and a row says that its next run comes from the policy.
import type { Json, JsonObject } from '../../kit/json.ts';

const week = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const dayMs = 86_400_000;

const object = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

/** ISO time; null: the policy says none. */
export function nextRun(properties: Json, now: number): string | null {
  const schedule = object(object(properties).schedulePolicy);
  const starts = texts(schedule.scheduleRunTimes)
    .map((time) => Date.parse(time))
    .filter((time) => !Number.isNaN(time))
    .map((time) => ((time % dayMs) + dayMs) % dayMs);
  const days = schedule.scheduleRunFrequency === 'Weekly' ? texts(schedule.scheduleRunDays) : week;
  for (let day = Math.floor(now / dayMs) * dayMs; day <= now + 7 * dayMs; day += dayMs) {
    if (!days.includes(week[new Date(day).getUTCDay()] ?? '')) continue;
    const next = starts.map((start) => day + start).filter((time) => time > now);
    if (next.length > 0) return new Date(Math.min(...next)).toISOString();
  }
  return null;
}
