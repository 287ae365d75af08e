// The job of a restore: what its property bag says, how long bringing a point back from the archive takes, and what exists
// when it has succeeded. Nothing here refuses: restore-rules.ts did.
import { randomUUID } from 'node:crypto';
import type { RestoreRequest } from '../requests/restore.ts';
import { armParts, lastName, pointKey, resourceKey } from '../state/keys.ts';
import type { Item, Machine, Makes, Point } from '../state/model.ts';
import { filesAt, noTargetShare, restorePlan } from '../storage/share-files.ts';
import type { Call } from '../wire/call.ts';
import { dotNetDate } from '../wire/times.ts';
import { workSeconds } from './kinds.ts';
import { disksOf, machineOf, selectedDisks } from './points.ts';
import { databaseOutcome, isDatabaseRestore, isPointInTime } from './restore-database.ts';
import { isMachineRestore, type MachineRestore } from './restore-machine.ts';
import type { JobWish } from './start-job.ts';
import { onlyArchived } from './tiers.ts';

type Work = Pick<JobWish, 'bag' | 'doneBag' | 'internalBag' | 'makes' | 'also' | 'fate' | 'seconds' | 'rehydrates'>;

const jobType: Record<string, string> = {
  RestoreDisks: 'Recover disks',
  AlternateLocation: 'Recover to an alternate virtual machine',
  OriginalLocation: 'Recover to the original virtual machine',
  Offline: 'Recover offline',
};

/** Hours until a point of the archive can be read again. */
const rehydrationHours = { Standard: 15, High: 1 } as const;
const defaultStayDays = 10;

/** ISO duration of days, as the request writes it: P7D. */
const daysOf = (duration: string | undefined) => Number(/^P(\d+)D$/i.exec(duration ?? '')?.[1] ?? defaultStayDays);

function template(names: string[]): string {
  const resources = names.map((name) => ({ type: 'Microsoft.Compute/disks', apiVersion: '2023-04-02', name }));
  return JSON.stringify({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { VirtualMachineName: { type: 'String' } },
    resources,
  });
}

function machineWork(call: Call, item: Item, point: Pick<Point, 'at'> & Partial<Point>, request: MachineRestore): Work {
  const staging = lastName(request.storageAccountId ?? request.identityBasedRestoreDetails?.targetStorageAccountId ?? '');
  const id = randomUUID();
  const container = `${item.friendlyName.replace(/[^a-z0-9]/gi, '').toLowerCase()}-${randomUUID().replaceAll('-', '')}`;
  const blobs = `https://${staging}.blob.core.windows.net/${container}`;
  const group = lastName(request.targetResourceGroupId ?? '');
  const backedUp = selectedDisks(disksOf(item, machineOf(call, item)), point).included;
  const restored = request.restoreDiskLunList?.length ? backedUp.filter(({ lun }) => request.restoreDiskLunList?.includes(lun)) : backedUp;
  const list = (disks: { name: string }[]) => disks.map(({ name }) => name).join('; ');
  const config = `config-${item.friendlyName}-${id}.json`;
  const files = [
    { name: config, content: JSON.stringify({ vmName: item.friendlyName, disks: restored }) },
    { name: `azuredeploy${id}.json`, content: template(restored.map(({ name }) => name)) },
  ];
  return {
    bag: {
      'Job Type': jobType[request.recoveryType] ?? request.recoveryType,
      'Target VM Name': lastName(request.targetVirtualMachineId ?? '') || 'vmName',
      'Target Storage Account Name': staging,
      'Recovery point time ': dotNetDate(point.at),
      ...(group ? { 'Target resource group': group } : {}),
    },
    doneBag: {
      'Config Blob Name': config,
      'Config Blob Container Name': container,
      'Config Blob Uri': `${blobs}/${config}`,
      'Template Blob Uri': `${blobs}/azuredeploy${id}.json`,
      'Restored disk(s)': list(restored),
      'Backed-up disk(s)': list(backedUp),
    },
    internalBag: { restoreLocationType: request.recoveryType },
    also: [{ blobs: { account: staging.toLowerCase(), container, files } }],
  };
}

/** A point in the archive comes back first, stays for a while, and the restore takes the longer. */
function rehydration(call: Call, item: Item, point: Point, request: MachineRestore): Work {
  if (request.objectType !== 'IaasVMRestoreWithRehydrationRequest' || !onlyArchived(item, point, call.at)) return {};
  const { rehydrationPriority = 'Standard', rehydrationRetentionDuration } = request.recoveryPointRehydrationInfo;
  const until = call.at + daysOf(rehydrationRetentionDuration) * 86_400_000;
  return {
    rehydrates: true,
    seconds: rehydrationHours[rehydrationPriority] * 3_600 + (workSeconds.vm.Restore ?? 190),
    also: [{ rehydrate: pointKey(point.item, point.id), until }],
  };
}

function shareWork(
  call: Call,
  item: Item,
  at: number,
  request: Extract<RestoreRequest, { objectType: 'AzureFileShareRestoreRequest' }>,
): Work {
  const original = request.recoveryType === 'OriginalLocation';
  const account = armParts(request.targetDetails?.targetResourceId ?? '');
  const share = request.targetDetails?.name ?? '';
  const source = { account: item.server, share: item.friendlyName };
  const target = original || !account ? source : { account: account.name, share };
  const place = account && call.store.get('storageAccount', resourceKey(account.subscription, account.resourceGroup, account.name));
  const nowhere = !original && !place?.shares.some((name) => name.toLowerCase() === share.toLowerCase());
  const plan = restorePlan(filesAt(call.store, source, at), filesAt(call.store, target, call.at), {
    specs: request.restoreFileSpecs ?? [],
    options: request.copyOptions ?? '',
  });
  const fate = nowhere ? noTargetShare : plan.fate;
  return {
    ...(fate ? { fate } : {}),
    bag: {
      'Source File Share Name': item.friendlyName,
      'Source Storage Account Name': item.server,
      'Job Type': original ? 'Recovering to the original file share' : 'Recovering to an alternate file share',
      RestoreDestination: original ? `${item.server}/${item.friendlyName}/` : `${account?.name ?? ''}/${share}/`,
    },
    doneBag: {
      RestoreRecoveryPointTime: dotNetDate(at),
      'Data Transferred (in MB)': String(plan.megabytes),
      'Number Of Restored Files': String(plan.write.length),
      'Number Of Skipped Files': String(plan.skipped),
      'Number Of Failed Files': '0',
    },
    makes: { files: plan.write, ...target },
  };
}

function databaseWork(call: Call, item: Item, at: number, request: RestoreRequest): Work {
  if (!isDatabaseRestore(request)) return {};
  const original = request.recoveryType === 'OriginalLocation';
  const files = request.recoveryMode === 'FileRecovery';
  const name = files ? request.targetInfo?.targetDirectoryForFileRestore : request.targetInfo?.databaseName;
  const moment = isPointInTime(request) && 'pointInTime' in request ? Date.parse(request.pointInTime) : at;
  const how = files ? 'Recovery as files' : `Recovery to ${original ? 'the original' : 'an alternate'} database`;
  return {
    ...databaseOutcome(call, item, request),
    bag: { 'Job Type': how },
    doneBag: {
      RestoreRecoveryPointTime: new Date(moment).toISOString(),
      RestoreDestination: original || !name ? `${item.server}/${item.parent}/${item.friendlyName}` : name,
    },
  };
}

/** The machine that a restore to another place makes. */
function newMachine(call: Call, item: Item, request: MachineRestore): Makes | null {
  const target = armParts(request.targetVirtualMachineId ?? '');
  const source = machineOf(call, item);
  if (request.recoveryType !== 'AlternateLocation' || !target || !source) return null;
  const { subscription, resourceGroup, name } = target;
  const location = (request.region ?? source.location).replaceAll(' ', '').toLowerCase();
  const machine: Machine = { ...source, subscription, resourceGroup, name, location, tags: {}, databases: [], vmId: call.newId() };
  return { machine };
}

/** A point in time of a database has no point of its own; `point` is then only its time. */
export function restoreWork(call: Call, item: Item, point: Point | Pick<Point, 'at'>, request: RestoreRequest): Work {
  if (isMachineRestore(request)) {
    const work = machineWork(call, item, point, request);
    const back = 'id' in point ? rehydration(call, item, point, request) : {};
    return { ...work, ...back, makes: newMachine(call, item, request), also: [...(work.also ?? []), ...(back.also ?? [])] };
  }
  if (request.objectType === 'AzureFileShareRestoreRequest') return shareWork(call, item, point.at, request);
  return databaseWork(call, item, point.at, request);
}
