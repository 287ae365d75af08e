// Recovery points of an item: list by date and kind, one with its details.
import { armParts, itemId, keyOfItem, pointKey, resourceKey } from '../state/keys.ts';
import type { Item, Json, Machine, Point, Vault } from '../state/model.ts';
import { type Answer, invalidInput, objectNotFound, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Filter, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { filterTime, instant, wholeSecond } from '../wire/times.ts';
import { I, itemRoute } from './lookups.ts';

const names = ['startDate', 'endDate', 'restorePointQueryType', 'extendedInfo', 'moveReadyRPOnly', 'includeSoftDeletedRP'];
const queryTypes = ['Full', 'Log', 'Differential', 'FullAndDifferential', 'All', 'Incremental', 'SnapshotFull', 'SnapshotCopyOnlyFull'];

export const findPoint = (call: Call, item: Item): Point | null => call.store.get('point', pointKey(keyOfItem(item), param(call, 'point')));

export function machineOf(call: Call, item: Item): Machine | null {
  const source = armParts(item.sourceId);
  return source && call.store.get('machine', resourceKey(source.subscription, source.resourceGroup, source.name));
}

function tiers(call: Call, point: Point): Json[] {
  const live = call.at < point.instantUntil;
  if (call.quirks) return [...(live ? [{ type: 1, status: 1 }] : []), { type: 2, status: 1 }];
  return [
    { type: 'InstantRP', status: live ? 'Valid' : 'Deleted' },
    { type: 'HardenedRP', status: 'Valid' },
  ];
}

function machinePoint(call: Call, item: Item, point: Point, full: boolean): Json {
  const machine = machineOf(call, item);
  const disks = (machine?.dataDisks ?? 0) + 1;
  const names = Array.from({ length: disks }, (_, index) =>
    index === 0
      ? { lun: -1, name: `${item.friendlyName}_OsDisk_1` }
      : { lun: index - 1, name: `${item.friendlyName}_DataDisk_${index - 1}` },
  );
  return {
    objectType: 'IaasVMRecoveryPoint',
    recoveryPointType: point.type,
    recoveryPointTime: instant(point.at),
    recoveryPointAdditionalInfo: '',
    sourceVMStorageType: 'PremiumVMOnPartialPremiumStorage',
    isSourceVMEncrypted: false,
    isInstantIlrSessionActive: false,
    recoveryPointTierDetails: tiers(call, point),
    isManagedVirtualMachine: true,
    virtualMachineSize: machine?.size ?? 'Standard_D2s_v5',
    originalStorageAccountOption: false,
    osType: machine?.os ?? 'Windows',
    recoveryPointDiskConfiguration: {
      numberOfDisksIncludedInBackup: disks,
      numberOfDisksAttachedToVm: disks,
      ...(full ? { includedDiskList: names, excludedDiskList: [] } : {}),
    },
    ...(machine?.zone ? { zones: [machine.zone] } : {}),
    isPrivateAccessEnabledOnAnyDisk: false,
    recoveryPointMoveReadinessInfo: { ArchivedRP: { isReadyForMove: false, additionalInfo: 'Recovery point is younger than 3 months.' } },
    recoveryPointProperties: { expiryTime: instant(point.expiresAt), isSoftDeleted: item.deleted !== null },
  };
}

function properties(call: Call, item: Item, point: Point, full: boolean): Json {
  const common = { recoveryPointProperties: { expiryTime: instant(point.expiresAt), isSoftDeleted: item.deleted !== null } };
  switch (item.kind) {
    case 'vm':
      return machinePoint(call, item, point, full);
    case 'share': {
      const snapshot = `https://${item.server}.file.core.windows.net/${item.friendlyName}?sharesnapshot=${wholeSecond(point.at).slice(0, -1)}.0000000Z`;
      return {
        objectType: 'AzureFileShareRecoveryPoint',
        recoveryPointType: point.type,
        recoveryPointTime: wholeSecond(point.at),
        fileShareSnapshotUri: snapshot,
        recoveryPointSizeInGB: 1 + (Number(item.dataId.slice(-2)) % 40),
        ...common,
      };
    }
    case 'mars':
      return {
        objectType: 'GenericRecoveryPoint',
        friendlyName: item.friendlyName,
        recoveryPointType: point.type,
        recoveryPointTime: instant(point.at),
        recoveryPointAdditionalInfo: '',
        ...common,
      };
    default:
      return {
        objectType: item.kind === 'sql' ? 'AzureWorkloadSQLRecoveryPoint' : 'AzureWorkloadSAPHanaRecoveryPoint',
        recoveryPointTimeInUTC: instant(point.at),
        type: point.type,
        recoveryPointTierDetails: [{ type: call.quirks ? 2 : 'HardenedRP', status: call.quirks ? 1 : 'Valid' }],
        ...common,
        ...(full && item.kind === 'sql' ? { extendedInfo: sqlFiles(item, point) } : {}),
      };
  }
}

function sqlFiles(item: Item, point: Point): Json {
  const file = (type: string, path: string) => ({ type, path, logicalName: `${item.friendlyName}${type === 'Log' ? '_log' : ''}` });
  const paths = [file('Data', `F:\\data\\${item.friendlyName}.mdf`), file('Log', `G:\\log\\${item.friendlyName}_log.ldf`)];
  return { dataDirectoryTimeInUTC: instant(point.at), dataDirectoryPaths: paths };
}

const wrap = (vault: Vault, item: Item, id: string, body: Json): Json => ({
  id: `${itemId(vault, item)}/recoveryPoints/${id}`,
  name: id,
  type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints',
  properties: body,
});

/** Log backups as one range: from the oldest full backup that has a successor until shortly before now. */
function logRange(call: Call, vault: Vault, item: Item, points: Point[]): Json[] {
  const oldest = points.at(-1);
  if (!oldest || (item.kind !== 'sql' && item.kind !== 'hana')) return [];
  const objectType = item.kind === 'sql' ? 'AzureWorkloadSQLPointInTimeRecoveryPoint' : 'AzureWorkloadSAPHanaPointInTimeRecoveryPoint';
  const newest = Math.max(item.newestPoint ?? 0, oldest.at);
  const timeRanges = [{ startTime: instant(oldest.at), endTime: instant(Math.min(call.at, newest + 24 * 3_600_000)) }];
  return [wrap(vault, item, 'DefaultRangeRecoveryPoint', { objectType, type: 'Log', timeRanges })];
}

function selected(points: Point[], filter: Filter): Point[] | Answer {
  const [from, until] = [filter.startDate, filter.endDate].map((text) => (text === undefined ? undefined : filterTime(text)));
  const type = filter.restorePointQueryType?.toLowerCase() ?? 'all';
  if (from === null || until === null || !queryTypes.some((known) => known.toLowerCase() === type)) return invalidInput('$filter');
  const kind = (point: Point) => point.type.toLowerCase();
  return points.filter(
    (point) =>
      (from === undefined || point.at >= from) &&
      (until === undefined || point.at <= until) &&
      (type === 'all' ||
        type === 'log' ||
        kind(point) === type ||
        (type === 'fullanddifferential' && ['full', 'differential'].includes(kind(point)))),
  );
}

const list = (call: Call, vault: Vault, item: Item): Answer => {
  const parsed = parseFilter(call.query.$filter, names);
  if ('refused' in parsed) return parsed.refused;
  const points = selected(
    call.store.list('point', keyOfItem(item)).map(({ doc }) => doc),
    parsed.filter,
  );
  if (!Array.isArray(points)) return points;
  const type = parsed.filter.restorePointQueryType?.toLowerCase() ?? 'all';
  const logs = type === 'all' || type === 'log' ? logRange(call, vault, item, points) : [];
  const full = parsed.filter.extendedInfo?.toLowerCase() === 'true';
  const shown = (type === 'log' ? [] : points).map((point) => () => wrap(vault, item, point.id, properties(call, item, point, full)));
  return page(call, [...shown, ...logs.map((range) => () => range)], (render) => render());
};

const get = (call: Call, vault: Vault, item: Item): Answer => {
  const point = findPoint(call, item);
  return point ? ok(wrap(vault, item, point.id, properties(call, item, point, true))) : objectNotFound(param(call, 'point'));
};

export const pointRoutes: Route[] = [itemRoute('GET', `${I}/recoveryPoints`, list), itemRoute('GET', `${I}/recoveryPoints/{point}`, get)];
