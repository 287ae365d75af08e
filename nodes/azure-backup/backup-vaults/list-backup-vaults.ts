// Lists the Backup vaults (disks, blobs, PostgreSQL, Kubernetes) that the connection sees, with how they are secured.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { listOf } from '../shapes.ts';
import { backupVaults } from './backup-vault.ts';
import { estate } from './example-estate.ts';
import { backupVaultShape } from './shapes.ts';

export default defineNode({
  type: 'azure-backup.list-backup-vaults',
  version: 1,
  group: 'azure-backup',
  section: 'Backup vaults',
  title: 'List Backup vaults',
  summary: 'Lists Backup vaults: for disks, blobs, PostgreSQL and Kubernetes.',
  icon: 'vault',
  keywords: ['data protection', 'Microsoft.DataProtection', 'az dataprotection backup-vault list', 'Get-AzDataProtectionBackupVault'],
  connection: 'azure',
  effect: 'read',
  params: z.object({}),
  ports: ['done'],
  result: listOf(backupVaultShape),
  line: 'all subscriptions of the connection',
  run: async ({ azure }) => ({ port: 'done', data: {}, list: { property: 'items', items: backupVaults(azure) } }),
  examples: [
    {
      name: 'Every Backup vault with its settings',
      given: { estate },
      params: {},
      expect: { port: 'done', data: { count: 1, items: [{ name: 'bvault-weu', softDelete: 'On', immutability: 'Disabled' }] } },
    },
    { name: 'There is none', given: { estate: {} }, params: {}, expect: { port: 'done', data: { count: 0, items: [] } } },
    {
      name: 'The role is missing',
      given: { estate, faults: [{ match: { path: 'Microsoft.DataProtection' }, answer: { status: 403, code: 'AuthorizationFailed' } }] },
      params: {},
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 } } },
    },
  ],
});
