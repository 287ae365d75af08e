// Moves a vault, with everything in it, to another resource group or subscription. Its id changes; backups go on.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId } from '../../kit/fields.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { existingVault, vaultParts, vaultPath } from './vault.ts';
import { groupChoices, groupOf } from './vault-places.ts';

const estate = {
  resourceGroups: [{ name: 'rg-new' }],
  vaults: [
    { name: 'vault-weu-prod', policies: [{ name: 'daily' }], items: [{ name: 'vm-sql-03', policy: 'daily', points: { count: 2 } }] },
    { name: 'vault-private', privateEndpoints: [{ name: 'pe-backup.1' }] },
  ],
};
const given = { estate };
const moveApi = '2021-04-01';

export default defineNode({
  type: 'azure-backup.move-vault',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Move vault',
  summary: 'Moves a vault to another resource group or subscription. Scripts and alerts that name its old id have to follow.',
  icon: 'folder',
  keywords: ['resource group', 'subscription', 'az resource move', 'Move-AzResource'],
  needs: [
    'Microsoft.Resources/subscriptions/resourceGroups/read',
    'Microsoft.RecoveryServices/Vaults/read',
    'Microsoft.RecoveryServices/Vaults/write',
    'Microsoft.Resources/subscriptions/resourceGroups/moveResources/action',
  ],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    resourceGroup: azureId('resourceGroup', { title: 'To resource group' }),
  }),
  ports: ['done'],
  result: z.object({
    vaultId: z.string().meta({ title: 'New id of the vault' }),
    before: z.string().meta({ title: 'Old id' }),
    moved: z.boolean().meta({ title: 'Moved now' }),
  }),
  line: '{vault} · to {resourceGroup}',
  async run({ params, azure, key }) {
    const group = await groupOf(azure, params.resourceGroup);
    const id = await vaultId(azure, params.vault);
    const from = vaultParts(id);
    const next = vaultPath({ subscriptionId: group.subscriptionId, resourceGroup: group.name, name: from.name });
    const data = { vaultId: next, before: id, moved: true };
    if (next.toLowerCase() === id.toLowerCase()) return { port: 'done', data: { ...data, moved: false } };
    const answer = await azure.arm({
      method: 'POST',
      path: `/subscriptions/${from.subscriptionId}/resourceGroups/${from.resourceGroup}/moveResources`,
      apiVersion: moveApi,
      body: { resources: [id], targetResourceGroup: group.id },
      key,
    });
    return settleOperation(answer, { says: 'waits until the vault has moved', more: data });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state),
  async recover({ params, azure }) {
    const group = await groupOf(azure, params.resourceGroup);
    const name = params.vault.split('/').at(-1) ?? '';
    const next = vaultPath({ subscriptionId: group.subscriptionId, resourceGroup: group.name, name });
    return (await existingVault(azure, next))
      ? { happened: { port: 'done', data: { vaultId: next, before: params.vault, moved: true } } }
      : 'unknown';
  },
  choices: { vault: vaultChoices, resourceGroup: groupChoices },
  examples: [
    {
      name: 'To another resource group',
      given,
      params: { vault: 'vault-weu-prod', resourceGroup: 'rg-new' },
      expect: {
        port: 'done',
        data: {
          moved: true,
          vaultId:
            '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-new/providers/Microsoft.RecoveryServices/vaults/vault-weu-prod',
        },
      },
    },
    {
      name: 'It is there already',
      given,
      params: { vault: 'vault-weu-prod', resourceGroup: 'rg-backup' },
      expect: { port: 'done', data: { moved: false } },
    },
    {
      name: 'A vault with private endpoints stays where it is',
      given,
      params: { vault: 'vault-private', resourceGroup: 'rg-new' },
      expect: { failed: { code: 'azure_error', azure: { code: 'ResourceMoveProviderValidationFailed', status: 409 } } },
    },
    {
      name: 'A resource group that does not exist',
      given,
      params: { vault: 'vault-weu-prod', resourceGroup: 'rg-nowhere' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});
