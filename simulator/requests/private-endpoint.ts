// PUT of a private endpoint connection: approve or reject it.
import { z } from 'zod';
import { resource } from './parts.ts';

export const privateConnectionRequest = resource(
  z.strictObject({
    provisioningState: z.enum(['Succeeded', 'Deleting', 'Failed', 'Pending']).optional(),
    privateEndpoint: z.strictObject({ id: z.string().optional() }).optional(),
    groupIds: z.array(z.enum(['AzureBackup', 'AzureBackup_secondary', 'AzureSiteRecovery'])).optional(),
    privateLinkServiceConnectionState: z
      .strictObject({
        status: z.enum(['Pending', 'Approved', 'Rejected', 'Disconnected']).optional(),
        description: z.string().optional(),
        // The specification spells it so in one place and `actionRequired` in another.
        actionsRequired: z.string().optional(),
      })
      .optional(),
  }),
);
