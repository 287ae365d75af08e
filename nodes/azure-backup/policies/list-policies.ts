// Lists the backup policies of a vault, each with a sentence that says what it does.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, choice } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultId } from '../find.ts';
import { listOf, policyShape } from '../shapes.ts';

const managementTypes = { any: '', vm: 'AzureIaasVM', share: 'AzureStorage', database: 'AzureWorkload', mars: 'MAB' } as const;
const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily-30d' }, { name: 'shares', kind: 'share' as const }],
      items: [{ name: 'vm-sql-03', policy: 'daily-30d' }],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.list-policies',
  version: 1,
  group: 'azure-backup',
  section: 'Policies',
  title: 'List policies',
  summary: 'Lists the backup policies of a vault.',
  icon: 'policy',
  keywords: ['backup policy', 'schedule', 'retention', 'az backup policy list'],
  needs: ['Microsoft.RecoveryServices/Vaults/backupPolicies/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    kind: choice(['any', 'vm', 'share', 'database', 'mars'], {
      title: 'For',
      ui: {
        labels: {
          any: 'anything',
          vm: 'Azure VMs',
          share: 'Azure file shares',
          database: 'databases in VMs',
          mars: 'files and folders (MARS agent)',
        },
      },
    }).default('any'),
  }),
  ports: ['done'],
  result: listOf(policyShape),
  line: '{vault} · for {kind}',
  async run({ params, azure }) {
    const vault = await vaultId(azure, params.vault);
    const items = [];
    for await (const policy of azure.policies(vault))
      if (params.kind === 'any' || policy.managementType === managementTypes[params.kind]) items.push(policy);
    items.sort((a, b) => a.name.localeCompare(b.name, 'en'));
    return { port: 'done', data: { count: items.length, items } };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'Policies for VMs',
      given: { estate },
      params: { vault: 'vault-weu-prod', kind: 'vm' },
      expect: { port: 'done', data: { count: 2, items: [{ name: 'daily-30d', managementType: 'AzureIaasVM', itemCount: 1 }] } },
    },
    { name: 'All of a vault', given: { estate }, params: { vault: 'vault-weu-prod' }, expect: { port: 'done', data: { count: 4 } } },
    { name: 'A vault that does not exist', given: { estate }, params: { vault: 'nowhere' }, expect: { failed: { code: 'not_found' } } },
  ],
});
