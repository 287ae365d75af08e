// Protectable containers: the storage accounts and machines of the region that this vault could register and has not.
import { accountId, containerKey, keyOfVault, machineId, storageContainer, vaultId, workloadContainer } from '../state/keys.ts';
import type { Json, Vault } from '../state/model.ts';
import { type Answer, invalidInput } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { F, vaultRoute } from './lookups.ts';
import { accounts, machines } from './sources.ts';

const containers = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, [
    'backupManagementType',
    'containerType',
    'fabricName',
    'status',
    'friendlyName',
    'backupEngineName',
    'workloadType',
  ]);
  if ('refused' in parsed) return parsed.refused;
  const type = parsed.filter.backupManagementType?.toLowerCase();
  if (!type) return invalidInput(null);
  const known = (name: string) => call.store.get('container', containerKey(keyOfVault(vault), name)) !== null;
  const view = (name: string, source: string, friendlyName: string, kind: 'StorageContainer' | 'VMAppContainer'): Json => ({
    id: `${vaultId(vault)}/backupFabrics/Azure/protectableContainers/${name}`,
    name,
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectableContainers',
    properties: {
      friendlyName,
      backupManagementType: kind === 'StorageContainer' ? 'AzureStorage' : 'AzureWorkload',
      protectableContainerType: kind,
      healthStatus: 'Healthy',
      containerId: source,
    },
  });
  const found =
    type === 'azurestorage'
      ? accounts(call, vault).map((a) => view(storageContainer(a.resourceGroup, a.name), accountId(a), a.name, 'StorageContainer'))
      : type === 'azureworkload'
        ? machines(call, vault).map((m) => view(workloadContainer(m.resourceGroup, m.name), machineId(m), m.name, 'VMAppContainer'))
        : [];
  return page(
    call,
    found.filter((container) => !known(String(container.name))),
    (container) => container,
  );
};

export const unregisteredRoutes: Route[] = [vaultRoute('GET', `${F}/protectableContainers`, containers)];
