// Lets the past happen: jobs that have ended leave their recovery points, scheduled backups whose time has come start,
// deleted items whose 14 days are over vanish. Runs before every request; whatever was due while the simulator was off
// happens now, in order, with the times it would have had.

import { discover } from '../backup/discovery.ts';
import { awaitsSnapshot, endOf, statusOf } from '../backup/job-model.ts';
import { kinds } from '../backup/kinds.ts';
import { nextBackup, nextRun, retained } from '../backup/policy-times.ts';
import { consistency, pointWish, putJob, startJob } from '../backup/start-job.ts';
import { settleDataProtection } from '../data-protection/settle.ts';
import type { World } from '../wire/call.ts';
import { purge } from './items.ts';
import { agePoint, finishBackup, finishSnapshot, make } from './job-outcome.ts';
import { keyOfItem, policyKey } from './keys.ts';
import type { Item } from './model.ts';

const dayMs = 86_400_000;
/** Nights further back than this are not made up for: the job list of the service forgets them too. */
const horizon = 31 * dayMs;

function finishJobs(world: World, now: number) {
  for (const { key, doc: job } of world.store.due('job', now)) {
    if (job.settled) {
      world.store.remove('job', key);
      continue;
    }
    const item = job.item === null ? null : world.store.get('item', job.item);
    if (item && awaitsSnapshot(job) && now < endOf(job)) {
      putJob(world, finishSnapshot(world, job, item));
      continue;
    }
    if (item && job.operation.startsWith('Backup')) finishBackup(world, job, item, now);
    if (statusOf(job, now) === 'Completed') for (const one of [job.makes, ...(job.also ?? [])]) if (one) make(world, one, endOf(job));
    putJob(world, { ...job, settled: true });
  }
}

/** Starts the scheduled backup that is due and plans the next. */
function runSchedule(world: World, item: Item, now: number) {
  const policy = item.policy === null ? null : world.store.get('policy', policyKey(item.vault, item.policy));
  const planned = Math.max(item.nextBackupAt ?? now, now - horizon);
  const due = policy && nextBackup(policy, planned - 1);
  const next = policy && !item.deleted && !['ProtectionStopped', 'BackupsSuspended'].includes(item.state) ? nextRun(policy, planned) : null;
  world.store.put('item', keyOfItem(item), { ...item, nextBackupAt: next }, { due: next });
  if (next === null || item.offline || !policy) return;
  const database = kinds[item.kind].management === 'AzureWorkload';
  const type = database ? (due?.type ?? 'Full') : consistency(world, item);
  const { until, rule } = retained(policy, planned, database ? type : null);
  startJob(
    world,
    { ...item, nextBackupAt: next },
    {
      operation: database ? `Backup (${type})` : 'Backup',
      startAt: planned,
      activityId: world.newId(),
      userTriggered: false,
      point: { ...pointWish(item, policy, type, until), rule },
    },
  );
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
    for (const { key, doc: point } of store.due('point', now)) agePoint(world, key, point, now);
    for (const { doc: container } of store.due('container', now)) discover(world, container, now);
    settleDataProtection(world, now);
  });
}
