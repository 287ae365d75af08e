// POST …/restore and the request to validate one first.
import { z } from 'zod';
import { int, resource, strings, time } from './parts.ts';

const recoveryType = z.enum(['OriginalLocation', 'AlternateLocation', 'RestoreDisks', 'Offline']);
const rehydration = z.strictObject({
  rehydrationRetentionDuration: z.string().optional(),
  rehydrationPriority: z.enum(['Standard', 'High']).optional(),
});

const machine = {
  recoveryPointId: z.string().optional(),
  recoveryType,
  sourceResourceId: z.string().optional(),
  targetVirtualMachineId: z.string().optional(),
  targetResourceGroupId: z.string().optional(),
  storageAccountId: z.string().optional(),
  virtualNetworkId: z.string().optional(),
  subnetId: z.string().optional(),
  targetDomainNameId: z.string().optional(),
  region: z.string().optional(),
  affinityGroup: z.string().optional(),
  createNewCloudService: z.boolean().optional(),
  originalStorageAccountOption: z.boolean().optional(),
  encryptionDetails: z
    .strictObject({
      encryptionEnabled: z.boolean().optional(),
      kekUrl: z.string().optional(),
      secretKeyUrl: z.string().optional(),
      kekVaultId: z.string().optional(),
      secretKeyVaultId: z.string().optional(),
    })
    .optional(),
  restoreDiskLunList: z.array(int).optional(),
  restoreWithManagedDisks: z.boolean().optional(),
  diskEncryptionSetId: z.string().optional(),
  zones: strings.optional(),
  identityInfo: z
    .strictObject({ isSystemAssignedIdentity: z.boolean().optional(), managedIdentityResourceId: z.string().optional() })
    .optional(),
  identityBasedRestoreDetails: z
    .strictObject({ objectType: z.string().optional(), targetStorageAccountId: z.string().optional() })
    .optional(),
  extendedLocation: z.strictObject({ name: z.string().optional(), type: z.string().optional() }).optional(),
  securedVMDetails: z.strictObject({ securedVMOsDiskEncryptionSetId: z.string().optional() }).optional(),
  targetDiskNetworkAccessSettings: z
    .strictObject({
      targetDiskNetworkAccessOption: z
        .enum(['SameAsOnSourceDisks', 'EnablePrivateAccessForAllDisks', 'EnablePublicAccessForAllDisks'])
        .optional(),
      targetDiskAccessId: z.string().optional(),
    })
    .optional(),
};

const database = {
  recoveryType,
  sourceResourceId: z.string().optional(),
  propertyBag: z.record(z.string(), z.string()).optional(),
  targetInfo: z
    .strictObject({
      overwriteOption: z.enum(['FailOnConflict', 'Overwrite']).optional(),
      containerId: z.string().optional(),
      databaseName: z.string().optional(),
      targetDirectoryForFileRestore: z.string().optional(),
    })
    .optional(),
  recoveryMode: z
    .enum(['FileRecovery', 'WorkloadRecovery', 'SnapshotAttach', 'RecoveryUsingSnapshot', 'SnapshotAttachAndRecover'])
    .optional(),
  targetResourceGroupName: z.string().optional(),
  userAssignedManagedIdentityDetails: z.record(z.string(), z.unknown()).optional(),
  snapshotRestoreParameters: z.record(z.string(), z.unknown()).optional(),
  targetVirtualMachineId: z.string().optional(),
};

const sql = {
  ...database,
  shouldUseAlternateTargetLocation: z.boolean().optional(),
  isNonRecoverable: z.boolean().optional(),
  alternateDirectoryPaths: z
    .array(
      z.strictObject({
        mappingType: z.enum(['Data', 'Log']).optional(),
        sourceLogicalName: z.string().optional(),
        sourcePath: z.string().optional(),
        targetPath: z.string().optional(),
      }),
    )
    .optional(),
};

export const restore = z.discriminatedUnion('objectType', [
  z.strictObject({ objectType: z.literal('IaasVMRestoreRequest'), ...machine }),
  z.strictObject({ objectType: z.literal('IaasVMRestoreWithRehydrationRequest'), ...machine, recoveryPointRehydrationInfo: rehydration }),
  z.strictObject({
    objectType: z.literal('AzureFileShareRestoreRequest'),
    recoveryType,
    sourceResourceId: z.string().optional(),
    copyOptions: z.enum(['CreateCopy', 'Skip', 'Overwrite', 'FailOnConflict']).optional(),
    restoreRequestType: z.enum(['FullShareRestore', 'ItemLevelRestore']),
    restoreFileSpecs: z
      .array(z.strictObject({ path: z.string().optional(), fileSpecType: z.string().optional(), targetFolderPath: z.string().optional() }))
      .optional(),
    targetDetails: z.strictObject({ name: z.string().optional(), targetResourceId: z.string().optional() }).optional(),
  }),
  z.strictObject({ objectType: z.literal('AzureWorkloadSQLRestoreRequest'), ...sql }),
  z.strictObject({ objectType: z.literal('AzureWorkloadSQLPointInTimeRestoreRequest'), ...sql, pointInTime: time }),
  z.strictObject({ objectType: z.literal('AzureWorkloadSAPHanaRestoreRequest'), ...database }),
  z.strictObject({ objectType: z.literal('AzureWorkloadSAPHanaPointInTimeRestoreRequest'), ...database, pointInTime: time }),
]);

export const restoreRequest = resource(restore);
export type RestoreRequest = z.output<typeof restore>;

export const validateRequest = z.strictObject({
  id: z.string(),
  properties: z.discriminatedUnion('objectType', [
    z.strictObject({ objectType: z.literal('ValidateIaasVMRestoreOperationRequest'), restoreRequest: restore }),
    z.strictObject({ objectType: z.literal('ValidateRestoreOperationRequest'), restoreRequest: restore }),
  ]),
});
