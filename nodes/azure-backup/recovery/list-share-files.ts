// Lists the files and folders that a recovery point of an Azure file share holds: what "Restore a file share or files" can bring back.
import { z } from 'zod';
import type { Capabilities } from '../../kit/capabilities.ts';
import { type Choice, defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, flag, optionalAzureId, text } from '../../kit/fields.ts';
import type { Json } from '../../kit/json.ts';
import { itemChoices, recoveryPointChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { pointFor } from './points.ts';
import { filesOf, snapshotOf } from './share-files.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'shares-daily', kind: 'share' as const }, { name: 'daily' }],
      items: [
        { kind: 'share' as const, name: 'home', account: 'stfiles01', policy: 'shares-daily', points: { count: 3, newest: '-PT30H' } },
        { name: 'vm-sql-03', policy: 'daily', points: { count: 1 } },
      ],
    },
  ],
  storageAccounts: [
    {
      name: 'stfiles01',
      shares: ['home'],
      files: [
        { share: 'home', path: 'anna/plan.xlsx', size: 4_096, deleted: '-PT5H' },
        { share: 'home', path: 'anna/2026/costs & more.xlsx' },
        { share: 'home', path: 'readme.txt', size: 12 },
        { share: 'home', path: 'of-today.txt', modified: '-PT2H' },
      ],
    },
  ],
};

const plain = (path: string): string => path.replaceAll('\\', '/').replace(/^\/+|\/+$/g, '');

export default defineNode({
  type: 'azure-backup.list-share-files',
  version: 1,
  group: 'azure-backup',
  section: 'Restore',
  title: 'List files in a backup of a share',
  summary: 'Lists the files and folders that a recovery point of an Azure file share holds, also those that were deleted since.',
  icon: 'folder',
  keywords: ['Azure Files', 'browse', 'file recovery', 'find a file', 'snapshot', 'item-level restore'],
  needs: [
    'Microsoft.RecoveryServices/Vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/read',
    'data:Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read',
    'data:Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action',
  ],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'File share' }),
    recoveryPoint: optionalAzureId('recoveryPoint', { title: 'Recovery point', description: 'Empty: the newest.' }),
    folder: text({
      title: 'Folder',
      description: 'Empty: the root of the share.',
      ui: { widget: 'choices', choices: 'folder', placeholder: 'reports/2026' },
    }).default(''),
    deep: flag({ title: 'With everything in its folders' }).default(false),
  }),
  ports: ['done'],
  result: z.object({
    recoveryPointId: z.string(),
    count: z.int(),
    items: z.array(
      z.object({
        path: z.string().meta({ title: 'As the restore takes it, a folder without its slash' }),
        name: z.string(),
        isFolder: z.boolean(),
        size: z.int().nullable(),
        modified: z.string().nullable(),
      }),
    ),
  }),
  line: '{item} · {folder}',
  async run({ params, azure }) {
    const { snapshot, point } = await openPoint(azure, params.item, params.vault, params.recoveryPoint);
    const items = filesOf(azure, snapshot, plain(params.folder), params.deep);
    return { port: 'done', data: { recoveryPointId: point }, list: { property: 'items', items } };
  },
  choices: { vault: vaultChoices, item: itemChoices, recoveryPoint: recoveryPointChoices, folder: folderChoices },
  examples: [
    {
      name: 'The root of a share, as it was yesterday',
      given: { estate },
      params: { item: 'home' },
      expect: {
        port: 'done',
        data: {
          recoveryPointId: { $like: '/recoveryPoints/\\d+$' },
          count: 2,
          items: [
            { path: 'anna', isFolder: true, size: null },
            { path: 'readme.txt', isFolder: false, size: 12, modified: { $time: true } },
          ],
        },
      },
    },
    {
      name: 'Finds what was deleted since',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'home', folder: '/anna/', deep: true },
      expect: {
        data: {
          count: 3,
          items: [{ path: 'anna/2026' }, { path: 'anna/2026/costs & more.xlsx' }, { path: 'anna/plan.xlsx', size: 4096 }],
        },
      },
    },
    {
      name: 'A folder that the recovery point does not hold',
      given: { estate },
      params: { item: 'home', folder: 'berta' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ResourceNotFound', status: 404 } } },
    },
    {
      name: 'Without the right to read files for a backup',
      given: { estate: { ...estate, roles: [{ role: 'Backup Reader' }] } },
      params: { item: 'home' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationPermissionMismatch', status: 403 } } },
    },
    { name: 'A VM is no share', given: { estate }, params: { item: 'vm-sql-03' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});

type Azure = Capabilities['azure'];

async function openPoint(azure: Azure, item: string, vault: string | undefined, point: string | undefined) {
  const id = await itemId(azure, item, vault);
  const { managementType, friendlyName } = await azure.item(id);
  if (managementType !== 'AzureStorage') throw fail('param_invalid', `${friendlyName} is no file share.`, { refused: true });
  const chosen = await pointFor(azure, id, point);
  return { snapshot: await snapshotOf(azure, id, chosen), point: chosen };
}

type Ask = Capabilities & { readonly params: { readonly [name: string]: Json }; readonly search: string };

/** Folders below the one that is typed so far. */
async function folderChoices({ azure, params, search }: Ask): Promise<Choice[]> {
  const given = (name: string) => {
    const value = params[name];
    return typeof value === 'string' && value !== '' && !value.includes('{{') ? value : undefined;
  };
  const item = given('item');
  if (item === undefined) return [];
  const { snapshot } = await openPoint(azure, item, given('vault'), given('recoveryPoint'));
  const wanted = plain(search).toLowerCase();
  const above = plain(search.slice(0, search.replaceAll('\\', '/').lastIndexOf('/') + 1));
  const found: Choice[] = [];
  for await (const { path, isFolder } of filesOf(azure, snapshot, above, false))
    if (isFolder && path.toLowerCase().startsWith(wanted)) found.push({ value: path, label: path });
  return found;
}
