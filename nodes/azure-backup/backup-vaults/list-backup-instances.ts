// Lists what Backup vaults protect, or what was deleted from them and can still come back.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { choice, optionalAzureId } from '../../kit/fields.ts';
import { listOf } from '../shapes.ts';
import { allInstances, backupVaultChoices } from './backup-vault.ts';
import { estate } from './example-estate.ts';
import { instanceShape } from './shapes.ts';

export default defineNode({
  type: 'azure-backup.list-backup-instances',
  version: 1,
  group: 'azure-backup',
  section: 'Backup vaults',
  title: 'List backup instances',
  summary: 'Lists the disks, blobs, databases and clusters that Backup vaults protect.',
  icon: 'list',
  keywords: [
    'data protection',
    'disk backup',
    'blob backup',
    'az dataprotection backup-instance list',
    'Get-AzDataProtectionBackupInstance',
  ],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Backup vault', description: 'Empty: all.' }),
    kind: choice(['any', 'disk', 'blob', 'postgres', 'aks'], {
      title: 'Kind',
      ui: { labels: { any: 'Any', disk: 'Managed disks', blob: 'Blobs', postgres: 'PostgreSQL databases', aks: 'Kubernetes clusters' } },
    }).default('any'),
    which: choice(['protected', 'deleted'], {
      title: 'Which',
      ui: { labels: { protected: 'Protected ones', deleted: 'Soft-deleted ones' } },
    }).default('protected'),
  }),
  ports: ['done'],
  result: listOf(instanceShape),
  line: '{which} · {kind} · {vault}',
  async run({ params, azure }) {
    async function* wanted() {
      for await (const one of allInstances(azure, params.vault, params.which === 'deleted'))
        if (params.kind === 'any' || one.kind === params.kind) yield one;
    }
    return { port: 'done', data: {}, list: { property: 'items', items: wanted() } };
  },
  choices: { vault: backupVaultChoices },
  examples: [
    {
      name: 'Everything in one vault',
      given: { estate },
      params: { vault: 'bvault-weu', kind: 'postgres' },
      expect: {
        port: 'done',
        data: { count: 1, items: [{ friendlyName: 'pg-erp\\orders', policyName: 'pg-weekly', state: 'ProtectionConfigured' }] },
      },
    },
    {
      name: 'What was deleted and can come back',
      given: { estate },
      params: { which: 'deleted' },
      expect: { port: 'done', data: { count: 1, items: [{ friendlyName: 'disk-old', state: 'SoftDeleted' }] } },
    },
    { name: 'A vault that does not exist', given: { estate }, params: { vault: 'bvault-moon' }, expect: { failed: { code: 'not_found' } } },
  ],
});
