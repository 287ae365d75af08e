// Results of the backup nodes as schemas: what completion offers after `steps.listItems.items[0].` and what the reference says.
// The names are those of the capabilities; times are ISO 8601 in UTC.
import { z } from 'zod';

const id = z.string().meta({ title: 'Azure resource id' });
const failureOfJob = z.object({ code: z.string(), title: z.string(), message: z.string(), advice: z.array(z.string()) });

export const vaultShape = z.object({ id, name: z.string(), resourceGroup: z.string(), location: z.string(), subscriptionId: z.string() });

export const conditions = ['safe', 'late', 'failing', 'waiting', 'stopped', 'deleted', 'unknown'] as const;

export const itemShape = z.object({
  id,
  name: z.string(),
  friendlyName: z.string().meta({ title: 'Name' }),
  vaultId: z.string(),
  vaultName: z.string(),
  containerName: z.string(),
  serverName: z.string().nullable(),
  managementType: z.string(),
  workloadType: z.string(),
  sourceResourceId: z.string().nullable(),
  policyId: z.string().nullable(),
  policyName: z.string().nullable(),
  protectionState: z.string(),
  healthStatus: z.string().nullable(),
  lastBackupStatus: z.string().nullable(),
  lastBackupTime: z.string().nullable(),
  lastRecoveryPoint: z.string().nullable(),
  softDeleted: z.boolean(),
  lastError: z.object({ code: z.string(), message: z.string(), advice: z.array(z.string()) }).nullable(),
  condition: z.enum(conditions).meta({
    title: 'How it stands',
    description: 'waiting: no backup yet; late: the last one is too old; unknown: its policy could not be read.',
  }),
  ageHours: z.number().nullable().meta({ title: 'Hours since the last backup' }),
});

export const jobShape = z.object({
  id,
  jobId: z.string(),
  vaultId: z.string(),
  vaultName: z.string(),
  itemName: z.string(),
  containerName: z.string().nullable(),
  managementType: z.string(),
  operation: z.string(),
  status: z.string(),
  startTime: z.string(),
  endTime: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  progress: z.number().nullable(),
  activityId: z.string().nullable(),
  tasks: z.array(z.object({ name: z.string(), status: z.string() })),
  properties: z.record(z.string(), z.string()),
  errors: z.array(failureOfJob),
});

export const policyShape = z.object({
  id,
  name: z.string(),
  vaultId: z.string(),
  managementType: z.string(),
  workloadType: z.string().nullable(),
  itemCount: z.int(),
  summary: z.string(),
  properties: z.json(),
});

export const pointShape = z.object({ id, name: z.string(), time: z.string(), kind: z.string(), tiers: z.array(z.string()) });

export const acceptedShape = z.object({
  jobId: z.string().nullable().meta({ title: 'Job', description: 'For "Wait for job"; empty when Azure starts none.' }),
  vaultId: z.string(),
  itemId: z.string(),
  operationId: z.string().nullable(),
  requestId: z.string().nullable(),
});

export const listOf = <T extends z.ZodType>(shape: T) => z.object({ count: z.int(), items: z.array(shape) });
