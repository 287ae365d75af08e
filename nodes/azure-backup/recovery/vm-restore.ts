// The request that restores a VM, the same for restoring it and for validating that first: to disks, to a new VM, or over the disks
// of the VM itself; with a managed identity, from the archive, into a zone. Only makes the request; nothing is sent here.
import { z } from 'zod';
import type { AzureBackup, ProtectedItem } from '../../kit/capabilities-azure.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, type FieldUi, number, optionalAzureId, text } from '../../kit/fields.ts';
import type { JsonObject } from '../../kit/json.ts';
import { object, words } from '../answer.ts';
import { isArmId } from '../find.ts';
import { lunList } from '../luns.ts';
import { groupId, lastPart } from '../place.ts';
import { storageAccountId } from '../storage.ts';

/** Fields that every restore of a VM has. */
export const sourceFields = {
  vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
  item: azureId('item', { title: 'VM' }),
  recoveryPoint: optionalAzureId('recoveryPoint', { title: 'Recovery point', description: 'Empty: the newest.' }),
  storageAccount: azureId('storageAccount', { title: 'Staging storage account', description: 'In the region of the vault.' }),
};

export const rehydrationFields = {
  rehydrate: choice(['no', 'Standard', 'High'], {
    title: 'From the archive tier',
    description: 'An archived point is copied back first. Standard takes up to 15 hours, high priority less than one.',
    ui: { advanced: true, labels: { no: 'The point is not archived', Standard: 'Standard priority', High: 'High priority' } },
  }).default('no'),
  rehydrateDays: number({
    title: 'Keep the copy for',
    ui: { unit: 'days', advanced: true, when: { param: 'rehydrate', in: ['Standard', 'High'] } },
  })
    .int()
    .min(10)
    .max(30)
    .default(15),
};

export const placeFields = {
  zone: text({ title: 'Availability zone', description: 'Empty: as in the recovery point.', ui: { advanced: true, placeholder: '1' } })
    .regex(/^[1-9]?$/, 'must be the number of a zone')
    .optional(),
  diskEncryptionSet: text({
    title: 'Disk encryption set',
    description: 'Its id, when the restored disks are to be encrypted with your own key.',
    ui: { widget: 'choices', choices: 'diskEncryptionSet', advanced: true },
  }).optional(),
  diskAccess: choice(['same', 'private', 'public'], {
    title: 'Network access to the restored disks',
    ui: { advanced: true, labels: { same: 'As on the source disks', private: 'Private, through a disk access', public: 'Public' } },
  }).default('same'),
  diskAccessId: text({
    title: 'Disk access',
    description: 'Its id.',
    ui: { widget: 'choices', choices: 'diskAccessId', advanced: true, when: { param: 'diskAccess', in: ['private'] } },
  }).optional(),
  identity: text({
    title: 'Managed identity',
    description: 'With which Azure Backup reaches the storage account: "system" for that of the vault, or the id of a user-assigned one.',
    ui: { widget: 'choices', choices: 'identity', advanced: true, placeholder: 'system' },
  }).optional(),
};

/** `shown`: when the form asks for them; always, unless said. */
export const diskFields = (shown: Pick<FieldUi, 'when'> = {}) => ({
  targetResourceGroup: text({
    title: 'Resource group of the new disks',
    description: 'Its name or id. Empty: the disks stay as blobs in the storage account.',
    ui: { widget: 'choices', choices: 'resourceGroup', placeholder: 'rg-restore', ...shown },
  }).optional(),
  luns: lunList({
    title: 'Only these data disks',
    description: 'Their LUNs, with commas between them. Empty: all disks.',
    ui: { advanced: true, placeholder: '0, 1', ...shown },
  }),
});

export const newVmFields = {
  name: text({ title: 'Name of the new VM', ui: { placeholder: 'vm-sql-03-restored' } }),
  resourceGroup: text({
    title: 'Resource group of the new VM',
    description: 'Its name or id.',
    ui: { widget: 'choices', choices: 'resourceGroup', placeholder: 'rg-restore' },
  }),
  subnet: azureId('subnet', { title: 'Subnet', description: 'Of a virtual network in the region of the vault.' }),
};

const common = z.object({ ...sourceFields, ...rehydrationFields, ...placeFields });
export type VmRestoreParams = z.output<typeof common>;

export type VmTarget =
  | { readonly to: 'disks'; readonly targetResourceGroup?: string | undefined; readonly luns: readonly number[] }
  | { readonly to: 'newVm'; readonly name: string; readonly resourceGroup: string; readonly subnet: string }
  | { readonly to: 'original' };

/** `region`: where it is restored, when that is not the vault's own. */
export async function vmRestoreRequest(
  azure: AzureBackup,
  item: ProtectedItem,
  pointId: string,
  params: VmRestoreParams,
  target: VmTarget,
  region?: string,
): Promise<JsonObject> {
  if (item.managementType !== 'AzureIaasVM') throw fail('param_invalid', `${item.friendlyName} is no VM.`, { refused: true });
  const rehydrate = params.rehydrate !== 'no';
  const storage = await storageAccountId(azure, params.storageAccount, item.vaultId);
  return {
    objectType: rehydrate ? 'IaasVMRestoreWithRehydrationRequest' : 'IaasVMRestoreRequest',
    recoveryPointId: lastPart(pointId),
    sourceResourceId: item.sourceResourceId ?? '',
    region: region ?? (await regionOf(azure, item.vaultId)),
    createNewCloudService: false,
    originalStorageAccountOption: false,
    encryptionDetails: { encryptionEnabled: false },
    ...targetOf(target, item),
    ...staging(storage, params.identity),
    ...(params.zone ? { zones: [params.zone] } : {}),
    ...(params.diskEncryptionSet ? { diskEncryptionSetId: params.diskEncryptionSet } : {}),
    ...access(params),
    ...(rehydrate ? { recoveryPointRehydrationInfo: rehydration(params.rehydrate, params.rehydrateDays) } : {}),
  };
}

export const rehydration = (priority: string, days: number): JsonObject => ({
  rehydrationRetentionDuration: `P${days}D`,
  rehydrationPriority: priority,
});

function targetOf(target: VmTarget, item: ProtectedItem): JsonObject {
  if (target.to === 'original') return { recoveryType: 'OriginalLocation' };
  if (target.to === 'disks')
    return {
      recoveryType: 'RestoreDisks',
      ...(target.targetResourceGroup ? { targetResourceGroupId: groupId(target.targetResourceGroup, item.id) } : {}),
      ...(target.luns.length > 0 ? { restoreDiskLunList: target.luns } : {}),
    };
  const network = /^(\/subscriptions\/.+\/virtualNetworks\/[^/]+)\/subnets\/[^/]+$/i.exec(target.subnet)?.[1];
  if (!network)
    throw fail('param_invalid', `${target.subnet} is not the id of a subnet.`, {
      advice: ['It ends in /virtualNetworks/NAME/subnets/NAME. Choose it from the list.'],
      refused: true,
    });
  const group = groupId(target.resourceGroup, item.id);
  return {
    recoveryType: 'AlternateLocation',
    targetResourceGroupId: group,
    targetVirtualMachineId: `${group}/providers/Microsoft.Compute/virtualMachines/${target.name}`,
    virtualNetworkId: network,
    subnetId: target.subnet,
  };
}

/** With a managed identity the account is named in another place, and its key is not needed. */
function staging(storage: string, identity: string | undefined): JsonObject {
  if (!identity) return { storageAccountId: storage };
  if (identity.toLowerCase() !== 'system' && !isArmId(identity))
    throw fail('param_invalid', `${identity} is neither "system" nor the id of a managed identity.`, { refused: true });
  const system = identity.toLowerCase() === 'system';
  return {
    identityInfo: { isSystemAssignedIdentity: system, ...(system ? {} : { managedIdentityResourceId: identity }) },
    identityBasedRestoreDetails: { targetStorageAccountId: storage },
  };
}

function access({ diskAccess, diskAccessId }: Pick<VmRestoreParams, 'diskAccess' | 'diskAccessId'>): JsonObject {
  if (diskAccess === 'same') return {};
  if (diskAccess === 'public')
    return { targetDiskNetworkAccessSettings: { targetDiskNetworkAccessOption: 'EnablePublicAccessForAllDisks' } };
  if (!diskAccessId) throw fail('param_missing', 'Private access to the disks needs the id of a disk access.', { refused: true });
  return {
    targetDiskNetworkAccessSettings: { targetDiskNetworkAccessOption: 'EnablePrivateAccessForAllDisks', targetDiskAccessId: diskAccessId },
  };
}

async function regionOf(azure: AzureBackup, vaultId: string): Promise<string> {
  const { body } = await azure.arm({ method: 'GET', path: vaultId, apiVersion: '2023-06-01' });
  return words(object(body).location);
}
