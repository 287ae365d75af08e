// Lists jobs of Backup vaults, newest first, by state and age.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { durationMs } from '../../kit/duration.ts';
import { choice, duration, optionalAzureId } from '../../kit/fields.ts';
import { listOf } from '../shapes.ts';
import { backupVaultChoices, backupVaultId, backupVaults } from './backup-vault.ts';
import { estate } from './example-estate.ts';
import { jobsOf } from './jobs.ts';
import { dataJobShape } from './shapes.ts';

export default defineNode({
  type: 'azure-backup.list-data-jobs',
  version: 1,
  group: 'azure-backup',
  section: 'Backup vaults',
  title: 'List Backup vault jobs',
  summary: 'Lists backup and restore jobs of Backup vaults.',
  icon: 'list',
  keywords: ['data protection jobs', 'az dataprotection job list', 'Get-AzDataProtectionJob', 'Search-AzDataProtectionJobInAzGraph'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Backup vault', description: 'Empty: all.' }),
    status: choice(['any', 'InProgress', 'Completed', 'Failed'], {
      title: 'State',
      ui: { labels: { any: 'Any', InProgress: 'In progress' } },
    }).default('any'),
    within: duration({ title: 'Not older than' }).default('P1D'),
  }),
  ports: ['done'],
  result: listOf(dataJobShape),
  line: '{status} · last {within} · {vault}',
  async run({ params, azure, now }) {
    const since = now - (durationMs(params.within) ?? 86_400_000);
    async function* wanted() {
      const vaults = params.vault
        ? [await backupVaultId(azure, params.vault)]
        : (await Array.fromAsync(backupVaults(azure))).map(({ id }) => id);
      for (const vault of vaults) {
        for await (const job of jobsOf(azure, vault)) {
          const recent = job.startTime === null || Date.parse(job.startTime) >= since;
          if (recent && (params.status === 'any' || job.status.toLowerCase().startsWith(params.status.toLowerCase()))) yield job;
        }
      }
    }
    return { port: 'done', data: {}, list: { property: 'items', items: wanted() } };
  },
  choices: { vault: backupVaultChoices },
  examples: [
    {
      name: 'Since yesterday',
      given: { estate },
      params: { vault: 'bvault-weu' },
      expect: { port: 'done', data: { count: 4, items: [{ operation: 'Backup', status: 'Completed' }] } },
    },
    {
      name: 'Failed ones: none',
      given: { estate },
      params: { status: 'Failed', within: 'P30D' },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    { name: 'A vault that does not exist', given: { estate }, params: { vault: 'bvault-moon' }, expect: { failed: { code: 'not_found' } } },
  ],
});
