// What a restore of a virtual machine needs before it can start: a staging account in the right region, disks that the point
// holds, targets that exist or are free, and, for a point in the archive, a request that brings it back first.
import type { RestoreRequest } from '../requests/restore.ts';
import { armParts, groupKey, resourceKey } from '../state/keys.ts';
import type { Item, Point } from '../state/model.ts';
import { type Answer, invalidInput, serviceRefusal } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { disksOf, machineOf, selectedDisks } from './points.ts';
import { plainRegion } from './regions.ts';
import { onlyArchived } from './tiers.ts';

export type MachineRestore = Extract<RestoreRequest, { objectType: 'IaasVMRestoreRequest' | 'IaasVMRestoreWithRehydrationRequest' }>;

/** The recovery point of a restore, and the region that it restores to. */
export interface Origin {
  point: Point | null;
  region: string;
}

const place = (name: string) => `properties.${name}`;

export const isMachineRestore = (request: RestoreRequest): request is MachineRestore =>
  request.objectType === 'IaasVMRestoreRequest' || request.objectType === 'IaasVMRestoreWithRehydrationRequest';

/** The storage account that an id names must exist, in the region that is restored to. */
export function accountProblem(call: Call, name: string, id: string | undefined, region: string): Answer | null {
  if (!id) return invalidInput(place(name));
  const parts = armParts(id);
  const account = parts && call.store.get('storageAccount', resourceKey(parts.subscription, parts.resourceGroup, parts.name));
  if (!account) return serviceRefusal(400, 'BMSUserErrorObjectNotFound', `The target '${id}' does not exist.`, place(name));
  if (plainRegion(account.location) === plainRegion(region)) return null;
  const message = `The storage account '${account.name}' is in ${account.location}; it must be in ${region}, the region that is restored to.`;
  return serviceRefusal(400, 'UserErrorTargetStorageAccountRegionMismatch', message, place(name));
}

function archiveProblem(call: Call, item: Item, point: Point | null, request: MachineRestore): Answer | null {
  if (!point || !onlyArchived(item, point, call.at) || request.objectType === 'IaasVMRestoreWithRehydrationRequest') return null;
  const message = 'The recovery point is in the archive tier. Restore it with recoveryPointRehydrationInfo: rehydrate it first.';
  return serviceRefusal(400, 'UserErrorRecoveryPointInArchiveTier', message, place('recoveryPointRehydrationInfo'));
}

function diskProblem(call: Call, item: Item, point: Point | null, request: MachineRestore): Answer | null {
  if (!request.restoreDiskLunList?.length) return null;
  const { included } = selectedDisks(disksOf(item, machineOf(call, item)), point ?? {});
  const stranger = request.restoreDiskLunList.find((lun) => !included.some((disk) => disk.lun === lun));
  if (stranger === undefined) return null;
  return invalidInput(place('restoreDiskLunList'), `The recovery point holds no disk with LUN ${stranger}.`);
}

function groupProblem(call: Call, id: string | undefined): Answer | null {
  const match = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/?$/i.exec(id ?? '');
  if (!id || (match && call.store.get('resourceGroup', groupKey(match[1] ?? '', match[2] ?? '')))) return null;
  return serviceRefusal(400, 'BMSUserErrorObjectNotFound', `The resource group '${id}' does not exist.`, place('targetResourceGroupId'));
}

function newMachineProblem(call: Call, request: MachineRestore): Answer | null {
  for (const name of ['targetVirtualMachineId', 'targetResourceGroupId', 'virtualNetworkId', 'subnetId'] as const) {
    if (!request[name]) return invalidInput(place(name));
  }
  const target = armParts(request.targetVirtualMachineId ?? '');
  if (!target) return invalidInput(place('targetVirtualMachineId'));
  const taken = call.store.get('machine', resourceKey(target.subscription, target.resourceGroup, target.name));
  if (!taken) return null;
  const message = `A virtual machine named '${target.name}' exists already in '${target.resourceGroup}'.`;
  return serviceRefusal(400, 'UserErrorTargetVirtualMachineAlreadyExists', message, place('targetVirtualMachineId'));
}

function originalProblem(call: Call, item: Item): Answer | null {
  if (machineOf(call, item)) return null;
  const message = 'The original virtual machine does not exist any more. Restore the disks, or create a new virtual machine.';
  return serviceRefusal(400, 'UserErrorOriginalVirtualMachineNotFound', message, place('recoveryType'));
}

export function machineProblem(call: Call, item: Item, request: MachineRestore, origin: Origin): Answer | null {
  const staging = request.storageAccountId ?? request.identityBasedRestoreDetails?.targetStorageAccountId;
  const problem =
    accountProblem(call, 'storageAccountId', staging, origin.region) ??
    (request.region ? null : invalidInput(place('region'))) ??
    (plainRegion(request.region ?? '') === plainRegion(origin.region)
      ? null
      : invalidInput(place('region'), `The region must be ${origin.region}.`)) ??
    archiveProblem(call, item, origin.point, request) ??
    diskProblem(call, item, origin.point, request);
  if (problem) return problem;
  switch (request.recoveryType) {
    case 'AlternateLocation':
      return newMachineProblem(call, request) ?? groupProblem(call, request.targetResourceGroupId);
    case 'OriginalLocation':
      return originalProblem(call, item);
    default:
      return groupProblem(call, request.targetResourceGroupId);
  }
}
