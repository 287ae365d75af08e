// What the service refuses when the settings of a vault change, by whichever of its two APIs: soft delete, redundancy,
// cross-region restore, immutability. Each gives the refusal, or null.
import { keyOfVault } from '../state/keys.ts';
import type { Vault } from '../state/model.ts';
import { type Answer, invalidInput, serviceRefusal } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { guarded } from './guard.ts';

export const hasItems = (call: Pick<Call, 'store'>, vault: Vault) => call.store.count('item', keyOfVault(vault)) > 0;

type SoftDelete = Vault['softDelete'] | undefined;

export function softDeleteProblem(call: Call, vault: Vault, wanted: SoftDelete, requests: string[] | undefined): Answer | null {
  if (wanted === undefined || wanted === vault.softDelete) return null;
  if (vault.softDelete === 'AlwaysON') {
    const message =
      'Disabling soft delete or enhanced security state is not allowed for this vault. Please contact Microsoft Support if this is not expected.';
    return serviceRefusal(400, 'BMSUserErrorDisablingSoftDeleteStateNotAllowed', message, 'softDeleteFeatureState');
  }
  return wanted === 'Disabled' ? guarded(call, vault, 'disableSoftDelete', requests) : null;
}

export const storageLocked: Answer = serviceRefusal(
  400,
  'StorageModelModifyError',
  'Storage Redundancy option is locked when the first machine is registered with the vault, and cannot be modified thereafter.',
  'storageType',
);

export function crossRegionProblem(call: Call, before: Vault, after: Vault): Answer | null {
  if (after.crossRegionRestore && after.redundancy !== 'GeoRedundant') {
    return invalidInput('crossRegionRestoreFlag', 'Cross Region Restore needs geo-redundant storage.');
  }
  if (before.crossRegionRestore && !after.crossRegionRestore && hasItems(call, before)) {
    return invalidInput('crossRegionRestoreFlag', 'Cross Region Restore cannot be disabled once the vault protects something.');
  }
  return null;
}
