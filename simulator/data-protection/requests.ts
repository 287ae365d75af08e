// What clients may send to Backup vaults, after the published specification 2024-04-01.
import { z } from 'zod';

const tags = z.record(z.string(), z.string());
const softDelete = z.strictObject({
  state: z.enum(['Off', 'On', 'AlwaysOn']).optional(),
  retentionDurationInDays: z.number().min(14).max(180).optional(),
});
const security = z.strictObject({
  softDeleteSettings: softDelete.optional(),
  immutabilitySettings: z.strictObject({ state: z.enum(['Disabled', 'Unlocked', 'Locked']).optional() }).optional(),
  encryptionSettings: z.record(z.string(), z.unknown()).optional(),
});
const features = z.strictObject({
  crossSubscriptionRestoreSettings: z.strictObject({ state: z.enum(['Disabled', 'PermanentlyDisabled', 'Enabled']).optional() }).optional(),
  crossRegionRestoreSettings: z.strictObject({ state: z.enum(['Disabled', 'Enabled']).optional() }).optional(),
});
const storage = z.array(
  z.strictObject({
    datastoreType: z.enum(['ArchiveStore', 'OperationalStore', 'VaultStore']).optional(),
    type: z.enum(['GeoRedundant', 'LocallyRedundant', 'ZoneRedundant']).optional(),
  }),
);
const vaultProperties = z.strictObject({
  monitoringSettings: z.record(z.string(), z.unknown()).optional(),
  securitySettings: security.optional(),
  storageSettings: storage.min(1),
  featureSettings: features.optional(),
  resourceGuardOperationRequests: z.array(z.string()).optional(),
  replicatedRegions: z.array(z.string()).optional(),
  provisioningState: z.string().optional(),
});
const identity = z.record(z.string(), z.unknown());

export const backupVaultPut = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  eTag: z.string().optional(),
  location: z.string().min(1),
  tags: tags.optional(),
  identity: identity.optional(),
  properties: vaultProperties,
});
export const backupVaultPatch = z.strictObject({
  tags: tags.optional(),
  identity: identity.optional(),
  properties: vaultProperties.partial().optional(),
});

const source = z.strictObject({
  datasourceType: z.string().optional(),
  objectType: z.string().optional(),
  resourceID: z.string().min(1),
  resourceLocation: z.string().optional(),
  resourceName: z.string().optional(),
  resourceType: z.string().optional(),
  resourceUri: z.string().optional(),
  resourceProperties: z.record(z.string(), z.unknown()).optional(),
});
const policyInfo = z.strictObject({
  policyId: z.string().min(1),
  policyVersion: z.string().optional(),
  policyParameters: z.record(z.string(), z.unknown()).optional(),
});
const instanceProperties = z.strictObject({
  friendlyName: z.string().optional(),
  dataSourceInfo: source,
  dataSourceSetInfo: source.optional(),
  policyInfo,
  resourceGuardOperationRequests: z.array(z.string()).optional(),
  datasourceAuthCredentials: z.record(z.string(), z.unknown()).optional(),
  validationType: z.enum(['ShallowValidation', 'DeepValidation']).optional(),
  identityDetails: z.record(z.string(), z.unknown()).optional(),
  objectType: z.string(),
  // Shown by a GET and ignored in a PUT.
  protectionStatus: z.unknown().optional(),
  currentProtectionState: z.unknown().optional(),
  protectionErrorDetails: z.unknown().optional(),
  provisioningState: z.unknown().optional(),
});

export const instancePut = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  tags: tags.optional(),
  properties: instanceProperties,
});
export const validateForBackup = z.strictObject({ backupInstance: instanceProperties });

export const adhocBackup = z.strictObject({
  backupRuleOptions: z.strictObject({
    ruleName: z.string().min(1),
    triggerOption: z.strictObject({ retentionTagOverride: z.string().optional() }),
  }),
});

const target = z.looseObject({
  objectType: z.enum(['RestoreTargetInfo', 'ItemLevelRestoreTargetInfo', 'RestoreFilesTargetInfo']),
  recoveryOption: z.literal('FailIfExists'),
  restoreLocation: z.string().optional(),
  datasourceInfo: source.optional(),
  datasourceSetInfo: source.optional(),
  targetDetails: z.looseObject({ filePrefix: z.string(), restoreTargetLocationType: z.string(), url: z.string() }).optional(),
  restoreCriteria: z.array(z.looseObject({ objectType: z.string() })).optional(),
});
export const restoreRequest = z.strictObject({
  objectType: z.enum([
    'AzureBackupRecoveryPointBasedRestoreRequest',
    'AzureBackupRecoveryTimeBasedRestoreRequest',
    'AzureBackupRestoreWithRehydrationRequest',
  ]),
  restoreTargetInfo: target,
  sourceDataStoreType: z.enum(['ArchiveStore', 'SnapshotStore', 'OperationalStore', 'VaultStore']),
  sourceResourceId: z.string().optional(),
  recoveryPointId: z.string().optional(),
  recoveryPointTime: z.string().optional(),
  rehydrationPriority: z.string().optional(),
  rehydrationRetentionDuration: z.string().optional(),
  resourceGuardOperationRequests: z.array(z.string()).optional(),
  identityDetails: z.record(z.string(), z.unknown()).optional(),
});
export const validateRestore = z.strictObject({ restoreRequestObject: restoreRequest });

export const timeRanges = z.strictObject({
  sourceDataStoreType: z.enum(['OperationalStore', 'VaultStore', 'ArchiveStore']),
  startTime: z.string().optional(),
  endTime: z.string().optional(),
});

const rule = z.looseObject({ name: z.string().min(1), objectType: z.enum(['AzureBackupRule', 'AzureRetentionRule']) });
export const dataPolicyPut = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  properties: z.strictObject({
    datasourceTypes: z.array(z.string()).min(1),
    policyRules: z.array(rule).min(1),
    objectType: z.literal('BackupPolicy'),
  }),
});
