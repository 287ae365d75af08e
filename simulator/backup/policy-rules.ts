// The rules of the service about schedules and retention, beyond the shape of a policy: times on the half hour, retention at
// the times of the schedule, ranges. Gives the first rule that is broken, as a sentence with the place, or null.
import type { PolicyRequest, Retention, Schedule } from '../requests/policy.ts';

export interface Broken {
  place: string;
  message: string;
}

const broken = (place: string, message: string): Broken => ({ place, message });
const clock = (text: string) => text.slice(11, 16);

function runTimes(schedule: Schedule): string[] {
  if (schedule.schedulePolicyType === 'SimpleSchedulePolicy') return schedule.scheduleRunTimes ?? [];
  if (schedule.schedulePolicyType === 'SimpleSchedulePolicyV2') {
    return [...(schedule.dailySchedule?.scheduleRunTimes ?? []), ...(schedule.weeklySchedule?.scheduleRunTimes ?? [])];
  }
  return [];
}

function runDays(schedule: Schedule): string[] {
  if (schedule.schedulePolicyType === 'SimpleSchedulePolicy') return schedule.scheduleRunDays ?? [];
  return schedule.schedulePolicyType === 'SimpleSchedulePolicyV2' ? (schedule.weeklySchedule?.scheduleRunDays ?? []) : [];
}

function scheduleRule(schedule: Schedule): Broken | null {
  if (schedule.schedulePolicyType === 'LogSchedulePolicy') {
    const minutes = schedule.scheduleFrequencyInMins;
    const fine = minutes >= 15 && minutes <= 1440 && (minutes % 15 === 0 || minutes % 60 === 0);
    return fine ? null : broken('scheduleFrequencyInMins', 'The log backup frequency must be 15 to 1440 minutes, in steps of 15.');
  }
  if (schedule.schedulePolicyType === 'LongTermSchedulePolicy') return null;
  const times = runTimes(schedule);
  if (times.some((time) => !['00', '30'].includes(time.slice(14, 16)))) {
    return broken('scheduleRunTimes', 'Backup times must be on the hour or the half hour.');
  }
  if (schedule.scheduleRunFrequency === 'Hourly') {
    const hourly = schedule.hourlySchedule;
    if (!hourly) return broken('hourlySchedule', 'An hourly schedule needs hourlySchedule.');
    if (![4, 6, 8, 12].includes(hourly.interval)) return broken('hourlySchedule.interval', 'The interval must be 4, 6, 8 or 12 hours.');
    const window = hourly.scheduleWindowDuration;
    return window >= 4 && window <= 24 ? null : broken('hourlySchedule.scheduleWindowDuration', 'The window must be 4 to 24 hours.');
  }
  if (times.length === 0) return broken('scheduleRunTimes', 'The schedule names no time.');
  if (times.length > 1) return broken('scheduleRunTimes', 'The schedule may name one time only.');
  if (schedule.scheduleRunFrequency === 'Weekly' && runDays(schedule).length === 0) {
    return broken('scheduleRunDays', 'A weekly schedule needs at least one day.');
  }
  return null;
}

function retentionRule(retention: Retention, schedule: Schedule): Broken | null {
  if (retention.retentionPolicyType === 'SimpleRetentionPolicy') {
    return retention.retentionDuration.count > 0 ? null : broken('retentionDuration.count', 'Retention must be longer than nothing.');
  }
  const { dailySchedule, weeklySchedule, monthlySchedule, yearlySchedule } = retention;
  const kept = Object.entries({ dailySchedule, weeklySchedule, monthlySchedule, yearlySchedule });
  if (kept.every(([, rule]) => !rule)) return broken('retentionPolicy', 'The retention policy keeps nothing.');
  // Enhanced (V2) policies take their own times for retention.
  const times = schedule.schedulePolicyType === 'SimpleSchedulePolicy' ? runTimes(schedule).map(clock) : [];
  for (const [name, rule] of kept) {
    if (!rule) continue;
    if (rule.retentionDuration.count <= 0) return broken(`${name}.retentionDuration.count`, 'Retention must be longer than nothing.');
    const other = (rule.retentionTimes ?? []).map(clock).find((time) => times.length > 0 && !times.includes(time));
    if (other) return broken(`${name}.retentionTimes`, `Retention times must equal the schedule's times: ${other} is not one of them.`);
  }
  const days = runDays(schedule);
  const stray = (weeklySchedule?.daysOfTheWeek ?? []).find((day) => days.length > 0 && !days.includes(day));
  return stray ? broken('weeklySchedule.daysOfTheWeek', `${stray} is not a day of the schedule.`) : null;
}

const within = (rule: Broken | null, prefix: string): Broken | null => rule && { ...rule, place: `properties.${prefix}${rule.place}` };

function instantRule(policy: PolicyRequest & { backupManagementType: 'AzureIaasVM' }): Broken | null {
  const days = policy.instantRpRetentionRangeInDays;
  const most = policy.policyType === 'V2' ? 30 : 5;
  if (days !== undefined && (days < 1 || days > most)) {
    return broken('instantRpRetentionRangeInDays', `Instant restore keeps snapshots 1 to ${most} days under this type of policy.`);
  }
  const v2 = policy.schedulePolicy.schedulePolicyType === 'SimpleSchedulePolicyV2';
  return v2 && policy.policyType !== 'V2' ? broken('policyType', 'This schedule needs an Enhanced policy (policyType V2).') : null;
}

export function brokenRule(policy: PolicyRequest): Broken | null {
  if (policy.backupManagementType === 'AzureSql') return null;
  if (policy.backupManagementType === 'AzureWorkload') {
    if (!policy.subProtectionPolicy.some((sub) => sub.policyType === 'Full' || sub.policyType === 'SnapshotFull')) {
      return broken('properties.subProtectionPolicy', 'A policy for databases needs a full backup.');
    }
    for (const [index, sub] of policy.subProtectionPolicy.entries()) {
      const rule = scheduleRule(sub.schedulePolicy) ?? retentionRule(sub.retentionPolicy, sub.schedulePolicy);
      if (rule) return within(rule, `subProtectionPolicy.${index}.`);
    }
    return null;
  }
  if (policy.backupManagementType === 'AzureStorage' && !policy.retentionPolicy && !policy.vaultRetentionPolicy) {
    return broken('properties.retentionPolicy', 'The policy has no retention.');
  }
  const retention = policy.retentionPolicy;
  const own = policy.backupManagementType === 'AzureIaasVM' ? instantRule(policy) : null;
  return within(scheduleRule(policy.schedulePolicy) ?? (retention ? retentionRule(retention, policy.schedulePolicy) : null) ?? own, '');
}
