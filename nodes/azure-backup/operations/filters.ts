// The names that the $filter of each list understands. The SDK only knows that there is a filter; the service's documentation says
// what may stand in it.

const containers = ['backupManagementType', 'containerType', 'backupEngineName', 'fabricName', 'status', 'friendlyName'];
const jobs = ['status', 'backupManagementType', 'operation', 'jobId', 'startTime', 'endTime'];

const names: { readonly [id: string]: readonly string[] } = {
  BackupJobs_List: jobs,
  Jobs_Export: jobs,
  BackupProtectedItems_List: [
    'backupManagementType',
    'itemType',
    'policyName',
    'containerName',
    'backupEngineName',
    'friendlyName',
    'fabricName',
    'backupSetName',
    'healthState',
  ],
  BackupPolicies_List: ['backupManagementType', 'fabricName', 'workloadType'],
  BackupProtectionContainers_List: containers,
  DeletedProtectionContainers_List: containers,
  ProtectableContainers_List: containers,
  BackupProtectableItems_List: ['backupManagementType', 'workloadType', 'containerName', 'status', 'friendlyName'],
  BackupWorkloadItems_List: ['backupManagementType', 'workloadItemType', 'workloadType', 'protectionStatus'],
  RecoveryPoints_List: ['startDate', 'endDate', 'restorePointQueryType', 'extendedInfo', 'moveReadyRPOnly', 'includeSoftDeletedRP'],
  BackupProtectionIntent_List: ['backupManagementType', 'itemType', 'parentName', 'itemName'],
  BackupUsageSummaries_List: ['type'],
  ProtectedItems_Get: ['expand'],
  BackupEngines_Get: ['expand'],
  BackupEngines_List: ['backupManagementType', 'friendlyName', 'expand'],
  ProtectionContainers_Refresh: ['backupManagementType'],
  ProtectionContainers_Inquire: ['backupManagementType', 'workloadType'],
};

export const filterNames = (id: string): readonly string[] => names[id] ?? [];
