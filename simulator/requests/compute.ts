// Bodies of the compute requests that change something: run commands, snapshots.
import { z } from 'zod';

const tags = z.record(z.string(), z.string());
const parameter = z.strictObject({ name: z.string().min(1), value: z.string() });

export const runCommandRequest = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  location: z.string().min(1),
  tags: tags.optional(),
  properties: z.strictObject({
    source: z.strictObject({ script: z.string().optional(), scriptUri: z.string().optional(), commandId: z.string().optional() }),
    parameters: z.array(parameter).optional(),
    protectedParameters: z.array(parameter).optional(),
    asyncExecution: z.boolean().optional(),
    runAsUser: z.string().optional(),
    runAsPassword: z.string().optional(),
    timeoutInSeconds: z.int().min(1).optional(),
    outputBlobUri: z.string().nullable().optional(),
    errorBlobUri: z.string().nullable().optional(),
    outputBlobManagedIdentity: z.strictObject({ clientId: z.string().optional(), objectId: z.string().optional() }).optional(),
    errorBlobManagedIdentity: z.strictObject({ clientId: z.string().optional(), objectId: z.string().optional() }).optional(),
    treatFailureAsDeploymentFailure: z.boolean().optional(),
  }),
});

export const runCommandAction = z.strictObject({
  commandId: z.string().min(1),
  script: z.array(z.string()).optional(),
  parameters: z.array(parameter).optional(),
});

export const snapshotRequest = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  location: z.string().min(1),
  tags: tags.optional(),
  sku: z.strictObject({ name: z.enum(['Standard_LRS', 'Premium_LRS', 'Standard_ZRS']) }).optional(),
  properties: z.strictObject({
    creationData: z.strictObject({ createOption: z.enum(['Copy', 'CopyStart']), sourceResourceId: z.string().min(1) }),
    incremental: z.boolean().optional(),
    publicNetworkAccess: z.enum(['Enabled', 'Disabled']).optional(),
    networkAccessPolicy: z.enum(['AllowAll', 'AllowPrivate', 'DenyAll']).optional(),
  }),
});
