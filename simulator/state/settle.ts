// Lets the past happen: jobs that have ended leave their recovery points, scheduled backups whose time has come start,
// deleted items whose 14 days are over vanish. Runs before every request; whatever was due while the simulator was off
// happens now, in order, with the times it would have had.

import { statusOf } from '../backup/job-model.ts';
import { kinds } from '../backup/kinds.ts';
import { keepMs, nextRun } from '../backup/policy-model.ts';
import { putJob, startJob } from '../backup/start-job.ts';
import type { World } from '../wire/call.ts';
import { containerKey, keyOfItem, pointKey, policyKey, resourceKey } from './keys.ts';
import type { Item, Job } from './model.ts';

const dayMs = 86_400_000;
/** Nights further back than this are not made up for: the job list of the service forgets them too. */
const horizon = 31 * dayMs;

function finishBackup(world: World, job: Job, item: Item, now: number) {
  const status = statusOf(job, now);
  if (status === 'Cancelled') return;
  const failed = status === 'Failed';
  const lastBackup: Item['lastBackup'] = { at: job.startAt, status: failed ? 'Failed' : 'Completed', error: failed ? job.error : null };
  const next: Item = { ...item, lastBackup, state: item.state === 'IRPending' && !failed ? 'Protected' : item.state };
  if (!failed) {
    const id = world.newNumber();
    const at = job.startAt + Math.min(60_000, (job.endAt - job.startAt) / 10);
    next.newestPoint = at;
    const point = { item: keyOfItem(item), id, at, type: job.point?.type ?? 'AppConsistent', instantUntil: at + 2 * dayMs };
    const expiresAt = job.point?.expiresAt ?? at + 30 * dayMs;
    world.store.put('point', pointKey(point.item, id), { ...point, expiresAt }, { parent: point.item, rank: -at, due: expiresAt });
  }
  world.store.put('item', keyOfItem(item), next);
}

/** What a restore to another place leaves behind. */
function make({ store }: World, makes: NonNullable<Job['makes']>) {
  if ('machine' in makes) {
    const { machine } = makes;
    const key = resourceKey(machine.subscription, machine.resourceGroup, machine.name);
    store.put('machine', key, machine, { parent: machine.subscription.toLowerCase() });
    return;
  }
  const account = store.get('storageAccount', makes.account);
  if (!account || account.shares.includes(makes.share)) return;
  store.put('storageAccount', makes.account, { ...account, shares: [...account.shares, makes.share] });
}

function finishJobs(world: World, now: number) {
  for (const { key, doc: job } of world.store.due('job', now)) {
    if (job.settled) {
      world.store.remove('job', key);
      continue;
    }
    const item = job.item === null ? null : world.store.get('item', job.item);
    if (item && job.operation.startsWith('Backup')) finishBackup(world, job, item, now);
    if (job.makes && statusOf(job, now) === 'Completed') make(world, job.makes);
    putJob(world, { ...job, settled: true });
  }
}

/** Starts the scheduled backup that is due and plans the next. */
function runSchedule(world: World, item: Item, now: number) {
  const policy = item.policy === null ? null : world.store.get('policy', policyKey(item.vault, item.policy));
  const planned = Math.max(item.nextBackupAt ?? now, now - horizon);
  const next = policy && !item.deleted && !['ProtectionStopped', 'BackupsSuspended'].includes(item.state) ? nextRun(policy, planned) : null;
  world.store.put('item', keyOfItem(item), { ...item, nextBackupAt: next }, { due: next });
  if (next === null || item.offline || !policy) return;
  const database = kinds[item.kind].management === 'AzureWorkload';
  const type = database ? 'Full' : item.kind === 'vm' ? 'AppConsistent' : 'FileSystemConsistent';
  startJob(
    world,
    { ...item, nextBackupAt: next },
    {
      operation: database ? 'Backup (Full)' : 'Backup',
      startAt: planned,
      activityId: world.newId(),
      userTriggered: false,
      point: { type, expiresAt: planned + keepMs(policy) },
    },
  );
}

/** Removes an item for good, with its recovery points; a virtual machine's container goes with it. */
export function purge(world: Pick<World, 'store'>, item: Item) {
  if (item.kind === 'vm') world.store.remove('container', containerKey(item.vault, item.container));
  for (const { key } of world.store.list('point', keyOfItem(item))) world.store.remove('point', key);
  world.store.remove('item', keyOfItem(item));
}

export function settle(world: World, now: number): void {
  const { store } = world;
  if (!store.anyDue(now)) return;
  store.transaction(() => {
    // A schedule that is due may start a job that is over by now, so go round until nothing is due.
    for (let round = 0; round < 64; round++) {
      finishJobs(world, now);
      const items = store.due('item', now);
      if (items.length === 0) break;
      for (const { doc: item } of items) {
        if (item.deleted) purge(world, item);
        else runSchedule(world, item, now);
      }
    }
    for (const { key } of store.due('operation', now)) store.remove('operation', key);
    for (const { key, doc: point } of store.due('point', now)) {
      // The last good copy of an item is kept until there is a newer one.
      const newest = store.get('item', point.item)?.newestPoint === point.at;
      if (newest) store.put('point', key, point, { due: null });
      else store.remove('point', key);
    }
  });
}

/** Stores an item with the time when it next needs looking at: its purge, or its next scheduled backup. */
export function putItem(world: Pick<World, 'store'>, item: Item, rank?: number) {
  const due = item.deleted ? item.deleted.purgeAt : item.nextBackupAt;
  world.store.put('item', keyOfItem(item), item, { parent: item.vault, due, ...(rank === undefined ? {} : { rank }) });
}
