// How a Recovery Services vault looks on the wire.
import { vaultId } from '../state/keys.ts';
import type { Json, Vault } from '../state/model.ts';

export const vaultView = (vault: Vault): Json => ({
  location: vault.location,
  name: vault.name,
  etag: vault.etag,
  ...(vault.identity ? { identity: vault.identity } : {}),
  tags: vault.tags,
  properties: {
    provisioningState: 'Succeeded',
    privateEndpointStateForBackup: 'None',
    privateEndpointStateForSiteRecovery: 'None',
    publicNetworkAccess: 'Enabled',
    redundancySettings: {
      standardTierStorageRedundancy: vault.redundancy,
      crossRegionRestore: vault.crossRegionRestore ? 'Enabled' : 'Disabled',
    },
    securitySettings: {
      softDeleteSettings: {
        softDeleteState: vault.softDelete === 'AlwaysON' ? 'AlwaysON' : vault.softDelete,
        softDeleteRetentionPeriodInDays: vault.softDeleteDays,
        enhancedSecurityState: vault.enhancedSecurity,
      },
    },
    ...vault.extra,
  },
  id: vaultId(vault),
  type: 'Microsoft.RecoveryServices/vaults',
  sku: vault.sku,
});
