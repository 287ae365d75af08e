// Whether a policy keeps recovery points for a shorter time than another: the question that immutable vaults and Resource
// Guards ask before they let a policy change.
import type { Json, Policy } from '../state/model.ts';
import { asJson } from '../wire/call.ts';

const days: Record<string, number> = { Days: 1, Weeks: 7, Months: 30, Years: 365 };
const lengthOf = (rule: unknown): number => {
  const { count, durationType } = asJson(asJson(rule).retentionDuration);
  return (Number(count) || 0) * (days[String(durationType)] ?? 1);
};

const rules = ['dailySchedule', 'weeklySchedule', 'monthlySchedule', 'yearlySchedule'];

function shorterRetention(before: Json, after: Json): boolean {
  if (before.retentionPolicyType === 'SimpleRetentionPolicy') return lengthOf(after) < lengthOf(before);
  return rules.some((rule) => lengthOf(after[rule]) < lengthOf(before[rule]));
}

/** The retention of each part, by type of backup. */
function retentions(properties: Json): Map<string, Json> {
  const subs = properties.subProtectionPolicy;
  if (Array.isArray(subs)) return new Map(subs.map(asJson).map((part) => [String(part.policyType), asJson(part.retentionPolicy)]));
  const vault = asJson(properties.vaultRetentionPolicy);
  return new Map([['', asJson(properties.retentionPolicy ?? vault.vaultRetention)]]);
}

export function keepsShorter(before: Pick<Policy, 'properties'>, after: Pick<Policy, 'properties'>): boolean {
  const next = retentions(after.properties);
  const less = [...retentions(before.properties)].some(([type, kept]) => shorterRetention(kept, next.get(type) ?? {}));
  const snapshots = (policy: Pick<Policy, 'properties'>) => Number(policy.properties.instantRpRetentionRangeInDays) || 0;
  return less || (snapshots(after) > 0 && snapshots(after) < snapshots(before));
}
