// Stops the backups of an item and keeps its recovery points, for good or as long as its policy says, or deletes them. Deleting is
// never sent a second time by itself.
import { z } from 'zod';
import type { ProtectedItem } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { azureId, choice, optionalAzureId } from '../../kit/fields.ts';
import { accepted, closeByJob } from '../accepted.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { itemId, orIfMissing, vaultIdOf } from '../find.ts';
import { acceptedShape } from '../shapes.ts';
import { resumeStart } from '../start.ts';
import { changeItem } from './guarded-change.ts';

const estate = {
  vaults: [
    { name: 'vault-weu-prod', policies: [{ name: 'daily' }], items: [{ name: 'vm-old-09', policy: 'daily', points: { count: 3 } }] },
  ],
};

const guarded = (allows: boolean) => ({
  vaults: estate.vaults.map((vault) => ({ ...vault, resourceGuard: 'guard-weu' })),
  resourceGuards: [{ name: 'guard-weu', allows }],
});

export default defineNode({
  type: 'azure-backup.stop-protection',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Stop protection',
  summary: 'Stops backups of an item; keeps its data, or deletes all of its recovery points.',
  icon: 'shield-dismiss',
  keywords: ['disable backup', 'suspend', 'retain data', 'delete data', 'retain as per policy', 'az backup protection disable'],
  connection: 'azure',
  effect: ({ data }) => (data === 'delete' ? 'destroy' : 'write'),
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Item' }),
    data: choice(['keep', 'keepAsPolicy', 'delete'], {
      title: 'Backup data',
      description: 'Deleted data can be brought back for 14 days where soft delete is on, never where it is off.',
      ui: {
        labels: { keep: 'Retain forever', keepAsPolicy: 'Retain as per policy (immutable vaults only)', delete: 'Delete the backup data' },
      },
    }).default('keep'),
  }),
  ports: ['done'],
  result: acceptedShape,
  line: '{item} · {data}',
  async run({ params, azure, key }) {
    const item = await itemId(azure, params.item, params.vault);
    if (params.data === 'delete') return accepted(await azure.deleteBackupData(item, { key }), item);
    if (params.data === 'keep') return changeItem(azure, item, key, { protectionState: 'ProtectionStopped', policyId: '' });
    // The policy stays with the item and goes on pruning; only its schedule stops.
    const { policyId } = await azure.item(item);
    return changeItem(azure, item, key, { protectionState: 'BackupsSuspended', ...(policyId ? { policyId } : {}) });
  },
  resume: resumeStart,
  async recover(open) {
    const { azure, params } = open;
    // Once its data is deleted, its name stands among the deleted items.
    const item = await orIfMissing(itemId(azure, params.item, params.vault), () => itemId(azure, params.item, params.vault, true));
    return closeByJob(open, vaultIdOf(item) as string, item, async () => {
      // Without soft delete it is gone at once.
      const now = await orIfMissing<ProtectedItem | null>(azure.item(item), () => null);
      if (params.data === 'delete' || now === null) return now?.softDeleted ?? params.data === 'delete';
      return now.protectionState === (params.data === 'keep' ? 'ProtectionStopped' : 'BackupsSuspended');
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
      name: 'Keeps each recovery point as long as the policy says',
      given: { estate: { vaults: estate.vaults.map((vault) => ({ ...vault, immutability: 'Unlocked' as const })) } },
      params: { item: 'vm-old-09', data: 'keepAsPolicy' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'Retaining as per policy, where the vault is not immutable',
      given: { estate },
      params: { item: 'vm-old-09', data: 'keepAsPolicy' },
      expect: { failed: { code: 'azure_error', azure: { code: 'UserErrorOperationDeniedOnImmutableItem', status: 400 }, refused: true } },
    },
    {
      name: 'A Resource Guard watches over the vault, and lets it',
      given: { estate: guarded(true) },
      params: { item: 'vm-old-09' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'A Resource Guard watches over the vault, and does not let it',
      given: { estate: guarded(false) },
      params: { item: 'vm-old-09' },
      expect: { failed: { code: 'azure_error', azure: { code: 'LinkedAuthorizationFailed', status: 403 }, refused: true } },
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
