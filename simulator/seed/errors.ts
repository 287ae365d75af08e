// Real error codes of Azure Backup with their messages and recommendations, for the history of the practice estate.
import type { JobError } from '../../nodes/kit/estate.ts';

export const guestAgent: JobError = {
  code: 'UserErrorGuestAgentStatusUnavailable',
  number: 400153,
  message: 'VM agent is unable to communicate with the Azure Backup service.',
  recommendations: [
    'Ensure the VM is running and the VM agent is started, up to date and has network connectivity to the Azure Backup service.',
    'For more information, see https://aka.ms/IaasVMAgentStatusUnavailable',
  ],
};

export const hanaConnection: JobError = {
  code: 'UserErrorHANAInternalError',
  number: 520508,
  message: 'HANA returned an error while backint wrote the data backup: SAP DBTech JDBC: [447]: backup could not be completed.',
  recommendations: ['Check backup.log of the tenant database for the cause and start the backup again.', 'See SAP note 1642148.'],
};

export const snapshotNoNetwork: JobError = {
  code: 'ExtensionSnapshotFailedNoNetwork',
  number: 400239,
  message: 'Snapshot operation failed due to no network connectivity on the virtual machine.',
  recommendations: ['Allow outbound connectivity from the VM to the AzureBackup and Storage service tags and retry.'],
};

export const snapshotLimit: JobError = {
  code: 'AFSMaxSnapshotReached',
  number: 521010,
  message: 'You have reached the max limit of snapshots for this file share; you will be able to take more once the older ones expire.',
  recommendations: ['Delete snapshots that are no longer needed, or shorten the retention of the policy.'],
};

export const sqlConnection: JobError = {
  code: 'UserErrorOpeningSQLConnection',
  number: 520210,
  message: 'Azure Backup is not able to connect to the SQL instance.',
  recommendations: [
    'Check that the instance is running and that NT Service\\AzureWLBackupPluginSvc is sysadmin.',
    'See https://aka.ms/AB-usererroropeningsqlconnection',
  ],
};
