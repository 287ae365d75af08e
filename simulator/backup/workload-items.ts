// Workload items: the SQL instances, HANA systems and databases that the service sees on a registered machine.
import { containerId, containerKey, keyOfVault } from '../state/keys.ts';
import type { Vault } from '../state/model.ts';
import { type Answer, objectNotFound } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { matches, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { C, vaultRoute } from './lookups.ts';
import { databases } from './sources.ts';

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

export const workloadItemRoutes: Route[] = [vaultRoute('GET', `${C}/items`, workloadItems)];
