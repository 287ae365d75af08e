// Every route of Azure Resource Manager that the simulator answers, gathered from the files that implement them.
import { deletedVaultRoutes } from './arm/deleted-vaults.ts';
import { groupRoutes } from './arm/groups.ts';
import { moveRoutes } from './arm/move.ts';
import { armOperationRoutes } from './arm/operations.ts';
import { resourceGraphRoutes } from './arm/resource-graph.ts';
import { resourceRoutes } from './arm/resources.ts';
import { storageAccountRoutes } from './arm/storage-accounts.ts';
import { subscriptionRoutes } from './arm/subscriptions.ts';
import { tagRoutes } from './arm/tags.ts';
import { vaultChangeRoutes } from './arm/vault-change.ts';
import { vaultExtraRoutes } from './arm/vault-extras.ts';
import { vaultRoutes } from './arm/vaults.ts';
import { lockRoutes } from './authorization/locks.ts';
import { permissionRoutes } from './authorization/permissions.ts';
import { automationAccountRoutes } from './automation/accounts.ts';
import { automationJobRoutes } from './automation/jobs.ts';
import { runbookRoutes } from './automation/runbooks.ts';
import { archiveRoutes } from './backup/archive.ts';
import { backupNowRoutes } from './backup/backup-now.ts';
import { containerRoutes } from './backup/containers.ts';
import { crossRegionRoutes } from './backup/cross-region.ts';
import { dataMoveRoutes } from './backup/data-move.ts';
import { encryptionRoutes } from './backup/encryption.ts';
import { guardProxyRoutes } from './backup/guard-proxies.ts';
import { intentRoutes } from './backup/intents.ts';
import { itemRoutes } from './backup/items.ts';
import { jobRoutes } from './backup/jobs.ts';
import { mountRoutes } from './backup/mount.ts';
import { operationRoutes } from './backup/operations.ts';
import { pointRoutes } from './backup/points.ts';
import { policyRoutes } from './backup/policies.ts';
import { privateEndpointRoutes } from './backup/private-endpoints.ts';
import { protectRoutes } from './backup/protect.ts';
import { protectableRoutes } from './backup/protectable.ts';
import { restoreRoutes } from './backup/restore.ts';
import { statusRoutes } from './backup/status.ts';
import { unregisteredRoutes } from './backup/unregistered.ts';
import { vaultConfigRoutes } from './backup/vault-config.ts';
import { vaultServiceRoutes } from './backup/vault-services.ts';
import { workloadItemRoutes } from './backup/workload-items.ts';
import { diskRoutes } from './compute/disks.ts';
import { machineRoutes } from './compute/machines.ts';
import { computeOperationRoutes } from './compute/operations.ts';
import { powerRoutes } from './compute/power.ts';
import { runCommandRoutes } from './compute/run-commands.ts';
import { dataProtectionRoutes } from './data-protection/routes.ts';
import { resourceGuardRoutes } from './guards/resource-guards.ts';
import { hybridMachineRoutes } from './hybrid/machines.ts';
import { activityRoutes } from './monitor/activity-log.ts';
import { alertRoutes } from './monitor/alerts.ts';
import { metricRoutes } from './monitor/metrics.ts';
import type { Route } from './wire/router.ts';

export const routes: Route[] = [
  ...dataProtectionRoutes,
  ...subscriptionRoutes,
  ...resourceRoutes,
  ...groupRoutes,
  ...tagRoutes,
  ...armOperationRoutes,
  ...deletedVaultRoutes,
  ...moveRoutes,
  ...lockRoutes,
  ...permissionRoutes,
  ...metricRoutes,
  ...alertRoutes,
  ...activityRoutes,
  ...machineRoutes,
  ...powerRoutes,
  ...runCommandRoutes,
  ...diskRoutes,
  ...computeOperationRoutes,
  ...hybridMachineRoutes,
  ...automationAccountRoutes,
  ...runbookRoutes,
  ...automationJobRoutes,
  ...storageAccountRoutes,
  ...resourceGraphRoutes,
  ...vaultRoutes,
  ...vaultChangeRoutes,
  ...vaultConfigRoutes,
  ...itemRoutes,
  ...protectRoutes,
  ...backupNowRoutes,
  ...pointRoutes,
  ...restoreRoutes,
  ...containerRoutes,
  ...protectableRoutes,
  ...unregisteredRoutes,
  ...workloadItemRoutes,
  ...policyRoutes,
  ...jobRoutes,
  ...operationRoutes,
  ...statusRoutes,
  ...intentRoutes,
  ...vaultExtraRoutes,
  ...vaultServiceRoutes,
  ...archiveRoutes,
  ...mountRoutes,
  ...encryptionRoutes,
  ...privateEndpointRoutes,
  ...guardProxyRoutes,
  ...dataMoveRoutes,
  ...crossRegionRoutes,
  ...resourceGuardRoutes,
];
