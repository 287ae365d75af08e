// The built-in roles that matter to backup, with their published names, ids and permissions; long lists of single reads of one
// type are written as that type's wildcard.
import type { Permission } from '../../nodes/kit/azure-permissions.ts';

export interface BuiltInRole {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly [Permission];
}

const role = (id: string, name: string, description: string, permission: Permission): BuiltInRole => ({
  id,
  name,
  description,
  permissions: [permission],
});

const support = ['Microsoft.Authorization/*/read', 'Microsoft.Resources/subscriptions/resourceGroups/read', 'Microsoft.Support/*'];
const deploy = [
  'Microsoft.Resources/deployments/*',
  'Microsoft.Insights/alertRules/*',
  'Microsoft.ResourceHealth/availabilityStatuses/read',
];
const V = 'Microsoft.RecoveryServices/Vaults';
const I = `${V}/backupFabrics/protectionContainers/protectedItems`;

const backupReads = [
  'Microsoft.RecoveryServices/locations/backupStatus/action',
  'Microsoft.RecoveryServices/locations/backupPreValidateProtection/action',
  'Microsoft.RecoveryServices/locations/backupValidateFeatures/action',
  'Microsoft.RecoveryServices/locations/allocatedStamp/read',
  'Microsoft.RecoveryServices/locations/operationStatus/read',
  'Microsoft.RecoveryServices/operations/read',
  `${V}/read`,
  `${V}/usages/read`,
  `${V}/backup*/read`,
  `${V}/backupFabrics/*/read`,
  `${V}/extendedInformation/read`,
  `${V}/monitoringAlerts/read`,
  `${V}/monitoringConfigurations/read`,
  `${V}/registeredIdentities/read`,
  `${V}/registeredIdentities/operationResults/read`,
  `${V}/operationStatus/read`,
  `${V}/operationResults/read`,
  `${V}/backupJobsExport/action`,
];

const operate = [
  ...backupReads,
  `${I}/backup/action`,
  `${I}/recoveryPoints/provisionInstantItemRecovery/action`,
  `${I}/recoveryPoints/revokeInstantItemRecovery/action`,
  `${I}/recoveryPoints/restore/action`,
  `${I}/recoveryPoints/accessToken/action`,
  `${I}/recoveryPoints/move/action`,
  `${I}/recoveryPointsRecommendedForMove/action`,
  `${I}/write`,
  `${V}/backupFabrics/refreshContainers/action`,
  `${V}/backupFabrics/protectionContainers/write`,
  `${V}/backupFabrics/protectionContainers/inquire/action`,
  `${V}/backupFabrics/backupProtectionIntent/write`,
  `${V}/backupJobs/*`,
  `${V}/backupValidateOperation/action`,
  `${V}/backupTriggerValidateOperation/action`,
  `${V}/certificates/write`,
  `${V}/extendedInformation/write`,
  `${V}/registeredIdentities/write`,
  `${V}/backupSecurityPIN/action`,
  'Microsoft.Compute/virtualMachines/read',
  'Microsoft.Compute/virtualMachines/instanceView/read',
  'Microsoft.Network/virtualNetworks/read',
  'Microsoft.Storage/storageAccounts/read',
];

export const builtInRoles: readonly BuiltInRole[] = [
  role(
    '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    'Owner',
    'Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.',
    { actions: ['*'] },
  ),
  role(
    'b24988ac-6180-42a0-ab88-20f7382dd24c',
    'Contributor',
    'Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC.',
    {
      actions: ['*'],
      notActions: [
        'Microsoft.Authorization/*/Delete',
        'Microsoft.Authorization/*/Write',
        'Microsoft.Authorization/elevateAccess/Action',
        'Microsoft.Blueprint/blueprintAssignments/write',
        'Microsoft.Blueprint/blueprintAssignments/delete',
      ],
    },
  ),
  role('acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Reader', 'View all resources, but does not allow you to make any changes.', {
    actions: ['*/read'],
  }),
  role('18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', 'User Access Administrator', 'Lets you manage user access to Azure resources.', {
    actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'],
  }),
  role(
    '5e467623-bb1f-42f4-a55d-6e525e11384b',
    'Backup Contributor',
    "Lets you manage backup service, but can't create vaults and give access to others.",
    {
      actions: [
        ...operate,
        ...support,
        ...deploy,
        'Microsoft.RecoveryServices/locations/*',
        `${V}/backup*/*`,
        `${V}/backupFabrics/*`,
        `${V}/write`,
        `${V}/delete`,
        `${V}/usages/*`,
        `${V}/privateEndpointConnections/*`,
      ],
    },
  ),
  role(
    '00c29273-979b-4161-815c-10b084fb9324',
    'Backup Operator',
    'Lets you manage backup services, except removal of backup, vault creation and giving access to others.',
    {
      actions: [...operate, ...support, ...deploy],
    },
  ),
  role('a795c7a0-d4a2-40c1-ae25-d81f01202912', 'Backup Reader', "Can view backup services, but can't make changes.", {
    actions: [...backupReads, 'Microsoft.Authorization/*/read', 'Microsoft.Resources/subscriptions/resourceGroups/read'],
  }),
  role(
    '9980e02c-c2be-4d73-94e8-173b1dc7cf3c',
    'Virtual Machine Contributor',
    "Lets you manage virtual machines, but not access to them, and not the virtual network or storage account they're connected to.",
    {
      actions: [
        ...support,
        ...deploy,
        'Microsoft.Compute/availabilitySets/*',
        'Microsoft.Compute/locations/*',
        'Microsoft.Compute/virtualMachines/*',
        'Microsoft.Compute/virtualMachineScaleSets/*',
        'Microsoft.Compute/cloudServices/*',
        'Microsoft.Compute/disks/write',
        'Microsoft.Compute/disks/read',
        'Microsoft.Compute/disks/delete',
        'Microsoft.Network/networkInterfaces/*',
        'Microsoft.Network/virtualNetworks/read',
        'Microsoft.Network/virtualNetworks/subnets/join/action',
        `${I}/*`,
        `${V}/backupFabrics/backupProtectionIntent/write`,
        `${V}/backupPolicies/read`,
        `${V}/backupPolicies/write`,
        `${V}/read`,
        `${V}/usages/read`,
        `${V}/write`,
        'Microsoft.RecoveryServices/locations/*',
        'Microsoft.Storage/storageAccounts/listKeys/action',
        'Microsoft.Storage/storageAccounts/read',
      ],
    },
  ),
  role(
    '7efff54f-a5b4-42b5-a1c5-5411624893ce',
    'Disk Snapshot Contributor',
    'Provides permission to backup vault to manage disk snapshots.',
    {
      actions: [
        'Microsoft.Resources/subscriptions/resourceGroups/read',
        'Microsoft.Compute/snapshots/delete',
        'Microsoft.Compute/snapshots/write',
        'Microsoft.Compute/snapshots/read',
        'Microsoft.Compute/snapshots/beginGetAccess/action',
        'Microsoft.Compute/snapshots/endGetAccess/action',
        'Microsoft.Compute/disks/beginGetAccess/action',
        'Microsoft.Storage/storageAccounts/listkeys/action',
        'Microsoft.Storage/storageAccounts/write',
        'Microsoft.Storage/storageAccounts/read',
        'Microsoft.Storage/storageAccounts/delete',
      ],
    },
  ),
  role(
    'cd570a14-e51a-42ad-bac8-bafd67325302',
    'Azure Connected Machine Resource Administrator',
    'Can read, write, delete and re-onboard Azure Connected Machines.',
    {
      actions: [...support, 'Microsoft.HybridCompute/machines/*', 'Microsoft.HybridCompute/*/read', 'Microsoft.Resources/deployments/*'],
    },
  ),
  role(
    '4a9ae827-6dc8-4573-8ac7-8239d42aa03f',
    'Tag Contributor',
    'Lets you manage tags on entities, without providing access to the entities themselves.',
    {
      actions: [
        ...support,
        ...deploy,
        'Microsoft.Resources/subscriptions/resourceGroups/resources/read',
        'Microsoft.Resources/subscriptions/resources/read',
        'Microsoft.Resources/tags/*',
      ],
    },
  ),
  role('43d0d8ad-25c7-4714-9337-8ba259a9fe05', 'Monitoring Reader', 'Can read all monitoring data.', {
    actions: ['*/read', 'Microsoft.OperationalInsights/workspaces/search/action', 'Microsoft.Support/*'],
  }),
  role('749f88d5-cbae-40b8-bcfc-e573ddc772fa', 'Monitoring Contributor', 'Can read all monitoring data and update monitoring settings.', {
    actions: [
      '*/read',
      'Microsoft.AlertsManagement/*',
      'Microsoft.Insights/*',
      'Microsoft.OperationalInsights/workspaces/*',
      'Microsoft.Support/*',
    ],
  }),
  role(
    '73c42c96-874c-492b-b04d-ab87d138a893',
    'Log Analytics Reader',
    'Log Analytics Reader can view and search all monitoring data as well as view monitoring settings.',
    {
      actions: [
        '*/read',
        'Microsoft.OperationalInsights/workspaces/analytics/query/action',
        'Microsoft.OperationalInsights/workspaces/search/action',
        'Microsoft.Support/*',
      ],
      notActions: ['Microsoft.OperationalInsights/workspaces/sharedKeys/read'],
    },
  ),
  role(
    'd3881f73-407a-4167-8283-e981cbba0404',
    'Automation Operator',
    'Automation Operators are able to start, stop, suspend, and resume jobs.',
    {
      actions: [
        ...support,
        ...deploy,
        'Microsoft.Automation/automationAccounts/hybridRunbookWorkerGroups/read',
        'Microsoft.Automation/automationAccounts/jobs/*',
        'Microsoft.Automation/automationAccounts/jobSchedules/*',
        'Microsoft.Automation/automationAccounts/linkedWorkspace/read',
        'Microsoft.Automation/automationAccounts/read',
        'Microsoft.Automation/automationAccounts/runbooks/read',
        'Microsoft.Automation/automationAccounts/schedules/*',
      ],
    },
  ),
  role('4633458b-17de-408a-b874-0445c86b69e6', 'Key Vault Secrets User', 'Read secret contents.', {
    actions: [],
    dataActions: ['Microsoft.KeyVault/vaults/secrets/getSecret/action', 'Microsoft.KeyVault/vaults/secrets/readMetadata/action'],
  }),
  role(
    'e147488a-f6f5-4113-8e2d-b22465e65bf6',
    'Key Vault Crypto Service Encryption User',
    'Read metadata of keys and perform wrap/unwrap operations.',
    {
      actions: [],
      dataActions: [
        'Microsoft.KeyVault/vaults/keys/read',
        'Microsoft.KeyVault/vaults/keys/wrap/action',
        'Microsoft.KeyVault/vaults/keys/unwrap/action',
      ],
    },
  ),
  role(
    'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
    'Key Vault Secrets Officer',
    'Perform any action on the secrets of a key vault, except manage permissions.',
    {
      actions: [
        ...support,
        'Microsoft.KeyVault/checkNameAvailability/read',
        'Microsoft.KeyVault/vaults/*/read',
        'Microsoft.KeyVault/operations/read',
      ],
      dataActions: ['Microsoft.KeyVault/vaults/secrets/*'],
    },
  ),
  role(
    '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
    'Storage Blob Data Reader',
    'Allows for read access to Azure Storage blob containers and data.',
    {
      actions: [
        'Microsoft.Storage/storageAccounts/blobServices/containers/read',
        'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action',
      ],
      dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
    },
  ),
  role(
    'b8eda974-7b85-4f76-af95-65846b26df6d',
    'Storage File Data Privileged Reader',
    'Customer has read access on Azure Storage file shares, overriding the permissions of the files.',
    {
      actions: [],
      dataActions: [
        'Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read',
        'Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action',
      ],
    },
  ),
  role(
    'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    'Storage Blob Data Contributor',
    'Allows for read, write and delete access to Azure Storage blob containers and data.',
    {
      actions: [
        'Microsoft.Storage/storageAccounts/blobServices/containers/delete',
        'Microsoft.Storage/storageAccounts/blobServices/containers/read',
        'Microsoft.Storage/storageAccounts/blobServices/containers/write',
        'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action',
      ],
      dataActions: ['delete', 'read', 'write', 'move/action', 'add/action'].map(
        (verb) => `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/${verb}`,
      ),
    },
  ),
];

export const roleNamed = (name: string): BuiltInRole | undefined =>
  builtInRoles.find((one) => one.name.toLowerCase() === name.toLowerCase() || one.id === name.toLowerCase());
