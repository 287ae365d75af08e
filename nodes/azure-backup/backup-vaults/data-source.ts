// What Azure wants to hear about a data source when it is to be protected: its type, the set it belongs to, where snapshots go.
import type { AzureAnswer, AzureBackup } from '../../kit/capabilities-azure.ts';
import { fail } from '../../kit/errors.ts';
import { groupId, lastPart, partOf } from '../place.ts';
import { apiVersion, sourceIdOf } from './backup-vault.ts';
import { vaultLocation } from './restore-point.ts';

interface Wanted {
  readonly kind: 'disk' | 'blob' | 'postgres' | 'aks';
  readonly source: string;
  readonly policy: string;
  readonly snapshotGroup?: string | undefined;
  readonly credentials?: string | undefined;
}

const types = {
  disk: {
    type: 'Microsoft.Compute/disks',
    resource: 'Microsoft.Compute/disks',
    pattern: /\/providers\/Microsoft\.Compute\/disks\/[^/]+$/i,
  },
  blob: {
    type: 'Microsoft.Storage/storageAccounts/blobServices',
    resource: 'Microsoft.Storage/storageAccounts',
    pattern: /\/providers\/Microsoft\.Storage\/storageAccounts\/[^/]+$/i,
  },
  postgres: {
    type: 'Microsoft.DBforPostgreSQL/servers/databases',
    resource: 'Microsoft.DBforPostgreSQL/servers/databases',
    pattern: /\/providers\/Microsoft\.DBforPostgreSQL\/(servers\/[^/]+\/databases|flexibleServers)\/[^/]+$/i,
  },
  aks: {
    type: 'Microsoft.ContainerService/managedClusters',
    resource: 'Microsoft.ContainerService/managedClusters',
    pattern: /\/providers\/Microsoft\.ContainerService\/managedClusters\/[^/]+$/i,
  },
} as const;

/** A flexible server is backed up as a whole. */
const flexibleServer = { type: 'Microsoft.DBforPostgreSQL/flexibleServers', resource: 'Microsoft.DBforPostgreSQL/flexibleServers' };

/** Of a cluster everything is backed up; without these words the service refuses. */
const wholeCluster = {
  objectType: 'KubernetesClusterBackupDatasourceParameters',
  snapshotVolumes: true,
  includeClusterScopeResources: true,
};

/** Azure wants a name for the instance: the portal takes the source's name and a GUID; ours follows from the step's key. */
export async function askProtection(
  azure: AzureBackup,
  vaultId: string,
  wanted: Wanted,
  key: string,
): Promise<{ readonly id: string; readonly answer: AzureAnswer }> {
  const source = sourceIdOf(wanted.source);
  const { type, resource, pattern } = /\/flexibleServers\//i.test(source)
    ? { ...types[wanted.kind], ...flexibleServer }
    : types[wanted.kind];
  if (!pattern.test(source)) throw fail('param_invalid', `${source} is not the id of a ${resource}.`, { refused: true });
  const location = await vaultLocation(azure, vaultId);
  const setId = source.replace(/\/databases\/[^/]+$/i, '');
  const about = (id: string, objectType: string) => ({
    objectType,
    datasourceType: type,
    resourceID: id,
    resourceName: lastPart(id),
    resourceType: id === source ? resource : resource.replace(/\/databases$/, ''),
    resourceLocation: location,
    resourceUri: id,
  });
  const snapshots =
    wanted.kind === 'disk' || wanted.kind === 'aks'
      ? groupId(wanted.snapshotGroup || (partOf(source, 'resourceGroups') ?? ''), source)
      : null;
  const name = [partOf(setId, 'servers') ?? '', lastPart(source), key].filter((part) => part !== '').join('-');
  const id = `${vaultId}/backupInstances/${name}`;
  const answer = await azure.arm({
    method: 'PUT',
    path: id,
    apiVersion,
    key,
    body: {
      properties: {
        objectType: 'BackupInstance',
        friendlyName: setId === source ? lastPart(source) : `${lastPart(setId)}\\${lastPart(source)}`,
        dataSourceInfo: about(source, 'Datasource'),
        dataSourceSetInfo: about(setId, 'DatasourceSet'),
        policyInfo: {
          policyId: /^\/subscriptions\//i.test(wanted.policy) ? wanted.policy : `${vaultId}/backupPolicies/${wanted.policy}`,
          ...(snapshots
            ? {
                policyParameters: {
                  dataStoreParametersList: [
                    { objectType: 'AzureOperationalStoreParameters', dataStoreType: 'OperationalStore', resourceGroupId: snapshots },
                  ],
                  ...(wanted.kind === 'aks' ? { backupDatasourceParametersList: [wholeCluster] } : {}),
                },
              }
            : {}),
        },
        ...(wanted.credentials
          ? {
              datasourceAuthCredentials: {
                objectType: 'SecretStoreBasedAuthCredentials',
                secretStoreResource: { uri: wanted.credentials, secretStoreType: 'AzureKeyVault' },
              },
            }
          : {}),
      },
    },
  });
  return { id, answer };
}
