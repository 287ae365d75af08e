// Every route of Azure Resource Manager that the simulator answers, gathered from the files that implement them.
import { subscriptionRoutes } from './arm/subscriptions.ts';
import { vaultRoutes } from './arm/vaults.ts';
import { backupNowRoutes } from './backup/backupNow.ts';
import { itemRoutes } from './backup/items.ts';
import { jobRoutes } from './backup/jobs.ts';
import { operationRoutes } from './backup/operations.ts';
import type { Route } from './wire/router.ts';

export const routes: Route[] = [...subscriptionRoutes, ...vaultRoutes, ...itemRoutes, ...backupNowRoutes, ...jobRoutes, ...operationRoutes];
