// PUT of a protection intent: auto-protection of an SQL instance, or protection of a resource asked for from its own page.
import { z } from 'zod';
import { managementType, resource } from './parts.ts';

const common = {
  backupManagementType: managementType.optional(),
  sourceResourceId: z.string().optional(),
  itemId: z.string().optional(),
  policyId: z.string(),
  protectionState: z.string().optional(),
};

export const intentRequest = resource(
  z.discriminatedUnion('protectionIntentItemType', [
    z.strictObject({ protectionIntentItemType: z.literal('RecoveryServiceVaultItem'), ...common }),
    z.strictObject({ protectionIntentItemType: z.literal('AzureResourceItem'), ...common, friendlyName: z.string().optional() }),
    z.strictObject({ protectionIntentItemType: z.literal('AzureWorkloadContainerAutoProtectionIntent'), ...common }),
    z.strictObject({ protectionIntentItemType: z.literal('AzureWorkloadAutoProtectionIntent'), ...common }),
    z.strictObject({
      protectionIntentItemType: z.literal('AzureWorkloadSQLAutoProtectionIntent'),
      ...common,
      workloadItemType: z.string().optional(),
    }),
  ]),
);
