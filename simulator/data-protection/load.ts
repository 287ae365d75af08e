// Fills an empty store with the Backup vaults of an estate: their policies, what they protect, recovery points of the past.
import { type Estate, momentOf } from '../../nodes/kit/estate.ts';
import { chance } from '../seed/random.ts';
import type { Store } from '../state/database.ts';
import { groupKey } from '../state/keys.ts';
import type { Json } from '../state/model.ts';
import { childKey, keyOfBackupVault, keyOfInstance } from './keys.ts';
import type { BackupInstance, BackupVault, DataPolicy, SourceKind } from './model.ts';
import { keptMs, nextAfter } from './policy.ts';
import { putInstance } from './settle.ts';
import { sources } from './sources.ts';

type VaultInput = Estate['backupVaults'][number];

const day = 86_400_000;
const storeOf = (dataStoreType: string) => ({ dataStoreType, objectType: 'DataStoreInfoBase' });

/** The properties of a policy as a client would put them. */
function dataPolicyProperties(kind: SourceKind, keepDays: number, everyHours: number): Json {
  const { type, store, continuous } = sources[kind];
  const retention = {
    name: 'Default',
    objectType: 'AzureRetentionRule',
    isDefault: true,
    lifecycles: [
      {
        sourceDataStore: storeOf(store),
        deleteAfter: { objectType: 'AbsoluteDeleteOption', duration: `P${keepDays}D` },
        targetDataStoreCopySettings: [],
      },
    ],
  };
  const every = everyHours % 168 === 0 ? `P${everyHours / 168}W` : everyHours % 24 === 0 ? `P${everyHours / 24}D` : `PT${everyHours}H`;
  const backup = {
    name: everyHours >= 168 ? 'BackupWeekly' : everyHours >= 24 ? 'BackupDaily' : 'BackupHourly',
    objectType: 'AzureBackupRule',
    backupParameters: { backupType: kind === 'postgres' ? 'Full' : 'Incremental', objectType: 'AzureBackupParams' },
    dataStore: storeOf(store),
    trigger: {
      objectType: 'ScheduleBasedTriggerContext',
      schedule: { repeatingTimeIntervals: [`R/2026-01-04T02:00:00+00:00/${every}`], timeZone: 'UTC' },
      taggingCriteria: [{ isDefault: true, taggingPriority: 99, tagInfo: { id: 'Default_', tagName: 'Default' } }],
    },
  };
  return { datasourceTypes: [type], policyRules: continuous ? [retention] : [retention, backup], objectType: 'BackupPolicy' };
}

/** ARM id of a data source, and of what it lies in. */
function sourceOf(kind: SourceKind, subscription: string, group: string, name: string, location: string): { source: Json; set: Json } {
  const base = `/subscriptions/${subscription}/resourceGroups/${group}/providers`;
  const { type } = sources[kind];
  const [server = name, database = ''] = name.split('/');
  const [setId, id, resourceType] = {
    disk: [`${base}/Microsoft.Compute/disks/${name}`, `${base}/Microsoft.Compute/disks/${name}`, 'Microsoft.Compute/disks'],
    blob: [
      `${base}/Microsoft.Storage/storageAccounts/${name}`,
      `${base}/Microsoft.Storage/storageAccounts/${name}`,
      'Microsoft.Storage/storageAccounts',
    ],
    postgres: [
      `${base}/Microsoft.DBforPostgreSQL/servers/${server}`,
      `${base}/Microsoft.DBforPostgreSQL/servers/${server}/databases/${database}`,
      'Microsoft.DBforPostgreSQL/servers/databases',
    ],
    aks: [
      `${base}/Microsoft.ContainerService/managedClusters/${name}`,
      `${base}/Microsoft.ContainerService/managedClusters/${name}`,
      'Microsoft.ContainerService/managedClusters',
    ],
  }[kind] as [string, string, string];
  const common = { datasourceType: type, resourceLocation: location, resourceUri: id };
  return {
    source: { ...common, objectType: 'Datasource', resourceID: id, resourceName: database || name, resourceType },
    set: {
      ...common,
      objectType: 'DatasourceSet',
      resourceID: setId,
      resourceName: server,
      resourceType: resourceType.replace(/\/databases$/, ''),
      resourceUri: setId,
    },
  };
}

export function loadBackupVaults(store: Store, estate: Estate, now: number, seed: number): void {
  const home = estate.subscriptions[0]?.id ?? '';
  for (const input of estate.backupVaults) loadVault(store, estate.tenantId, input, input.subscription ?? home, now, seed);
}

function loadVault(store: Store, tenantId: string, input: VaultInput, subscription: string, now: number, seed: number): void {
  const vault: BackupVault = {
    subscription,
    resourceGroup: input.resourceGroup,
    name: input.name,
    location: input.location,
    tags: input.tags,
    redundancy: input.redundancy,
    softDelete: input.softDelete,
    softDeleteDays: 14,
    immutability: input.immutability,
    crossRegionRestore: false,
    identity: { type: 'SystemAssigned', principalId: chance(seed, input.name).guid(), tenantId },
    monitoring: { azureMonitorAlertSettings: { alertsForAllJobFailures: 'Enabled' } },
    etag: `W/"datetime'${encodeURIComponent(new Date(now).toISOString())}'"`,
  };
  const group = groupKey(subscription, vault.resourceGroup);
  if (!store.get('resourceGroup', group))
    store.put(
      'resourceGroup',
      group,
      { subscription, name: vault.resourceGroup, location: vault.location, tags: {} },
      { parent: subscription.toLowerCase() },
    );
  const parent = keyOfBackupVault(vault);
  store.put('backupVault', parent, vault, { parent: subscription.toLowerCase() });
  const policies = new Map<string, DataPolicy>();
  for (const { name, kind, keepDays, everyHours } of input.policies) {
    const policy: DataPolicy = { vault: parent, name, properties: dataPolicyProperties(kind, keepDays, everyHours) };
    policies.set(name, policy);
    store.put('dataPolicy', childKey(parent, name), policy, { parent });
  }
  const world = { store, now: () => now } as Parameters<typeof putInstance>[0];
  for (const item of input.instances) {
    const policy =
      policies.get(item.policy) ??
      [...policies.values()].find(({ properties }) => String(properties.datasourceTypes).includes(sources[item.kind].type));
    const { source, set } = sourceOf(item.kind, subscription, item.resourceGroup, item.name, input.location);
    const instance: BackupInstance = {
      vault: parent,
      name: `${item.name.replaceAll('/', '-')}-${chance(seed, `${parent} ${item.name}`).guid()}`,
      friendlyName: item.name.replace('/', '\\'),
      kind: item.kind,
      source,
      sourceSet: set,
      policy: policy?.name ?? item.policy,
      policyParameters:
        item.kind === 'disk' || item.kind === 'aks'
          ? {
              dataStoreParametersList: [
                {
                  objectType: 'AzureOperationalStoreParameters',
                  dataStoreType: 'OperationalStore',
                  resourceGroupId: `/subscriptions/${subscription}/resourceGroups/${item.resourceGroup}`,
                },
              ],
            }
          : null,
      tags: {},
      state: item.state,
      readyAt: now,
      createdAt: now - 60 * day,
      deleted: item.deleted ? { at: momentOf('-P3D', now), purgeAt: now + 11 * day, activityId: chance(seed, item.name).guid() } : null,
      nextBackupAt: policy && item.state === 'ProtectionConfigured' && !item.deleted ? nextAfter(policy, now) : null,
    };
    putInstance(world, instance);
    if (policy && !sources[item.kind].continuous) loadPoints(store, instance, policy, item, now, seed);
  }
}

function loadPoints(
  store: Store,
  instance: BackupInstance,
  policy: DataPolicy,
  { points, job: newest }: VaultInput['instances'][number],
  now: number,
  seed: number,
): void {
  const parent = keyOfInstance(instance);
  const random = chance(seed, parent);
  for (let back = 0; back < points; back++) {
    const at = now - 8 * 3_600_000 - back * day;
    const expiresAt = at + keptMs(policy, 'Default');
    if (expiresAt <= now) break;
    const id = random.guid();
    store.put(
      'dataPoint',
      childKey(parent, id),
      { instance: parent, id, at, expiresAt, tag: 'Default', store: sources[instance.kind].store },
      { parent, rank: -at, due: expiresAt },
    );
    const job = {
      vault: instance.vault,
      id: back === 0 && newest ? newest : random.guid(),
      instance: parent,
      operation: 'Backup' as const,
      activityId: random.guid(),
      userTriggered: false,
      startAt: at,
      endAt: at + 120_000,
      ruleName: 'Schedule',
      tag: 'Default',
      restore: null,
      settled: true,
    };
    store.put('dataJob', childKey(instance.vault, job.id), job, { parent: instance.vault, rank: -at });
  }
}
