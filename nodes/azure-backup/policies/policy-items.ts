// Lists the items that use a policy: who a change of it would reach.
import { z } from 'zod';
import type { ProtectedItem } from '../../kit/capabilities-azure.ts';
import { defineNode } from '../../kit/define.ts';
import { azureId } from '../../kit/fields.ts';
import { policyChoices, vaultChoices } from '../choices.ts';
import { itemShape, listOf } from '../shapes.ts';
import { mustExist, policyRef } from './read.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily-30d' }, { name: 'unused' }],
      items: [
        { name: 'vm-web-01', policy: 'daily-30d' },
        { name: 'vm-sql-03', policy: 'daily-30d' },
        { name: 'vm-old-09', state: 'ProtectionStopped' as const },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.policy-items',
  version: 1,
  group: 'azure-backup',
  section: 'Policies',
  title: 'List items of a policy',
  summary: 'Lists the items that a backup policy protects.',
  icon: 'list',
  keywords: ['associated items', 'az backup policy list-associated-items'],
  needs: ['Microsoft.RecoveryServices/Vaults/backupPolicies/read', 'Microsoft.RecoveryServices/Vaults/backupProtectedItems/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({ vault: azureId('vault', { title: 'Vault' }), policy: azureId('policy', { title: 'Policy' }) }),
  ports: ['done'],
  result: listOf(itemShape.omit({ condition: true, ageHours: true })),
  line: '{policy} · of {vault}',
  async run({ params, azure }) {
    const { name, vaultId } = await mustExist(azure, await policyRef(azure, params.vault, params.policy));
    const items: ProtectedItem[] = [];
    for await (const item of azure.items(vaultId))
      if (!item.softDeleted && item.policyName?.toLowerCase() === name.toLowerCase()) items.push(item);
    items.sort((a, b) => a.friendlyName.localeCompare(b.friendlyName, 'en', { numeric: true }));
    return { port: 'done', data: {}, list: { property: 'items', items } };
  },
  choices: { vault: vaultChoices, policy: policyChoices },
  examples: [
    {
      name: 'Who uses it',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'daily-30d' },
      expect: { port: 'done', data: { count: 2, items: [{ friendlyName: 'vm-sql-03' }, { friendlyName: 'vm-web-01' }] } },
    },
    {
      name: 'Nothing uses it',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'unused' },
      expect: { port: 'done', data: { count: 0 } },
    },
    {
      name: 'A policy that the vault does not have',
      given: { estate },
      params: { vault: 'vault-weu-prod', policy: 'weekly' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});
