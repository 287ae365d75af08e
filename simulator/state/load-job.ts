// One job of an estate: history, or one that still runs at the moment of seeding.
import { type EstateJob, momentOf } from '../../nodes/kit/estate.ts';
import { kinds, workSeconds } from '../backup/kinds.ts';
import { putJob, startJob } from '../backup/start-job.ts';
import { chance } from '../seed/random.ts';
import { jobKey, keyOfVault } from './keys.ts';
import type { Loading } from './load.ts';
import type { Item, Job, Vault } from './model.ts';

const dayMs = 86_400_000;

export function loadJob(loading: Loading, vault: Vault, items: Item[], wanted: EstateJob, index: number): void {
  const { store, now } = loading;
  const key = keyOfVault(vault);
  const item = items.find(
    (one) =>
      one.friendlyName.toLowerCase() === wanted.item.toLowerCase() &&
      (wanted.machine === undefined || one.server.toLowerCase() === wanted.machine.toLowerCase()),
  );
  if (!item) throw new Error(`The estate has a job of '${wanted.item}', but ${vault.name} has no such item.`);
  const luck = chance(loading.seed, `${key}|job|${index}`);
  const startAt = momentOf(wanted.at, now);
  const database = kinds[item.kind].management === 'AzureWorkload';
  const operation = database && ['Backup', 'Restore'].includes(wanted.operation) ? `${wanted.operation} (Full)` : wanted.operation;
  const usual = workSeconds[item.kind][wanted.operation] ?? 30;
  const seconds = wanted.seconds ?? usual * (0.8 + 0.4 * luck.next()) * (wanted.status === 'Failed' ? 0.3 : 1);
  // History has real durations: time was not scaled when it happened.
  const world = { store, now: () => now, timeScale: 1, pageSize: 1, quirks: false, newId: luck.guid, newNumber: luck.digits };
  const quiet = { ...item, behaviour: {} };
  const made = startJob(world, quiet, {
    operation,
    startAt,
    activityId: wanted.activityId ?? luck.guid(),
    userTriggered: wanted.userTriggered,
    ...(wanted.region ? { region: wanted.region.replaceAll(' ', '').toLowerCase() } : {}),
    point: wanted.operation === 'Backup' ? { type: database ? 'Full' : 'AppConsistent', expiresAt: startAt + 30 * dayMs } : null,
  });
  const endAt = startAt + seconds * 1000;
  const failing = wanted.status === 'Failed' || wanted.status === 'CompletedWithWarnings';
  const { snapshotAt: _, ...begun } = made;
  const job: Job = {
    ...begun,
    id: wanted.id ?? made.id,
    endAt: wanted.status === 'InProgress' ? Math.max(endAt, now + 1000) : Math.min(endAt, now),
    ends: failing ? (wanted.status as 'Failed' | 'CompletedWithWarnings') : 'Completed',
    error: failing ? (wanted.error ?? item.behaviour.backup?.error ?? null) : null,
    // What a job of the past left behind stands in the estate already.
    settled: wanted.status !== 'InProgress',
    cancel: wanted.status === 'Cancelled' ? { at: startAt + 1000, doneAt: Math.min(endAt, now) } : null,
  };
  store.remove('job', jobKey(key, made.id));
  putJob({ store }, job);
}
