// Requests around a vault: extended information, credentials for agents, a name to check, capabilities of a region.
import { z } from 'zod';

export const extendedInfoRequest = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
  etag: z.string().optional(),
  properties: z
    .strictObject({
      integrityKey: z.string().optional(),
      encryptionKey: z.string().optional(),
      encryptionKeyThumbprint: z.string().optional(),
      algorithm: z.string().optional(),
    })
    .optional(),
});

export const certificateRequest = z.strictObject({
  properties: z
    .strictObject({
      authType: z.enum(['Invalid', 'ACS', 'AAD', 'AccessControlService', 'AzureActiveDirectory']).optional(),
      certificate: z.string().optional(),
    })
    .optional(),
});

export const nameRequest = z.strictObject({ type: z.string().optional(), name: z.string().optional() });

export const capabilitiesRequest = z.strictObject({
  type: z.string(),
  properties: z
    .strictObject({
      dnsZones: z
        .array(z.strictObject({ subResource: z.enum(['AzureBackup', 'AzureBackup_secondary', 'AzureSiteRecovery']).optional() }))
        .optional(),
    })
    .optional(),
});
