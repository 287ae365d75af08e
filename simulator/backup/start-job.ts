// Makes the job that an accepted request starts, and the operation that answers for it. What the job will come to is decided
// here, from the item's behaviour, so that it is a pure function of the clock from then on.
import { jobKey, keyOfItem, operationKey } from '../state/keys.ts';
import type { Item, Job, Operation } from '../state/model.ts';
import { type Call, type World, workMs } from '../wire/call.ts';
import { dotNetDate } from '../wire/times.ts';
import { endOf } from './job-model.ts';
import { kinds, operationSeconds, workSeconds } from './kinds.ts';

const base = (operation: string) => operation.replace(/ \(.*/, '');

const taskNames = (item: Item, operation: string): string[] => {
  if (base(operation) === 'Backup') {
    if (item.kind === 'share') return ['Take Snapshot'];
    return item.kind === 'vm' ? ['Take Snapshot', 'Transfer data to vault'] : ['Transfer data to vault'];
  }
  if (base(operation) === 'Restore') return item.kind === 'share' ? [] : ['Transfer data from vault'];
  return [];
};

function bags(item: Item, operation: string, point: Job['point']): Pick<Job, 'bag' | 'doneBag' | 'internalBag'> {
  const backup = base(operation) === 'Backup';
  const megabytes = String(2_000 + (Number(item.dataId.slice(-6)) % 60_000));
  switch (item.kind) {
    case 'vm':
      return {
        bag: {
          'VM Name': item.friendlyName,
          ...(operation === 'ConfigureBackup' || operation === 'DisableBackup' ? { 'Policy Name': item.policy ?? '' } : {}),
          ...(operation === 'Undelete' ? { 'Undelete flag': 'True' } : {}),
          ...(backup && point ? { 'Recovery Point Expiry Time in UTC': dotNetDate(point.expiresAt) } : {}),
        },
        doneBag: backup ? { 'Backup Size': `${megabytes} MB` } : {},
        internalBag: backup ? { IsInstantRpJob: 'True' } : {},
      };
    case 'share':
      return {
        bag: {
          'File Share Name': item.friendlyName,
          ...(backup ? {} : { 'Storage Account Name': item.server }),
          ...(operation === 'ConfigureBackup' ? { 'Policy Name': item.policy ?? '' } : {}),
        },
        doneBag: backup ? { 'Data Transferred (in MB)': megabytes } : {},
        internalBag: {},
      };
    default:
      return {
        bag: operation === 'ConfigureBackup' ? { 'Policy Name': item.policy ?? '' } : {},
        doneBag: backup ? { 'Data Transferred (in MB)': megabytes } : {},
        internalBag: {},
      };
  }
}

export interface JobWish {
  operation: string;
  startAt: number;
  activityId: string;
  userTriggered: boolean;
  point?: Job['point'];
  bag?: Record<string, string>;
  doneBag?: Record<string, string>;
  internalBag?: Record<string, string>;
  makes?: Job['makes'];
}

/** Stores a new job of the item. A behaviour limited to n times is used up by one. */
export function startJob(world: World, item: Item, wish: JobWish): Job {
  const what = base(wish.operation) === 'Backup' ? 'backup' : base(wish.operation) === 'Restore' ? 'restore' : null;
  const fate = what ? item.behaviour[what] : undefined;
  const given = what === 'backup' ? item.behaviour.backupSeconds : what === 'restore' ? item.behaviour.restoreSeconds : undefined;
  const seconds = given ?? workSeconds[item.kind][base(wish.operation)] ?? 30;
  const point = wish.point ?? null;
  const own = bags(item, wish.operation, point);
  const database = item.kind === 'sql' || item.kind === 'hana';
  const job: Job = {
    id: world.newId(),
    vault: item.vault,
    item: keyOfItem(item),
    kind: item.kind,
    management: kinds[item.kind].management,
    operation: wish.operation,
    friendlyName: database && what ? `${item.friendlyName} [${item.server}]` : item.friendlyName,
    containerName: item.container,
    startAt: wish.startAt,
    // A job that is bound to fail gives up half way.
    endAt: wish.startAt + workMs(world, fate?.ends === 'Failed' ? seconds / 2 : seconds),
    ends: fate?.ends ?? 'Completed',
    error: fate?.error ?? null,
    cancel: null,
    activityId: wish.activityId,
    userTriggered: wish.userTriggered,
    tasks: taskNames(item, wish.operation),
    bag: { ...own.bag, ...wish.bag },
    doneBag: { ...own.doneBag, ...wish.doneBag },
    internalBag: { ...own.internalBag, ...wish.internalBag },
    point,
    makes: wish.makes ?? null,
    settled: false,
  };
  if (what && fate?.times !== undefined) spendFate(world, item, what, fate.times);
  putJob(world, job);
  return job;
}

function spendFate(world: World, item: Item, what: 'backup' | 'restore', times: number) {
  const { [what]: fate, ...rest } = item.behaviour;
  const left = fate && times > 1 ? { ...rest, [what]: { ...fate, times: times - 1 } } : rest;
  world.store.put('item', keyOfItem(item), { ...item, behaviour: left });
}

/** The service forgets jobs after half a year, and operations after a week. */
const keepJobs = 180 * 86_400_000;
const keepOperations = 7 * 86_400_000;

/** Newest first; due when it ends, so that `settle` can do what its end brings about. */
export const putJob = (world: Pick<World, 'store'>, job: Job) =>
  world.store.put('job', jobKey(job.vault, job.id), job, {
    parent: job.vault,
    rank: -job.startAt,
    due: job.settled ? endOf(job) + keepJobs : endOf(job),
  });

/** The operation that clients poll after a 202. */
export function startOperation(
  call: Call,
  vault: string,
  wish: { jobId?: string; result?: Operation['result']; details?: Operation['details']; seconds?: number },
): Operation {
  const operation: Operation = {
    id: call.newId(),
    vault,
    startAt: call.at,
    endAt: call.at + workMs(call, wish.seconds ?? operationSeconds),
    jobId: wish.jobId ?? null,
    error: null,
    result: wish.result ?? null,
    details: wish.details ?? null,
  };
  call.store.put('operation', operationKey(vault, operation.id), operation, {
    parent: vault,
    rank: call.at,
    due: call.at + keepOperations,
  });
  return operation;
}
