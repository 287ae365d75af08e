// Makes Azure look for what a vault could protect: new machines and storage accounts of its region. Changes nothing that exists,
// so it may be asked again at any time.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { azureId, choice } from '../../kit/fields.ts';
import { resumeOperation, settleOperation } from '../../kit/long-running.ts';
import { vaultChoices } from '../choices.ts';
import { filter } from '../filter.ts';
import { vaultId } from '../find.ts';

const managementTypes = { vm: 'AzureIaasVM', storage: 'AzureStorage', databases: 'AzureWorkload' } as const;
const estate = { vaults: [{ name: 'vault-weu-prod' }], machines: [{ name: 'vm-new-01' }] };
const done = { port: 'done', data: { refreshed: true } } as const;

export default defineNode({
  type: 'azure-backup.refresh-discovery',
  version: 1,
  group: 'azure-backup',
  section: 'Discover and register',
  title: 'Refresh discovery',
  summary: 'Makes Azure look for new machines and storage accounts that a vault could protect.',
  icon: 'arrow-reset',
  keywords: ['discover', 'refresh containers', 'start discovery', 'az backup container'],
  connection: 'azure',
  effect: 'write',
  repeatable: true,
  waits: true,
  params: z.object({
    vault: azureId('vault', { title: 'Vault' }),
    kind: choice(['vm', 'storage', 'databases'], {
      title: 'Look for',
      ui: { labels: { vm: 'Azure VMs', storage: 'Storage accounts', databases: 'Machines with SQL or SAP HANA' } },
    }).default('vm'),
  }),
  ports: ['done'],
  result: z.object({ refreshed: z.boolean() }),
  line: '{kind} · for {vault}',
  async run({ params, azure, key }) {
    const answer = await azure.operation({
      id: 'ProtectionContainers_Refresh',
      scope: await vaultId(azure, params.vault),
      path: { fabricName: 'Azure' },
      query: filter({ backupManagementType: managementTypes[params.kind] }),
      key,
    });
    return settleOperation(answer, { says: 'waits until Azure has looked', finish: () => done });
  },
  resume: ({ azure, state }) => resumeOperation(azure, state, () => done),
  recover: async () => 'unknown',
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'Looks for new VMs',
      given: { estate },
      params: { vault: 'vault-weu-prod' },
      expect: { port: 'done', data: { refreshed: true } },
    },
    {
      name: 'Looks for storage accounts',
      given: { estate },
      params: { vault: 'vault-weu-prod', kind: 'storage' },
      expect: { port: 'done', data: { refreshed: true } },
    },
    {
      name: 'The identity may not',
      given: { estate, faults: [{ match: { path: 'refreshContainers' }, answer: { status: 403, code: 'AuthorizationFailed' } }] },
      params: { vault: 'vault-weu-prod' },
      expect: { failed: { code: 'azure_error', azure: { code: 'AuthorizationFailed', status: 403 }, refused: true } },
    },
  ],
});
