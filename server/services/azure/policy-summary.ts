// A backup policy in one sentence: "Daily at 22:00 · 30 days, 12 weeks". The many shapes of schedule and retention are read
// liberally; what is not understood is left out, never guessed.
import { count, list, object, text, words } from './wire.ts';

type Raw = { readonly [name: string]: unknown };

export function policySummary(policy: Raw): string {
  const [first] = list(policy.subProtectionPolicy).map(object);
  const logs = list(policy.subProtectionPolicy)
    .map(object)
    .find((sub) => /log/i.test(words(sub.policyType)));
  const main = first ?? policy;
  const every = count(object(logs?.schedulePolicy).scheduleFrequencyInMins);
  return [
    schedule(object(main.schedulePolicy)),
    retention(object(main.retentionPolicy ?? object(main.vaultRetentionPolicy).vaultRetention)),
    every === null ? '' : `logs every ${every} min`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function schedule(raw: Raw): string {
  const hourly = object(raw.hourlySchedule);
  if (count(hourly.interval) !== null) return `Every ${count(hourly.interval)} hours`;
  const nested = object(raw.weeklySchedule).scheduleRunTimes ? object(raw.weeklySchedule) : object(raw.dailySchedule);
  const at = text(list(raw.scheduleRunTimes ?? nested.scheduleRunTimes)[0]);
  const days = list(raw.scheduleRunDays ?? nested.scheduleRunDays).map(words);
  const frequency = words(raw.scheduleRunFrequency);
  if (frequency === '') return '';
  return [days.length > 0 ? `${frequency} on ${days.join(', ')}` : frequency, at ? `at ${new Date(at).toISOString().slice(11, 16)}` : '']
    .filter((part) => part !== '')
    .join(' ');
}

function retention(raw: Raw): string {
  const of = (name: string) => object(object(raw[name]).retentionDuration);
  const parts = ['dailySchedule', 'weeklySchedule', 'monthlySchedule', 'yearlySchedule'].map((name) => length(of(name)));
  const simple = length(object(raw.retentionDuration));
  return [...parts, simple].filter((part) => part !== '').join(', ');
}

function length(raw: Raw): string {
  const n = count(raw.count);
  const unit = words(raw.durationType).toLowerCase();
  if (n === null || unit === '') return '';
  return `${n} ${n === 1 ? unit.replace(/s$/, '') : unit}`;
}
