// For conformance tests: each operation of the specification as the call of the real SDK that makes it, with the arguments
// taken from an official example.
import type { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup';
import { all } from './in-process.ts';
import { bodyOf, type Example, text } from './spec.ts';

type Client = RecoveryServicesBackupClient;
export type SdkCall = (client: Client, example: Example) => Promise<unknown>;

const v = (e: Example): [string, string] => [text(e, 'vaultName'), text(e, 'resourceGroupName')];
const c = (e: Example): [string, string, string, string] => [...v(e), 'Azure', text(e, 'containerName')];
const i = (e: Example): [string, string, string, string, string] => [...c(e), text(e, 'protectedItemName')];
const filter = (e: Example) => (e.parameters.$filter === undefined ? {} : { filter: text(e, '$filter') });
/** The SDK's own types describe deserialised bodies; an example holds the wire form, whose dates must become Dates. */
const body = (e: Example) => dates(bodyOf(e)) as never;

function dates(value: unknown): unknown {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? new Date(value) : value;
  if (Array.isArray(value)) return value.map(dates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, dates(one)]));
}

export const sdkCalls: Record<string, SdkCall> = {
  BackupProtectedItems_List: (k, e) => all(k.backupProtectedItems.list(...v(e), filter(e))),
  ProtectedItems_Get: (k, e) => k.protectedItems.get(...i(e), filter(e)),
  ProtectedItems_CreateOrUpdate: (k, e) => k.protectedItems.createOrUpdate(...i(e), body(e)),
  ProtectedItems_Delete: (k, e) => k.protectedItems.delete(...i(e)),
  ProtectedItemOperationResults_Get: (k, e) => k.protectedItemOperationResults.get(...i(e), text(e, 'operationId')),
  ProtectedItemOperationStatuses_Get: (k, e) => k.protectedItemOperationStatuses.get(...i(e), text(e, 'operationId')),
  BackupOperationResults_Get: (k, e) => k.backupOperationResults.get(...v(e), text(e, 'operationId')),
  BackupOperationStatuses_Get: (k, e) => k.backupOperationStatuses.get(...v(e), text(e, 'operationId')),
  Backups_Trigger: (k, e) => k.backups.trigger(...i(e), body(e)),
  RecoveryPoints_List: (k, e) => all(k.recoveryPoints.list(...i(e), filter(e))),
  RecoveryPoints_Get: (k, e) => k.recoveryPoints.get(...i(e), text(e, 'recoveryPointId')),
  Restores_Trigger: (k, e) => k.restores.beginTrigger(...i(e), text(e, 'recoveryPointId'), body(e), { updateIntervalInMs: 0 }),
  Operation_Validate: (k, e) => k.operation.validate(...v(e), body(e)),
  ValidateOperation_Trigger: (k, e) => k.validateOperation.beginTrigger(...v(e), body(e), { updateIntervalInMs: 0 }),
  BackupJobs_List: (k, e) => all(k.backupJobs.list(...v(e), filter(e))),
  JobDetails_Get: (k, e) => k.jobDetails.get(...v(e), text(e, 'jobName')),
  JobCancellations_Trigger: (k, e) => k.jobCancellations.trigger(...v(e), text(e, 'jobName')),
  JobOperationResults_Get: (k, e) => k.jobOperationResults.get(...v(e), text(e, 'jobName'), text(e, 'operationId')),
  Jobs_Export: (k, e) => k.jobs.export(...v(e)),
  ExportJobsOperationResults_Get: (k, e) => k.exportJobsOperationResults.get(...v(e), text(e, 'operationId')),
  BackupPolicies_List: (k, e) => all(k.backupPolicies.list(...v(e), filter(e))),
  ProtectionPolicies_Get: (k, e) => k.protectionPolicies.get(...v(e), text(e, 'policyName')),
  ProtectionPolicies_CreateOrUpdate: (k, e) => k.protectionPolicies.createOrUpdate(...v(e), text(e, 'policyName'), body(e)),
  ProtectionPolicies_Delete: (k, e) => k.protectionPolicies.beginDeleteAndWait(...v(e), text(e, 'policyName')),
  ProtectionPolicyOperationResults_Get: (k, e) =>
    k.protectionPolicyOperationResults.get(...v(e), text(e, 'policyName'), text(e, 'operationId')),
  ProtectionPolicyOperationStatuses_Get: (k, e) =>
    k.protectionPolicyOperationStatuses.get(...v(e), text(e, 'policyName'), text(e, 'operationId')),
  BackupProtectionContainers_List: (k, e) => all(k.backupProtectionContainers.list(...v(e), filter(e))),
  DeletedProtectionContainers_List: (k, e) => all(k.deletedProtectionContainers.list(v(e)[1], v(e)[0], filter(e))),
  ProtectionContainers_Get: (k, e) => k.protectionContainers.get(...c(e)),
  ProtectionContainers_Register: (k, e) => k.protectionContainers.beginRegister(...c(e), body(e), { updateIntervalInMs: 0 }),
  ProtectionContainers_Unregister: (k, e) => k.protectionContainers.unregister(...c(e)),
  ProtectionContainers_Inquire: (k, e) => k.protectionContainers.inquire(...c(e), filter(e)),
  ProtectionContainers_Refresh: (k, e) => k.protectionContainers.refresh(...v(e), 'Azure', filter(e)),
  ProtectionContainerOperationResults_Get: (k, e) => k.protectionContainerOperationResults.get(...c(e), text(e, 'operationId')),
  ProtectionContainerRefreshOperationResults_Get: (k, e) =>
    k.protectionContainerRefreshOperationResults.get(...v(e), 'Azure', text(e, 'operationId')),
  ProtectableContainers_List: (k, e) => all(k.protectableContainers.list(...v(e), 'Azure', filter(e))),
  BackupProtectableItems_List: (k, e) => all(k.backupProtectableItems.list(...v(e), filter(e))),
  BackupWorkloadItems_List: (k, e) => all(k.backupWorkloadItems.list(...c(e), filter(e))),
  BackupUsageSummaries_List: (k, e) => all(k.backupUsageSummaries.list(...v(e), filter(e))),
  BackupStatus_Get: (k, e) => k.backupStatus.get(text(e, 'azureRegion'), body(e)),
  ProtectionIntent_Validate: (k, e) => k.protectionIntentOperations.validate(text(e, 'azureRegion'), body(e)),
  FeatureSupport_Validate: (k, e) => k.featureSupport.validate(text(e, 'azureRegion'), body(e)),
  ProtectionIntent_CreateOrUpdate: (k, e) =>
    k.protectionIntentOperations.createOrUpdate(...v(e), 'Azure', text(e, 'intentObjectName'), body(e)),
  ProtectionIntent_Get: (k, e) => k.protectionIntentOperations.get(...v(e), 'Azure', text(e, 'intentObjectName')),
  ProtectionIntent_Delete: (k, e) => k.protectionIntentOperations.delete(...v(e), 'Azure', text(e, 'intentObjectName')),
  BackupProtectionIntent_List: (k, e) => all(k.backupProtectionIntent.list(...v(e), filter(e))),
  BackupResourceVaultConfigs_Get: (k, e) => k.backupResourceVaultConfigs.get(...v(e)),
  BackupResourceVaultConfigs_Put: (k, e) => k.backupResourceVaultConfigs.put(...v(e), body(e)),
  BackupResourceVaultConfigs_Update: (k, e) => k.backupResourceVaultConfigs.update(...v(e), body(e)),
  BackupResourceStorageConfigsNonCRR_Get: (k, e) => k.backupResourceStorageConfigsNonCRR.get(...v(e)),
  BackupResourceStorageConfigsNonCRR_Update: (k, e) => k.backupResourceStorageConfigsNonCRR.update(...v(e), body(e)),
  BackupResourceStorageConfigsNonCRR_patch: (k, e) => k.backupResourceStorageConfigsNonCRR.patch(...v(e), body(e)),
  BackupEngines_List: (k, e) => all(k.backupEngines.list(...v(e), filter(e))),
  SecurityPINs_Get: (k, e) => k.securityPINs.get(...v(e)),
  Operations_List: (k) => all(k.operations.list()),
};
