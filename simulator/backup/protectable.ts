// What could be protected but is not: machines, shares and databases (protectable items), storage accounts and machines to
// register (protectable containers), and the databases that the service sees on a machine (workload items).
import {
  accountId,
  armParts,
  containerId,
  containerKey,
  databaseItem,
  itemKey,
  keyOfVault,
  machineId,
  resourceKey,
  shareItem,
  storageContainer,
  vaultId,
  vmContainer,
  vmItem,
  workloadContainer,
} from '../state/keys.ts';
import type { Container, Json, Machine, StorageAccount, Vault } from '../state/model.ts';
import { type Answer, invalidInput, objectNotFound } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { C, F, V, vaultRoute } from './lookups.ts';

const near = (vault: Vault) => (thing: { location: string }) => thing.location.toLowerCase() === vault.location.toLowerCase();
const machines = (call: Call, vault: Vault): Machine[] =>
  call.store
    .list('machine')
    .map(({ doc }) => doc)
    .filter(near(vault));
const accounts = (call: Call, vault: Vault): StorageAccount[] =>
  call.store
    .list('storageAccount')
    .map(({ doc }) => doc)
    .filter(near(vault));

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

const sourceOf = (container: Container) => {
  const source = armParts(container.sourceId);
  return source ? resourceKey(source.subscription, source.resourceGroup, source.name) : '';
};

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

function databases(call: Call, vault: Vault, container: Container) {
  const machine = call.store.get('machine', sourceOf(container));
  return (machine?.databases ?? [])
    .filter((database) => (container.workload === 'SAPHanaDatabase') === (database.kind === 'hana'))
    .map((database) => {
      const name = databaseItem(database.kind, database.instance, database.name);
      const taken = call.store.get('item', itemKey(keyOfVault(vault), container.name, name));
      return { ...database, item: name, taken: taken !== null, server: container.friendlyName };
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
      matches(filter.friendlyName, String(properties.friendlyName)) &&
      matches(filter.status, String(properties.protectionState))
    );
  });
  return page(call, wanted, (item) => item);
};

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

type Seen = ReturnType<typeof databases>[number];

const databaseView = (database: Seen) => ({
  name: database.item,
  properties: {
    workloadItemType: database.kind === 'sql' ? 'SQLDataBase' : 'SAPHanaDatabase',
    parentName: database.instance,
    serverName: database.server,
    isAutoProtectable: false,
    subinquireditemcount: 0,
    subWorkloadItemCount: 0,
    backupManagementType: 'AzureWorkload',
    workloadType: database.kind === 'sql' ? 'SQL' : 'SAPHana',
    friendlyName: database.name,
    protectionState: database.taken ? 'Protected' : 'NotProtected',
  },
});

/** The SQL instances and HANA systems that the databases of a machine belong to. */
function instancesOf(seen: Seen[]) {
  const names = [...new Map(seen.map((one) => [`${one.kind} ${one.instance}`, one])).values()];
  return names.map((one) => {
    const sql = one.kind === 'sql';
    const type = sql ? 'SQLInstance' : 'SAPHanaSystem';
    const { name: _, ...rest } = databaseView(one);
    const inside = seen.filter((other) => other.kind === one.kind && other.instance === one.instance).length;
    const own = {
      workloadItemType: type,
      isAutoProtectable: sql,
      subWorkloadItemCount: inside,
      friendlyName: one.instance,
      protectionState: 'NotProtected',
    };
    const paths = [
      { type: 'Data', path: 'F:\\data\\' },
      { type: 'Log', path: 'G:\\log\\' },
    ];
    return { name: `${type};${one.instance}`, properties: { ...rest.properties, ...own, ...(sql ? { dataDirectoryPaths: paths } : {}) } };
  });
}

const workloadItems = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, ['backupManagementType', 'workloadItemType', 'workloadType', 'protectionStatus']);
  if ('refused' in parsed) return parsed.refused;
  const container = call.store.get('container', containerKey(keyOfVault(vault), param(call, 'container')));
  if (!container) return objectNotFound(param(call, 'container'));
  const { filter } = parsed;
  const seen = databases(call, vault, container);
  const found = [...instancesOf(seen), ...seen.map(databaseView)].filter(
    ({ properties }) =>
      matches(filter.workloadItemType, properties.workloadItemType) && matches(filter.protectionStatus, properties.protectionState),
  );
  return page(call, found, ({ name, properties }) => ({
    id: `${containerId(vault, container)}/items/${name}`,
    name,
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/items',
    properties,
  }));
};

export const protectableRoutes: Route[] = [
  vaultRoute('GET', `${V}/backupProtectableItems`, items),
  vaultRoute('GET', `${F}/protectableContainers`, containers),
  vaultRoute('GET', `${C}/items`, workloadItems),
];
