// Every node type there is: one line each, sorted by file. Deleting a file and its line removes the node with its form, its
// documentation and its tests.

import azureActivityLog from './azure/activity-log.ts';
import azureArmRequest from './azure/arm-request.ts';
import azureBackupStatus from './azure/backup-status.ts';
import azureChangeAlert from './azure/change-alert.ts';
import azureCheckPermissions from './azure/check-permissions.ts';
import azureCreateContainer from './azure/create-container.ts';
import azureCreateLock from './azure/create-lock.ts';
import azureCreateResourceGroup from './azure/create-resource-group.ts';
import azureDeleteBlob from './azure/delete-blob.ts';
import azureDeleteLock from './azure/delete-lock.ts';
import azureDeleteResourceGroup from './azure/delete-resource-group.ts';
import azureDeleteSnapshot from './azure/delete-snapshot.ts';
import azureDownloadBlob from './azure/download-blob.ts';
import azureEventGrid from './azure/event-grid.ts';
import azureFindVms from './azure/find-vms.ts';
import azureGetResource from './azure/get-resource.ts';
import azureKeyVaultSecret from './azure/key-vault-secret.ts';
import azureListAlerts from './azure/list-alerts.ts';
import azureListBlobs from './azure/list-blobs.ts';
import azureListKeyVaultSecrets from './azure/list-key-vault-secrets.ts';
import azureListLocks from './azure/list-locks.ts';
import azureLogAnalyticsQuery from './azure/log-analytics-query.ts';
import azureMetric from './azure/metric.ts';
import azureMonitorAlert from './azure/monitor-alert.ts';
import azureResourceGraph from './azure/resource-graph.ts';
import azureRestartVm from './azure/restart-vm.ts';
import azureRunCommand from './azure/run-command.ts';
import azureRunbookJob from './azure/runbook-job.ts';
import azureSetKeyVaultSecret from './azure/set-key-vault-secret.ts';
import azureSetTags from './azure/set-tags.ts';
import azureSnapshotDisk from './azure/snapshot-disk.ts';
import azureStartVm from './azure/start-vm.ts';
import azureStopVm from './azure/stop-vm.ts';
import azureUploadBlob from './azure/upload-blob.ts';
import azureBackupBackUpInstance from './azure-backup/backup-vaults/back-up-instance.ts';
import azureBackupChangeInstanceProtection from './azure-backup/backup-vaults/change-instance-protection.ts';
import azureBackupDeleteInstance from './azure-backup/backup-vaults/delete-instance.ts';
import azureBackupListBackupInstances from './azure-backup/backup-vaults/list-backup-instances.ts';
import azureBackupListBackupVaults from './azure-backup/backup-vaults/list-backup-vaults.ts';
import azureBackupListDataJobs from './azure-backup/backup-vaults/list-data-jobs.ts';
import azureBackupListInstancePoints from './azure-backup/backup-vaults/list-instance-points.ts';
import azureBackupProtectDataSource from './azure-backup/backup-vaults/protect-data-source.ts';
import azureBackupRestoreInstance from './azure-backup/backup-vaults/restore-instance.ts';
import azureBackupUndeleteInstance from './azure-backup/backup-vaults/undelete-instance.ts';
import azureBackupWaitForDataJob from './azure-backup/backup-vaults/wait-for-data-job.ts';
import azureBackupCancelJob from './azure-backup/jobs/cancel-job.ts';
import azureBackupExportJobs from './azure-backup/jobs/export-jobs.ts';
import azureBackupGetJob from './azure-backup/jobs/get-job.ts';
import azureBackupListJobs from './azure-backup/jobs/list-jobs.ts';
import azureBackupSummarizeJobs from './azure-backup/jobs/summarize-jobs.ts';
import azureBackupWaitForJob from './azure-backup/jobs/wait-for-job.ts';
import azureBackupOperation from './azure-backup/operations/operation.ts';
import azureBackupArchiveCost from './azure-backup/policies/archive-cost.ts';
import azureBackupComparePolicies from './azure-backup/policies/compare-policies.ts';
import azureBackupDefaultPolicy from './azure-backup/policies/default-policy.ts';
import azureBackupDeletePolicy from './azure-backup/policies/delete-policy.ts';
import azureBackupGetPolicy from './azure-backup/policies/get-policy.ts';
import azureBackupListPolicies from './azure-backup/policies/list-policies.ts';
import azureBackupPolicyItems from './azure-backup/policies/policy-items.ts';
import azureBackupSetPolicy from './azure-backup/policies/set-policy.ts';
import azureBackupBackupNow from './azure-backup/protection/backup-now.ts';
import azureBackupChangeDisks from './azure-backup/protection/change-disks.ts';
import azureBackupChangePolicy from './azure-backup/protection/change-policy.ts';
import azureBackupCheckReadiness from './azure-backup/protection/check-readiness.ts';
import azureBackupListAutoProtection from './azure-backup/protection/list-auto-protection.ts';
import azureBackupListBackupServers from './azure-backup/protection/list-backup-servers.ts';
import azureBackupListContainers from './azure-backup/protection/list-containers.ts';
import azureBackupListItems from './azure-backup/protection/list-items.ts';
import azureBackupListProtectable from './azure-backup/protection/list-protectable.ts';
import azureBackupProtectDatabase from './azure-backup/protection/protect-database.ts';
import azureBackupProtectShare from './azure-backup/protection/protect-share.ts';
import azureBackupProtectVm from './azure-backup/protection/protect-vm.ts';
import azureBackupRediscover from './azure-backup/protection/rediscover.ts';
import azureBackupRefreshDiscovery from './azure-backup/protection/refresh-discovery.ts';
import azureBackupRegister from './azure-backup/protection/register.ts';
import azureBackupResumeProtection from './azure-backup/protection/resume-protection.ts';
import azureBackupSetAutoProtection from './azure-backup/protection/set-auto-protection.ts';
import azureBackupStopProtection from './azure-backup/protection/stop-protection.ts';
import azureBackupUndelete from './azure-backup/protection/undelete.ts';
import azureBackupUnregister from './azure-backup/protection/unregister.ts';
import azureBackupListArchivablePoints from './azure-backup/recovery/list-archivable-points.ts';
import azureBackupListRecoveryPoints from './azure-backup/recovery/list-recovery-points.ts';
import azureBackupListSecondaryPoints from './azure-backup/recovery/list-secondary-points.ts';
import azureBackupListShareFiles from './azure-backup/recovery/list-share-files.ts';
import azureBackupLogChain from './azure-backup/recovery/log-chain.ts';
import azureBackupMountRecoveryPoint from './azure-backup/recovery/mount-recovery-point.ts';
import azureBackupMoveToArchive from './azure-backup/recovery/move-to-archive.ts';
import azureBackupPickRecoveryPoint from './azure-backup/recovery/pick-recovery-point.ts';
import azureBackupReplaceDisks from './azure-backup/recovery/replace-disks.ts';
import azureBackupRestoreCrossRegion from './azure-backup/recovery/restore-cross-region.ts';
import azureBackupRestoreDatabase from './azure-backup/recovery/restore-database.ts';
import azureBackupRestoreDatabaseCrossRegion from './azure-backup/recovery/restore-database-cross-region.ts';
import azureBackupRestoreDisks from './azure-backup/recovery/restore-disks.ts';
import azureBackupRestoreShare from './azure-backup/recovery/restore-share.ts';
import azureBackupRestoreVm from './azure-backup/recovery/restore-vm.ts';
import azureBackupSaveMountPassword from './azure-backup/recovery/save-mount-password.ts';
import azureBackupUnmountRecoveryPoint from './azure-backup/recovery/unmount-recovery-point.ts';
import azureBackupValidateRestore from './azure-backup/recovery/validate-restore.ts';
import azureBackupWaitForCrossRegionRestore from './azure-backup/recovery/wait-for-cross-region-restore.ts';
import azureBackupCheckHardening from './azure-backup/vaults/check-hardening.ts';
import azureBackupCreateVault from './azure-backup/vaults/create-vault.ts';
import azureBackupDecidePrivateEndpoint from './azure-backup/vaults/decide-private-endpoint.ts';
import azureBackupDeleteVault from './azure-backup/vaults/delete-vault.ts';
import azureBackupGetVault from './azure-backup/vaults/get-vault.ts';
import azureBackupListDeletedVaults from './azure-backup/vaults/list-deleted-vaults.ts';
import azureBackupListResourceGuards from './azure-backup/vaults/list-resource-guards.ts';
import azureBackupListVaults from './azure-backup/vaults/list-vaults.ts';
import azureBackupMapResourceGuard from './azure-backup/vaults/map-resource-guard.ts';
import azureBackupMoveVault from './azure-backup/vaults/move-vault.ts';
import azureBackupPrepareDataMove from './azure-backup/vaults/prepare-data-move.ts';
import azureBackupRemovePrivateEndpoint from './azure-backup/vaults/remove-private-endpoint.ts';
import azureBackupRemoveResourceGuard from './azure-backup/vaults/remove-resource-guard.ts';
import azureBackupSecurityPin from './azure-backup/vaults/security-pin.ts';
import azureBackupStartDataMove from './azure-backup/vaults/start-data-move.ts';
import azureBackupUndeleteVault from './azure-backup/vaults/undelete-vault.ts';
import azureBackupUnlockDeletion from './azure-backup/vaults/unlock-deletion.ts';
import azureBackupVaultContents from './azure-backup/vaults/vault-contents.ts';
import azureBackupVaultSettings from './azure-backup/vaults/vault-settings.ts';
import azureBackupVaultUsage from './azure-backup/vaults/vault-usage.ts';
import coreAggregate from './core/aggregate.ts';
import coreApproval from './core/approval.ts';
import coreCallbackUrl from './core/callback-url.ts';
import coreCode from './core/code.ts';
import coreDelay from './core/delay.ts';
import coreFilter from './core/filter.ts';
import coreForEach from './core/for-each.ts';
import coreForm from './core/form.ts';
import coreIf from './core/if.ts';
import coreManual from './core/manual.ts';
import coreMerge from './core/merge.ts';
import coreRemember from './core/remember.ts';
import coreRepeatUntil from './core/repeat-until.ts';
import coreRespond from './core/respond.ts';
import coreRunEnded from './core/run-ended.ts';
import coreRunFlow from './core/run-flow.ts';
import coreSchedule from './core/schedule.ts';
import coreScope from './core/scope.ts';
import coreSet from './core/set.ts';
import coreStop from './core/stop.ts';
import coreSwitch from './core/switch.ts';
import coreTable from './core/table.ts';
import coreWaitForCallback from './core/wait-for-callback.ts';
import coreWebhook from './core/webhook.ts';
import dataPostgresQuery from './data/postgres-query.ts';
import dataSshCommand from './data/ssh-command.ts';
import httpRequest from './http/request.ts';
import type { NodeType } from './kit/define.ts';
import marsAgentStatus from './mars/agent-status.ts';
import marsBackupNow from './mars/backup-now.ts';
import marsChangeFiles from './mars/change-files.ts';
import marsFindFiles from './mars/find-files.ts';
import marsGetPolicy from './mars/get-policy.ts';
import marsGetSettings from './mars/get-settings.ts';
import marsInstallAgent from './mars/install-agent.ts';
import marsListCertificates from './mars/list-certificates.ts';
import marsListJobs from './mars/list-jobs.ts';
import marsListNotifications from './mars/list-notifications.ts';
import marsListRecoveryPoints from './mars/list-recovery-points.ts';
import marsListServers from './mars/list-servers.ts';
import marsListVaultsByCertificate from './mars/list-vaults-by-certificate.ts';
import marsOverview from './mars/overview.ts';
import marsRegisterServer from './mars/register-server.ts';
import marsRemovePolicy from './mars/remove-policy.ts';
import marsRenameVolume from './mars/rename-volume.ts';
import marsRestoreFiles from './mars/restore-files.ts';
import marsSetBandwidth from './mars/set-bandwidth.ts';
import marsSetPassphrase from './mars/set-passphrase.ts';
import marsSetPolicy from './mars/set-policy.ts';
import marsSetPolicyState from './mars/set-policy-state.ts';
import marsSetProxy from './mars/set-proxy.ts';
import marsStopJob from './mars/stop-job.ts';
import marsUsage from './mars/usage.ts';
import marsWaitForJob from './mars/wait-for-job.ts';
import notifyEmail from './notify/email.ts';
import notifyWebhookMessage from './notify/webhook-message.ts';
import ticketsGithubIssue from './tickets/github-issue.ts';
import ticketsJiraIssue from './tickets/jira-issue.ts';
import ticketsPagerdutyEvent from './tickets/pagerduty-event.ts';
import ticketsServicenowIncident from './tickets/servicenow-incident.ts';

export const nodeTypes: readonly NodeType[] = [
  azureBackupBackUpInstance,
  azureBackupChangeInstanceProtection,
  azureBackupDeleteInstance,
  azureBackupListArchivablePoints,
  azureBackupListBackupInstances,
  azureBackupListBackupVaults,
  azureBackupListDataJobs,
  azureBackupListInstancePoints,
  azureBackupListSecondaryPoints,
  azureBackupListShareFiles,
  azureBackupMountRecoveryPoint,
  azureBackupMoveToArchive,
  azureBackupProtectDataSource,
  azureBackupRestoreCrossRegion,
  azureBackupRestoreDatabaseCrossRegion,
  azureBackupRestoreInstance,
  azureBackupSaveMountPassword,
  azureBackupUndeleteInstance,
  azureBackupUnmountRecoveryPoint,
  azureBackupWaitForCrossRegionRestore,
  azureBackupWaitForDataJob,
  azureBackupBackupNow,
  azureBackupChangeDisks,
  azureBackupChangePolicy,
  azureBackupCheckReadiness,
  azureBackupGetJob,
  azureBackupListAutoProtection,
  azureBackupListBackupServers,
  azureBackupListContainers,
  azureBackupListItems,
  azureBackupListJobs,
  azureBackupListPolicies,
  azureBackupListProtectable,
  azureBackupListRecoveryPoints,
  azureBackupListVaults,
  azureBackupOperation,
  azureBackupProtectDatabase,
  azureBackupProtectShare,
  azureBackupProtectVm,
  azureBackupRediscover,
  azureBackupRefreshDiscovery,
  azureBackupRegister,
  azureBackupRestoreDisks,
  azureBackupResumeProtection,
  azureBackupSetAutoProtection,
  azureBackupStopProtection,
  azureBackupUndelete,
  azureBackupUnregister,
  azureBackupGetPolicy,
  azureBackupSetPolicy,
  azureBackupDeletePolicy,
  azureBackupPolicyItems,
  azureBackupComparePolicies,
  azureBackupDefaultPolicy,
  azureBackupArchiveCost,
  azureBackupGetVault,
  azureBackupVaultSettings,
  azureBackupCreateVault,
  azureBackupVaultContents,
  azureBackupDeleteVault,
  azureBackupVaultUsage,
  azureBackupCheckHardening,
  azureBackupListDeletedVaults,
  azureBackupListResourceGuards,
  azureBackupMapResourceGuard,
  azureBackupUndeleteVault,
  azureBackupUnlockDeletion,
  azureBackupRemoveResourceGuard,
  azureBackupDecidePrivateEndpoint,
  azureBackupRemovePrivateEndpoint,
  azureBackupPrepareDataMove,
  azureBackupStartDataMove,
  azureBackupMoveVault,
  azureBackupSecurityPin,
  azureBackupWaitForJob,
  azureBackupCancelJob,
  azureBackupExportJobs,
  azureBackupSummarizeJobs,
  azureBackupLogChain,
  azureBackupPickRecoveryPoint,
  azureBackupReplaceDisks,
  azureBackupRestoreDatabase,
  azureBackupRestoreShare,
  azureBackupRestoreVm,
  azureBackupValidateRestore,
  azureBackupStatus,
  azureFindVms,
  azureResourceGraph,
  azureGetResource,
  azureArmRequest,
  azureStartVm,
  azureStopVm,
  azureRestartVm,
  azureRunCommand,
  azureSnapshotDisk,
  azureDeleteSnapshot,
  azureKeyVaultSecret,
  azureSetKeyVaultSecret,
  azureListKeyVaultSecrets,
  azureUploadBlob,
  azureDownloadBlob,
  azureListBlobs,
  azureDeleteBlob,
  azureCreateContainer,
  azureSetTags,
  azureListLocks,
  azureCreateLock,
  azureDeleteLock,
  azureCreateResourceGroup,
  azureDeleteResourceGroup,
  azureLogAnalyticsQuery,
  azureMetric,
  azureListAlerts,
  azureChangeAlert,
  azureActivityLog,
  azureCheckPermissions,
  azureRunbookJob,
  azureEventGrid,
  azureMonitorAlert,
  coreAggregate,
  coreApproval,
  coreCallbackUrl,
  coreCode,
  coreDelay,
  coreFilter,
  coreForEach,
  coreForm,
  coreIf,
  coreManual,
  coreMerge,
  coreRemember,
  coreRepeatUntil,
  coreRespond,
  coreRunEnded,
  coreRunFlow,
  coreSchedule,
  coreScope,
  coreSet,
  coreStop,
  coreSwitch,
  coreTable,
  coreWaitForCallback,
  coreWebhook,
  dataSshCommand,
  dataPostgresQuery,
  httpRequest,
  marsAgentStatus,
  marsBackupNow,
  marsChangeFiles,
  marsFindFiles,
  marsGetPolicy,
  marsGetSettings,
  marsInstallAgent,
  marsListCertificates,
  marsListJobs,
  marsListNotifications,
  marsListRecoveryPoints,
  marsListServers,
  marsListVaultsByCertificate,
  marsOverview,
  marsRegisterServer,
  marsRemovePolicy,
  marsRenameVolume,
  marsRestoreFiles,
  marsSetBandwidth,
  marsSetPassphrase,
  marsSetPolicyState,
  marsSetPolicy,
  marsSetProxy,
  marsStopJob,
  marsUsage,
  marsWaitForJob,
  notifyEmail,
  notifyWebhookMessage,
  ticketsServicenowIncident,
  ticketsJiraIssue,
  ticketsPagerdutyEvent,
  ticketsGithubIssue,
];
