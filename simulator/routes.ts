// Every route of Azure Resource Manager that the simulator answers, gathered from the files that implement them.
import { resourceGraphRoutes } from './arm/resource-graph.ts';
import { resourceRoutes } from './arm/resources.ts';
import { storageAccountRoutes } from './arm/storage-accounts.ts';
import { subscriptionRoutes } from './arm/subscriptions.ts';
import { vaultChangeRoutes } from './arm/vault-change.ts';
import { vaultRoutes } from './arm/vaults.ts';
import { backupNowRoutes } from './backup/backup-now.ts';
import { containerRoutes } from './backup/containers.ts';
import { intentRoutes } from './backup/intents.ts';
import { itemRoutes } from './backup/items.ts';
import { jobRoutes } from './backup/jobs.ts';
import { operationRoutes } from './backup/operations.ts';
import { pointRoutes } from './backup/points.ts';
import { policyRoutes } from './backup/policies.ts';
import { protectRoutes } from './backup/protect.ts';
import { protectableRoutes } from './backup/protectable.ts';
import { restoreRoutes } from './backup/restore.ts';
import { statusRoutes } from './backup/status.ts';
import { unregisteredRoutes } from './backup/unregistered.ts';
import { vaultConfigRoutes } from './backup/vault-config.ts';
import { workloadItemRoutes } from './backup/workload-items.ts';
import { diskRoutes } from './compute/disks.ts';
import { machineRoutes } from './compute/machines.ts';
import { computeOperationRoutes } from './compute/operations.ts';
import { powerRoutes } from './compute/power.ts';
import { runCommandRoutes } from './compute/run-commands.ts';
import { hybridMachineRoutes } from './hybrid/machines.ts';
import type { Route } from './wire/router.ts';

export const routes: Route[] = [
  ...subscriptionRoutes,
  ...resourceRoutes,
  ...machineRoutes,
  ...powerRoutes,
  ...runCommandRoutes,
  ...diskRoutes,
  ...computeOperationRoutes,
  ...hybridMachineRoutes,
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
];
