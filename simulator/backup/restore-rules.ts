// What a restore needs before it can start: the fields that its kind demands, and targets that exist. Gives the first thing
// that is wrong in the words of the service, or null. Used by the restore itself and by the request to validate one.
import type { RestoreRequest } from '../requests/restore.ts';
import type { Item } from '../state/model.ts';
import { type Answer, invalidInput } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { databaseProblem, isDatabaseRestore } from './restore-database.ts';
import { accountProblem, isMachineRestore, machineProblem, type Origin } from './restore-machine.ts';

const fits: Record<Item['kind'], RegExp> = {
  vm: /^IaasVMRestore/,
  share: /^AzureFileShareRestore/,
  sql: /^AzureWorkloadSQL/,
  hana: /^AzureWorkloadSAPHana/,
  mars: /^$/,
};

const place = (name: string) => `properties.${name}`;

function shareProblem(call: Call, request: RestoreRequest, region: string): Answer | null {
  if (request.objectType !== 'AzureFileShareRestoreRequest') return null;
  if (request.recoveryType === 'RestoreDisks') return invalidInput(place('recoveryType'));
  if (!request.copyOptions) return invalidInput(place('copyOptions'));
  const specs = request.restoreFileSpecs ?? [];
  if (request.restoreRequestType === 'ItemLevelRestore' && specs.length === 0) return invalidInput(place('restoreFileSpecs'));
  // A whole share into a folder names only the folder.
  const named = request.restoreRequestType === 'ItemLevelRestore' ? specs : specs.filter(({ path }) => path !== undefined);
  const nowhere = named.findIndex(({ path, fileSpecType }) => !path || (fileSpecType ?? 'File') === '' || path.startsWith('/'));
  if (nowhere >= 0) return invalidInput(place(`restoreFileSpecs.${nowhere}.path`));
  const strange = specs.findIndex(({ fileSpecType }) => fileSpecType !== undefined && !/^(File|Directory)$/i.test(fileSpecType));
  if (strange >= 0) return invalidInput(place(`restoreFileSpecs.${strange}.fileSpecType`));
  if (request.recoveryType !== 'AlternateLocation') return null;
  if (!request.targetDetails?.name) return invalidInput(place('targetDetails.name'));
  return accountProblem(call, 'targetDetails.targetResourceId', request.targetDetails.targetResourceId, region);
}

export function restoreProblem(call: Call, item: Item, request: RestoreRequest, origin: Origin): Answer | null {
  if (!fits[item.kind].test(request.objectType)) return invalidInput(place('objectType'));
  if (isMachineRestore(request)) return machineProblem(call, item, request, origin);
  return isDatabaseRestore(request) ? databaseProblem(call, item, request, origin.region) : shareProblem(call, request, origin.region);
}
