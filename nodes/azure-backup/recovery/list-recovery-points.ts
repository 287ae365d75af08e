// Lists the recovery points of an item, newest first.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, date, optionalAzureId } from '../../kit/fields.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { listOf, pointShape } from '../shapes.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 5, newest: '-PT8H', everyHours: 24 } },
        { name: 'vm-new-01', policy: 'daily', points: { count: 0 } },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.list-recovery-points',
  version: 1,
  group: 'azure-backup',
  title: 'List recovery points',
  summary: 'Lists the recovery points of an item, newest first.',
  icon: 'bookmark',
  keywords: ['restore points', 'snapshots', 'az backup recoverypoint list'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault' }),
    item: azureId('item', { title: 'Item' }),
    from: date({ title: 'From' }).optional(),
    to: date({ title: 'To' }).optional(),
  }),
  ports: ['done'],
  result: listOf(pointShape),
  line: '{item} · from {from} · to {to}',
  async run({ params, azure }) {
    const item = await itemId(azure, params.item, params.vault);
    const points = [];
    const range = {
      ...(params.from ? { from: new Date(params.from).toISOString() } : {}),
      ...(params.to ? { to: new Date(params.to).toISOString() } : {}),
    };
    for await (const point of azure.recoveryPoints(item, range)) points.push(point);
    points.sort((a, b) => b.time.localeCompare(a.time));
    return { port: 'done', data: { count: points.length, items: points } };
  },
  choices: { vault: vaultChoices, item: itemChoices },
  examples: [
    {
      name: 'All of a VM',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-sql-03' },
      expect: { port: 'done', data: { count: 5, items: [{ kind: 'AppConsistent' }] } },
    },
    {
      name: 'Of the last two days',
      given: { estate },
      params: { item: 'vm-sql-03', from: '{{ addDays(utcNow(), -2) }}' },
      expect: { port: 'done', data: { count: 2 } },
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
