// All routes of Backup vaults.
import type { Route } from '../wire/router.ts';
import { instanceRoutes } from './instances.ts';
import { dataOperationRoutes } from './operations.ts';
import { dataPolicyRoutes } from './policies.ts';
import { backupVaultRoutes } from './vaults.ts';
import { workRoutes } from './work.ts';

export const dataProtectionRoutes: Route[] = [
  ...backupVaultRoutes,
  ...dataPolicyRoutes,
  ...instanceRoutes,
  ...workRoutes,
  ...dataOperationRoutes,
];
