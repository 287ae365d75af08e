// The request that restores a SQL or SAP HANA database: over itself, to another server or name, or as files; from a backup or to a
// moment; from the archive. Where SQL has to put the files it finds out by asking Azure. Nothing is sent here.
import type { AzureBackup, ProtectedItem } from '../../kit/capabilities-azure.ts';
import { fail } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { entries, list, object, text, words } from '../answer.ts';
import { findContainer } from '../containers.ts';
import { filter } from '../filter.ts';
import { containerOfItem, containerPlace, pointPlace } from '../place.ts';
import { pointsOf } from './points.ts';
import { rehydration } from './vm-restore.ts';

export interface DatabaseRestore {
  readonly to: 'original' | 'alternate' | 'files';
  readonly pointInTime?: string | undefined;
  readonly overwrite: boolean;
  readonly server?: string | undefined;
  readonly instance?: string | undefined;
  readonly database?: string | undefined;
  readonly folder?: string | undefined;
  readonly dataFolder?: string | undefined;
  readonly logFolder?: string | undefined;
  readonly noRecovery: boolean;
  readonly rehydrate: 'no' | 'Standard' | 'High';
  readonly rehydrateDays: number;
}

/** Log backups have no points of their own: one range stands for all moments. */
export const rangePoint = (itemId: string): string => `${itemId}/recoveryPoints/DefaultRangeRecoveryPoint`;

/** `now`: the step's recorded start, so that file names are the same at every attempt. */
export async function databaseRestoreRequest(
  azure: AzureBackup,
  item: ProtectedItem,
  pointId: string,
  params: DatabaseRestore,
  now: number,
): Promise<JsonObject> {
  if (item.managementType !== 'AzureWorkload') throw fail('param_invalid', `${item.friendlyName} is no database.`, { refused: true });
  const sql = !/hana/i.test(item.workloadType);
  const rehydrate = params.rehydrate !== 'no';
  return {
    objectType: `AzureWorkload${sql ? 'SQL' : 'SAPHana'}${params.pointInTime ? 'PointInTime' : ''}Restore${rehydrate ? 'WithRehydrate' : ''}Request`,
    recoveryType: params.to === 'original' ? 'OriginalLocation' : 'AlternateLocation',
    ...(item.sourceResourceId ? { sourceResourceId: item.sourceResourceId } : {}),
    ...(params.pointInTime ? { pointInTime: new Date(params.pointInTime).toISOString() } : {}),
    ...(sql ? { shouldUseAlternateTargetLocation: true, isNonRecoverable: params.noRecovery } : {}),
    ...(params.to === 'original' ? {} : await targetOf(azure, item, pointId, params, sql, now)),
    ...(params.to === 'files' ? { recoveryMode: 'FileRecovery' } : {}),
    ...(rehydrate ? { recoveryPointRehydrationInfo: rehydration(params.rehydrate, params.rehydrateDays) } : {}),
  };
}

async function targetOf(
  azure: AzureBackup,
  item: ProtectedItem,
  pointId: string,
  params: DatabaseRestore,
  sql: boolean,
  now: number,
): Promise<JsonObject> {
  const container = params.server ? (await findContainer(azure, params.server, item.vaultId, ['databases'])).id : containerOfItem(item.id);
  const overwriteOption = params.overwrite ? 'Overwrite' : 'FailOnConflict';
  if (params.to === 'files') {
    if (!params.folder) throw fail('param_missing', 'Say into which folder of the server the files are to be put.', { refused: true });
    return { targetInfo: { overwriteOption, containerId: container, targetDirectoryForFileRestore: params.folder } };
  }
  if (!params.database) throw fail('param_missing', 'Say under which name the database is to be restored.', { refused: true });
  const instance = params.instance || item.name.split(';').at(-2) || '';
  const target = { overwriteOption, containerId: container, databaseName: `${instance}/${params.database}` };
  const paths = sql
    ? await filePaths(azure, container, await backupBefore(azure, item, pointId, params.pointInTime), { ...params, instance }, now)
    : [];
  return { targetInfo: target, ...(paths.length > 0 ? { alternateDirectoryPaths: paths } : {}) };
}

interface Folders {
  readonly instance: string;
  readonly dataFolder?: string | undefined;
  readonly logFolder?: string | undefined;
}

/** A moment is restored with the files of the full or differential backup before it: only those know them. */
async function backupBefore(azure: AzureBackup, item: ProtectedItem, pointId: string, moment: string | undefined): Promise<string | null> {
  if (!moment) return pointId;
  const at = Date.parse(moment);
  const earlier = (await pointsOf(azure, item.id, { type: 'FullAndDifferential' })).filter(({ time }) => Date.parse(time) <= at);
  return earlier[0]?.id ?? null;
}

/** Each file of the backup by the folder that the target instance keeps such files in, under a name that is not taken. */
async function filePaths(
  azure: AzureBackup,
  container: string,
  pointId: string | null,
  folders: Folders,
  now: number,
): Promise<JsonObject[]> {
  const files = pointId === null ? [] : await filesOf(azure, pointId);
  if (files.length === 0) return [];
  const usual = folders.dataFolder && folders.logFolder ? {} : await usualFolders(azure, container, folders.instance);
  return files.flatMap(({ type, path, logicalName }) => {
    const folder = type === 'Log' ? folders.logFolder || usual.Log : folders.dataFolder || usual.Data;
    if (!folder) return [];
    const ending = /\.[A-Za-z]{1,4}$/.exec(path)?.[0] ?? '';
    const targetPath = `${folder.replace(/[\\/]+$/, '')}\\${logicalName}_${Math.floor(now / 1000)}${ending}`;
    return [{ mappingType: type, sourceLogicalName: logicalName, sourcePath: path, targetPath }];
  });
}

async function filesOf(azure: AzureBackup, pointId: string) {
  const { body } = await azure.operation({ id: 'RecoveryPoints_Get', ...pointPlace(pointId) });
  const paths = list(object(object(object(body).properties).extendedInfo).dataDirectoryPaths).map(object);
  return paths.flatMap(({ type, path, logicalName }) =>
    text(path) && text(logicalName)
      ? [{ type: /log/i.test(words(type)) ? ('Log' as const) : ('Data' as const), path: words(path), logicalName: words(logicalName) }]
      : [],
  );
}

async function usualFolders(azure: AzureBackup, container: string, instance: string): Promise<{ Data?: string; Log?: string }> {
  const { body } = await azure.operation({
    id: 'BackupWorkloadItems_List',
    ...containerPlace(container),
    query: filter({ backupManagementType: 'AzureWorkload', workloadItemType: 'SQLInstance' }),
  });
  const found = entries(body).find(({ name, properties }) =>
    [words(object(properties).friendlyName), words(name).split(';').at(-1)].some((one) => one?.toLowerCase() === instance.toLowerCase()),
  );
  const folders: { Data?: string; Log?: string } = {};
  for (const { type, path } of list(object(found?.properties).dataDirectoryPaths).map(object))
    if (text(path)) folders[/log/i.test(words(type)) ? 'Log' : 'Data'] = words(path);
  return folders;
}
