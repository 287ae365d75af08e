// Stops the backups of an item and keeps its recovery points, or deletes them. Deleting is never sent a second time by itself.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, choice, optionalAzureId } from '../../kit/fields.ts';
import { accepted, closeByJob } from '../accepted.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { itemId, vaultIdOf } from '../find.ts';
import { acceptedShape } from '../shapes.ts';

const estate = {
  vaults: [
    { name: 'vault-weu-prod', policies: [{ name: 'daily' }], items: [{ name: 'vm-old-09', policy: 'daily', points: { count: 3 } }] },
  ],
};

export default defineNode({
  type: 'azure-backup.stop-protection',
  version: 1,
  group: 'azure-backup',
  title: 'Stop protection',
  summary: 'Stops backups of an item; keeps or deletes its data.',
  icon: 'shield-dismiss',
  keywords: ['disable backup', 'retain data', 'delete data', 'az backup protection disable'],
  connection: 'azure',
  effect: ({ data }) => (data === 'delete' ? 'destroy' : 'write'),
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault' }),
    item: azureId('item', { title: 'Item' }),
    data: choice(['keep', 'delete'], {
      title: 'Backup data',
      description: 'Deleted data can be brought back for 14 days where soft delete is on, never where it is off.',
      ui: { labels: { keep: 'Keep the backup data', delete: 'Delete the backup data' } },
    }).default('keep'),
  }),
  ports: ['done'],
  result: acceptedShape,
  line: '{item} · {data}',
  async run({ params, azure, key }) {
    const item = await itemId(azure, params.item, params.vault);
    return accepted(
      params.data === 'delete' ? await azure.deleteBackupData(item, { key }) : await azure.stopProtection(item, { key }),
      item,
    );
  },
  async recover(open) {
    const { azure, params } = open;
    // Once its data is deleted, its name stands among the deleted items.
    const item = await itemId(azure, params.item, params.vault).catch(() => itemId(azure, params.item, params.vault, true));
    return closeByJob(open, vaultIdOf(item) as string, item, async () => {
      const now = await azure.item(item);
      return params.data === 'delete' ? now.softDeleted : now.protectionState === 'ProtectionStopped';
    });
  },
  choices: { vault: vaultChoices, item: itemChoices },
  examples: [
    {
      name: 'Keeps the data',
      given: { estate },
      params: { item: 'vm-old-09' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'Deletes the data',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-old-09', data: 'delete' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'A lock forbids it',
      given: {
        estate,
        faults: [
          {
            match: { method: 'PUT', path: 'protectedItems' },
            answer: { status: 409, code: 'ScopeLocked', message: 'The scope cannot perform write operation because it is locked.' },
          },
        ],
      },
      params: { item: 'vm-old-09' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ScopeLocked', status: 409 }, refused: true } },
    },
  ],
});
