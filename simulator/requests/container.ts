// PUT of a protection container: registers a storage account or a machine with databases with a vault.
import { z } from 'zod';
import { int, managementType, resource, time, workloadType } from './parts.ts';

const loose = z.record(z.string(), z.unknown());
const common = {
  friendlyName: z.string().optional(),
  backupManagementType: managementType,
  registrationStatus: z.string().optional(),
  healthStatus: z.string().optional(),
  protectableObjectType: z.string().optional(),
};
const workload = {
  ...common,
  sourceResourceId: z.string(),
  lastUpdatedTime: time.optional(),
  extendedInfo: loose.nullish(),
  workloadType: workloadType.optional(),
  operationType: z.enum(['Register', 'Reregister']).optional(),
};

export const containerRequest = resource(
  z.discriminatedUnion('containerType', [
    z.strictObject({
      containerType: z.literal('StorageContainer'),
      ...common,
      sourceResourceId: z.string(),
      storageAccountVersion: z.string().optional(),
      resourceGroup: z.string().optional(),
      protectedItemCount: int.optional(),
      acquireStorageAccountLock: z.enum(['Acquire', 'NotAcquire']).optional(),
    }),
    z.strictObject({ containerType: z.literal('VMAppContainer'), ...workload }),
    z.strictObject({ containerType: z.literal('SQLAGWorkLoadContainer'), ...workload }),
  ]),
);
