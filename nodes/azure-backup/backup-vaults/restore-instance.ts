// Restores from a Backup vault to a new place: a disk, a PostgreSQL database or a cluster from a recovery point, blobs back to a
// moment. What exists is never overwritten, except that blobs are set back where they are.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, date, optionalAzureId, text } from '../../kit/fields.ts';
import type { JsonObject } from '../../kit/json.ts';
import { object } from '../answer.ts';
import { groupId, lastPart, partOf } from '../place.ts';
import { apiVersion, type BackupInstance, backupVaultChoices, findInstance, instanceChoices } from './backup-vault.ts';
import { estate } from './example-estate.ts';
import { newestPoint, vaultLocation } from './restore-point.ts';
import { dataAcceptedShape } from './shapes.ts';
import { closeByDataJob, dataStarted, resumeDataStart } from './start.ts';

const cluster = {
  backupVaults: [
    {
      name: 'bvault-weu',
      policies: [{ name: 'aks-daily', kind: 'aks' as const }],
      instances: [{ kind: 'aks' as const, name: 'aks-shop', policy: 'aks-daily', points: 2 }],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.restore-instance',
  version: 1,
  group: 'azure-backup',
  section: 'Backup vaults',
  title: 'Restore a disk, database or blobs',
  summary: 'Restores from a Backup vault to a new disk or database. Blobs are set back to a moment: what was written since is lost.',
  icon: 'restore',
  keywords: [
    'disk restore',
    'blob point in time restore',
    'az dataprotection backup-instance restore',
    'Start-AzDataProtectionBackupInstanceRestore',
  ],
  connection: 'azure',
  // Blobs are set back where they are: what was written since is lost.
  effect: 'destroy',
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Backup vault', description: 'Empty: any Backup vault.' }),
    instance: azureId('instance', { title: 'Instance' }),
    point: text({
      title: 'Recovery point',
      description: 'Empty: the newest.',
      ui: { placeholder: '{{ steps.listPoints.items[0].pointId }}' },
    }).optional(),
    at: date({ title: 'Moment', description: 'Only for blobs: they are set back to it.' }).optional(),
    targetName: text({ title: 'New name', description: 'Of the disk or database that is made. Not for blobs.' }).optional(),
    targetGroup: text({ title: 'Resource group', description: 'For a disk. Empty: the group of the source.' }).optional(),
  }),
  ports: ['done'],
  result: dataAcceptedShape.extend({ targetId: z.string() }),
  line: '{instance} · {point} · {at} · as {targetName}',
  async run({ params, azure, key }) {
    const instance = await findInstance(azure, params.instance, params.vault);
    const targetId = targetOf(instance, params.targetName, params.targetGroup);
    const restoreLocation = await vaultLocation(azure, instance.vaultId);
    const target = {
      objectType: instance.kind === 'aks' ? 'ItemLevelRestoreTargetInfo' : 'RestoreTargetInfo',
      recoveryOption: 'FailIfExists',
      restoreLocation,
      ...(await whereTo(azure, instance, targetId)),
    };
    const what =
      instance.kind === 'blob'
        ? {
            objectType: 'AzureBackupRecoveryTimeBasedRestoreRequest',
            sourceDataStoreType: 'OperationalStore',
            recoveryPointTime: momentOf(params.at),
          }
        : { objectType: 'AzureBackupRecoveryPointBasedRestoreRequest', ...(await newestPoint(azure, instance, params.point)) };
    const answer = await azure.arm({
      method: 'POST',
      path: `${instance.id}/restore`,
      apiVersion,
      key,
      body: { ...what, restoreTargetInfo: target },
    });
    const outcome = await dataStarted(answer, { vaultId: instance.vaultId, instanceId: instance.id });
    return withTarget(outcome, targetId);
  },
  async resume(context) {
    const targetId = String((context.state as { readonly targetId?: string }).targetId ?? '');
    return withTarget(await resumeDataStart(context), targetId);
  },
  async recover(open) {
    const instance = await findInstance(open.azure, open.params.instance, open.params.vault);
    const closed = await closeByDataJob(open, { vaultId: instance.vaultId, instanceId: instance.id }, async () => false);
    if (typeof closed === 'string' || !('data' in closed.happened)) return closed;
    const targetId = targetOf(instance, open.params.targetName, open.params.targetGroup);
    return { happened: { ...closed.happened, data: { ...(closed.happened.data as object), targetId } } };
  },
  choices: { vault: backupVaultChoices, instance: instanceChoices },
  examples: [
    {
      name: 'What is missing in a cluster, back into it',
      given: { estate: cluster },
      params: { instance: 'aks-shop' },
      expect: { port: 'done', data: { jobId: { $like: '^[0-9a-f-]{36}$' }, targetId: { $like: '/managedClusters/aks-shop$' } } },
    },
    {
      name: 'A disk from its newest point',
      given: { estate },
      params: { instance: 'disk-erp-01', targetName: 'disk-erp-01-restored' },
      expect: { port: 'done', data: { jobId: { $uuid: true }, targetId: { $like: '/disks/disk-erp-01-restored$' } } },
    },
    {
      name: 'Blobs back to yesterday',
      given: { estate },
      params: { instance: 'streports', at: '{{ addDays(utcNow(), -1) }}' },
      expect: { port: 'done', data: { jobId: { $uuid: true }, targetId: { $like: '/storageAccounts/streports$' } } },
    },
    {
      name: 'Before the retention of the policy',
      given: { estate },
      params: { instance: 'streports', at: '{{ addDays(utcNow(), -90) }}' },
      expect: { failed: { code: 'azure_error', azure: { code: 'UserErrorRestorePointInTimeOutOfRange', status: 400 } } },
    },
    {
      name: 'A disk without a new name',
      given: { estate },
      params: { instance: 'disk-erp-01' },
      expect: { failed: { code: 'param_missing' } },
    },
  ],
});

function momentOf(at: string | undefined): string {
  if (!at) throw fail('param_missing', 'Blobs are set back to a moment: say which.', { refused: true });
  return new Date(at).toISOString();
}

/** Where it goes: a sibling of the source, blobs to where they are, a cluster's contents into it or a cluster beside it. */
function targetOf({ kind, sourceId }: BackupInstance, name: string | undefined, group: string | undefined): string {
  if (kind === 'blob' || (kind === 'aks' && !name)) return sourceId;
  if (/\/flexibleServers\//i.test(sourceId))
    throw fail('param_invalid', 'A flexible server is restored as files: start that in the portal.', { refused: true });
  if (!name) throw fail('param_missing', 'Say how the restored disk or database is to be called.', { refused: true });
  const sibling = sourceId.replace(/[^/]+$/, name);
  return group ? sibling.replace(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i, groupId(group, sourceId)) : sibling;
}

/** What is in a cluster already stays as it is. */
const wholeCluster = {
  objectType: 'KubernetesClusterRestoreCriteria',
  includeClusterScopeResources: true,
  persistentVolumeRestoreMode: 'RestoreWithVolumeData',
  conflictPolicy: 'Skip',
};

/** A database names its server too, and the secret with which the service signs in there; a cluster says what of it. */
async function whereTo(azure: AzureBackup, instance: BackupInstance, targetId: string): Promise<JsonObject> {
  const datasourceInfo = source(instance, targetId);
  if (instance.kind === 'aks')
    return { datasourceInfo, datasourceSetInfo: { ...datasourceInfo, objectType: 'DatasourceSet' }, restoreCriteria: [wholeCluster] };
  if (instance.kind !== 'postgres') return { datasourceInfo };
  const server = targetId.replace(/\/databases\/[^/]+$/i, '');
  const { body } = await azure.arm({ method: 'GET', path: instance.id, apiVersion });
  const { datasourceAuthCredentials } = object(object(body).properties);
  return {
    datasourceInfo,
    datasourceSetInfo: {
      ...datasourceInfo,
      objectType: 'DatasourceSet',
      resourceID: server,
      resourceName: lastPart(server),
      resourceType: 'Microsoft.DBforPostgreSQL/servers',
      resourceUri: server,
    },
    ...(datasourceAuthCredentials ? { datasourceAuthCredentials: datasourceAuthCredentials as JsonObject } : {}),
  };
}

const source = ({ sourceId, kind }: BackupInstance, targetId: string) => ({
  objectType: 'Datasource',
  datasourceType: types[kind] ?? kind,
  resourceID: targetId,
  resourceName: lastPart(targetId),
  resourceType: `${partOf(sourceId, 'providers')}/${sourceId.split('/').at(-2)}`,
  resourceUri: targetId,
});

const types: { readonly [kind: string]: string } = {
  disk: 'Microsoft.Compute/disks',
  blob: 'Microsoft.Storage/storageAccounts/blobServices',
  postgres: 'Microsoft.DBforPostgreSQL/servers/databases',
  aks: 'Microsoft.ContainerService/managedClusters',
};

/** The target follows from the params, but not the instance's place: it travels with the wait. */
function withTarget(outcome: Awaited<ReturnType<typeof dataStarted>>, targetId: string): typeof outcome {
  if ('wait' in outcome) return { wait: { ...outcome.wait, state: { ...(outcome.wait.state as object), targetId } } };
  return { ...outcome, data: { ...(outcome.data as object), targetId } };
}
