// Cross-region restore: the identity that asks for access to a point, the restore with that access, jobs of a region.
import { z } from 'zod';
import { int, resource } from './parts.ts';
import { restore } from './restore.ts';

export const accessRequest = resource(
  z.strictObject({
    servicePrincipalClientId: z.string().optional(),
    tenantId: z.string().optional(),
    authority: z.string().optional(),
    audience: z.string().optional(),
    servicePrincipalObjectId: z.string().optional(),
  }),
);

const token = {
  accessTokenString: z.string().optional(),
  subscriptionId: z.string().optional(),
  resourceGroupName: z.string().optional(),
  resourceName: z.string().optional(),
  resourceId: z.string().optional(),
  protectionContainerId: int.optional(),
  recoveryPointId: z.string().optional(),
  recoveryPointTime: z.string().optional(),
  containerName: z.string().optional(),
  containerType: z.string().optional(),
  backupManagementType: z.string().optional(),
  datasourceType: z.string().optional(),
  datasourceName: z.string().optional(),
  datasourceId: z.string().optional(),
  datasourceContainerName: z.string().optional(),
  coordinatorServiceStampId: z.string().optional(),
  coordinatorServiceStampUri: z.string().optional(),
  protectionServiceStampId: z.string().optional(),
  protectionServiceStampUri: z.string().optional(),
  tokenExtendedInformation: z.string().optional(),
  rpTierInformation: z.record(z.string(), z.string()).nullish(),
  rpOriginalSAOption: z.boolean().optional(),
  rpIsManagedVirtualMachine: z.boolean().optional(),
  rpVMSizeDescription: z.string().optional(),
  bMSActiveRegion: z.string().optional(),
};

export const crossRegionRequest = z.strictObject({
  crossRegionRestoreAccessDetails: z.discriminatedUnion('objectType', [
    z.strictObject({ objectType: z.literal('CrrAccessToken'), ...token }),
    z.strictObject({
      objectType: z.literal('WorkloadCrrAccessToken'),
      ...token,
      protectableObjectUniqueName: z.string().optional(),
      protectableObjectFriendlyName: z.string().optional(),
      protectableObjectWorkloadType: z.string().optional(),
      protectableObjectProtectionState: z.string().optional(),
      protectableObjectContainerHostOsName: z.string().optional(),
      protectableObjectParentLogicalContainerName: z.string().optional(),
      containerId: z.string().optional(),
      policyName: z.string().optional(),
      policyId: z.string().optional(),
    }),
  ]),
  restoreRequest: restore,
});

export const crossRegionJobRequest = z.strictObject({ resourceId: z.string().optional(), jobName: z.string().optional() });
