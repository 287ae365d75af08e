// What a policy of a Backup vault means: when it backs up next, and how long a point under one of its retention rules is kept.
import type { Json } from '../state/model.ts';
import { asJson } from '../wire/call.ts';
import type { DataPolicy } from './model.ts';

const dayMs = 86_400_000;
const units: Record<string, number> = { D: dayMs, W: 7 * dayMs, M: 30 * dayMs, Y: 365 * dayMs };

/** Milliseconds of P7D, P12W, P3M, P10Y, PT4H; null when it is none of these. */
function spanMs(text: unknown): number | null {
  const match = /^P(?:(\d+)([DWMY])|T(\d+)H)$/.exec(String(text));
  if (!match) return null;
  return match[3] ? Number(match[3]) * 3_600_000 : Number(match[1]) * (units[match[2] ?? ''] ?? 0);
}

const rulesOf = ({ properties }: DataPolicy): Json[] => (Array.isArray(properties.policyRules) ? properties.policyRules.map(asJson) : []);

const backupRule = (policy: DataPolicy): Json | null => rulesOf(policy).find((rule) => rule.objectType === 'AzureBackupRule') ?? null;

export const retentionNames = (policy: DataPolicy): string[] =>
  rulesOf(policy)
    .filter((rule) => rule.objectType === 'AzureRetentionRule')
    .map((rule) => String(rule.name));

/** How long a point with this tag is kept; an unknown tag counts as the default one. */
export function keptMs(policy: DataPolicy, tag: string): number {
  const retention = rulesOf(policy).filter((rule) => rule.objectType === 'AzureRetentionRule');
  const rule = retention.find(({ name }) => name === tag) ?? retention.find(({ isDefault }) => isDefault === true) ?? retention[0];
  const lifecycle = Array.isArray(rule?.lifecycles) ? asJson(rule.lifecycles[0]) : {};
  return spanMs(asJson(lifecycle.deleteAfter).duration) ?? 7 * dayMs;
}

/** The first time of the policy's schedule after `after`; null when it has none (blobs are kept continuously). */
export function nextAfter(policy: DataPolicy, after: number): number | null {
  const schedule = asJson(asJson(backupRule(policy)?.trigger).schedule);
  const times = Array.isArray(schedule.repeatingTimeIntervals) ? schedule.repeatingTimeIntervals.map(String) : [];
  const next = times.flatMap((text) => {
    const match = /^R\/([^/]+)\/(P[^/]+)$/.exec(text);
    const first = match ? Date.parse(match[1] ?? '') : Number.NaN;
    const every = match ? spanMs(match[2]) : null;
    if (Number.isNaN(first) || !every) return [];
    return first > after ? [first] : [first + Math.ceil((after - first + 1) / every) * every];
  });
  return next.length > 0 ? Math.min(...next) : null;
}
