// What can be asked of a recovery point besides a restore: mount it, move it to another tier, list those worth moving.
import { z } from 'zod';
import { resource, strings } from './parts.ts';

export const mountRequest = resource(
  z.discriminatedUnion('objectType', [
    z.strictObject({
      objectType: z.literal('IaasVMILRRegistrationRequest'),
      recoveryPointId: z.string().optional(),
      virtualMachineId: z.string().optional(),
      initiatorName: z.string().optional(),
      renewExistingRegistration: z.boolean().optional(),
    }),
    z.strictObject({
      objectType: z.literal('AzureFileShareProvisionILRRequest'),
      recoveryPointId: z.string().optional(),
      sourceResourceId: z.string().optional(),
    }),
  ]),
);

const tier = z.enum(['Invalid', 'InstantRP', 'HardenedRP', 'ArchivedRP']);

export const moveRequest = z.strictObject({
  objectType: z.string().optional(),
  sourceTierType: tier.optional(),
  targetTierType: tier.optional(),
});

export const recommendedRequest = z.strictObject({ objectType: z.string().optional(), excludedRPList: strings.optional() });

const tiers = { sourceTierType: tier, targetTierType: tier };

export const tieringCostRequest = z.discriminatedUnion('objectType', [
  z.strictObject({
    objectType: z.literal('FetchTieringCostInfoForRehydrationRequest'),
    ...tiers,
    containerName: z.string(),
    protectedItemName: z.string(),
    recoveryPointId: z.string(),
    rehydrationPriority: z.enum(['Standard', 'High']),
  }),
  z.strictObject({ objectType: z.literal('FetchTieringCostSavingsInfoForPolicyRequest'), ...tiers, policyName: z.string() }),
  z.strictObject({
    objectType: z.literal('FetchTieringCostSavingsInfoForProtectedItemRequest'),
    ...tiers,
    containerName: z.string(),
    protectedItemName: z.string(),
  }),
  z.strictObject({ objectType: z.literal('FetchTieringCostSavingsInfoForVaultRequest'), ...tiers }),
]);
