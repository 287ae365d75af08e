// Protectable items: machines of the region, shares of registered accounts, databases of registered machines that no vault
// protects yet, and the instances and systems that hold databases, which can be protected as a whole.
import { containerId, itemKey, keyOfVault, machineId, shareItem, vmContainer, vmItem } from '../state/keys.ts';
import type { Container, Json, Vault } from '../state/model.ts';
import type { Answer } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { intentFor } from './discovery.ts';
import { V, vaultRoute } from './lookups.ts';
import { databases, type Holder, holders, machines, sourceOf } from './sources.ts';

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

const workloadWords = (kind: 'sql' | 'hana') => (kind === 'sql' ? 'SQL' : 'SAPHana');
const isProtectable = (call: Call, yes: boolean): Json => (call.quirks ? { IsProtectable: yes } : { isProtectable: yes });

/** Whether Azure could look into the instance; on a machine that is off it could not. */
const validation = (running: boolean): Json =>
  running
    ? { status: 'Success', code: 'Success' }
    : {
        status: 'Failed',
        code: 'VMNotInRunningStateUserError',
        message: 'SQL server VM is either shutdown and not accessible to Azure Backup service.',
      };

/** Its type, and how its name begins. */
const typeOf = ({ kind, engine }: Holder): [string, string] => {
  if (kind === 'group') return ['SQLAvailabilityGroupContainer', 'sqlavailabilitygroupcontainer'];
  return engine === 'sql' ? ['SQLInstance', 'sqlinstance'] : ['SAPHanaSystem', 'saphanasystem'];
};

function wholes(call: Call, vault: Vault, container: Container): Json[] {
  return holders(call, vault, container).map((holder) => {
    const sql = holder.engine === 'sql';
    const [type, prefix] = typeOf(holder);
    return wrap(vault, container.name, `${prefix};${holder.name.toLowerCase()}`, {
      protectableItemType: type,
      parentName: holder.name,
      serverName: holder.server,
      isAutoProtectable: sql,
      isAutoProtected: sql && intentFor(call, container, [holder.name]) !== null,
      subinquireditemcount: holder.count,
      subprotectableitemcount: holder.free,
      prebackupvalidation: validation(holder.running),
      ...(holder.kind === 'group' ? { nodesList: [{ nodeName: holder.server, status: 'Succeeded' }] } : {}),
      ...isProtectable(call, false),
      backupManagementType: 'AzureWorkload',
      workloadType: workloadWords(holder.engine),
      friendlyName: holder.name,
      protectionState: 'NotProtected',
    });
  });
}

function freeDatabases(call: Call, vault: Vault): Json[] {
  return registered(call, vault, 'AzureWorkload').flatMap((container) => [
    ...wholes(call, vault, container),
    ...databases(call, vault, container)
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
          ...isProtectable(call, true),
          backupManagementType: 'AzureWorkload',
          workloadType: workloadWords(database.kind),
          friendlyName: database.name,
          protectionState: 'NotProtected',
        }),
      ),
  ]);
}

/** A filter names databases and means what holds them too. */
const wide: Record<string, string> = { sqldatabase: 'SQL', saphanadatabase: 'SAPHana' };

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
    const kinds = [String(properties.workloadType), String(properties.protectableItemType)];
    const asked = filter.workloadType && (wide[filter.workloadType.toLowerCase()] ?? filter.workloadType);
    return (
      (asked === undefined || kinds.some((kind) => matches(asked, kind))) &&
      (filter.containerName === undefined ||
        String(item.id).toLowerCase().includes(`/protectioncontainers/${filter.containerName.toLowerCase()}/`)) &&
      matches(filter.friendlyName, String(properties.friendlyName)) &&
      matches(filter.status, String(properties.protectionState))
    );
  });
  return page(call, wanted, (item) => item);
};

export const protectableRoutes: Route[] = [vaultRoute('GET', `${V}/backupProtectableItems`, items)];
