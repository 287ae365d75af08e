// Changes to a policy under edit, as pure functions: one value set, another type chosen, another frequency. What the new choice
// has no room for is taken away, what it needs is filled with the portal's default; nothing else is touched.
import { defaultPolicy } from '../../../../nodes/kit/backup-policy/defaults.ts';
import type { Workload } from '../../../../nodes/kit/backup-policy/shape.ts';
import type { Json, JsonObject } from '../../../../nodes/kit/json.ts';

export type Plan = JsonObject;
export type Put = (at: readonly string[], value: Json | undefined) => void;

export const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

export const textsOf = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** Without a value the key goes; an object that this leaves empty stays, it may be required. */
export function put(plan: JsonObject, [first = '', ...rest]: readonly string[], value: Json | undefined): JsonObject {
  const next = rest.length === 0 ? value : put(objectOf(plan[first]), rest, value);
  const { [first]: _, ...others } = plan;
  if (next === undefined) return others;
  // Keys keep their place, so that a change reads as one line in git.
  return first in plan
    ? Object.fromEntries(Object.entries(plan).map(([key, old]) => [key, key === first ? next : old]))
    : { ...plan, [first]: next };
}

const parts: { readonly [workload in Workload]: readonly string[] } = {
  vm: ['instantDays', 'snapshotGroup', 'archive'],
  'vm-enhanced': ['instantDays', 'snapshotGroup', 'archive'],
  'file-share': ['snapshotDays'],
  sql: ['archive', 'differential', 'log', 'compression'],
  hana: ['archive', 'differential', 'incremental', 'log', 'compression'],
};

/** Another type of policy: schedule and retention stay where the type can have them. */
export function withWorkload(plan: Plan, workload: Workload): Plan {
  const usual = defaultPolicy(workload) as unknown as Plan;
  const hourly = objectOf(plan.schedule).every === 'hours';
  const fits = plan.schedule !== undefined && (!hourly || workload === 'vm-enhanced' || workload === 'file-share');
  const kept = Object.fromEntries(
    parts[workload].flatMap((name): [string, Json][] => {
      const value = plan[name] ?? usual[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const instant = workload === 'vm' && typeof kept.instantDays === 'number' && kept.instantDays > 5 ? { instantDays: 5 } : {};
  return {
    workload,
    schedule: fits ? (plan.schedule as Json) : (usual.schedule as Json),
    keep: plan.keep ?? (usual.keep as Json),
    ...kept,
    ...instant,
  };
}

export function withFrequency(plan: Plan, every: string): Plan {
  const old = objectOf(plan.schedule);
  const zone = old.timeZone === undefined ? {} : { timeZone: old.timeZone };
  const at = old.at ?? old.from ?? '23:00';
  const { days, ...keep } = objectOf(plan.keep);
  if (every === 'week') {
    const on = textsOf(old.on).length > 0 ? textsOf(old.on) : ['Sunday'];
    const weeks = { count: objectOf(keep.weeks).count ?? 12, on: [...on] };
    const snapshots = plan.workload === 'vm' && plan.instantDays !== undefined ? { instantDays: 5 } : {};
    return { ...plan, schedule: { every, at, on: [...on], ...zone }, keep: { ...keep, weeks }, ...snapshots };
  }
  const daily = { days: days ?? 30, ...keep };
  const { differential: _, incremental: __, ...rest } = plan;
  const schedule =
    every === 'hours'
      ? { every, interval: 4, from: old.at === undefined ? '08:00' : at, window: 12, ...zone }
      : { every: 'day', at, ...zone };
  return { ...rest, schedule, keep: daily };
}

/** The days of a weekly schedule are the days whose weekly backups are kept. */
export function withDays(plan: Plan, on: readonly string[]): Plan {
  const changed = put(plan, ['schedule', 'on'], on.length > 0 ? [...on] : undefined);
  return objectOf(plan.keep).weeks === undefined ? changed : put(changed, ['keep', 'weeks', 'on'], [...on]);
}
