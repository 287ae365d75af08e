// How a Recovery Services vault looks on the wire.
import { vaultId } from '../state/keys.ts';
import type { Json, PrivateConnection, Vault } from '../state/model.ts';
import { asJson } from '../wire/call.ts';

const endpointState = (connections: PrivateConnection[], group: RegExp) =>
  connections.some((one) => one.status === 'Approved' && one.groupIds.some((id) => group.test(id))) ? 'Enabled' : 'None';

export const vaultView = (vault: Vault, connections: PrivateConnection[] = []): Json => ({
  location: vault.location,
  name: vault.name,
  etag: vault.etag,
  ...(vault.identity ? { identity: vault.identity } : {}),
  tags: vault.tags,
  properties: {
    provisioningState: 'Succeeded',
    ...(connections.length > 0
      ? {
          privateEndpointConnections: connections.map((one) => ({
            id: `${vaultId(vault)}/privateEndpointConnections/${one.name}`,
            name: one.name,
            type: 'Microsoft.RecoveryServices/vaults/privateEndpointConnections',
            location: vault.location,
            properties: {
              provisioningState: one.status === 'Pending' ? 'Pending' : 'Succeeded',
              privateEndpoint: { id: one.endpointId },
              groupIds: one.groupIds,
              privateLinkServiceConnectionState: { status: one.status, description: one.description, actionsRequired: 'None' },
            },
          })),
        }
      : {}),
    privateEndpointStateForBackup: endpointState(connections, /^AzureBackup/),
    privateEndpointStateForSiteRecovery: endpointState(connections, /^AzureSiteRecovery/),
    backupStorageVersion: 'V2',
    publicNetworkAccess: 'Enabled',
    redundancySettings: {
      standardTierStorageRedundancy: vault.redundancy,
      crossRegionRestore: vault.crossRegionRestore ? 'Enabled' : 'Disabled',
    },
    ...vault.extra,
    securitySettings: {
      immutabilitySettings: { state: 'Disabled' },
      ...asJson(vault.extra.securitySettings),
      softDeleteSettings: {
        softDeleteState: vault.softDelete,
        softDeleteRetentionPeriodInDays: vault.softDeleteDays,
        enhancedSecurityState: vault.enhancedSecurity,
      },
    },
  },
  id: vaultId(vault),
  type: 'Microsoft.RecoveryServices/vaults',
  sku: vault.sku,
});
