// Recovery points of an item: list by date and kind, one with its details.
import { armParts, itemId, keyOfItem, pointKey, resourceKey } from '../state/keys.ts';
import type { Item, Json, Machine, Point, Vault } from '../state/model.ts';
import { type Answer, invalidInput, objectNotFound, ok } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { type Filter, parseFilter } from '../wire/filter.ts';
import { page } from '../wire/paging.ts';
import type { Route } from '../wire/router.ts';
import { filterTime, instant, wholeSecond } from '../wire/times.ts';
import { logReach } from './logs.ts';
import { I, itemRoute } from './lookups.ts';
import { asAsked } from './older-version.ts';
import { arrived, isSecondary, secondaryRegion } from './replica.ts';
import { isMounted, notMovable, tiersOf } from './tiers.ts';

const names = ['startDate', 'endDate', 'restorePointQueryType', 'extendedInfo', 'moveReadyRPOnly', 'includeSoftDeletedRP'];
const queryTypes = ['Full', 'Log', 'Differential', 'FullAndDifferential', 'All', 'Incremental', 'SnapshotFull', 'SnapshotCopyOnlyFull'];

export const findPoint = (call: Call, item: Item): Point | null => call.store.get('point', pointKey(keyOfItem(item), param(call, 'point')));

export function machineOf(call: Call, item: Item): Machine | null {
  const source = armParts(item.sourceId);
  return source && call.store.get('machine', resourceKey(source.subscription, source.resourceGroup, source.name));
}

const numbers = { InstantRP: 1, HardenedRP: 2, ArchivedRP: 3, Valid: 1, Deleted: 3, Rehydrated: 4 } as const;

function tiers(call: Call, item: Item, point: Point): Json[] {
  const all = tiersOf(item, point, call.at);
  // The service itself leaves out a snapshot that is gone, and sends numbers.
  if (call.quirks) {
    return all
      .filter(({ type, status }) => type !== 'InstantRP' || status === 'Valid')
      .map(({ type, status }) => ({ type: numbers[type], status: numbers[status] }));
  }
  return all.map((tier) => {
    const until = tier.status === 'Rehydrated' && point.rehydrated;
    return until ? { ...tier, extendedInfo: { RehydratedRPExpiryTime: instant(until.until) } } : { ...tier };
  });
}

/** Whether the point may go to the archive, and if not, why. */
function readiness(call: Call, item: Item, point: Point): Json {
  const reason = notMovable(item, point, call.at);
  return { ArchivedRP: { isReadyForMove: reason === null, ...(reason === null ? {} : { additionalInfo: reason }) } };
}

const keptBy = (item: Item, point: Point): Json => ({
  expiryTime: instant(point.expiresAt),
  ...(point.rule ? { ruleName: point.rule } : {}),
  isSoftDeleted: item.deleted !== null,
});

interface Disk {
  lun: number;
  name: string;
}

/** The disks of a machine; the system disk has LUN -1. */
export function disksOf(item: Item, machine: Machine | null): Disk[] {
  const data = Array.from({ length: machine?.dataDisks ?? 0 }, (_, lun) => ({ lun, name: `${item.friendlyName}_DataDisk_${lun}` }));
  return [{ lun: -1, name: `${item.friendlyName}_OsDisk_1` }, ...data];
}

/** Which of them the point holds. */
export function selectedDisks(disks: Disk[], point: Pick<Point, 'luns'>): { included: Disk[]; excluded: Disk[] } {
  const { luns } = point;
  const inside = ({ lun }: Disk) => lun === -1 || !luns || luns.listed.includes(lun) === luns.inclusion;
  return { included: disks.filter(inside), excluded: disks.filter((disk) => !inside(disk)) };
}

function machinePoint(call: Call, item: Item, point: Point, full: boolean): Json {
  const machine = machineOf(call, item);
  const disks = disksOf(item, machine);
  const { included, excluded } = selectedDisks(disks, point);
  return {
    objectType: 'IaasVMRecoveryPoint',
    recoveryPointType: point.type,
    recoveryPointTime: instant(point.at),
    recoveryPointAdditionalInfo: '',
    sourceVMStorageType: 'PremiumVMOnPartialPremiumStorage',
    isSourceVMEncrypted: false,
    isInstantIlrSessionActive: isMounted(point, call.at),
    recoveryPointTierDetails: tiers(call, item, point),
    isManagedVirtualMachine: true,
    virtualMachineSize: machine?.size ?? 'Standard_D2s_v5',
    originalStorageAccountOption: false,
    osType: machine?.os ?? 'Windows',
    recoveryPointDiskConfiguration: {
      numberOfDisksIncludedInBackup: included.length,
      numberOfDisksAttachedToVm: disks.length,
      ...(full ? { includedDiskList: included, excludedDiskList: excluded } : {}),
    },
    ...(machine?.zone ? { zones: [machine.zone] } : {}),
    isPrivateAccessEnabledOnAnyDisk: false,
    recoveryPointMoveReadinessInfo: readiness(call, item, point),
    recoveryPointProperties: keptBy(item, point),
  };
}

function properties(call: Call, item: Item, point: Point, full: boolean): Json {
  const common = { recoveryPointProperties: keptBy(item, point) };
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
        recoveryPointTierDetails: tiers(call, item, point),
        recoveryPointMoveReadinessInfo: readiness(call, item, point),
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

export const pointView = (call: Call, vault: Vault, item: Item, point: Point, full: boolean): Json =>
  wrap(vault, item, point.id, properties(call, item, point, full));

/** Log backups as unbroken ranges, in one recovery point that stands for every moment in them. */
function logRange(call: Call, vault: Vault, item: Item): Json[] {
  if (item.kind !== 'sql' && item.kind !== 'hana') return [];
  const ranges = logReach(call, item);
  if (ranges.length === 0) return [];
  const objectType = item.kind === 'sql' ? 'AzureWorkloadSQLPointInTimeRecoveryPoint' : 'AzureWorkloadSAPHanaPointInTimeRecoveryPoint';
  const timeRanges = ranges.map(({ from, to }) => ({ startTime: instant(from), endTime: instant(to) }));
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
  const elsewhere = isSecondary(call);
  const there = secondaryRegion(vault) ? arrived(call, item) : [];
  const points = selected(elsewhere ? there : call.store.list('point', keyOfItem(item)).map(({ doc }) => doc), parsed.filter);
  if (!Array.isArray(points)) return points;
  const type = parsed.filter.restorePointQueryType?.toLowerCase() ?? 'all';
  const logs = type === 'all' || type === 'log' ? logRange(call, vault, item) : [];
  const full = parsed.filter.extendedInfo?.toLowerCase() === 'true';
  const shown = (type === 'log' ? [] : points).map((point) => () => {
    // Only vault data is replicated: no snapshots over there.
    return asAsked(call, pointView(call, vault, item, elsewhere ? { ...point, instantUntil: 0 } : point, full));
  });
  return page(call, [...shown, ...logs.map((range) => () => range)], (render) => render());
};

const get = (call: Call, vault: Vault, item: Item): Answer => {
  const point = findPoint(call, item);
  return point ? ok(pointView(call, vault, item, point, true)) : objectNotFound(param(call, 'point'));
};

export const pointRoutes: Route[] = [itemRoute('GET', `${I}/recoveryPoints`, list), itemRoute('GET', `${I}/recoveryPoints/{point}`, get)];
