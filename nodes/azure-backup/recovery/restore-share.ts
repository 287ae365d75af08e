// Restores an Azure file share, or single files and folders of it, to where they were or to another share. Files that are there are
// kept, or overwritten when you say so; overwriting is never sent a second time by itself.
import { z } from 'zod';
import type { AzureBackup, ProtectedItem } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, optionalAzureId, text } from '../../kit/fields.ts';
import type { JsonObject } from '../../kit/json.ts';
import { itemChoices, recoveryPointChoices, storageAccountChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { resumeStart } from '../start.ts';
import { storageAccountId } from '../storage.ts';
import { pointFor } from './points.ts';
import { recoverRestore, restore, restoreShape } from './trigger.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'shares-daily', kind: 'share' as const }, { name: 'daily' }],
      items: [
        { kind: 'share' as const, name: 'home', account: 'stfiles01', policy: 'shares-daily', points: { count: 3, ids: ['3003'] } },
        { name: 'vm-sql-03', policy: 'daily', points: { count: 1 } },
      ],
    },
  ],
  storageAccounts: [
    {
      name: 'stfiles01',
      shares: ['home'],
      files: [
        { share: 'home', path: 'anna/plan.xlsx', deleted: '-PT1H' },
        { share: 'home', path: 'anna/costs.xlsx' },
      ],
    },
    { name: 'stfiles02', shares: ['restored'] },
  ],
};
const elsewhere = { when: { param: 'to', in: ['alternate'] } };

/** One path a line, or a list that an expression gives. */
const paths = z
  .union([z.string(), z.array(z.string())])
  .default('')
  .transform((value) => (Array.isArray(value) ? value : value.split(/\r?\n/)).map((path) => path.trim()).filter((path) => path !== ''))
  .meta({
    title: 'Only these files and folders',
    description: 'One path a line; a folder ends in a slash. Empty: the whole share.',
    ui: { widget: 'multiline', lines: 3, placeholder: 'reports/2026/\nhome/anna/plan.xlsx' },
  });

export default defineNode({
  type: 'azure-backup.restore-share',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'Restore a file share or files',
  summary: 'Restores an Azure file share or files of it. Overwriting loses the files that are there.',
  icon: 'folder',
  keywords: ['Azure Files', 'item-level restore', 'az backup restore restore-azurefileshare', 'az backup restore restore-azurefiles'],
  connection: 'azure',
  effect: ({ conflict }) => (conflict === 'overwrite' ? 'destroy' : 'write'),
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'File share' }),
    recoveryPoint: optionalAzureId('recoveryPoint', { title: 'Recovery point', description: 'Empty: the newest.' }),
    paths,
    to: choice(['original', 'alternate'], {
      title: 'Restore to',
      ui: { labels: { original: 'Where they were', alternate: 'Another share' } },
    }).default('original'),
    targetAccount: optionalAzureId('targetAccount', {
      title: 'Storage account',
      description: 'Empty: the one of the share.',
      ui: elsewhere,
    }),
    targetShare: text({ title: 'File share', ui: { ...elsewhere, placeholder: 'restored' } }).optional(),
    targetFolder: text({
      title: 'Folder',
      description: 'Empty: the root of the share.',
      ui: { ...elsewhere, placeholder: 'from-backup' },
    }).optional(),
    conflict: choice(['skip', 'overwrite'], {
      title: 'Files that are there',
      ui: { labels: { skip: 'Keep them', overwrite: 'Overwrite them' } },
    }).default('skip'),
  }),
  ports: ['done'],
  result: restoreShape,
  line: '{item} · {paths} · to {targetShare} · {conflict}',
  async run({ params, azure, key }) {
    const id = await itemId(azure, params.item, params.vault);
    const point = await pointFor(azure, id, params.recoveryPoint);
    return restore(azure, key, id, point, await request(azure, await azure.item(id), params));
  },
  resume: resumeStart,
  recover: recoverRestore,
  choices: { vault: vaultChoices, item: itemChoices, recoveryPoint: recoveryPointChoices, targetAccount: storageAccountChoices },
  examples: [
    {
      name: 'One file, where it was',
      given: { estate },
      params: { item: 'home', paths: 'anna/plan.xlsx' },
      expect: { port: 'done', data: { jobId: { $uuid: true }, recoveryPointId: { $like: '/recoveryPoints/3003$' } } },
    },
    {
      name: 'The whole share into another one',
      given: { estate },
      params: {
        vault: 'vault-weu-prod',
        item: 'home',
        to: 'alternate',
        targetAccount: 'stfiles02',
        targetShare: 'restored',
        targetFolder: 'from-backup',
      },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'Over what is there',
      given: { estate },
      params: { item: 'home', conflict: 'overwrite' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'Another share without a name',
      given: { estate },
      params: { item: 'home', to: 'alternate', targetAccount: 'stfiles02' },
      expect: { failed: { code: 'param_missing' } },
    },
    { name: 'A VM is no share', given: { estate }, params: { item: 'vm-sql-03' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});

interface Wanted {
  readonly paths: readonly string[];
  readonly to: 'original' | 'alternate';
  readonly targetAccount?: string | undefined;
  readonly targetShare?: string | undefined;
  readonly targetFolder?: string | undefined;
  readonly conflict: 'skip' | 'overwrite';
}

async function request(azure: AzureBackup, item: ProtectedItem, wanted: Wanted): Promise<JsonObject> {
  if (item.managementType !== 'AzureStorage') throw fail('param_invalid', `${item.friendlyName} is no file share.`, { refused: true });
  const alternate = wanted.to === 'alternate';
  if (alternate && !wanted.targetShare) throw fail('param_missing', 'Say into which share.', { refused: true });
  const account = item.sourceResourceId ?? '';
  const target = wanted.targetAccount ? await storageAccountId(azure, wanted.targetAccount, item.vaultId) : account;
  const folder = alternate && wanted.targetFolder ? { targetFolderPath: wanted.targetFolder } : {};
  const specs = wanted.paths.map((path) => ({
    path: path.replace(/\/+$/, ''),
    fileSpecType: path.endsWith('/') ? 'Directory' : 'File',
    ...folder,
  }));
  // A whole share goes into a folder too: named by an entry without a path.
  const all = alternate && wanted.targetFolder ? [folder] : [];
  return {
    objectType: 'AzureFileShareRestoreRequest',
    recoveryType: alternate ? 'AlternateLocation' : 'OriginalLocation',
    sourceResourceId: account,
    copyOptions: wanted.conflict === 'overwrite' ? 'Overwrite' : 'Skip',
    restoreRequestType: specs.length > 0 ? 'ItemLevelRestore' : 'FullShareRestore',
    ...(specs.length + all.length > 0 ? { restoreFileSpecs: specs.length > 0 ? specs : all } : {}),
    ...(alternate ? { targetDetails: { name: wanted.targetShare ?? '', targetResourceId: target } } : {}),
  };
}
