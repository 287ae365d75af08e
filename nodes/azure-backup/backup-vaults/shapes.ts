// Results of the steps for Backup vaults.
import { z } from 'zod';

export const backupVaultShape = z.object({
  id: z.string(),
  name: z.string(),
  resourceGroup: z.string(),
  location: z.string(),
  subscriptionId: z.string(),
  redundancy: z.string(),
  softDelete: z.string(),
  immutability: z.string(),
});

export const instanceShape = z.object({
  id: z.string(),
  name: z.string(),
  friendlyName: z.string().meta({ title: 'Name' }),
  vaultId: z.string(),
  vaultName: z.string(),
  kind: z.string().meta({ title: 'Kind', description: 'disk, blob, postgres or aks.' }),
  sourceId: z.string(),
  policyId: z.string(),
  policyName: z.string(),
  state: z.string(),
  error: z.string().nullable(),
  purgeAt: z.string().nullable(),
});

export const dataJobShape = z.object({
  id: z.string(),
  jobId: z.string(),
  vaultId: z.string(),
  vaultName: z.string(),
  instanceId: z.string(),
  instanceName: z.string(),
  kind: z.string(),
  operation: z.string(),
  status: z.string(),
  startTime: z.string().nullable(),
  endTime: z.string().nullable(),
  activityId: z.string().nullable(),
  userTriggered: z.boolean(),
  tasks: z.array(z.object({ name: z.string(), status: z.string() })),
  errors: z.array(z.object({ code: z.string(), message: z.string(), advice: z.array(z.string()) })),
});

export const dataAcceptedShape = z.object({
  jobId: z.string().nullable().meta({ title: 'Job', description: 'For "Wait for a Backup vault job"; empty when Azure starts none.' }),
  vaultId: z.string(),
  instanceId: z.string(),
  requestId: z.string().nullable(),
});
