// Lists the recovery points of an item that have arrived in the paired region: what is left when the vault's own region is down.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, date, optionalAzureId } from '../../kit/fields.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { listOf } from '../shapes.ts';
import { secondaryPoints } from './cross-region.ts';
import { detailedPointShape } from './points.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      crossRegionRestore: true,
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 4, newest: '-PT8H', everyHours: 24 } },
        { name: 'vm-new-01', policy: 'daily', points: { count: 0 } },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.list-secondary-points',
  version: 1,
  group: 'azure-backup',
  section: 'Recovery points',
  title: 'List points in the paired region',
  summary: 'Lists the recovery points that have arrived in the paired region, newest first.',
  icon: 'bookmark',
  keywords: ['cross region restore', 'secondary region', 'CRR', 'az backup recoverypoint list --use-secondary-region'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'With cross-region restore switched on.' }),
    item: azureId('item', { title: 'Item' }),
    from: date({ title: 'From' }).optional(),
    to: date({ title: 'To' }).optional(),
  }),
  ports: ['done'],
  result: listOf(detailedPointShape),
  line: '{item} · from {from} · to {to}',
  async run({ params, azure }) {
    const id = await itemId(azure, params.item, params.vault);
    const [from, to] = [Date.parse(params.from ?? '1970-01-01'), params.to ? Date.parse(params.to) : Number.POSITIVE_INFINITY];
    const items = (await secondaryPoints(azure, id)).filter(({ time }) => Date.parse(time) >= from && Date.parse(time) <= to);
    return { port: 'done', data: { count: items.length, items } };
  },
  choices: { vault: vaultChoices, item: itemChoices },
  examples: [
    {
      name: 'The newest has not arrived yet',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-sql-03' },
      expect: { port: 'done', data: { count: 3, items: [{ kind: 'AppConsistent' }] } },
    },
    {
      name: 'Of the last two days',
      given: { estate },
      params: { item: 'vm-sql-03', from: '{{ addDays(utcNow(), -2) }}' },
      expect: { port: 'done', data: { count: 1 } },
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
