// Brings a deleted vault back, with the soft-deleted items in it, to where it was or to another resource group. The items stay soft-
// deleted: "Undelete" brings each of them back.
import { z } from 'zod';
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, optionalAzureId } from '../../kit/fields.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { deletedVaultChoices, deletedVaults, deletedVaultsApi, findDeletedVault } from './deleted-vaults.ts';
import { vaultPath } from './vault.ts';
import { groupChoices, groupOf } from './vault-places.ts';

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups';
const gone = { name: 'vm-gone-02', state: 'SoftDeleted' as const, deletedAt: '-P3D', points: { count: 1, newest: '-P4D' } };
const estate = {
  resourceGroups: [{ name: 'rg-rescue' }],
  vaults: [
    { name: 'vault-old', deletedAt: '-P2D', items: [gone] },
    { name: 'vault-weu-prod' },
    { name: 'vault-twin', deletedAt: '-P1D', items: [gone] },
  ],
};

export default defineNode({
  type: 'azure-backup.undelete-vault',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Undelete vault',
  summary: 'Brings a deleted vault back, with everything in it.',
  icon: 'undo',
  keywords: ['restore deleted vault', 'soft delete', 'az backup vault undelete', 'Undo-AzRecoveryServicesVaultDeletion'],
  needs: [
    'Microsoft.RecoveryServices/locations/deletedVaults/read',
    'Microsoft.RecoveryServices/locations/deletedVaults/undelete/action',
    'Microsoft.Resources/subscriptions/resourceGroups/read',
  ],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Deleted vault' }),
    resourceGroup: optionalAzureId('resourceGroup', { title: 'Into resource group', description: 'Empty: the one it was in.' }),
  }),
  ports: ['done'],
  result: z.object({
    vaultId: z.string(),
    name: z.string(),
    restored: z.boolean().meta({ title: 'Brought back now', description: 'False: it was there.' }),
  }),
  line: '{vault} · into {resourceGroup}',
  async run({ params, azure, key }) {
    const deleted = await findDeletedVault(azure, params.vault);
    if (!deleted) return { port: 'done', data: { ...(await livingVault(azure, params.vault)), restored: false } };
    const { subscriptionId, resourceGroup } = params.resourceGroup ? await targetOf(azure, params.resourceGroup) : deleted;
    const vaultId = vaultPath({ subscriptionId, resourceGroup, name: deleted.name });
    const answer = await azure.arm({
      method: 'POST',
      path: `${deleted.id}/undelete`,
      apiVersion: deletedVaultsApi,
      body: { properties: { recoveryResourceGroupId: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}` } },
      key,
    });
    return settleOperation(answer, { says: 'waits until the vault is back', more: { vaultId, name: deleted.name, restored: true } });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state),
  /** Asking once more harms nothing: what is back is no longer among the deleted. */
  async recover({ params, azure }) {
    if (await findDeletedVault(azure, params.vault)) return 'unknown';
    return { happened: { port: 'done', data: { ...(await livingVault(azure, params.vault)), restored: true } } };
  },
  choices: { vault: deletedVaultChoices, resourceGroup: groupChoices },
  examples: [
    {
      name: 'To where it was',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vault: 'vault-old' },
      expect: {
        port: 'done',
        data: { vaultId: `${home}/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-old`, name: 'vault-old', restored: true },
      },
    },
    {
      name: 'Into another resource group',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { vault: 'vault-old', resourceGroup: 'rg-rescue' },
      expect: {
        port: 'done',
        data: { vaultId: `${home}/rg-rescue/providers/Microsoft.RecoveryServices/vaults/vault-old`, restored: true },
      },
    },
    {
      name: 'It was never deleted',
      given: { estate },
      params: { vault: 'vault-weu-prod' },
      expect: { port: 'done', data: { name: 'vault-weu-prod', restored: false } },
    },
    {
      name: 'Azure has not kept it',
      given: { estate },
      params: { vault: 'vault-nowhere' },
      expect: { failed: { code: 'not_found', advice: ['Azure still keeps: vault-old, vault-twin.'] } },
    },
  ],
});

async function targetOf(azure: AzureBackup, group: string) {
  const { subscriptionId, name } = await groupOf(azure, group);
  return { subscriptionId, resourceGroup: name };
}

/** By any of its ids or by name: wherever it has been brought back to, a vault keeps its name. */
async function livingVault(azure: AzureBackup, vault: string): Promise<{ readonly vaultId: string; readonly name: string }> {
  const wanted = (vault.split('/').at(-1) ?? '').toLowerCase();
  for await (const { id, name } of azure.vaults()) if (name.toLowerCase() === wanted) return { vaultId: id, name };
  const kept: string[] = [];
  for await (const { name } of deletedVaults(azure)) kept.push(name);
  throw fail('not_found', `Azure keeps no deleted vault called ${vault.split('/').at(-1)}.`, {
    advice:
      kept.length > 0
        ? [`Azure still keeps: ${kept.slice(0, 10).join(', ')}.`]
        : ['It keeps a vault only that had soft-deleted items in it.'],
  });
}
