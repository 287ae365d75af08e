// PUT and PATCH of a Recovery Services vault, and of its backup and storage configuration.
import { z } from 'zod';
import { int, resource, strings } from './parts.ts';

const onOff = z.enum(['Enabled', 'Disabled']);
const loose = z.record(z.string(), z.unknown());

const softDeleteState = z.enum(['Enabled', 'Disabled', 'AlwaysON']);
const redundancy = z.enum(['GeoRedundant', 'LocallyRedundant', 'ZoneRedundant']);

const properties = z.strictObject({
  provisioningState: z.string().optional(),
  upgradeDetails: loose.optional(),
  privateEndpointConnections: z.array(loose).optional(),
  privateEndpointStateForBackup: z.string().optional(),
  privateEndpointStateForSiteRecovery: z.string().optional(),
  encryption: z
    .strictObject({
      keyVaultProperties: z.strictObject({ keyUri: z.string().optional() }).optional(),
      kekIdentity: z
        .strictObject({ useSystemAssignedIdentity: z.boolean().optional(), userAssignedIdentity: z.string().optional() })
        .optional(),
      infrastructureEncryption: onOff.optional(),
    })
    .optional(),
  moveDetails: loose.optional(),
  moveState: z.string().optional(),
  backupStorageVersion: z.string().optional(),
  publicNetworkAccess: onOff.optional(),
  monitoringSettings: z
    .strictObject({
      azureMonitorAlertSettings: z
        .strictObject({
          alertsForAllJobFailures: onOff.optional(),
          alertsForAllReplicationIssues: onOff.optional(),
          alertsForAllFailoverIssues: onOff.optional(),
        })
        .optional(),
      classicAlertSettings: z
        .strictObject({ alertsForCriticalOperations: onOff.optional(), emailNotificationsForSiteRecovery: onOff.optional() })
        .optional(),
    })
    .optional(),
  restoreSettings: z
    .strictObject({
      crossSubscriptionRestoreSettings: z
        .strictObject({ crossSubscriptionRestoreState: z.enum(['Enabled', 'Disabled', 'PermanentlyDisabled']).optional() })
        .optional(),
    })
    .optional(),
  redundancySettings: z
    .strictObject({ standardTierStorageRedundancy: redundancy.optional(), crossRegionRestore: onOff.optional() })
    .optional(),
  securitySettings: z
    .strictObject({
      immutabilitySettings: z.strictObject({ state: z.enum(['Disabled', 'Unlocked', 'Locked']).optional() }).optional(),
      softDeleteSettings: z
        .strictObject({
          softDeleteState: softDeleteState.optional(),
          softDeleteRetentionPeriodInDays: int.min(14).max(180).optional(),
          enhancedSecurityState: z.enum(['Enabled', 'Disabled', 'AlwaysON']).optional(),
        })
        .optional(),
      multiUserAuthorization: z.string().optional(),
    })
    .optional(),
  secureScore: z.string().optional(),
  bcdrSecurityLevel: z.string().optional(),
  resourceGuardOperationRequests: strings.optional(),
});

const sku = z.strictObject({
  name: z.enum(['Standard', 'RS0']),
  tier: z.string().optional(),
  family: z.string().optional(),
  size: z.string().optional(),
  capacity: z.string().optional(),
});
const identity = z.strictObject({
  principalId: z.string().optional(),
  tenantId: z.string().optional(),
  type: z.enum(['SystemAssigned', 'None', 'UserAssigned', 'SystemAssigned, UserAssigned']),
  userAssignedIdentities: z
    .record(z.string(), z.strictObject({ principalId: z.string().optional(), clientId: z.string().optional() }))
    .optional(),
});
const envelope = {
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  etag: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  properties: properties.optional(),
  identity: identity.optional(),
  systemData: loose.optional(),
};

export const vaultPut = z.strictObject({ ...envelope, location: z.string().min(1), sku });
export const vaultPatch = z.strictObject({ ...envelope, location: z.string().optional(), sku: sku.optional() });
export type VaultChange = z.output<typeof vaultPatch>;

const storageTypes = z.enum(['GeoRedundant', 'LocallyRedundant', 'ZoneRedundant', 'ReadAccessGeoZoneRedundant']);
const storageState = z.enum(['Locked', 'Unlocked']);

export const vaultConfigRequest = resource(
  z.strictObject({
    storageModelType: storageTypes.optional(),
    storageType: storageTypes.optional(),
    storageTypeState: storageState.optional(),
    enhancedSecurityState: onOff.optional(),
    softDeleteFeatureState: softDeleteState.optional(),
    softDeleteRetentionPeriodInDays: int.min(14).max(180).optional(),
    resourceGuardOperationRequests: strings.optional(),
    isSoftDeleteFeatureStateEditable: z.boolean().optional(),
  }),
);

export const storageConfigRequest = resource(
  z.strictObject({
    storageModelType: storageTypes.optional(),
    storageType: storageTypes.optional(),
    storageTypeState: storageState.optional(),
    crossRegionRestoreFlag: z.boolean().optional(),
    dedupState: onOff.optional(),
    xcoolState: onOff.optional(),
  }),
);
