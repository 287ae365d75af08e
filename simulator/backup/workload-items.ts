// Workload items: the SQL instances, HANA systems and databases that the service sees on a registered machine.
import { containerId, containerKey, keyOfVault } from '../state/keys.ts';
import type { Container, Vault } from '../state/model.ts';
import { type Answer, objectNotFound } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { C, vaultRoute } from './lookups.ts';
import { databases, holders } from './sources.ts';

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

/** Instances and systems stand first. */
function wholes(call: Call, vault: Vault, container: Container) {
  const instances = holders(call, vault, container).filter(({ kind }) => kind === 'instance');
  return instances.map((instance) => {
    const sql = instance.engine === 'sql';
    const type = sql ? 'SQLInstance' : 'SAPHanaSystem';
    const paths = [
      { type: 'Data', path: 'F:\\data\\' },
      { type: 'Log', path: 'G:\\log\\' },
    ];
    return {
      name: `${type};${instance.name}`,
      properties: {
        workloadItemType: type,
        parentName: instance.name,
        serverName: instance.server,
        isAutoProtectable: sql,
        subinquireditemcount: 0,
        subWorkloadItemCount: instance.count,
        backupManagementType: 'AzureWorkload',
        workloadType: sql ? 'SQL' : 'SAPHana',
        friendlyName: instance.name,
        protectionState: 'NotProtected',
        ...(sql ? { dataDirectoryPaths: paths } : {}),
      },
    };
  });
}

const workloadItems = (call: Call, vault: Vault): Answer => {
  const parsed = parseFilter(call.query.$filter, ['backupManagementType', 'workloadItemType', 'workloadType', 'protectionStatus']);
  if ('refused' in parsed) return parsed.refused;
  const container = call.store.get('container', containerKey(keyOfVault(vault), param(call, 'container')));
  if (!container) return objectNotFound(param(call, 'container'));
  const { filter } = parsed;
  const seen = databases(call, vault, container);
  const found = [...wholes(call, vault, container), ...seen.map(databaseView)].filter(
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

export const workloadItemRoutes: Route[] = [vaultRoute('GET', `${C}/items`, workloadItems)];
