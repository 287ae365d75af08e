// How a protected item looks on the wire, per kind. `expanded` adds extendedInfo, as $filter=expand eq 'extendedinfo' does.
import { itemId, keyOfItem, policyId, shortContainer, vaultId } from '../state/keys.ts';
import type { Item, Json, Point, Vault } from '../state/model.ts';
import type { World } from '../wire/call.ts';
import { instant, timeSpan } from '../wire/times.ts';
import { kinds } from './kinds.ts';

type Context = Pick<World, 'store' | 'quirks'> & { at: number };

const healthy = (item: Item) => item.lastBackup?.status !== 'Failed';

/** The details of the last backup as health, in the words of the service. */
function health(item: Item): Json[] {
  const error = item.lastBackup?.error;
  if (error) return [{ code: error.number, title: error.code, message: error.message, recommendations: error.recommendations }];
  return [
    {
      code: 400239,
      title: 'IaasVmHealthGreenDefault',
      message: 'Backup pre-check status of this virtual machine is OK.',
      recommendations: [],
    },
  ];
}

function kpis(item: Item): Json {
  if (!item.lastBackup) return {};
  const error = item.lastBackup.error;
  const detail = error
    ? { code: error.number, title: error.code, message: error.message, recommendations: error.recommendations }
    : { code: 0, title: 'Success', message: '', recommendations: [] };
  const status = healthy(item) ? 'Healthy' : 'PersistentUnhealthy';
  return { BackupOperationStatusKPI: { resourceHealthStatus: status, resourceHealthDetails: [detail] } };
}

function extendedInfo(context: Context, item: Item): Json {
  const points = context.store.list('point', keyOfItem(item)).map(({ doc }) => doc);
  const ends = (name: string, which: Point[]) => {
    const times = which.map(({ at }) => at);
    return {
      [`oldestRecoveryPoint${name}`]: times.length > 0 ? instant(Math.min(...times)) : undefined,
      ...(name === 'InArchive' ? { newestRecoveryPointInArchive: times.length > 0 ? instant(Math.max(...times)) : undefined } : {}),
    };
  };
  const counted = { ...ends('', points), recoveryPointCount: points.length };
  const inVault = points.filter((point) => point.inVault !== false && point.archivedAt === undefined);
  const byTier = {
    ...ends('InVault', inVault),
    ...ends(
      'InArchive',
      points.filter((point) => point.archivedAt !== undefined),
    ),
  };
  switch (item.kind) {
    case 'vm':
      return { ...counted, ...byTier, policyInconsistent: false };
    case 'share':
      return { ...counted, policyState: 'Consistent', resourceState: 'Active', resourceStateSyncTime: instant(context.at) };
    case 'mars':
      return { ...counted, ...(item.lastBackup ? { lastRefreshedAt: instant(item.lastBackup.at) } : {}) };
    default:
      return { ...counted, ...byTier, policyState: 'Consistent', ...(item.kind === 'sql' ? { recoveryModel: 'FULL' } : {}) };
  }
}

const shownLast = (item: Item) => (item.lastBackup ? { lastBackupTime: instant(item.lastBackup.at) } : {});

/** lastBackupStatus of shares and volumes. */
const lastStatus = (item: Item) => item.lastBackup?.status ?? 'IRPending';

function own(item: Item): Json {
  const state = item.state;
  const status = healthy(item) ? 'Healthy' : 'Unhealthy';
  switch (item.kind) {
    case 'vm':
      return {
        friendlyName: item.friendlyName,
        virtualMachineId: item.sourceId,
        protectionStatus: status,
        protectionState: state,
        healthStatus: healthy(item) ? 'Passed' : 'ActionRequired',
        healthDetails: health(item),
        kpisHealths: kpis(item),
        lastBackupStatus: item.lastBackup?.status ?? '',
        lastBackupTime: item.lastBackup ? instant(item.lastBackup.at) : '2001-01-01T00:00:00Z',
        protectedItemDataId: item.dataId,
        ...(item.extendedProperties ? { extendedProperties: item.extendedProperties } : {}),
      };
    case 'share':
      return {
        friendlyName: item.friendlyName,
        protectionStatus: status,
        protectionState: state,
        lastBackupStatus: lastStatus(item),
        ...shownLast(item),
        kpisHealths: kpis(item),
      };
    case 'mars':
      return {
        friendlyName: item.friendlyName,
        computerName: item.server,
        lastBackupStatus: lastStatus(item),
        ...shownLast(item),
        protectionState: state,
      };
    default: {
      const error = item.lastBackup?.error;
      const detail = error
        ? { code: error.code, message: error.message, recommendations: error.recommendations }
        : { code: 'Success', message: '', recommendations: [] };
      const word = item.lastBackup ? status : 'IRPending';
      return {
        friendlyName: item.friendlyName,
        serverName: item.server,
        parentName: item.parent,
        parentType: item.kind === 'sql' ? 'AzureVmWorkloadSQLInstance' : 'AzureVmWorkloadSAPHanaSystem',
        protectionStatus: status,
        protectionState: state,
        lastBackupStatus: word,
        ...shownLast(item),
        lastBackupErrorDetail: detail,
        protectedItemDataSourceId: item.dataId,
        protectedItemHealthStatus: word,
        kpisHealths: kpis(item),
      };
    }
  }
}

function deletion(item: Item, at: number): Json {
  if (!item.deleted) return {};
  return {
    isScheduledForDeferredDelete: true,
    deferredDeleteTimeInUTC: instant(item.deleted.at),
    deferredDeleteTimeRemaining: timeSpan(item.deleted.purgeAt - at),
    isDeferredDeleteScheduleUpcoming: false,
  };
}

export function itemView(context: Context, vault: Vault, item: Item, expanded: boolean): Json {
  const kind = kinds[item.kind];
  const policy = item.policy === null ? null : policyId(vault, { name: item.policy });
  return {
    id: itemId(vault, item),
    name: item.name,
    type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems',
    properties: {
      ...own(item),
      ...(expanded ? { extendedInfo: extendedInfo(context, item) } : {}),
      protectedItemType: kind.protectedItemType,
      backupManagementType: kind.management,
      workloadType: kind.workload,
      containerName: shortContainer(kind.management, item.container),
      ...(item.sourceId ? { sourceResourceId: item.sourceId } : {}),
      policyId: policy ?? '',
      ...(item.policy === null ? {} : { policyName: item.policy }),
      ...(item.newestPoint === null ? {} : { lastRecoveryPoint: instant(item.newestPoint) }),
      ...deletion(item, context.at),
      isArchiveEnabled: false,
      vaultId: vaultId(vault),
      softDeleteRetentionPeriodInDays: vault.softDeleteDays,
    },
  };
}
