// Resource Guards, the mapping of a vault to one, and the request that unlocks a deletion.
import { z } from 'zod';
import { resource, strings } from './parts.ts';

const tags = z.record(z.string(), z.string());

export const guardPut = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  eTag: z.string().optional(),
  location: z.string().min(1),
  tags: tags.optional(),
  systemData: z.record(z.string(), z.unknown()).optional(),
  properties: z
    .strictObject({
      provisioningState: z.string().optional(),
      allowAutoApprovals: z.boolean().optional(),
      resourceGuardOperations: z.array(z.record(z.string(), z.unknown())).optional(),
      vaultCriticalOperationExclusionList: strings.optional(),
      description: z.string().optional(),
    })
    .optional(),
});

export const guardPatch = z.strictObject({ tags: tags.optional() });

export const guardProxyRequest = resource(
  z.strictObject({
    resourceGuardResourceId: z.string(),
    resourceGuardOperationDetails: z
      .array(z.strictObject({ vaultCriticalOperation: z.string().optional(), defaultResourceRequest: z.string().optional() }))
      .optional(),
    lastUpdatedTime: z.string().optional(),
    description: z.string().optional(),
  }),
);

export const unlockRequest = z.strictObject({
  resourceGuardOperationRequests: strings.optional(),
  resourceToBeDeleted: z.string().optional(),
});

export const securityPinRequest = z.strictObject({ resourceGuardOperationRequests: strings.optional() });
