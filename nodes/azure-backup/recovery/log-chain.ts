// Says to which moments a database can be restored: the unbroken ranges of its log backups, and whether a given moment lies in one.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, date, optionalAzureId } from '../../kit/fields.ts';
import { object } from '../answer.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { rangesOf, rawPoints } from './points.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }, { name: 'sql-full-log', kind: 'sql' as const }],
      items: [
        { kind: 'sql' as const, name: 'orders', machine: 'sql-01', policy: 'sql-full-log', points: { count: 3, newest: '-PT8H' } },
        { name: 'vm-sql-03', policy: 'daily', points: { count: 2 } },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.log-chain',
  version: 1,
  group: 'azure-backup',
  section: 'Recovery points',
  title: 'Show point-in-time ranges',
  summary: 'Says to which moments a database can be restored.',
  icon: 'timer',
  keywords: ['log chain', 'point in time', 'az backup recoverypoint show-log-chain', 'Get-AzRecoveryServicesBackupRecoveryLogChain'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Database' }),
    at: date({ title: 'Does it cover', description: 'Empty: only list the ranges.' }).optional(),
  }),
  ports: ['covered', 'notCovered'],
  result: z.object({
    count: z.int(),
    ranges: z.array(z.object({ from: z.string(), to: z.string() })),
    oldest: z.string().nullable(),
    newest: z.string().nullable(),
    covered: z.boolean().meta({ title: 'The moment can be restored; without one: there is any range' }),
  }),
  line: '{item} · at {at}',
  async run({ params, azure }) {
    const item = await itemId(azure, params.item, params.vault);
    const raw = await rawPoints(azure, item, { type: 'Log' });
    const ranges = raw.flatMap(({ properties }) => rangesOf(object(properties))).sort((a, b) => a.from.localeCompare(b.from));
    const at = params.at ? new Date(params.at).toISOString() : null;
    const covered = at === null ? ranges.length > 0 : ranges.some(({ from, to }) => from <= at && at <= to);
    const newest = ranges.map(({ to }) => to).sort();
    return {
      port: covered ? 'covered' : 'notCovered',
      data: { count: ranges.length, ranges, oldest: ranges[0]?.from ?? null, newest: newest.at(-1) ?? null, covered },
    };
  },
  choices: { vault: vaultChoices, item: itemChoices },
  examples: [
    {
      name: 'Ten hours ago can be restored',
      given: { estate },
      params: { item: 'orders', at: '{{ addHours(utcNow(), -10) }}' },
      expect: { port: 'covered', data: { covered: true, oldest: { $time: true }, newest: { $time: true } } },
    },
    {
      name: 'Last year cannot',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'orders', at: '{{ addDays(utcNow(), -365) }}' },
      expect: { port: 'notCovered', data: { covered: false } },
    },
    {
      name: 'A VM has no log backups',
      given: { estate },
      params: { item: 'vm-sql-03' },
      expect: { port: 'notCovered', data: { count: 0, ranges: [], oldest: null } },
    },
    { name: 'An item that is not protected', given: { estate }, params: { item: 'crm' }, expect: { failed: { code: 'not_found' } } },
  ],
});
