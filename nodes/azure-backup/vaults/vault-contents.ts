// Lists everything that keeps a vault from being deleted, by kind, each with the action needed. An empty list: it can go.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { obstacle, obstacleKinds, obstaclesOf } from './contents.ts';
import { mustHaveVault } from './vault.ts';

const estate = {
  vaults: [
    {
      name: 'vault-old',
      policies: [{ name: 'daily' }, { name: 'shares', kind: 'share' as const }],
      items: [
        { name: 'vm-old-09', policy: 'daily' },
        { name: 'vm-gone-02', state: 'SoftDeleted' as const, deletedAt: '-P3D', points: { count: 1, newest: '-P4D' } },
        { kind: 'share' as const, name: 'finance', account: 'stfiles01', policy: 'shares' },
        { kind: 'mars' as const, name: 'C:\\', machine: 'srv-branch-01' },
      ],
    },
    { name: 'vault-empty' },
  ],
};

export default defineNode({
  type: 'azure-backup.vault-contents',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'What keeps a vault',
  summary: 'Lists everything that has to go before a vault can be deleted, and how.',
  icon: 'list',
  keywords: [
    'delete vault',
    'cannot be deleted',
    'vault not empty',
    'dependencies',
    'registered items',
    'ServiceResourceNotEmptyWithBackendMessage',
  ],
  needs: [
    'Microsoft.RecoveryServices/Vaults/read',
    'Microsoft.RecoveryServices/Vaults/backupProtectedItems/read',
    'Microsoft.RecoveryServices/Vaults/backupProtectionContainers/read',
    'Microsoft.RecoveryServices/Vaults/backupEngines/read',
    'Microsoft.RecoveryServices/Vaults/replicationUsages/read',
    'Microsoft.Authorization/locks/read',
  ],
  connection: 'azure',
  effect: 'read',
  params: z.object({ vault: azureId('vault', { title: 'Vault' }) }),
  ports: ['done'],
  result: z.object({
    vaultId: z.string(),
    deletable: z.boolean().meta({ title: 'Nothing keeps it' }),
    count: z.int(),
    byKind: z.record(z.enum(obstacleKinds), z.int()),
    items: z.array(obstacle),
  }),
  line: '{vault}',
  async run({ params, azure }) {
    const id = await vaultId(azure, params.vault);
    const items = await obstaclesOf(azure, await mustHaveVault(azure, id));
    const byKind = Object.fromEntries(obstacleKinds.map((kind) => [kind, items.filter((one) => one.kind === kind).length]));
    return { port: 'done', data: { vaultId: id, deletable: items.length === 0, count: items.length, byKind, items } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'What has to go first',
      given: { estate },
      params: { vault: 'vault-old' },
      expect: {
        port: 'done',
        data: {
          deletable: false,
          byKind: { item: 3, deletedItem: 1, container: 1, server: 1, privateEndpoint: 0 },
        },
      },
    },
    {
      name: 'Nothing keeps it',
      given: { estate },
      params: { vault: 'vault-empty' },
      expect: { port: 'done', data: { deletable: true, count: 0, items: [] } },
    },
    {
      name: 'A vault that does not exist',
      given: { estate },
      params: { vault: 'vault-nowhere' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});
