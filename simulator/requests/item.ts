// PUT of a protected item: configure protection, change the policy, stop and keep data, resume, undelete.
import { z } from 'zod';
import { int, managementType, resource, strings, time, workloadType } from './parts.ts';

const states = z.enum(['IRPending', 'Protected', 'ProtectionError', 'ProtectionStopped', 'ProtectionPaused', 'BackupsSuspended']);
const loose = z.record(z.string(), z.unknown());

const common = {
  backupManagementType: managementType.optional(),
  workloadType: workloadType.optional(),
  containerName: z.string().optional(),
  sourceResourceId: z.string().nullish(),
  policyId: z.string().nullish(),
  policyName: z.string().nullish(),
  lastRecoveryPoint: time.nullish(),
  backupSetName: z.string().optional(),
  createMode: z.enum(['Default', 'Recover']).optional(),
  deferredDeleteTimeInUTC: time.nullish(),
  isScheduledForDeferredDelete: z.boolean().nullish(),
  deferredDeleteTimeRemaining: z.string().nullish(),
  isDeferredDeleteScheduleUpcoming: z.boolean().nullish(),
  isRehydrate: z.boolean().nullish(),
  resourceGuardOperationRequests: strings.optional(),
  isArchiveEnabled: z.boolean().optional(),
  softDeleteRetentionPeriodInDays: int.optional(),
  vaultId: z.string().optional(),
  friendlyName: z.string().optional(),
  protectionStatus: z.string().optional(),
  protectionState: states.optional(),
  lastBackupStatus: z.string().optional(),
  lastBackupTime: time.optional(),
  kpisHealths: loose.optional(),
  extendedInfo: loose.optional(),
};

const machine = {
  ...common,
  virtualMachineId: z.string().optional(),
  healthStatus: z.string().optional(),
  healthDetails: z.array(loose).optional(),
  protectedItemDataId: z.string().optional(),
  extendedProperties: z
    .strictObject({
      diskExclusionProperties: z.strictObject({ diskLunList: z.array(int).optional(), isInclusionList: z.boolean().optional() }).optional(),
      linuxVmApplicationName: z.string().optional(),
    })
    .nullish(),
};

const database = {
  ...common,
  serverName: z.string().optional(),
  parentName: z.string().optional(),
  parentType: z.string().optional(),
  lastBackupErrorDetail: loose.optional(),
  protectedItemDataSourceId: z.string().optional(),
  protectedItemHealthStatus: z.string().optional(),
  nodesList: z.array(loose).optional(),
};

export const itemRequest = resource(
  z.discriminatedUnion('protectedItemType', [
    z.strictObject({ protectedItemType: z.literal('Microsoft.Compute/virtualMachines'), ...machine }),
    z.strictObject({ protectedItemType: z.literal('Microsoft.ClassicCompute/virtualMachines'), ...machine }),
    z.strictObject({ protectedItemType: z.literal('AzureFileShareProtectedItem'), ...common }),
    z.strictObject({ protectedItemType: z.literal('AzureVmWorkloadSQLDatabase'), ...database }),
    z.strictObject({ protectedItemType: z.literal('AzureVmWorkloadSAPHanaDatabase'), ...database }),
    z.strictObject({ protectedItemType: z.literal('MabFileFolderProtectedItem'), ...common, computerName: z.string().optional() }),
  ]),
);

export type ItemRequest = z.output<typeof itemRequest>['properties'];
