// How a protection container looks on the wire: a VM, a storage account, a machine with databases, a MARS server.
import { armParts, containerId, containerKey } from '../state/keys.ts';
import type { Container, Item, Json, Vault } from '../state/model.ts';
import type { World } from '../wire/call.ts';
import { instant } from '../wire/times.ts';

type Context = Pick<World, 'store' | 'quirks'>;

/** Items in it, whatever case the item's own id writes the container in. */
export const itemsIn = (context: Context, container: Container): Item[] =>
  context.store.startingWith('item', `${containerKey(container.vault, container.name)}|`).map(({ doc }) => doc);

/** A registered container whose items are all in soft delete; a virtual machine's container is not registered by hand. */
export function isSoftDeleted(context: Context, container: Container): boolean {
  if (container.management === 'AzureIaasVM') return false;
  const items = itemsIn(context, container);
  return items.length > 0 && items.every((item) => item.deleted);
}

function own(context: Context, container: Container): Json {
  const source = armParts(container.sourceId);
  switch (container.management) {
    case 'AzureIaasVM':
      return {
        virtualMachineId: container.sourceId,
        virtualMachineVersion: 'Compute',
        resourceGroup: source?.resourceGroup ?? '',
        containerType: 'Microsoft.Compute/virtualMachines',
      };
    case 'AzureStorage':
      return {
        sourceResourceId: container.sourceId,
        storageAccountVersion: 'Storage',
        resourceGroup: source?.resourceGroup ?? '',
        protectedItemCount: itemsIn(context, container).length,
        acquireStorageAccountLock: 'Acquire',
        containerType: 'StorageContainer',
      };
    case 'AzureWorkload': {
      const type = container.workload === 'SAPHanaDatabase' ? 'SAPHana' : 'SQL';
      const fine = { code: 'Success', message: '', recommendations: [''] };
      const inquiry = { status: 'Success', errorDetail: fine, additionalDetail: '' };
      return {
        sourceResourceId: container.sourceId,
        lastUpdatedTime: instant(container.inquiredAt ?? container.registeredAt),
        extendedInfo: {
          hostServerName: container.friendlyName,
          nodesList: [],
          inquiryInfo: {
            status: 'Success',
            errorDetail: fine,
            inquiryDetails: [{ type, itemCount: container.seen?.length ?? itemsIn(context, container).length, inquiryValidation: inquiry }],
          },
        },
        ...(container.workload ? { workloadType: container.workload } : {}),
        containerType: 'VMAppContainer',
      };
    }
    case 'MAB': {
      const items = itemsIn(context, container);
      const heard = Math.max(container.registeredAt, ...items.map((item) => item.lastBackup?.at ?? 0));
      return {
        canReRegister: true,
        containerId: container.containerId,
        protectedItemCount: items.length,
        agentVersion: container.agentVersion ?? '2.0.9262.0',
        containerHealthState: items.some((item) => item.lastBackup?.status === 'Failed') ? 'ActionRequired' : 'Healthy',
        // An agent reports when it works: one that is off was last heard of at its last backup.
        extendedInfo: { lastRefreshedAt: instant(heard), backupItemType: 'FileFolder' },
        containerType: 'Windows',
      };
    }
  }
}

export const containerView = (context: Context, vault: Vault, container: Container): Json => {
  const properties = own(context, container);
  return {
    id: containerId(vault, container),
    name: container.name,
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers',
    properties: {
      ...properties,
      friendlyName: container.friendlyName,
      backupManagementType: container.management,
      registrationStatus: isSoftDeleted(context, container) ? 'SoftDeleted' : 'Registered',
      healthStatus: 'Healthy',
      protectableObjectType: properties.containerType,
    },
  };
};
