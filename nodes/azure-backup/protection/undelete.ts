// Brings back an item that soft delete still keeps. It stays stopped; "Resume protection" starts its backups again.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, optionalAzureId } from '../../kit/fields.ts';
import { accepted, closeByJob } from '../accepted.ts';
import { deletedItemChoices, vaultChoices } from '../choices.ts';
import { itemId, orIfMissing, vaultIdOf } from '../find.ts';
import { acceptedShape } from '../shapes.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }],
      items: [
        { name: 'vm-gone-02', state: 'SoftDeleted' as const, deletedAt: '-P3D', points: { count: 3, newest: '-P4D' } },
        { name: 'vm-sql-03', policy: 'daily' },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.undelete',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Undelete',
  summary: 'Brings back a deleted item within its soft-delete time.',
  icon: 'undo',
  keywords: ['soft delete', 'recover deleted', 'az backup protection undelete'],
  connection: 'azure',
  effect: 'write',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Deleted item' }),
  }),
  ports: ['done'],
  result: acceptedShape,
  line: '{item}',
  async run({ params, azure, key }) {
    const item = await itemId(azure, params.item, params.vault, true);
    return accepted(await azure.undelete(item, { key }), item);
  },
  async recover(open) {
    const { azure, params } = open;
    // After the call it is no longer among the deleted ones, so its name has to be looked up in both lists.
    const item = await orIfMissing(itemId(azure, params.item, params.vault, true), () => itemId(azure, params.item, params.vault));
    return closeByJob(open, vaultIdOf(item) as string, item, async () => !(await azure.item(item)).softDeleted);
  },
  choices: { vault: vaultChoices, item: deletedItemChoices },
  examples: [
    {
      name: 'Brings it back',
      given: { estate },
      params: { item: 'vm-gone-02' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    { name: 'It is not deleted', given: { estate }, params: { item: 'vm-sql-03' }, expect: { failed: { code: 'not_found' } } },
    {
      name: 'Azure has a moment of weakness',
      given: {
        estate,
        faults: [{ match: { method: 'PUT', path: 'protectedItems' }, answer: { status: 503, code: 'ServiceUnavailable', retryAfter: 30 } }],
      },
      params: { item: 'vm-gone-02' },
      expect: { failed: { code: 'throttled', azure: { code: 'ServiceUnavailable', status: 503 }, refused: true, retryAfter: 30_000 } },
    },
  ],
});
