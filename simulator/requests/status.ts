// Questions about a resource: is it protected, could it be, is a size supported.
import { z } from 'zod';
import { workloadType } from './parts.ts';

export const backupStatusRequest = z.strictObject({
  resourceType: workloadType,
  resourceId: z.string(),
  poLogicalName: z.string().optional(),
});

export const preValidateRequest = z.strictObject({
  resourceType: workloadType,
  resourceId: z.string(),
  vaultId: z.string(),
  properties: z.string().optional(),
});

export const featureRequest = z.discriminatedUnion('featureType', [
  z.strictObject({ featureType: z.literal('AzureVMResourceBackup'), vmSize: z.string().optional(), vmSku: z.string().optional() }),
  z.strictObject({ featureType: z.literal('AzureBackupGoals') }),
]);
