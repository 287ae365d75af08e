// Lets the past of Backup vaults happen before a request sees it: configured instances, finished backups with their points,
// scheduled backups whose time has come, points and deleted instances whose time is over.
import { type World, workMs } from '../wire/call.ts';
import { childKey, keyOfInstance } from './keys.ts';
import type { BackupInstance, DataJob } from './model.ts';
import { keptMs, nextAfter } from './policy.ts';
import { sources } from './sources.ts';

/** Nights further back are not made up for. */
const horizon = 31 * 86_400_000;

const policyOf = ({ store }: World, instance: BackupInstance) => store.get('dataPolicy', childKey(instance.vault, instance.policy));

export function putInstance({ store }: World, instance: BackupInstance): void {
  const due = Math.min(
    instance.state === 'ConfiguringProtection' ? instance.readyAt : Number.POSITIVE_INFINITY,
    instance.deleted?.purgeAt ?? instance.nextBackupAt ?? Number.POSITIVE_INFINITY,
  );
  store.put('backupInstance', keyOfInstance(instance), instance, { parent: instance.vault, due: Number.isFinite(due) ? due : null });
}

export function putJob({ store }: World, job: DataJob): void {
  store.put('dataJob', childKey(job.vault, job.id), job, {
    parent: job.vault,
    rank: -job.startAt,
    due: job.settled ? null : job.endAt,
  });
}

function leavePoint(world: World, instance: BackupInstance, at: number, tag: string): void {
  const source = sources[instance.kind];
  if (source.continuous) return;
  const policy = policyOf(world, instance);
  const id = world.newId();
  const expiresAt = at + (policy ? keptMs(policy, tag) : 7 * 86_400_000);
  const parent = keyOfInstance(instance);
  const point = { instance: parent, id, at, expiresAt, tag, store: source.store };
  world.store.put('dataPoint', childKey(parent, id), point, { parent, rank: -at, due: expiresAt });
}

/** Starts a backup; `at` may lie in the past for those that were missed. */
export function startBackup(
  world: World,
  instance: BackupInstance,
  at: number,
  more: Pick<DataJob, 'activityId' | 'userTriggered' | 'ruleName' | 'tag'>,
): DataJob {
  const endAt = at + workMs(world, sources[instance.kind].backupSeconds);
  const job: DataJob = {
    vault: instance.vault,
    id: world.newId(),
    instance: keyOfInstance(instance),
    operation: 'Backup',
    startAt: at,
    endAt,
    restore: null,
    settled: false,
    ...more,
  };
  putJob(world, job);
  return job;
}

export function settleDataProtection(world: World, now: number): void {
  const { store } = world;
  for (const { key, doc: instance } of store.due('backupInstance', now)) {
    if (instance.deleted && instance.deleted.purgeAt <= now) {
      for (const { key: point } of store.list('dataPoint', key)) store.remove('dataPoint', point);
      store.remove('backupInstance', key);
      continue;
    }
    let next: BackupInstance =
      instance.state === 'ConfiguringProtection' && instance.readyAt <= now ? { ...instance, state: 'ProtectionConfigured' } : instance;
    next = { ...next, ...scheduled(world, next, now) };
    putInstance(world, next);
  }
  for (const { doc: job } of store.due('dataJob', now)) {
    const instance = store.get('backupInstance', job.instance);
    if (job.operation === 'Backup' && instance) leavePoint(world, instance, job.startAt, job.tag);
    putJob(world, { ...job, settled: true });
  }
  for (const { key } of store.due('dataPoint', now)) store.remove('dataPoint', key);
}

function scheduled(world: World, instance: BackupInstance, now: number): Pick<BackupInstance, 'nextBackupAt'> {
  const policy = policyOf(world, instance);
  if (!policy || instance.deleted || instance.state !== 'ProtectionConfigured') return { nextBackupAt: null };
  let at = instance.nextBackupAt ?? nextAfter(policy, now);
  while (at !== null && at <= now) {
    if (at > now - horizon)
      startBackup(world, instance, at, { activityId: world.newId(), userTriggered: false, ruleName: 'Schedule', tag: 'Default' });
    at = nextAfter(policy, at);
  }
  return { nextBackupAt: at };
}
