// Lists the recovery points of an item that Azure recommends for the archive tier: old enough, kept long enough, a full by themselves.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, optionalAzureId } from '../../kit/fields.ts';
import { entries } from '../answer.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { itemPlace } from '../place.ts';
import { listOf } from '../shapes.ts';
import { detailedPointShape, pointOf } from './points.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'long', keepDays: 2000, keepYears: 5 }],
      items: [
        { name: 'vm-old-09', policy: 'long', points: { count: 3, newest: '-P120D', everyHours: 720 } },
        { name: 'vm-sql-03', policy: 'long', points: { count: 3 } },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.list-archivable-points',
  version: 1,
  group: 'azure-backup',
  section: 'Recovery points',
  title: 'List points ready for archive',
  summary: 'Lists the recovery points that Azure recommends to move to the archive tier.',
  icon: 'list',
  keywords: [
    'archive tier',
    'recommended',
    'Get-AzRecoveryServicesBackupRecommendedArchivableRPGroup',
    'az backup recoverypoint list --recommended-for-archive',
  ],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Item' }),
  }),
  ports: ['done'],
  result: listOf(detailedPointShape),
  line: '{item}',
  async run({ params, azure }) {
    const id = await itemId(azure, params.item, params.vault);
    const { body } = await azure.operation({
      id: 'RecoveryPointsRecommendedForMove_List',
      ...itemPlace(id),
      body: { objectType: 'ListRecoveryPointsRecommendedForMoveRequest', excludedRPList: [] },
    });
    const items = entries(body)
      .map(pointOf)
      .sort((a, b) => a.time.localeCompare(b.time));
    return { port: 'done', data: { count: items.length, items } };
  },
  choices: { vault: vaultChoices, item: itemChoices },
  examples: [
    {
      name: 'Old points that are kept for years',
      given: { estate },
      params: { item: 'vm-old-09' },
      expect: { port: 'done', data: { count: 3, items: [{ archived: false }] } },
    },
    {
      name: 'All are too young',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-sql-03' },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    { name: 'An item that is not protected', given: { estate }, params: { item: 'vm-nowhere' }, expect: { failed: { code: 'not_found' } } },
  ],
});
