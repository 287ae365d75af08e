// Restores the disks of a VM from a recovery point into a resource group, by way of a storage account. It creates new disks
// and changes nothing that exists.
import { z } from 'zod';
import type { AzureBackup, RecoveryPoint } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, optionalAzureId, text } from '../../kit/fields.ts';
import { accepted, closeByJob } from '../accepted.ts';
import { itemChoices, recoveryPointChoices, storageAccountChoices, vaultChoices } from '../choices.ts';
import { isArmId, itemId, vaultIdOf } from '../find.ts';
import { acceptedShape } from '../shapes.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 3 } },
        { name: 'vm-new-01', policy: 'daily', points: { count: 0 } },
      ],
    },
  ],
  storageAccounts: [{ name: 'strestore01' }],
};
const account =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-storage/providers/Microsoft.Storage/storageAccounts/strestore01';

export default defineNode({
  type: 'azure-backup.restore-disks',
  version: 1,
  group: 'azure-backup',
  title: 'Restore disks',
  summary: 'Restores the disks of a VM as new managed disks.',
  icon: 'restore',
  keywords: ['restore', 'recover', 'disks', 'az backup restore restore-disks'],
  connection: 'azure',
  effect: 'write',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault' }),
    item: azureId('item', { title: 'VM' }),
    recoveryPoint: optionalAzureId('recoveryPoint', { title: 'Recovery point', description: 'Empty: the newest.' }),
    storageAccount: azureId('storageAccount', { title: 'Staging storage account', description: 'In the region of the vault.' }),
    targetResourceGroup: text({
      title: 'Resource group of the new disks',
      description: 'Its name or id. Empty: the disks stay as blobs in the storage account.',
      ui: { placeholder: 'rg-restore' },
    }).optional(),
  }),
  ports: ['done'],
  result: acceptedShape.extend({ recoveryPointId: z.string() }),
  line: '{item} · from {recoveryPoint} · to {targetResourceGroup}',
  async run({ params, azure, key }) {
    const item = await itemId(azure, params.item, params.vault);
    if (params.recoveryPoint && !isArmId(params.recoveryPoint) && !/^\d+$/.test(params.recoveryPoint))
      throw fail('param_invalid', `${params.recoveryPoint} is no recovery point.`);
    const point = params.recoveryPoint
      ? isArmId(params.recoveryPoint)
        ? params.recoveryPoint
        : `${item}/recoveryPoints/${params.recoveryPoint}`
      : (await newest(azure, item)).id;
    const job = await azure.restoreDisks(point, {
      key,
      storageAccountId: params.storageAccount,
      ...group(params.targetResourceGroup, item),
    });
    return accepted(job, item, { recoveryPointId: point });
  },
  async recover(open) {
    const item = await itemId(open.azure, open.params.item, open.params.vault);
    const closed = await closeByJob(open, vaultIdOf(item) as string, item);
    if (typeof closed !== 'object' || !('data' in closed.happened)) return closed;
    return {
      happened: { ...closed.happened, data: { ...(closed.happened.data as object), recoveryPointId: open.params.recoveryPoint ?? '' } },
    };
  },
  choices: { vault: vaultChoices, item: itemChoices, recoveryPoint: recoveryPointChoices, storageAccount: storageAccountChoices },
  examples: [
    {
      name: 'From the newest recovery point',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-sql-03', storageAccount: account, targetResourceGroup: 'rg-workloads' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'There is no recovery point yet',
      given: { estate },
      params: { item: 'vm-new-01', storageAccount: account },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'What is no recovery point',
      given: { estate },
      params: { item: 'vm-sql-03', recoveryPoint: 'yesterday', storageAccount: account },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});

async function newest(azure: AzureBackup, item: string): Promise<RecoveryPoint> {
  let best: RecoveryPoint | null = null;
  for await (const point of azure.recoveryPoints(item)) if (best === null || point.time > best.time) best = point;
  if (best === null) throw fail('not_found', 'The item has no recovery point yet.');
  return best;
}

/** A name means a resource group in the subscription of the vault. */
const group = (name: string | undefined, item: string): { readonly targetResourceGroupId?: string } =>
  name
    ? { targetResourceGroupId: isArmId(name) ? name : `${/^\/subscriptions\/[^/]+/i.exec(item)?.[0] ?? ''}/resourceGroups/${name}` }
    : {};
