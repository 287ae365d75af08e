// Lists backup jobs: last night's failures, what runs now. The list is handed over page by page.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { durationMs } from '../../kit/duration.ts';
import { choice, date, duration, optionalAzureId, text } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultIdOrAll } from '../find.ts';
import { jobShape, listOf } from '../shapes.ts';
import { operationLabels, operations } from './operations.ts';

const statuses = ['any', 'InProgress', 'Completed', 'CompletedWithWarnings', 'Failed', 'Cancelled'] as const;

const managementTypes = {
  vm: 'AzureIaasVM',
  share: 'AzureStorage',
  database: 'AzureWorkload',
  mars: 'MAB',
  dpm: 'DPM',
  mabs: 'AzureBackupServer',
} as const;

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-sql-03', policy: 'daily' },
        { name: 'vm-web-01', policy: 'daily' },
      ],
      jobs: [
        { item: 'vm-sql-03', at: '-PT8H', status: 'Failed' as const, error: { code: 'UserErrorGuestAgentStatusUnavailable' } },
        { item: 'vm-web-01', at: '-PT8H' },
        { item: 'vm-web-01', at: '-P3D' },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.list-jobs',
  version: 1,
  group: 'azure-backup',
  section: 'Jobs',
  title: 'List backup jobs',
  summary: 'Lists backup and restore jobs of the last hours or days.',
  icon: 'history',
  keywords: ['jobs', 'failed', 'running', 'az backup job list'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: all vaults.' }),
    status: choice(statuses, {
      title: 'Status',
      ui: { labels: { any: 'Any', InProgress: 'In progress', CompletedWithWarnings: 'Completed with warnings' } },
    }).default('any'),
    operation: choice(operations, { title: 'Operation', ui: { labels: operationLabels } }).default('any'),
    kind: choice(['any', 'vm', 'share', 'database', 'mars', 'dpm', 'mabs'], {
      title: 'Kind',
      ui: {
        labels: {
          any: 'Any',
          vm: 'Azure VMs',
          share: 'Azure file shares',
          database: 'SQL and SAP HANA databases',
          mars: 'Files and folders (MARS agent)',
          dpm: 'DPM',
          mabs: 'Azure Backup Server',
        },
      },
    }).default('any'),
    within: duration({ title: 'Started within', description: 'Counted back from now; Azure keeps jobs for 30 days.' }).default('P1D'),
    until: date({ title: 'Started before', description: 'Empty: up to now.', ui: { advanced: true } }).optional(),
    item: text({ title: 'Of the item', description: 'Name of the item.', ui: { advanced: true } }).optional(),
  }),
  ports: ['done'],
  result: listOf(jobShape),
  line: '{status} · {operation} · {kind} · within {within} · {vault}',
  async run({ params, azure, now }) {
    const source = azure.jobs(await vaultIdOrAll(azure, params.vault), {
      since: new Date(now - (durationMs(params.within) ?? 86_400_000)).toISOString(),
      ...(params.status === 'any' ? {} : { status: params.status }),
      ...(params.operation === 'any' ? {} : { operation: params.operation }),
      ...(params.kind === 'any' ? {} : { managementType: managementTypes[params.kind] }),
      ...(params.until ? { until: new Date(params.until).toISOString() } : {}),
    });
    async function* wanted() {
      for await (const job of source) if (!params.item || job.itemName.toLowerCase() === params.item.toLowerCase()) yield job;
    }
    return { port: 'done', data: {}, list: { property: 'items', items: wanted() } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'What failed since yesterday',
      given: { estate },
      params: { status: 'Failed' },
      expect: { port: 'done', data: { count: 1, items: [{ itemName: 'vm-sql-03', operation: 'Backup', status: 'Failed' }] } },
    },
    { name: 'All of the last week', given: { estate }, params: { within: 'P1W' }, expect: { port: 'done', data: { count: 3 } } },
    {
      name: 'Of file shares, up to an hour ago',
      given: { estate },
      params: { kind: 'share', within: 'P1W', until: '{{ addHours(utcNow(), -1) }}' },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    { name: 'Nothing runs', given: { estate }, params: { status: 'InProgress' }, expect: { port: 'done', data: { count: 0, items: [] } } },
    { name: 'A length that is none', given: { estate }, params: { within: 'yesterday' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});
