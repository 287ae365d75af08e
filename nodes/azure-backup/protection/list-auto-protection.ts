// Lists the SQL instances and availability groups whose new databases are protected by themselves.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { optionalAzureId } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultIdOrAll } from '../find.ts';
import { autoProtections, type Intent } from '../intents.ts';
import { listOf } from '../shapes.ts';

const shape = z.object({
  name: z.string().meta({ title: 'Name in Azure' }),
  vaultId: z.string(),
  server: z.string(),
  instance: z.string(),
  policyId: z.string().nullable(),
  policyName: z.string().nullable(),
  itemId: z.string(),
});

const estate = { vaults: [{ name: 'vault-weu-prod' }] };

export default defineNode({
  type: 'azure-backup.list-auto-protection',
  version: 1,
  group: 'azure-backup',
  section: 'Protect',
  title: 'List auto-protection',
  summary: 'Lists the SQL instances whose new databases are protected by themselves.',
  icon: 'list',
  keywords: ['auto protect', 'protection intent', 'Get-AzRecoveryServicesBackupProtectionIntent'],
  connection: 'azure',
  effect: 'read',
  params: z.object({ vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: all vaults.' }) }),
  ports: ['done'],
  result: listOf(shape),
  line: '{vault}',
  async run({ params, azure }) {
    const one = await vaultIdOrAll(azure, params.vault);
    const vaults = one === null ? [] : [one];
    if (one === null) for await (const { id } of azure.vaults()) vaults.push(id);
    const items: Intent[] = [];
    for (const vault of vaults) items.push(...(await autoProtections(azure, vault)));
    return { port: 'done', data: { count: items.length, items } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'None in this vault',
      given: { estate },
      params: { vault: 'vault-weu-prod' },
      expect: { port: 'done', data: { count: 0, items: [] } },
    },
    { name: 'Of all vaults', given: { estate }, params: {}, expect: { port: 'done', data: { count: 0 } } },
    {
      name: 'A vault that does not exist',
      given: { estate },
      params: { vault: 'vault-nowhere' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});
