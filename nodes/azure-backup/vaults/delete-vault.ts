// Deletes an empty vault. What is in it is deleted by other steps before; "What keeps a vault" lists it. Never sent twice by itself.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { FailureError, fail } from '../../kit/errors.ts';
import { azureId, choice } from '../../kit/fields.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { vaultChoices } from '../choices.ts';
import { orIfMissing, vaultId } from '../find.ts';
import { obstaclesOf } from './contents.ts';
import { deletedVaultsApi } from './deleted-vaults.ts';
import { existingVault, vaultApi } from './vault.ts';

const estate = {
  vaults: [
    { name: 'vault-empty' },
    { name: 'vault-old', policies: [{ name: 'daily' }], items: [{ name: 'vm-old-09', policy: 'daily', state: 'Protected' as const }] },
    {
      name: 'vault-gone',
      items: [{ name: 'vm-gone-02', state: 'SoftDeleted' as const, deletedAt: '-P3D', points: { count: 1, newest: '-P4D' } }],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.delete-vault',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Delete vault',
  summary: 'Deletes an empty Recovery Services vault with its policies and its job history. This cannot be undone.',
  icon: 'vault',
  keywords: ['remove vault', 'az backup vault delete', 'Remove-AzRecoveryServicesVault'],
  needs: [
    'Microsoft.RecoveryServices/Vaults/read',
    'Microsoft.RecoveryServices/Vaults/delete',
    'Microsoft.RecoveryServices/Vaults/backupProtectedItems/read',
    'Microsoft.RecoveryServices/Vaults/backupProtectionContainers/read',
    'Microsoft.RecoveryServices/Vaults/backupEngines/read',
  ],
  connection: 'azure',
  effect: 'destroy',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    look: choice(['first', 'no'], {
      title: 'Look first what keeps it',
      description: 'Azure refuses a vault that is not empty either way; looking first says what to do about each thing.',
      ui: { labels: { first: 'Look first', no: 'Ask Azure at once' }, advanced: true },
    }).default('first'),
    softDeleted: choice(['keep', 'with'], {
      title: 'Soft-deleted items in it',
      description: 'Deleted with them, a vault can be brought back for as long as Azure keeps the items.',
      ui: { labels: { keep: 'Keep the vault', with: 'Delete it with them' }, advanced: true },
    }).default('keep'),
  }),
  ports: ['done'],
  result: z.object({
    vaultId: z.string(),
    name: z.string(),
    deleted: z.boolean().meta({ title: 'Deleted now', description: 'False: there was none.' }),
  }),
  line: '{vault}',
  async run({ params, azure, key }) {
    const id = await vaultId(azure, params.vault);
    const data = { vaultId: id, name: id.split('/').at(-1) ?? '', deleted: true };
    const vault = await existingVault(azure, id);
    if (!vault) return { port: 'done', data: { ...data, deleted: false } };
    const together = params.softDeleted === 'with';
    const obstacles = (params.look === 'first' ? await obstaclesOf(azure, vault) : []).filter(
      ({ kind }) => !(together && kind === 'deletedItem'),
    );
    if (obstacles.length > 0)
      throw fail(
        'conflict',
        `${vault.name} is not empty: ${obstacles.length} ${obstacles.length === 1 ? 'thing keeps' : 'things keep'} it.`,
        {
          refused: true,
          advice: obstacles.slice(0, 10).map(({ name, detail, action }) => `${name} (${detail}): ${action}`),
        },
      );
    const answer = await azure.arm({ method: 'DELETE', path: id, apiVersion: together ? deletedVaultsApi : vaultApi, key });
    return settleOperation(answer, { says: 'waits until the vault is gone', more: data });
  },
  async resume({ azure, state }) {
    try {
      return await resumeOperation(azure, state);
    } catch (error) {
      // With the vault its operations go too: a status that is not found means the end.
      const { more } = state as { readonly more: { readonly vaultId: string } };
      if (error instanceof FailureError && error.failure.azure?.status === 404 && !(await existingVault(azure, more.vaultId)))
        return { port: 'done', data: more };
      throw error;
    }
  },
  async recover({ params, azure }) {
    const id = await orIfMissing<string | null>(vaultId(azure, params.vault), () => null);
    if (id !== null && (await existingVault(azure, id))) return 'didNot';
    const name = (id ?? params.vault).split('/').at(-1) ?? '';
    return { happened: { port: 'done', data: { vaultId: id ?? params.vault, name, deleted: true } } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'Deletes an empty vault',
      given: { estate },
      params: { vault: 'vault-empty' },
      expect: { port: 'done', data: { name: 'vault-empty', deleted: true } },
    },
    {
      name: 'It still protects something',
      given: { estate },
      params: { vault: 'vault-old' },
      expect: {
        failed: {
          code: 'conflict',
          refused: true,
          message: 'vault-old is not empty: 1 thing keeps it.',
          advice: ['vm-old-09 (VM, Protected): Stop its protection and delete its data.'],
        },
      },
    },
    {
      name: 'Azure refuses: deleted items are still kept',
      given: { estate },
      params: { vault: 'vault-gone', look: 'no' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ServiceResourceNotEmptyWithBackendMessage', status: 400 } } },
    },
    {
      name: 'With its soft-deleted items, for a while',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vault: 'vault-gone', softDeleted: 'with' },
      expect: { port: 'done', data: { name: 'vault-gone', deleted: true } },
    },
    {
      name: 'It is gone already',
      given: { estate },
      params: {
        vault:
          '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-before',
      },
      expect: { port: 'done', data: { name: 'vault-before', deleted: false } },
    },
  ],
});
