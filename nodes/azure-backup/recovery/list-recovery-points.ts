// Lists the recovery points of an item, newest first: all, or those of a time, a tier, a consistency, a type of backup.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, choice, date, optionalAzureId } from '../../kit/fields.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { listOf } from '../shapes.ts';
import { detailedPointShape, pointsOf, tierLabels, tiers } from './points.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }, { name: 'sql-full-log', kind: 'sql' as const }],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 5, newest: '-PT8H', everyHours: 24 } },
        { name: 'vm-new-01', policy: 'daily', points: { count: 0 } },
        { kind: 'sql' as const, name: 'orders', machine: 'sql-01', policy: 'sql-full-log', points: { count: 2 } },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.list-recovery-points',
  version: 1,
  group: 'azure-backup',
  section: 'Recovery points',
  title: 'List recovery points',
  summary: 'Lists the recovery points of an item, newest first.',
  icon: 'bookmark',
  keywords: ['restore points', 'snapshots', 'az backup recoverypoint list', 'Get-AzRecoveryServicesBackupRecoveryPoint'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Item' }),
    from: date({ title: 'From' }).optional(),
    to: date({ title: 'To' }).optional(),
    tier: choice(['any', ...tiers], { title: 'Tier', ui: { labels: { any: 'Any', ...tierLabels } } }).default('any'),
    consistency: choice(['any', 'AppConsistent', 'FileSystemConsistent', 'CrashConsistent'], {
      title: 'Consistency',
      description: 'Of VMs.',
      ui: {
        advanced: true,
        labels: {
          any: 'Any',
          AppConsistent: 'Application-consistent',
          FileSystemConsistent: 'File-system-consistent',
          CrashConsistent: 'Crash-consistent',
        },
      },
    }).default('any'),
    backupType: choice(['any', 'Full', 'Differential', 'Incremental', 'Log'], {
      title: 'Type of backup',
      description: 'Of databases.',
      ui: { advanced: true, labels: { any: 'Any' } },
    }).default('any'),
  }),
  ports: ['done'],
  result: listOf(detailedPointShape),
  line: '{item} · from {from} · to {to} · {tier}',
  async run({ params, azure }) {
    const item = await itemId(azure, params.item, params.vault);
    const type = params.backupType === 'any' ? {} : { type: params.backupType };
    const all = await pointsOf(azure, item, { from: params.from, to: params.to, ...type });
    const items = all.filter(
      (point) =>
        (params.tier === 'any' || point.tiers.includes(params.tier)) &&
        (params.consistency === 'any' || point.kind.toLowerCase() === params.consistency.toLowerCase()),
    );
    return { port: 'done', data: { count: items.length, items } };
  },
  choices: { vault: vaultChoices, item: itemChoices },
  examples: [
    {
      name: 'All of a VM',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-sql-03' },
      expect: { port: 'done', data: { count: 5, items: [{ kind: 'AppConsistent', archived: false }] } },
    },
    {
      name: 'Of the last two days',
      given: { estate },
      params: { item: 'vm-sql-03', from: '{{ addDays(utcNow(), -2) }}' },
      expect: { port: 'done', data: { count: 2 } },
    },
    {
      name: 'Those in the vault',
      given: { estate },
      params: { item: 'vm-sql-03', tier: 'HardenedRP', consistency: 'AppConsistent' },
      expect: { port: 'done', data: { items: [{ kind: 'AppConsistent' }] } },
    },
    {
      name: 'Full backups of a database',
      given: { estate },
      params: { item: 'orders', backupType: 'Full' },
      expect: { port: 'done', data: { count: 2, items: [{ kind: 'Full' }] } },
    },
    {
      name: 'Before the first backup',
      given: { estate },
      params: { item: 'vm-new-01' },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    { name: 'An item that is not protected', given: { estate }, params: { item: 'vm-nowhere' }, expect: { failed: { code: 'not_found' } } },
  ],
});
