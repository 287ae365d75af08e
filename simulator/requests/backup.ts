// POST …/backup: an on-demand backup of a machine, a share or a database.
import { z } from 'zod';
import { resource, time } from './parts.ts';

const expiry = { recoveryPointExpiryTimeInUTC: time.optional() };

export const backupRequest = resource(
  z.discriminatedUnion('objectType', [
    z.strictObject({ objectType: z.literal('IaasVMBackupRequest'), ...expiry }),
    z.strictObject({ objectType: z.literal('AzureFileShareBackupRequest'), ...expiry }),
    z.strictObject({
      objectType: z.literal('AzureWorkloadBackupRequest'),
      ...expiry,
      backupType: z.enum(['Full', 'Differential', 'Log', 'CopyOnlyFull', 'Incremental', 'SnapshotFull', 'SnapshotCopyOnlyFull']).optional(),
      enableCompression: z.boolean().optional(),
    }),
  ]),
);
