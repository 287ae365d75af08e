// Protectable items: machines of the region, shares of registered accounts and databases of registered machines that no vault
// protects yet.
import { containerId, itemKey, keyOfVault, machineId, shareItem, vmContainer, vmItem } from '../state/keys.ts';
import type { Container, Json, Vault } from '../state/model.ts';
import type { Answer } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { V, vaultRoute } from './lookups.ts';
import { databases, machines, sourceOf } from './sources.ts';

const wrap = (vault: Vault, container: string, name: string, properties: Json): Json => ({
  id: `${containerId(vault, { name: container })}/protectableItems/${name}`,
  name,
  type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectableItems',
  properties,
});

function freeMachines(call: Call, vault: Vault): Json[] {
  const taken = new Set(call.store.list('item').map(({ doc }) => `${doc.kind} ${doc.sourceId}`.toLowerCase()));
  return machines(call, vault)
    .filter((machine) => !taken.has(`vm ${machineId(machine)}`.toLowerCase()))
    .map((machine) =>
      wrap(vault, vmContainer(machine.resourceGroup, machine.name), vmItem(machine.resourceGroup, machine.name), {
        protectableItemType: 'Microsoft.Compute/virtualMachines',
        virtualMachineId: machineId(machine),
        virtualMachineVersion: 'Compute',
        resourceGroup: machine.resourceGroup,
        backupManagementType: 'AzureIaasVM',
        workloadType: 'VM',
        friendlyName: machine.name,
        protectionState: 'NotProtected',
      }),
    );
}

const registered = (call: Call, vault: Vault, management: Container['management']) =>
  call.store
    .list('container', keyOfVault(vault))
    .map(({ doc }) => doc)
    .filter((container) => container.management === management);

function freeShares(call: Call, vault: Vault): Json[] {
  return registered(call, vault, 'AzureStorage').flatMap((container) => {
    const account = call.store.get('storageAccount', sourceOf(container));
    return (account?.shares ?? [])
      .filter((share) => !call.store.get('item', itemKey(container.vault, container.name, shareItem(container.friendlyName, share))))
      .map((share) =>
        wrap(vault, container.name, shareItem(container.friendlyName, share), {
          protectableItemType: 'AzureFileShare',
          parentContainerFabricId: container.sourceId,
          parentContainerFriendlyName: container.friendlyName,
          azureFileShareType: 'XSMB',
          backupManagementType: 'AzureStorage',
          workloadType: 'AzureFileShare',
          friendlyName: share,
          protectionState: 'NotProtected',
        }),
      );
  });
}

function freeDatabases(call: Call, vault: Vault): Json[] {
  return registered(call, vault, 'AzureWorkload').flatMap((container) =>
    databases(call, vault, container)
      .filter((database) => !database.taken)
      .map((database) =>
        wrap(vault, container.name, database.item, {
          protectableItemType: database.kind === 'sql' ? 'SQLDataBase' : 'SAPHanaDatabase',
          parentName: database.instance,
          serverName: database.server,
          isAutoProtectable: false,
          isAutoProtected: false,
          subinquireditemcount: 0,
          subprotectableitemcount: 0,
          ...(call.quirks ? { IsProtectable: true } : { isProtectable: true }),
          backupManagementType: 'AzureWorkload',
          workloadType: database.kind === 'sql' ? 'SQL' : 'SAPHana',
          friendlyName: database.name,
          protectionState: 'NotProtected',
        }),
      ),
  );
}

const items = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, ['backupManagementType', 'workloadType', 'containerName', 'status', 'friendlyName']);
  if ('refused' in parsed) return parsed.refused;
  const { filter } = parsed;
  const type = filter.backupManagementType?.toLowerCase();
  const all = [
    ...(type === undefined || type === 'azureiaasvm' ? freeMachines(call, vault) : []),
    ...(type === undefined || type === 'azurestorage' ? freeShares(call, vault) : []),
    ...(type === undefined || type === 'azureworkload' ? freeDatabases(call, vault) : []),
  ];
  const wanted = all.filter((item) => {
    const { properties } = item as { properties: Json };
    const own = String(properties.workloadType);
    const kinds = [own, String(properties.protectableItemType)];
    return (
      (filter.workloadType === undefined || kinds.some((kind) => matches(filter.workloadType, kind))) &&
      (filter.containerName === undefined ||
        String(item.id).toLowerCase().includes(`/protectioncontainers/${filter.containerName.toLowerCase()}/`)) &&
      matches(filter.friendlyName, String(properties.friendlyName)) &&
      matches(filter.status, String(properties.protectionState))
    );
  });
  return page(call, wanted, (item) => item);
};

export const protectableRoutes: Route[] = [vaultRoute('GET', `${V}/backupProtectableItems`, items)];
