// Restores a SQL or SAP HANA database: over itself, under another name or on another server, or as backup files. Overwriting a
// database loses what is in it and is never sent a second time by itself.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, choice, date, flag, optionalAzureId, text } from '../../kit/fields.ts';
import { itemChoices, recoveryPointChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { containerChoices } from '../protection/choices.ts';
import { resumeStart } from '../start.ts';
import { databaseRestoreRequest, rangePoint } from './database-restore.ts';
import { pointFor } from './points.ts';
import { recoverRestore, restore, restoreShape } from './trigger.ts';
import { rehydrationFields } from './vm-restore.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [
        { name: 'sql-full-log', kind: 'sql' as const },
        { name: 'hana-full-log', kind: 'hana' as const },
      ],
      items: [
        { kind: 'sql' as const, name: 'orders', machine: 'sql-01', policy: 'sql-full-log', points: { count: 3, ids: ['2003'] } },
        { kind: 'sql' as const, name: 'crm', machine: 'sql-02', policy: 'sql-full-log', points: { count: 0 } },
        { kind: 'hana' as const, name: 'systemdb', instance: 'hxe', machine: 'hana-01', policy: 'hana-full-log', points: { count: 2 } },
      ],
    },
  ],
  machines: [
    { name: 'sql-01', databases: [{ name: 'orders' }] },
    { name: 'sql-02', databases: [{ name: 'crm' }] },
  ],
};
const elsewhere = { when: { param: 'to', in: ['alternate', 'files'] } };
const otherDatabase = { when: { param: 'to', in: ['alternate'] } };

export default defineNode({
  type: 'azure-backup.restore-database',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Restore a database',
  summary: 'Restores a SQL or SAP HANA database. Overwriting one loses what is in it.',
  icon: 'database',
  keywords: [
    'SQL',
    'SAP HANA',
    'point in time',
    'restore as files',
    'az backup restore restore-azurewl',
    'Restore-AzRecoveryServicesBackupItem',
  ],
  connection: 'azure',
  effect: ({ to, overwrite }) => (to === 'original' || overwrite ? 'destroy' : 'write'),
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Database' }),
    recoveryPoint: optionalAzureId('recoveryPoint', {
      title: 'Recovery point',
      description: 'Empty: the newest, unless a moment is given.',
    }),
    pointInTime: date({ title: 'Or the moment', description: 'To the second, from the log backups.' }).optional(),
    to: choice(['original', 'alternate', 'files'], {
      title: 'Restore to',
      ui: {
        labels: { original: 'The database itself, overwriting it', alternate: 'Another database or server', files: 'Files on a server' },
      },
    }).default('alternate'),
    server: optionalAzureId('server', {
      title: 'Server',
      description: 'Registered with the vault. Empty: the one of the database.',
      ui: elsewhere,
    }),
    instance: text({ title: 'Instance or HANA system', description: 'Empty: that of the database.', ui: otherDatabase }).optional(),
    database: text({ title: 'Name of the restored database', ui: { ...otherDatabase, placeholder: 'orders_restored' } }).optional(),
    folder: text({ title: 'Folder for the files', ui: { when: { param: 'to', in: ['files'] }, placeholder: 'D:\\restore' } }).optional(),
    overwrite: flag({
      title: 'Overwrite what is there',
      description: 'Otherwise a name that is taken fails the restore.',
      ui: elsewhere,
    }).default(false),
    dataFolder: text({
      title: 'Folder of the data files',
      description: 'Of SQL. Empty: where the instance keeps them.',
      ui: { ...otherDatabase, advanced: true },
    }).optional(),
    logFolder: text({
      title: 'Folder of the log files',
      description: 'Of SQL. Empty: where the instance keeps them.',
      ui: { ...otherDatabase, advanced: true },
    }).optional(),
    noRecovery: flag({
      title: 'Leave it restoring (NORECOVERY)',
      description: 'Of SQL: further logs can be applied.',
      ui: { advanced: true },
    }).default(false),
    ...rehydrationFields,
  }),
  ports: ['done'],
  result: restoreShape,
  line: '{item} · {to} · {database} · at {pointInTime}',
  async run({ params, azure, key, now }) {
    const id = await itemId(azure, params.item, params.vault);
    const point = params.pointInTime ? rangePoint(id) : await pointFor(azure, id, params.recoveryPoint);
    const request = await databaseRestoreRequest(azure, await azure.item(id), point, params, now);
    return restore(azure, key, id, point, request);
  },
  resume: resumeStart,
  recover: recoverRestore,
  choices: { vault: vaultChoices, item: itemChoices, recoveryPoint: recoveryPointChoices, server: containerChoices(['databases']) },
  examples: [
    {
      name: 'Under another name on the same server',
      given: { estate },
      params: { item: 'orders', database: 'orders_restored' },
      expect: { port: 'done', data: { jobId: { $uuid: true }, recoveryPointId: { $like: '/recoveryPoints/2003$' } } },
    },
    {
      name: 'To a moment of this morning, on another server',
      given: { estate },
      params: { item: 'orders', server: 'sql-02', database: 'orders', pointInTime: '{{ addHours(utcNow(), -10) }}' },
      expect: { port: 'done', data: { jobId: { $uuid: true }, recoveryPointId: { $like: 'DefaultRangeRecoveryPoint$' } } },
    },
    {
      name: 'As files',
      given: { estate },
      params: { item: 'orders', to: 'files', server: 'sql-02', folder: 'D:\\restore' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'A HANA database over itself',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'systemdb', to: 'original' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    { name: 'Without a name', given: { estate }, params: { item: 'orders' }, expect: { failed: { code: 'param_missing' } } },
    {
      name: 'A server that is not registered',
      given: { estate },
      params: { item: 'orders', server: 'sql-77', database: 'orders_restored' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'Azure refuses: the backup is being restored already',
      given: {
        estate,
        faults: [{ match: { method: 'POST', path: '/restore' }, answer: { status: 409, code: 'UserErrorRestoreOperationInProgress' } }],
      },
      params: { item: 'orders', to: 'original' },
      expect: { failed: { code: 'azure_error', azure: { code: 'UserErrorRestoreOperationInProgress', status: 409 }, refused: true } },
    },
  ],
});
