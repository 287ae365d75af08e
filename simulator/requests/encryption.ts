// PUT of the encryption configuration of a vault.
import { z } from 'zod';
import { resource } from './parts.ts';

export const encryptionRequest = resource(
  z.strictObject({
    encryptionAtRestType: z.enum(['Invalid', 'MicrosoftManaged', 'CustomerManaged']).optional(),
    keyUri: z.string().optional(),
    subscriptionId: z.string().optional(),
    lastUpdateStatus: z.string().optional(),
    // The published example says "true" here.
    infrastructureEncryptionState: z.string().optional(),
  }),
);
