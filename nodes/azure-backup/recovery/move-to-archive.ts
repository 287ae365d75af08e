// Moves a recovery point from the vault-standard tier to the archive tier. It costs less there, stays at least 180 days, and must be
// brought back before it can be restored.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, optionalAzureId } from '../../kit/fields.ts';
import { itemChoices, recoveryPointChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { pointPlace } from '../place.ts';
import { resumeStart, started } from '../start.ts';
import { pointFor } from './points.ts';
import { recoverRestore, restoreShape } from './trigger.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'long', keepDays: 2000, keepYears: 5 }],
      items: [
        { name: 'vm-old-09', policy: 'long', points: { count: 3, newest: '-P120D', everyHours: 720, ids: ['5003'] } },
        { name: 'vm-sql-03', policy: 'long', points: { count: 3, ids: ['6003'] } },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.move-to-archive',
  version: 1,
  group: 'azure-backup',
  section: 'Recovery points',
  title: 'Move a point to archive',
  summary: 'Moves a recovery point to the archive tier.',
  icon: 'bookmark',
  keywords: ['archive tier', 'tiering', 'az backup recoverypoint move', 'Move-AzRecoveryServicesBackupRecoveryPoint'],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Item' }),
    recoveryPoint: azureId('recoveryPoint', {
      title: 'Recovery point',
      description: 'At least three months old (45 days for databases), to be kept for at least six more.',
    }),
  }),
  ports: ['done'],
  result: restoreShape,
  line: '{item} · {recoveryPoint}',
  async run({ params, azure, key }) {
    const id = await itemId(azure, params.item, params.vault);
    const point = await pointFor(azure, id, params.recoveryPoint);
    const at = pointPlace(point);
    const body = { objectType: 'MoveRPAcrossTiersRequest', sourceTierType: 'HardenedRP', targetTierType: 'ArchivedRP' };
    const answer = await azure.operation({ id: 'MoveRecoveryPoint', ...at, body, key });
    return started(answer, { vaultId: at.scope, itemId: id, more: { recoveryPointId: point } });
  },
  resume: resumeStart,
  recover: recoverRestore,
  choices: { vault: vaultChoices, item: itemChoices, recoveryPoint: recoveryPointChoices },
  examples: [
    {
      name: 'Moves an old one',
      given: { estate },
      params: { item: 'vm-old-09', recoveryPoint: '5003' },
      expect: { port: 'done', data: { jobId: { $uuid: true }, recoveryPointId: { $like: '/5003$' } } },
    },
    {
      name: 'It is too young',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-sql-03', recoveryPoint: '6003' },
      expect: { failed: { code: 'azure_error', azure: { code: 'UserErrorRecoveryPointNotMoveReady', status: 400 }, refused: true } },
    },
    {
      name: 'What is no recovery point',
      given: { estate },
      params: { item: 'vm-old-09', recoveryPoint: 'oldest' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
