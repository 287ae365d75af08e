// Restores a SQL or SAP HANA database in the paired region, from the copy of the vault's data there, to a server that a vault of that
// region knows. Works while the vault's own region is down. "Wait for cross-region restore" waits for it.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, flag, optionalAzureId, text } from '../../kit/fields.ts';
import { accepted } from '../accepted.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { isArmId, itemId, vaultIdOf } from '../find.ts';
import { resumeStart } from '../start.ts';
import { secondaryPointChoices, serverChoices } from './choices.ts';
import { jobInPairByKey, restoreInPair, secondaryPoints, secondaryRegion } from './cross-region.ts';
import { databaseRestoreRequest } from './database-restore.ts';
import { restoreShape } from './trigger.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      crossRegionRestore: true,
      policies: [{ name: 'sql-full-log', kind: 'sql' as const }, { name: 'daily' }],
      items: [
        {
          kind: 'sql' as const,
          name: 'orders',
          machine: 'sql-01',
          policy: 'sql-full-log',
          points: { count: 4, newest: '-PT8H', ids: ['8004', '8003'] },
        },
        { name: 'vm-sql-03', policy: 'daily', points: { count: 3 } },
      ],
    },
    { name: 'vault-neu-dr', location: 'northeurope', registered: [{ name: 'sql-neu-01' }] },
  ],
  machines: [
    { name: 'sql-01', databases: [{ name: 'orders' }] },
    { name: 'sql-neu-01', location: 'northeurope' },
  ],
};
const server =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-neu-dr/backupFabrics/Azure/protectionContainers/VMAppContainer;Compute;rg-workloads;sql-neu-01';

export default defineNode({
  type: 'azure-backup.restore-database-cross-region',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Restore a database in the paired region',
  summary: 'Restores a SQL or SAP HANA database in the paired region. Overwriting one loses what is in it.',
  icon: 'database',
  keywords: [
    'cross region restore',
    'CRR',
    'SQL',
    'SAP HANA',
    'disaster recovery',
    'az backup restore restore-azurewl --use-secondary-region',
  ],
  connection: 'azure',
  effect: ({ overwrite }) => (overwrite ? 'destroy' : 'write'),
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Database' }),
    recoveryPoint: optionalAzureId('recoveryPoint', { title: 'Recovery point', description: 'Empty: the newest that has arrived.' }),
    to: choice(['alternate', 'files'], {
      title: 'Restore to',
      ui: { labels: { alternate: 'A database', files: 'Files on the server' } },
    }).default('alternate'),
    server: text({
      title: 'Server in the paired region',
      description: 'The id by which a vault of that region knows it: from "List registered servers".',
      ui: { widget: 'choices', choices: 'server', placeholder: '{{ steps.listServers.items[0].id }}' },
    }),
    instance: text({
      title: 'Instance or HANA system',
      description: 'Empty: that of the database.',
      ui: { when: { param: 'to', in: ['alternate'] } },
    }).optional(),
    database: text({ title: 'Name of the restored database', ui: { when: { param: 'to', in: ['alternate'] } } }).optional(),
    folder: text({ title: 'Folder for the files', ui: { when: { param: 'to', in: ['files'] } } }).optional(),
    overwrite: flag({ title: 'Overwrite what is there' }).default(false),
    region: text({ title: 'Paired region', description: 'Empty: the pair of the vault’s region.', ui: { advanced: true } }).optional(),
  }),
  ports: ['done'],
  result: restoreShape.extend({ region: z.string() }),
  line: '{item} · in {region} · as {database}',
  async run({ params, azure, key, now }) {
    if (!isArmId(params.server)) throw fail('param_invalid', `${params.server} is not the id of a registered server.`, { refused: true });
    const id = await itemId(azure, params.item, params.vault);
    const region = await secondaryRegion(azure, vaultIdOf(id) as string, params.region);
    const item = await azure.item(id);
    const wanted = { ...params, noRecovery: false, rehydrate: 'no' as const, rehydrateDays: 15 };
    const arrived = (await secondaryPoints(azure, id)).filter(({ name }) => name !== 'DefaultRangeRecoveryPoint');
    const point = arrived.find(
      ({ name, id: full }) => !params.recoveryPoint || name === params.recoveryPoint || full === params.recoveryPoint,
    );
    if (!point)
      throw fail('not_found', `No recovery point${params.recoveryPoint ? ' of that name' : ''} has arrived in ${region}.`, {
        refused: true,
      });
    const request = await databaseRestoreRequest(azure, item, point.id, wanted, now);
    return restoreInPair(azure, { key, region, pointId: point.id, managementType: item.managementType, request });
  },
  resume: resumeStart,
  async recover(open) {
    const { params, azure, key } = open;
    const id = await itemId(azure, params.item, params.vault);
    const vaultId = vaultIdOf(id) as string;
    const region = await secondaryRegion(azure, vaultId, params.region);
    const job = await jobInPairByKey(open, vaultId, region);
    if (!job) return 'didNot';
    const about = { recoveryPointId: params.recoveryPoint ?? '', region };
    return { happened: accepted({ jobId: job.jobId, vaultId, operationId: null, requestId: key }, id, about) };
  },
  choices: { vault: vaultChoices, item: itemChoices, recoveryPoint: secondaryPointChoices, server: serverChoices },
  examples: [
    {
      name: 'The newest point that has arrived',
      given: { estate },
      params: { item: 'orders', server, instance: 'MSSQLSERVER', database: 'orders_dr' },
      expect: { port: 'done', data: { jobId: { $uuid: true }, region: 'northeurope', recoveryPointId: { $like: '/8003$' } } },
    },
    {
      name: 'What is no registered server',
      given: { estate },
      params: { item: 'orders', server: 'sql-neu-01', database: 'orders_dr' },
      expect: { failed: { code: 'param_invalid' } },
    },
    {
      name: 'A VM is no database',
      given: { estate },
      params: { item: 'vm-sql-03', server, database: 'orders_dr' },
      expect: { failed: { code: 'param_invalid' } },
    },
    {
      name: 'A point that has not arrived',
      given: { estate },
      params: { item: 'orders', recoveryPoint: '8004', server, database: 'orders_dr' },
      expect: { failed: { code: 'not_found', refused: true } },
    },
  ],
});
