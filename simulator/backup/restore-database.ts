// What a restore of a database needs: a registered target of the same kind, a name or a folder there, a moment that the log
// chain reaches. A database that is in the way is found by the job, not by the request, as in the service.
import type { RestoreRequest } from '../requests/restore.ts';
import { armParts, containerKey, lastName, resourceKey, vaultKey } from '../state/keys.ts';
import type { Container, Item, JobFate, Makes } from '../state/model.ts';
import { type Answer, invalidInput } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { filterTime } from '../wire/times.ts';
import { logReach } from './logs.ts';

export type DatabaseRestore = Extract<RestoreRequest, { objectType: `AzureWorkload${string}` }>;
const place = (name: string) => `properties.${name}`;

export const isDatabaseRestore = (request: RestoreRequest): request is DatabaseRestore => request.objectType.startsWith('AzureWorkload');
export const isPointInTime = (request: RestoreRequest) => /PointInTime/.test(request.objectType);

const vaultPath = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.RecoveryServices\/vaults\/([^/]+)\//i;

/** The registered machine that a target names: in the vault of the item, or for another region in a vault there. */
function target(call: Call, request: DatabaseRestore): Container | null {
  const id = request.targetInfo?.containerId ?? '';
  const [, subscription = '', group = '', vault = ''] = vaultPath.exec(id) ?? [];
  const found = call.store.get('container', containerKey(vaultKey(subscription, group, vault), decodeURIComponent(lastName(id))));
  return found?.management === 'AzureWorkload' ? found : null;
}

/** A vault restores to its own servers; in another region any vault there may know the server. */
const reaches = (call: Call, item: Item, container: Container, region: string): boolean =>
  container.vault === item.vault ||
  (call.store.get('vault', item.vault)?.location !== region && call.store.get('vault', container.vault)?.location === region);

/** `INSTANCE/NAME`, or the name alone in the instance of the source. */
function wanted(item: Item, request: DatabaseRestore): { instance: string; name: string } {
  const [instance = '', name] = (request.targetInfo?.databaseName ?? '').split('/');
  return name === undefined ? { instance: item.parent, name: instance } : { instance, name };
}

const machineKey = (container: Container) => {
  const parts = armParts(container.sourceId);
  return parts ? resourceKey(parts.subscription, parts.resourceGroup, parts.name) : '';
};

function momentProblem(call: Call, item: Item, request: DatabaseRestore): Answer | null {
  if (!('pointInTime' in request)) return null;
  const at = filterTime(/Z|[+-]\d\d:\d\d$/.test(request.pointInTime) ? request.pointInTime : `${request.pointInTime}Z`);
  const reached = at !== null && logReach(call, item).some(({ from, to }) => at >= from && at <= to);
  return reached ? null : invalidInput(place('pointInTime'), 'The point in time lies in no unbroken chain of log backups.');
}

export function databaseProblem(call: Call, item: Item, request: DatabaseRestore, region: string): Answer | null {
  const late = momentProblem(call, item, request);
  if (late) return late;
  if (request.recoveryType === 'RestoreDisks') return invalidInput(place('recoveryType'));
  const asFiles = request.recoveryMode === 'FileRecovery';
  if (request.recoveryType === 'OriginalLocation') return asFiles ? invalidInput(place('recoveryMode')) : null;
  if (!request.targetInfo?.containerId) return invalidInput(place('targetInfo.containerId'));
  const container = target(call, request);
  if (!container || !reaches(call, item, container, region))
    return invalidInput(place('targetInfo.containerId'), 'The target is not a machine registered with this vault.');
  if ((container.workload === 'SAPHanaDatabase') !== (item.kind === 'hana')) {
    return invalidInput(place('targetInfo.containerId'), 'The target runs another kind of database.');
  }
  if (asFiles)
    return request.targetInfo.targetDirectoryForFileRestore ? null : invalidInput(place('targetInfo.targetDirectoryForFileRestore'));
  return request.targetInfo.databaseName ? null : invalidInput(place('targetInfo.databaseName'));
}

const incompatible: JobFate = {
  ends: 'Failed',
  error: {
    code: 'UserErrorIncompatibleSrcTargetSystemsForRestore',
    number: 520512,
    message: 'The source and target systems for restore are incompatible.',
    recommendations: ['SYSTEMDB cannot be renamed during restore.', 'For more information, refer to the SAP note 1642148.'],
  },
};
const inTheWay: JobFate = {
  ends: 'Failed',
  error: {
    code: 'UserErrorCannotRestoreExistingDBWithoutForceOverwrite',
    number: 520233,
    message: 'Database with same name already exists at the target location.',
    recommendations: ['Change the target database name, or use the force overwrite option.'],
  },
};

/** What the job will come to, and the database that it leaves. */
export function databaseOutcome(call: Call, item: Item, request: DatabaseRestore): { fate?: JobFate; makes?: Makes } {
  const container = request.recoveryType === 'AlternateLocation' ? target(call, request) : null;
  if (!container || request.recoveryMode === 'FileRecovery') return {};
  const { instance, name } = wanted(item, request);
  const host = machineKey(container);
  const kind = item.kind === 'hana' ? 'hana' : 'sql';
  const systemRenamed = kind === 'hana' && /^systemdb$/i.test(item.friendlyName) && !/^systemdb$/i.test(name);
  if (systemRenamed) return { fate: incompatible };
  const there = call.store
    .get('machine', host)
    ?.databases.some(
      (one) => one.kind === kind && one.name.toLowerCase() === name.toLowerCase() && one.instance.toLowerCase() === instance.toLowerCase(),
    );
  if (there && request.targetInfo?.overwriteOption !== 'Overwrite') return { fate: inTheWay };
  return { makes: { host, database: { kind, name, instance } } };
}
