// Makes the job that an accepted request starts, and the operation that answers for it. What the job will come to is decided
// here, from the item's behaviour, so that it is a pure function of the clock from then on.
import { armParts, jobKey, keyOfItem, operationKey, resourceKey } from '../state/keys.ts';
import type { Item, Job, JobFate, Operation, PointWish, Policy } from '../state/model.ts';
import { asJson, type World, workMs } from '../wire/call.ts';
import { dotNetDate } from '../wire/times.ts';
import { awaitsSnapshot, endOf } from './job-model.ts';
import { kinds, operationSeconds, workSeconds } from './kinds.ts';
import { isVaulted } from './policy-times.ts';

const base = (operation: string) => operation.replace(/ \(.*/, '');

const taskNames = (item: Item, wish: JobWish): string[] => {
  const operation = base(wish.operation);
  if (operation === 'Backup') {
    if (item.kind === 'share') return wish.point?.vaulted ? ['Take Snapshot', 'Transfer data to vault'] : ['Take Snapshot'];
    return item.kind === 'vm' ? ['Take Snapshot', 'Transfer data to vault'] : ['Transfer data to vault'];
  }
  if (operation === 'Restore' || operation === 'CrossRegionRestore') {
    const back = item.kind === 'share' ? [] : ['Transfer data from vault'];
    return wish.rehydrates ? ['Rehydrate recovery point', ...back] : back;
  }
  return operation === 'MoveRecoveryPoint' ? ['Move recovery point to archive'] : [];
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
  /** What it comes to whatever the item's behaviour: an error that the request has brought upon itself. */
  fate?: JobFate;
  /** Simulated seconds of work, where the kind of work does not decide. */
  seconds?: number;
  /** The restore first brings its point back from the archive. */
  rehydrates?: boolean;
  bag?: Record<string, string>;
  doneBag?: Record<string, string>;
  internalBag?: Record<string, string>;
  makes?: Job['makes'];
  also?: Job['also'];
  /** The paired region, for a cross-region restore. */
  region?: string;
}

/** Stores a new job of the item. A behaviour limited to n times is used up by one. */
export function startJob(world: World, item: Item, wish: JobWish): Job {
  const what = base(wish.operation) === 'Backup' ? 'backup' : base(wish.operation) === 'Restore' ? 'restore' : null;
  const own = what ? item.behaviour[what] : undefined;
  const fate = wish.fate ?? own;
  const given = what === 'backup' ? item.behaviour.backupSeconds : what === 'restore' ? item.behaviour.restoreSeconds : undefined;
  const seconds = given ?? wish.seconds ?? workSeconds[item.kind][base(wish.operation)] ?? 30;
  const length = workMs(world, fate?.ends === 'Failed' ? seconds / 2 : seconds);
  const point = wish.point ?? null;
  const known = bags(item, wish.operation, point);
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
    endAt: wish.startAt + length,
    ends: fate?.ends ?? 'Completed',
    error: fate?.error ?? null,
    cancel: null,
    activityId: wish.activityId,
    userTriggered: wish.userTriggered,
    tasks: taskNames(item, wish),
    bag: { ...known.bag, ...wish.bag },
    doneBag: { ...known.doneBag, ...wish.doneBag },
    internalBag: { ...known.internalBag, ...wish.internalBag },
    point,
    makes: wish.makes ?? null,
    ...(wish.also?.length ? { also: wish.also } : {}),
    ...(wish.region ? { region: wish.region } : {}),
    settled: false,
    ...(what === 'backup' && item.kind === 'vm' && fate?.ends !== 'Failed' ? { snapshotAt: wish.startAt + length / 10 } : {}),
  };
  if (what && own?.times !== undefined && !wish.fate) spendFate(world, item, what, own.times);
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

/** Newest first; due when its snapshot is taken and when it ends, so that `settle` can do what that brings about. */
export const putJob = (world: Pick<World, 'store'>, job: Job) =>
  world.store.put('job', jobKey(job.vault, job.id), job, {
    parent: job.vault,
    rank: -job.startAt,
    due: job.settled ? endOf(job) + keepJobs : awaitsSnapshot(job) ? (job.snapshotAt ?? endOf(job)) : endOf(job),
  });

/** What a backup of something else than a database holds: of a machine that is off only what its disks hold. */
export function consistency(world: Pick<World, 'store'>, item: Item): string {
  if (item.kind !== 'vm') return 'FileSystemConsistent';
  const source = armParts(item.sourceId);
  const machine = source && world.store.get('machine', resourceKey(source.subscription, source.resourceGroup, source.name));
  return machine && machine.power !== 'running' ? 'CrashConsistent' : 'AppConsistent';
}

/** The recovery point that a backup of the item under this policy is to leave. */
export function pointWish(item: Item, policy: Policy | null, type: string, expiresAt: number): PointWish {
  const vaulted = item.kind === 'share' && isVaulted(policy);
  const disks = item.kind === 'vm' ? asJson(item.extendedProperties).diskExclusionProperties : null;
  const { diskLunList, isInclusionList } = asJson(disks);
  const listed = Array.isArray(diskLunList) ? diskLunList.filter((lun) => typeof lun === 'number') : [];
  const luns = disks ? { luns: { listed, inclusion: isInclusionList === true } } : {};
  return { type, expiresAt, ...(vaulted ? { vaulted } : {}), ...luns };
}

/** The operation that clients poll after a 202. */
export function startOperation(
  call: World & { at: number },
  vault: string,
  wish: {
    id?: string;
    jobId?: string;
    result?: Operation['result'];
    details?: Operation['details'];
    error?: Operation['error'];
    seconds?: number;
  },
): Operation {
  const operation: Operation = {
    id: wish.id ?? call.newId(),
    vault,
    startAt: call.at,
    endAt: call.at + workMs(call, wish.seconds ?? operationSeconds),
    jobId: wish.jobId ?? null,
    error: wish.error ?? null,
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
