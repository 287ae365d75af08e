// What a restore needs before it can start: the fields that its kind demands, and targets that exist. Gives the first thing
// that is wrong in the words of the service, or null. Used by the restore itself and by the request to validate one.
import type { RestoreRequest } from '../requests/restore.ts';
import { armParts, resourceKey } from '../state/keys.ts';
import type { Item } from '../state/model.ts';
import { type Answer, invalidInput, serviceRefusal } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';

const fits: Record<Item['kind'], RegExp> = {
  vm: /^IaasVMRestore/,
  share: /^AzureFileShareRestore/,
  sql: /^AzureWorkloadSQL/,
  hana: /^AzureWorkloadSAPHana/,
  mars: /^$/,
};

const place = (name: string) => `properties.${name}`;

/** The storage account or machine that an id names must exist. */
function absent(call: Call, name: string, id: string | undefined, kind: 'storageAccount' | 'machine'): Answer | null {
  if (!id) return invalidInput(place(name));
  const parts = armParts(id);
  const there = parts && call.store.get(kind, resourceKey(parts.subscription, parts.resourceGroup, parts.name));
  return there ? null : serviceRefusal(400, 'BMSUserErrorObjectNotFound', `The target '${id}' does not exist.`, place(name));
}

function machineRule(call: Call, request: RestoreRequest & { recoveryPointId?: string | undefined }): Answer | null {
  if (request.objectType !== 'IaasVMRestoreRequest' && request.objectType !== 'IaasVMRestoreWithRehydrationRequest') return null;
  const staging = request.storageAccountId ?? request.identityBasedRestoreDetails?.targetStorageAccountId;
  const noStaging = absent(call, 'storageAccountId', staging, 'storageAccount');
  if (noStaging) return noStaging;
  if (!request.region) return invalidInput(place('region'));
  if (request.recoveryType !== 'AlternateLocation') return null;
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

function shareRule(call: Call, request: RestoreRequest): Answer | null {
  if (request.objectType !== 'AzureFileShareRestoreRequest') return null;
  if (request.recoveryType === 'RestoreDisks') return invalidInput(place('recoveryType'));
  if (!request.copyOptions) return invalidInput(place('copyOptions'));
  if (request.restoreRequestType === 'ItemLevelRestore' && !request.restoreFileSpecs?.length)
    return invalidInput(place('restoreFileSpecs'));
  if (request.recoveryType !== 'AlternateLocation') return null;
  if (!request.targetDetails?.name) return invalidInput(place('targetDetails.name'));
  return absent(call, 'targetDetails.targetResourceId', request.targetDetails.targetResourceId, 'storageAccount');
}

function databaseRule(request: RestoreRequest): Answer | null {
  if (!request.objectType.startsWith('AzureWorkload') || request.recoveryType !== 'AlternateLocation') return null;
  return 'targetInfo' in request && request.targetInfo?.containerId ? null : invalidInput(place('targetInfo.containerId'));
}

export function restoreProblem(call: Call, item: Item, request: RestoreRequest): Answer | null {
  if (!fits[item.kind].test(request.objectType)) return invalidInput(place('objectType'));
  return machineRule(call, request) ?? shareRule(call, request) ?? databaseRule(request);
}
