// Every node type there is: one line each, sorted by file. Deleting a file and its line removes the node with its form, its
// documentation and its tests.

import azureBackupStatus from './azure/backup-status.ts';
import azureFindVms from './azure/find-vms.ts';
import azureBackupBackupNow from './azure-backup/backup-now.ts';
import azureBackupChangePolicy from './azure-backup/change-policy.ts';
import azureBackupGetJob from './azure-backup/get-job.ts';
import azureBackupListItems from './azure-backup/list-items.ts';
import azureBackupListJobs from './azure-backup/list-jobs.ts';
import azureBackupListPolicies from './azure-backup/list-policies.ts';
import azureBackupListRecoveryPoints from './azure-backup/list-recovery-points.ts';
import azureBackupListVaults from './azure-backup/list-vaults.ts';
import azureBackupProtectVm from './azure-backup/protect-vm.ts';
import azureBackupRestoreDisks from './azure-backup/restore-disks.ts';
import azureBackupResumeProtection from './azure-backup/resume-protection.ts';
import azureBackupStopProtection from './azure-backup/stop-protection.ts';
import azureBackupUndelete from './azure-backup/undelete.ts';
import azureBackupWaitForJob from './azure-backup/wait-for-job.ts';
import coreAggregate from './core/aggregate.ts';
import coreCode from './core/code.ts';
import coreDelay from './core/delay.ts';
import coreFilter from './core/filter.ts';
import coreForEach from './core/for-each.ts';
import coreIf from './core/if.ts';
import coreManual from './core/manual.ts';
import coreMerge from './core/merge.ts';
import coreRemember from './core/remember.ts';
import coreRepeatUntil from './core/repeat-until.ts';
import coreRespond from './core/respond.ts';
import coreRunFlow from './core/run-flow.ts';
import coreSchedule from './core/schedule.ts';
import coreScope from './core/scope.ts';
import coreSet from './core/set.ts';
import coreStop from './core/stop.ts';
import coreSwitch from './core/switch.ts';
import coreTable from './core/table.ts';
import coreWebhook from './core/webhook.ts';
import httpRequest from './http/request.ts';
import type { NodeType } from './kit/define.ts';
import notifyEmail from './notify/email.ts';
import notifyWebhookMessage from './notify/webhook-message.ts';

export const nodeTypes: readonly NodeType[] = [
  azureBackupBackupNow,
  azureBackupChangePolicy,
  azureBackupGetJob,
  azureBackupListItems,
  azureBackupListJobs,
  azureBackupListPolicies,
  azureBackupListRecoveryPoints,
  azureBackupListVaults,
  azureBackupProtectVm,
  azureBackupRestoreDisks,
  azureBackupResumeProtection,
  azureBackupStopProtection,
  azureBackupUndelete,
  azureBackupWaitForJob,
  azureBackupStatus,
  azureFindVms,
  coreAggregate,
  coreCode,
  coreDelay,
  coreFilter,
  coreForEach,
  coreIf,
  coreManual,
  coreMerge,
  coreRemember,
  coreRepeatUntil,
  coreRespond,
  coreRunFlow,
  coreSchedule,
  coreScope,
  coreSet,
  coreStop,
  coreSwitch,
  coreTable,
  coreWebhook,
  httpRequest,
  notifyEmail,
  notifyWebhookMessage,
];
