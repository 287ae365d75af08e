// Gives a protected item another policy of its vault.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, optionalAzureId } from '../../kit/fields.ts';
import { closeByJob } from '../accepted.ts';
import { itemChoices, policyChoices, vaultChoices } from '../choices.ts';
import { itemId, policyId, vaultIdOf } from '../find.ts';
import { acceptedShape } from '../shapes.ts';
import { resumeStart } from '../start.ts';
import { changeItem } from './guarded-change.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily-30d' }, { name: 'daily-90d', keepDays: 90 }, { name: 'shares', kind: 'share' as const }],
      items: [{ name: 'vm-sql-03', policy: 'daily-30d' }],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.change-policy',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'Change policy',
  summary: 'Gives a protected item another backup policy.',
  icon: 'settings',
  keywords: ['policy', 'retention', 'schedule', 'az backup item set-policy'],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Item' }),
    policy: azureId('policy', { title: 'New policy', description: 'A shorter retention lets Azure delete older recovery points.' }),
  }),
  ports: ['done'],
  result: acceptedShape,
  line: '{item} · to {policy}',
  async run({ params, azure, key }) {
    const item = await itemId(azure, params.item, params.vault);
    const policy = await policyId(azure, params.policy, vaultIdOf(item) as string);
    return changeItem(azure, item, key, { policyId: policy });
  },
  resume: resumeStart,
  async recover(open) {
    const { azure, params } = open;
    const item = await itemId(azure, params.item, params.vault);
    const policy = await policyId(azure, params.policy, vaultIdOf(item) as string);
    return closeByJob(
      open,
      vaultIdOf(item) as string,
      item,
      async () => (await azure.item(item)).policyId?.toLowerCase() === policy.toLowerCase(),
    );
  },
  choices: { vault: vaultChoices, item: itemChoices, policy: policyChoices },
  examples: [
    {
      name: 'Keeps backups longer',
      given: { estate },
      params: { item: 'vm-sql-03', policy: 'daily-90d' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'A policy that the vault does not have',
      given: { estate },
      params: { item: 'vm-sql-03', policy: 'weekly' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'Keeps backups less long in a vault under a Resource Guard',
      given: {
        estate: {
          vaults: estate.vaults.map((vault) => ({
            ...vault,
            resourceGuard: 'guard-weu',
            items: [{ name: 'vm-sql-03', policy: 'daily-90d' }],
          })),
          resourceGuards: [{ name: 'guard-weu' }],
        },
      },
      params: { item: 'vm-sql-03', policy: 'daily-30d' },
      expect: { port: 'done', data: { jobId: { $uuid: true } } },
    },
    {
      name: 'A policy for another kind of item',
      given: { estate },
      params: { item: 'vm-sql-03', policy: 'shares' },
      expect: { failed: { code: 'azure_error' } },
    },
  ],
});
